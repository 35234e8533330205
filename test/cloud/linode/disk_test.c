// SPDX-License-Identifier: MIT
// Disks and configurations: what is asked, how the answers of the real API are read.
#include "scripted.h"

// ---- disks

static void
on_disks(void *user, const struct lct_err *err, const struct disk *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n; i++)
        t->ids[i] = strtoll(list[i].id, NULL, 10);
    if (n)
        snprintf(t->text, sizeof t->text, "%s|%s %lld %d", list[0].label, list[0].fs,
            (long long)list[0].size_mb, list[0].ready);
}

static void
on_disk(void *user, const struct lct_err *err, const struct disk *d)
{
    assert_true((err->code == 0) == (d != NULL));
    on_disks(user, err, d, d != NULL);
}

// As recorded.
#define DISK(id, status, label)                                                   \
    "{\"id\":" id ",\"status\":\"" status "\",\"label\":\"" label                 \
    "\",\"created\":\"2018-01-02T03:04:05\",\"updated\":\"2018-01-02T03:04:05\"," \
    "\"filesystem\":\"ext4\",\"size\":25088,\"disk_encryption\":\"enabled\"}"
#define LIST(items) "{\"data\":[" items "],\"page\":1,\"pages\":1,\"results\":2}"

static void
test_disks_recorded(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    const struct disk_ops *ops = api->cloud->ops->disks;
    struct told all = { 0 }, one = { 0 };

    api->body = LIST(DISK("4336476", "not ready", "512 MB Swap Image") "," DISK(
        "4336475", "ready", "Alpine 3.22 Disk"));
    ops->list(api->cloud, "12", on_disks, &all);
    wait_for(api, &all);
    assert_int_equal(all.n, 2);
    assert_int_equal(all.ids[0], 4336475); // as they were made
    assert_string_equal(all.text, "Alpine 3.22 Disk|ext4 25088 1");
    assert_string_equal(api->asked.items[0].path, "/v4/linode/instances/12/disks");
    api->body = DISK("4336476", "deleting", "512 MB Swap Image");
    ops->get(api->cloud, "12", "4336476", on_disk, &one);
    wait_for(api, &one);
    assert_string_equal(one.text, "512 MB Swap Image|ext4 25088 0");
    assert_string_equal(api->asked.items[1].path, "/v4/linode/instances/12/disks/4336476");
    api_stop(api);
}

static const char *const wrong_disks[] = {
    "{}",
    (DISK("6", "ready", "of another")),
    (DISK("5", "ready", "")),
    (DISK("5", "ready", "x\\u001b[31m")),
    (DISK("5", "ready", "x\\u202e")),
    (DISK("5", "ready", "a label of more than forty-eight characters is none")),
    "{\"id\":5,\"label\":\"x\",\"filesystem\":\"ext4\"}",
    "{\"id\":5,\"label\":\"x\",\"filesystem\":\"; rm\",\"size\":5}",
};

static void
test_disks_wrong(void **state)
{
    for (size_t i = 0; i < sizeof wrong_disks / sizeof *wrong_disks; i++) {
        struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
        struct told t = { 0 };
        api->body = wrong_disks[i];
        api->cloud->ops->disks->get(api->cloud, "12", "5", on_disk, &t);
        wait_for(api, &t);
        assert_int_equal(t.err.code, LCT_EFAILED);
        api_stop(api);
    }
}

static void
asked_is(const struct api *api, size_t i, const char *expected)
{
    const struct asked *a = &api->asked.items[i];
    _own_(free) char *all = mem_printf("%s %s %s", a->method, a->path, a->body);

    assert_string_equal(all, expected);
}

