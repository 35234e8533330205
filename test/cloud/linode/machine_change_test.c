// SPDX-License-Identifier: MIT
// Linodes that are changed where they are, copied, or made without a system: what is asked.
#include "scripted.h"

#include "base/secret.h"

#define MACHINE "{\"id\":77641926,\"label\":\"web-01\",\"status\":\"offline\"}"

static const char *
asked_of(const struct api *api, size_t i)
{
    static char all[5000];
    const struct asked *a = &api->asked.items[i];

    snprintf(all, sizeof all, "%s %s %s", a->method, a->path, a->body);
    return all;
}

static void
test_changes_in_place(void **state)
{
    _own_(secret) struct secret *word = secret_new("p\"w", 3);
    const struct machine_resize how = { .type = "g6-standard-1", .warm = true };
    struct slot slots[N_SLOTS] = { { .disk = "3" }, { .volume = "4" }, [7] = { .disk = "5" } };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct machine_ops *m = MACHINES(api);
    struct told t[6] = { 0 };

    api->body = "{}";
    m->boot(api->cloud, "7", "85843162", on_done, &t[0]);
    wait_for(api, &t[0]);
    m->resize(api->cloud, "7", &how, on_done, &t[1]);
    wait_for(api, &t[1]);
    m->password(api->cloud, "7", NULL, word, on_done, &t[2]);
    wait_for(api, &t[2]);
    m->password(api->cloud, "7", "158341359", word, on_done, &t[3]);
    wait_for(api, &t[3]);
    m->rescue(api->cloud, "7", slots, on_done, &t[4]);
    wait_for(api, &t[4]);
    assert_string_equal(
        asked_of(api, 0), "POST /v4/linode/instances/7/boot {\"config_id\":85843162}");
    assert_string_equal(asked_of(api, 1),
        "POST /v4/linode/instances/7/resize {\"type\":\"g6-standard-1\","
        "\"allow_auto_disk_resize\":false,\"migration_type\":\"warm\"}");
    assert_string_equal(
        asked_of(api, 2), "POST /v4/linode/instances/7/password {\"root_pass\":\"p\\\"w\"}");
    assert_string_equal(asked_of(api, 3),
        "POST /v4/linode/instances/7/disks/158341359/password {\"password\":\"p\\\"w\"}");
    assert_string_equal(asked_of(api, 4), // the last slot is the other system's
        "POST /v4/linode/instances/7/rescue {\"devices\":{\"sda\":{\"disk_id\":3},"
        "\"sdb\":{\"volume_id\":4}}}");
    slots[0].disk = "x";
    m->rescue(api->cloud, "7", slots, on_done, &t[5]);
    wait_for(api, &t[5]);
    assert_int_equal(t[5].err.code, LCT_ENOTFOUND);
    assert_int_equal(api->asked.n, 5);
    api_stop(api);
}

static void
same_plan(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 400, "{\"errors\":[{\"reason\":\"Linode is already running this service plan.\"}]}");
}

static void
test_resized_already(void **state)
{
    const struct machine_resize how = { .type = "g6-standard-1" };
    struct api *api = api_start(same_plan, CLOUD_WRITE, "tok");
    struct told t = { 0 };

    MACHINES(api)->resize(api->cloud, "7", &how, on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    api_stop(api);
}

// Nobody logs in to what has no image, and what is copied has its logins.
static void
test_without_image(void **state)
{
    _own_(secret) struct secret *word = secret_new("secret", 6);
    const char *const tags[] = { "lct:u", NULL }, *const keys[] = { "ssh-ed25519 AAAA x", NULL };
    const struct machine_spec spec = { .label = "web-01",
        .region = "us-east",
        .type = "g6-nanode-1",
        .tags = tags,
        .authorized_keys = keys,
        .root_password = word,
        .booted = true,
        .swap_mb = 512 };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = MACHINE;
    MACHINES(api)->create(api->cloud, &spec, on_machine, &t);
    wait_for(api, &t);
    assert_string_equal(asked_of(api, 0),
        "POST /v4/linode/instances {\"booted\":false,\"label\":\"web-01\",\"region\":\"us-east\","
        "\"type\":\"g6-nanode-1\",\"private_ip\":false,\"backups_enabled\":false,"
        "\"tags\":[\"lct:u\"]}");
    MACHINES(api)->clone(api->cloud, "7", &spec, on_machine, &u);
    wait_for(api, &u);
    assert_string_equal(u.label, "web-01");
    assert_string_equal(asked_of(api, 1),
        "POST /v4/linode/instances/7/clone {\"label\":\"web-01\",\"region\":\"us-east\","
        "\"type\":\"g6-nanode-1\",\"private_ip\":false,\"backups_enabled\":false}");
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_in_place),
        cmocka_unit_test(test_resized_already),
        cmocka_unit_test(test_without_image),
    };

    return RUN(tests);
}
