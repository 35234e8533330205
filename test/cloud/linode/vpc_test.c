// SPDX-License-Identifier: MIT
// VPCs: what is asked, how answers are read, also when they have other types than documented.
#include "scripted.h"

#include "base/secret.h"

static void
on_vpcs(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s [%s] [%s] %s", list[0].id, list[0].label,
            list[0].region, list[0].parts[0] ? list[0].parts[0] : "-",
            list[0].tags[0] ? list[0].tags[0] : "-", list[0].members[0] ? list[0].members[0] : "-");
}

static void
on_vpc(void *user, const struct lct_err *err, const struct thing *v)
{
    on_vpcs(user, err, v, v != NULL);
}

static void
on_addresses(void *user, const struct lct_err *err, const struct vpc_address *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0, at = 0; i < n; i++)
        at += (size_t)snprintf(t->text + at, sizeof t->text - at, "%s%s %s", i ? ", " : "",
            list[i].machine, list[i].ipv4);
}

#define SUBNET "{\"id\":9,\"label\":\"front\",\"ipv4\":\"10.0.1.0/24\",\"linodes\":[{\"id\":12}]}"
#define VPC(id, label, region, subnets)                                \
    "{\"id\":" id ",\"label\":\"" label "\",\"region\":\"" region "\"" \
    ",\"description\":\"lct:some\",\"subnets\":[" subnets "]}"
#define PAGE(items) "{\"data\":[" items "],\"page\":1,\"pages\":1,\"results\":1}"

static const struct thing_ops *
things(const struct api *api)
{
    return api->cloud->ops->things[NOUN_VPC];
}

static void
test_read(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told found = { 0 }, one = { 0 }, all = { 0 };

    api->body = PAGE(VPC("5", "inner", "us-ord", SUBNET) "," VPC("6", "other", "us-ord", ""));
    things(api)->find(api->cloud, "inner", on_vpcs, &found);
    wait_for(api, &found);
    assert_int_equal(found.n, 1); // whatever the server makes of the filter
    assert_string_equal(found.text, "5 inner us-ord [front 10.0.1.0/24 9] [lct:some] 12");
    assert_non_null(strstr(api->asked.items[0].filter, "\"label\":\"inner\""));
    things(api)->list(api->cloud, on_vpcs, &all);
    wait_for(api, &all);
    assert_int_equal(all.n, 2);
    api->body = VPC("5", "inner", "us-ord", SUBNET);
    things(api)->get(api->cloud, "5", on_vpc, &one);
    wait_for(api, &one);
    assert_string_equal(one.text, "5 inner us-ord [front 10.0.1.0/24 9] [lct:some] 12");
    api_stop(api);
}

static void
test_wrong(void **state)
{
    static const char *const bodies[] = {
        (VPC("6", "inner", "us-ord", "")),  // of another
        (VPC("5", "a b", "us-ord", "")),    // a label that cannot be
        (VPC("5", "inner", "us ord", "")),  // nowhere
        (VPC("5", "inner", "us-ord", "1")), // a subnet that is none
        (VPC("5", "inner", "us-ord", "{\"id\":9,\"label\":\"x\",\"ipv4\":\"10.0.1/24\"}")),
        (VPC("5", "inner", "us-ord", "{\"id\":9,\"label\":\"x;y\",\"ipv4\":\"10.0.1.0/24\"}")),
        "{}",
    };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
        struct told t = { 0 };
        api->body = bodies[i];
        things(api)->get(api->cloud, "5", on_vpc, &t);
        wait_for(api, &t);
        assert_int_equal(t.err.code, LCT_EFAILED);
        assert_int_equal(t.n, 0);
        api_stop(api);
    }
}

static void
test_asked(void **state)
{
    static const char *const tags[] = { "lct:some", NULL }, *const parts[] = { "front 10.0.1.0/24",
        NULL };
    static const struct subnet back = { "back", "10.0.2.0/24", "" };
    const struct thing_spec spec = {
        .label = "inner", .region = "us-ord", .traits = "", .tags = tags, .parts = parts
    };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 }, v = { 0 };

    api->body = VPC("5", "inner", "us-ord", SUBNET);
    things(api)->create(api->cloud, &spec, on_vpc, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(api->asked.items[0].body,
        "{\"label\":\"inner\",\"region\":\"us-ord\",\"description\":\"lct:some\","
        "\"subnets\":[{\"label\":\"front\",\"ipv4\":\"10.0.1.0/24\"}]}");
    api->cloud->ops->vpcs->add(api->cloud, "5", &back, on_done, &u);
    wait_for(api, &u);
    assert_string_equal(api->asked.items[1].path, "/v4/vpcs/5/subnets");
    assert_string_equal(api->asked.items[1].body, "{\"label\":\"back\",\"ipv4\":\"10.0.2.0/24\"}");
    api->cloud->ops->vpcs->drop(api->cloud, "5", "9", on_done, &v);
    wait_for(api, &v);
    assert_string_equal(api->asked.items[2].path, "/v4/vpcs/5/subnets/9");
    api_stop(api);
}