static void
test_disks_asked(void **state)
{
    _own_(secret) struct secret *password = secret_new("p\"w", 3);
    const char *const keys[] = { "ssh-ed25519 AAAA x", NULL };
    const struct disk_spec empty = { .label = "data", .fs = "ext4", .size_mb = 512 },
                           full = { .label = "data",
                               .size_mb = 2048,
                               .image = "linode/debian12",
                               .authorized_keys = keys,
                               .root_password = password };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct disk_ops *ops = api->cloud->ops->disks;
    struct told t[4] = { 0 };

    api->body = DISK("5", "not ready", "data");
    ops->create(api->cloud, "12", &empty, on_disk, &t[0]);
    wait_for(api, &t[0]);
    ops->create(api->cloud, "12", &full, on_disk, &t[1]);
    wait_for(api, &t[1]);
    ops->resize(api->cloud, "12", "5", 4000, on_done, &t[2]);
    wait_for(api, &t[2]);
    ops->remove(api->cloud, "12", "5", on_done, &t[3]);
    wait_for(api, &t[3]);
    for (int i = 0; i < 4; i++)
        assert_int_equal(t[i].err.code, 0);
    asked_is(api, 0,
        "POST /v4/linode/instances/12/disks {\"label\":\"data\",\"size\":512,\"filesystem\":"
        "\"ext4\"}");
    asked_is(api, 1,
        "POST /v4/linode/instances/12/disks {\"label\":\"data\",\"size\":2048,\"image\":"
        "\"linode/debian12\",\"authorized_keys\":[\"ssh-ed25519 AAAA x\"],\"root_pass\":"
        "\"p\\\"w\"}");
    asked_is(api, 2, "POST /v4/linode/instances/12/disks/5/resize {\"size\":4000}");
    asked_is(api, 3, "DELETE /v4/linode/instances/12/disks/5 ");
    api_stop(api);
}

static void
busy(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 400, "{\"errors\": [{\"reason\": \"Linode busy.\"}]}");
}

