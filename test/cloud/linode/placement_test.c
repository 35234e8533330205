// SPDX-License-Identifier: MIT
// Placement groups: what is asked, how answers are read, also when they have other types than
// documented.
#include "scripted.h"

#include "base/secret.h"

static void
on_groups(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %s %s", list[0].id, list[0].label,
            list[0].region, list[0].traits, list[0].members[0] ? list[0].members[0] : "-");
}

static void
on_group(void *user, const struct lct_err *err, const struct thing *g)
{
    on_groups(user, err, g, g != NULL);
}

#define GROUP(id, label, region)                                                               \
    "{\"id\":" id ",\"label\":\"" label "\",\"region\":" region                                \
    ",\"placement_group_type\":\"anti_affinity:local\",\"placement_group_policy\":\"strict\"," \
    "\"is_compliant\":true,\"members\":[{\"linode_id\":123},{\"linode_id\":124}]}"

static void
test_read(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct thing_ops *p = api->cloud->ops->things[NOUN_PLACEMENT];
    struct told found = { 0 }, all = { 0 }, one = { 0 };

    api->body = "{\"data\":[" GROUP("5", "apart", "\"us-east\"") "," GROUP(
        "6", "other", "\"us-east\"") "],\"page\":1,\"pages\":1,\"results\":2}";
    p->find(api->cloud, "apart", on_groups, &found);
    wait_for(api, &found);
    assert_int_equal(found.n, 1); // whatever the server makes of the filter
    assert_string_equal(found.text, "5 apart us-east anti_affinity:local strict 123");
    assert_non_null(strstr(api->asked.items[0].filter, "\"label\":\"apart\""));
    p->list(api->cloud, on_groups, &all);
    wait_for(api, &all);
    assert_int_equal(all.n, 2);
    api->body = GROUP("5", "apart", "\"us-east\"");
    p->get(api->cloud, "5", on_group, &one);
    wait_for(api, &one);
    assert_string_equal(one.text, "5 apart us-east anti_affinity:local strict 123");
    api_stop(api);
}

static void
test_wrong(void **state)
{
    static const char *const bodies[] = {
        (GROUP("6", "apart", "\"us-east\"")), // of another
        (GROUP("\"5\"", "", "\"us-east\"")),  // no label
        (GROUP("5", "a b", "\"us-east\"")),   // one that cannot be
        (GROUP("5", "apart", "null")),        // nowhere
        (GROUP("5", "apart", "\"us east\\u0007\"")),
        "{}",
        ("{\"id\":5,\"label\":\"apart\",\"region\":\"us-east\",\"placement_group_type\":\"t\","
         "\"placement_group_policy\":\"p\",\"members\":[{\"linode_id\":null}]}"),
    };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
        struct told t = { 0 };
        api->body = bodies[i];
        api->cloud->ops->things[NOUN_PLACEMENT]->get(api->cloud, "5", on_group, &t);
        wait_for(api, &t);
        assert_int_equal(t.err.code, LCT_EFAILED);
        assert_int_equal(t.n, 0);
        api_stop(api);
    }
}

static void
refuse(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 400, api->body);
}

static void
test_asked(void **state)
{
    const struct thing_spec spec = { "apart", "us-east", "anti_affinity:local strict" };
    const char *const machines[] = { "12", "13", NULL };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = GROUP("5", "apart", "\"us-east\"");
    api->cloud->ops->things[NOUN_PLACEMENT]->create(api->cloud, &spec, on_group, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(api->asked.items[0].body,
        "{\"label\":\"apart\",\"region\":\"us-east\",\"placement_group_type\":\"anti_affinity:"
        "local\","
        "\"placement_group_policy\":\"strict\"}");
    api->cloud->ops->placements->assign(api->cloud, "5", machines, on_done, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, 0);
    assert_string_equal(api->asked.items[1].path, "/v4/placement/groups/5/assign");
    assert_string_equal(api->asked.items[1].body, "{\"linodes\":[12,13]}");
    api_stop(api);
}

// Machines that leave are waited for; a label is somebody's.
static void
test_refused(void **state)
{
    const struct thing_spec spec = { "apart", "us-east", "anti_affinity:local strict" };
    struct api *api = api_start(refuse, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body =
        "{\"errors\":[{\"reason\":\"All Linodes must be unassigned from a Placement Group to "
        "delete it\"}]}";
    api->cloud->ops->things[NOUN_PLACEMENT]->remove(api->cloud, "5", on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EWAIT);
    api->body = "{\"errors\":[{\"field\":\"label\",\"reason\":\"Label must be unique among your "
                "Placement Groups\"}]}";
    api->cloud->ops->things[NOUN_PLACEMENT]->create(api->cloud, &spec, on_group, &u);
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
        cmocka_unit_test(test_refused),
    };

    return RUN(tests);
}