// Ranges, and what is of no Linode, are none of a machine's addresses.
static void
test_addresses(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 };

    api->body = PAGE(
        "{\"address\":null,\"address_range\":\"10.0.1.16/28\",\"linode_id\":12,\"interface_id\":1},"
        "{\"address\":\"10.0.1.9\",\"linode_id\":null,\"interface_id\":2},"
        "{\"address\":\"10.0.1.2\",\"linode_id\":12,\"interface_id\":1}");
    api->cloud->ops->vpcs->addresses(api->cloud, "5", on_addresses, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.text, " 10.0.1.16/28, 12 10.0.1.2");
    api_stop(api);
}

static const char *
created_with(struct api *api, enum generation generation, size_t n)
{
    static const char *const keys[] = { "ssh-ed25519 AAAA", NULL };
    static const struct interface list[] = { { .kind = INTERFACE_PUBLIC },
        { .kind = INTERFACE_VPC, .subnet = "9", .nat = true },
        { .kind = INTERFACE_VLAN, .vlan = "mesh", .ipv4 = "10.9.0.3/24" } };
    const struct machine_spec spec = { .label = "web-1",
        .region = "us-ord",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .authorized_keys = keys,
        .interfaces = list,
        .n_interfaces = n,
        .generation = generation,
        .private_ip = true,
        .swap_mb = -1 };
    struct told t = { 0 };

    api->body = "{\"id\":5,\"label\":\"web-1\"}";
    api->cloud->ops->machines->create(api->cloud, &spec, on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    return api->asked.items[api->asked.n - 1].body;
}

static void
test_interfaces(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const char *legacy = created_with(api, GENERATION_NONE, 3);

    assert_non_null(strstr(legacy,
        "\"interfaces\":[{\"purpose\":\"public\"},{\"purpose\":\"vpc\",\"subnet_id\":9,\"ipv4\":{"
        "\"nat_1_1\":"
        "\"any\"}},{\"purpose\":\"vlan\",\"label\":\"mesh\",\"ipam_address\":\"10.9.0.3/24\"}]"));
    assert_null(strstr(legacy, "interface_generation"));
    assert_null(strstr(created_with(api, GENERATION_NONE, 0), "interfaces"));
    const char *linode = created_with(api, GENERATION_LINODE, 3);
    assert_non_null(strstr(linode, "\"interface_generation\":\"linode\""));
    assert_null(strstr(linode, "private_ip"));
    assert_non_null(strstr(linode, "{\"firewall_id\":null,\"vpc\":{\"subnet_id\":9,\"ipv4\":{"
                                   "\"addresses\":[{\"address\":\"auto\","
                                   "\"primary\":true,\"nat_1_1_address\":\"auto\"}]}}}"));
    assert_non_null(
        strstr(linode, "{\"vlan\":{\"vlan_label\":\"mesh\",\"ipam_address\":\"10.9.0.3/24\"}}"));
    assert_non_null(strstr(created_with(api, GENERATION_LINODE, 0),
        "\"interfaces\":[{\"firewall_id\":null,\"public\":"));
    api_stop(api);
}

static void
refuse(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 400, api->body);
}

// What is in it is waited for; a label is somebody's.
static void
test_refused(void **state)
{
    const struct thing_spec spec = { .label = "inner", .region = "us-ord", .traits = "" };
    struct api *api = api_start(refuse, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = "{\"errors\":[{\"reason\":\"VPC is in use\"}]}";
    things(api)->remove(api->cloud, "5", on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EWAIT);
    api->body = "{\"errors\":[{\"field\":\"label\",\"reason\":\"Label must be unique among your "
                "VPCs\"}]}";
    things(api)->create(api->cloud, &spec, on_vpc, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_EEXISTS);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_refused),
    };

    return RUN(tests);
}