// Recorded 16 times of a create, and 10 times of a removal.
static void
test_disks_busy(void **state)
{
    const struct disk_spec spec = { .label = "test-disk-1", .size_mb = 512 };
    struct api *api = api_start(busy, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->cloud->ops->disks->create(api->cloud, "12", &spec, on_disk, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EWAIT);
    api->cloud->ops->disks->remove(api->cloud, "12", "5", on_done, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_EWAIT);
    assert_true(u.err.retry_after_ms > 0);
    api_stop(api);
}

// ---- configurations

struct told_config {
    struct told t;
    struct config c; // its texts are gone
};

static void
on_configs(void *user, const struct lct_err *err, const struct config *list, size_t n)
{
    struct told_config *to = user;

    to->t.n = n;
    if (n) {
        const struct slot *s = list[0].slots;
        to->c = list[0];
        snprintf(to->t.text, sizeof to->t.text, "%s|%s %s %s %s/%s %s/%s", list[0].id,
            list[0].label, list[0].kernel, list[0].root, s[0].disk ? s[0].disk : "-",
            s[0].volume ? s[0].volume : "-", s[1].disk ? s[1].disk : "-",
            s[1].volume ? s[1].volume : "-");
    }
    told_err(&to->t, err);
}

static void
on_config(void *user, const struct lct_err *err, const struct config *c)
{
    assert_true((err->code == 0) == (c != NULL));
    on_configs(user, err, c, c != NULL);
}

// As recorded.
#define CONFIG(label, sda, sdb)                                                            \
    "{\"id\":85843162,\"label\":\"" label "\",\"helpers\":{\"updatedb_disabled\":true,"    \
    "\"distro\":true,\"modules_dep\":true,\"network\":false,\"devtmpfs_automount\":true}," \
    "\"kernel\":\"linode/grub2\",\"comments\":\"\",\"memory_limit\":0,"                    \
    "\"created\":\"2018-01-02T03:04:05\",\"updated\":\"2018-01-02T03:04:05\","             \
    "\"root_device\":\"/dev/sda\",\"devices\":{\"sda\":" sda ",\"sdb\":" sdb               \
    ",\"sdc\":null,\"sdd\":null,\"sde\":null,\"sdf\":null,\"sdg\":null,\"sdh\":null},"     \
    "\"initrd\":null,\"run_level\":\"default\",\"virt_mode\":\"paravirt\",\"interfaces\":[]}"

#define A_DISK "{\"disk_id\":158351404,\"volume_id\":null}"
#define A_VOLUME "{\"disk_id\":null,\"volume_id\":15543619}"

static void
test_configs_recorded(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told_config all = { 0 };

    api->body = "{\"data\":[" CONFIG("My Ubuntu 22.04 LTS Disk Profile", A_DISK,
        A_VOLUME) "],\"page\":1,\"pages\":1,\"results\":1}";
    api->cloud->ops->configs->list(api->cloud, "12", on_configs, &all);
    wait_for(api, &all.t);
    assert_string_equal(all.t.text, "85843162|My Ubuntu 22.04 LTS Disk Profile linode/grub2 "
                                    "/dev/sda 158351404/- -/15543619");
    assert_int_equal(
        all.c.helpers, HELPER_DISTRO | HELPER_MODULES | HELPER_DEVTMPFS | HELPER_NO_UPDATEDB);
    for (int i = 2; i < N_SLOTS; i++)
        assert_true(!all.c.slots[i].disk && !all.c.slots[i].volume);
    assert_string_equal(api->asked.items[0].path, "/v4/linode/instances/12/configs");
    api_stop(api);
}

static const char *const wrong_configs[] = {
    "{}",
    (CONFIG("", "null", "null")),
    (CONFIG("another", "null", "null")),
    (CONFIG("ours", "{\"disk_id\":\"x\"}", "null")),
    (CONFIG("ours", "null", "{\"volume_id\":-1}")),
    "{\"id\":1,\"label\":\"ours\",\"kernel\":\"a b\",\"root_device\":\"/dev/sda\"}",
    "{\"id\":1,\"label\":\"ours\",\"root_device\":\"sda; rm\"}",
    "{\"id\":1,\"label\":\"ours\",\"root_device\":\"/etc/passwd\"}",
};

static void
test_configs_wrong(void **state)
{
    const struct config ours = { .label = "ours", .root = "/dev/sda" };

    for (size_t i = 0; i < sizeof wrong_configs / sizeof *wrong_configs; i++) {
        struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
        struct told_config t = { 0 };
        api->body = wrong_configs[i];
        api->cloud->ops->configs->create(api->cloud, "12", &ours, on_config, &t);
        wait_for(api, &t.t);
        assert_int_equal(t.t.err.code, LCT_EAMBIGUOUS);
        api_stop(api);
    }
}

#define BODY                                                                                  \
    "{\"label\":\"ours\",\"kernel\":\"linode/grub2\",\"root_device\":\"/dev/sda\","           \
    "\"devices\":{\"sda\":{\"disk_id\":3},\"sdc\":{\"volume_id\":4}},\"helpers\":{\"distro\"" \
    ":true,\"modules_dep\":false,\"network\":true,\"devtmpfs_automount\":false,"              \
    "\"updatedb_disabled\":false}}"

static void
test_configs_asked(void **state)
{
    struct config ours = { .label = "ours",
        .kernel = "linode/grub2",
        .root = "/dev/sda",
        .helpers = HELPER_DISTRO | HELPER_NETWORK };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct config_ops *ops = api->cloud->ops->configs;
    struct told_config made = { 0 }, changed = { 0 }, none = { 0 };
    struct told gone = { 0 };

    ours.slots[0].disk = "3";
    ours.slots[2].volume = "4";
    api->body = CONFIG("ours", A_DISK, "null");
    ops->create(api->cloud, "12", &ours, on_config, &made);
    wait_for(api, &made.t);
    ours.id = "85843162";
    ops->update(api->cloud, "12", &ours, on_config, &changed);
    wait_for(api, &changed.t);
    ops->remove(api->cloud, "12", "85843162", on_done, &gone);
    wait_for(api, &gone);
    assert_int_equal(made.t.err.code | changed.t.err.code | gone.err.code, 0);
    asked_is(api, 0, "POST /v4/linode/instances/12/configs " BODY);
    asked_is(api, 1, "PUT /v4/linode/instances/12/configs/85843162 " BODY);
    asked_is(api, 2, "DELETE /v4/linode/instances/12/configs/85843162 ");
    ours.slots[1].disk = "a-disk-of-another-cloud";
    ops->create(api->cloud, "12", &ours, on_config, &none);
    wait_for(api, &none.t);
    assert_int_equal(none.t.err.code, LCT_ENOTFOUND);
    assert_int_equal(api->asked.n, 3);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disks_recorded),
        cmocka_unit_test(test_disks_wrong),
        cmocka_unit_test(test_disks_asked),
        cmocka_unit_test(test_disks_busy),
        cmocka_unit_test(test_configs_recorded),
        cmocka_unit_test(test_configs_wrong),
        cmocka_unit_test(test_configs_asked),
    };

    return RUN(tests);
}
