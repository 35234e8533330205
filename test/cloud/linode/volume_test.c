// SPDX-License-Identifier: MIT
// Volumes: what is asked, how the answers of the real API are read, and refusals that are none.
#include "scripted.h"

#include "model/volume.h"

static void
on_volumes(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %s %lld %s %s %s %d", list[0].id, list[0].label,
            list[0].region, list[0].traits, (long long)list[0].size_gb,
            list[0].members[0] ? list[0].members[0] : "-", list[0].tags[0] ? list[0].tags[0] : "-",
            list[0].device, list[0].ready);
}

static void
on_volume(void *user, const struct lct_err *err, const struct thing *v)
{
    assert_true((err->code == 0) == (v != NULL));
    on_volumes(user, err, v, v != NULL);
}

// As recorded; LINODE, IO_READY and TAGS are of the moment.
#define DEVICE "/dev/disk/by-id/scsi-0Linode_Volume_go-vol"
#define VOLUME(status, linode, io_ready, tags)                                              \
    "{\"id\":15543619,\"status\":\"" status "\",\"label\":\"go-vol\","                      \
    "\"created\":\"2018-01-02T03:04:05\",\"updated\":\"2018-01-02T03:04:05\","              \
    "\"filesystem_path\":\"" DEVICE "\",\"size\":15,\"linode_id\":" linode                  \
    ",\"linode_label\":null,\"io_ready\":" io_ready ",\"region\":\"gb-lon\",\"tags\":" tags \
    ",\"hardware_type\":\"nvme\",\"encryption\":\"enabled\",\"locks\":[]}"
#define ATTACHED VOLUME("active", "97254952", "true", "[]")
#define DETACHED VOLUME("active", "null", "false", "[\"lct:1\"]")

static const struct thing_ops *
things(const struct api *api)
{
    return api->cloud->ops->things[NOUN_VOLUME];
}

static struct told
read_volume(const char *text)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told t = { 0 };

    api->body = text;
    things(api)->get(api->cloud, "15543619", on_volume, &t);
    wait_for(api, &t);
    api_stop(api);
    return t;
}

static void
reads(const char *body, const char *expected)
{
    assert_string_equal(read_volume(body).text, expected);
}

static void
test_recorded(void **state)
{
    reads(VOLUME("creating", "null", "false", "[]"),
        "15543619 go-vol gb-lon encrypted 15 - - " DEVICE " 0");
    reads(DETACHED, "15543619 go-vol gb-lon encrypted 15 - lct:1 " DEVICE " 1");
    // attached: in a moment, and when the node may read it
    reads(VOLUME("active", "97254952", "false", "[]"),
        "15543619 go-vol gb-lon encrypted 15 97254952 - " DEVICE " 0");
    reads(ATTACHED, "15543619 go-vol gb-lon encrypted 15 97254952 - " DEVICE " 1");
    reads(VOLUME("resizing", "97254952", "true", "null"),
        "15543619 go-vol gb-lon encrypted 15 97254952 - " DEVICE " 0");
    // of 2024: nothing is said of reading, nor of encryption
    reads("{\"id\":15543619,\"status\":\"active\",\"label\":\"old\",\"filesystem_path\":\"" DEVICE
          "\",\"size\":20,\"linode_id\":7,\"region\":\"ap-west\",\"tags\":[]}",
        "15543619 old ap-west unencrypted 20 7 - " DEVICE " 1");
}

#define ODD(members) ("{\"id\":15543619,\"label\":\"v\"," members "}")

static const char *const wrong[] = {
    "{}",
    "null",
    "{\"id\":1,\"label\":\"another\"}",
    ODD("\"region\":\"r\\n\",\"size\":1,\"filesystem_path\":\"" DEVICE "\""),
    ODD("\"region\":\"r\",\"size\":0,\"filesystem_path\":\"" DEVICE "\""),
    ODD("\"region\":\"r\",\"size\":1"),
    ODD("\"region\":\"r\",\"size\":1,\"filesystem_path\":\"/dev/sda\""),
    ODD("\"region\":\"r\",\"size\":1,\"filesystem_path\":\"/dev/disk/by-id/../../sda\""),
    ODD("\"region\":\"r\",\"size\":1,\"filesystem_path\":\"/dev/disk/by-id/x; rm\""),
    ODD("\"region\":\"r\",\"size\":1,\"linode_id\":\"x\",\"filesystem_path\":\"" DEVICE "\""),
};

#define N_WRONG (sizeof wrong / sizeof *wrong)

static void
say_wrong(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200, wrong[api->n]);
}

// What is no volume that can be becomes no device that is formatted.
static void
test_wrong(void **state)
{
    for (size_t i = 0; i < N_WRONG; i++) {
        struct api *api = api_start(say_wrong, CLOUD_WRITE, "tok");
        struct told t = { 0 };
        api->n = (int)i;
        things(api)->create(api->cloud,
            &(struct thing_spec){
                .label = "v", .region = "r", .traits = volume_traits(false), .size_gb = 10 },
            on_volume, &t); // a change: once is enough
        wait_for(api, &t);
        assert_int_equal(t.err.code, LCT_EAMBIGUOUS);
        api_stop(api);
    }
}

static void
test_found_by_label(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told found = { 0 }, none = { 0 };

    api->body = "{\"data\":[" ATTACHED "],\"page\":1,\"pages\":1,\"results\":1}";
    things(api)->find(api->cloud, "go-vol", on_volumes, &found);
    wait_for(api, &found);
    assert_int_equal(found.n, 1);
    assert_string_equal(api->asked.items[0].filter, "{\"label\":\"go-vol\"}");
    things(api)->find(api->cloud, "other", on_volumes, &none);
    wait_for(api, &none);
    assert_int_equal(none.n, 0); // whatever the server makes of the filter
    api_stop(api);
}

static void
asked_is(const struct api *api, size_t i, const char *expected)
{
    const struct asked *a = &api->asked.items[i];
    _own_(free) char *all = mem_printf("%s %s %s", a->method, a->path, a->body);

    assert_string_equal(all, expected);
}

static void
test_asked(void **state)
{
    const char *const tags[] = { "lct:1", "lct:2", NULL };
    const struct thing_spec spec = { .label = "go-vol",
        .region = "gb-lon",
        .traits = volume_traits(true),
        .tags = tags,
        .size_gb = 15 };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct volume_ops *v = api->cloud->ops->volumes;
    struct told t[8] = { 0 };

    api->body = DETACHED;
    things(api)->create(api->cloud, &spec, on_volume, &t[0]);
    v->clone(api->cloud, "7", "go-vol", on_volume, &t[1]);
    v->update(api->cloud, "15543619", NULL, tags, on_volume, &t[2]);
    v->attach(api->cloud, "15543619", "8", "9", on_done, &t[3]);
    v->attach(api->cloud, "15543619", "8", NULL, on_done, &t[4]);
    v->detach(api->cloud, "15543619", on_done, &t[5]);
    v->resize(api->cloud, "15543619", 25, on_done, &t[6]);
    things(api)->remove(api->cloud, "15543619", on_done, &t[7]);
    for (int i = 0; i < 8; i++) {
        loop_run(api->loop, &t[i].done);
        assert_int_equal(t[i].err.code, 0);
    }
    asked_is(api, 0,
        "POST /v4/volumes {\"label\":\"go-vol\",\"region\":\"gb-lon\",\"size\":15,"
        "\"encryption\":\"enabled\",\"tags\":[\"lct:1\",\"lct:2\"]}");
    asked_is(api, 1, "POST /v4/volumes/7/clone {\"label\":\"go-vol\"}");
    asked_is(api, 2, "PUT /v4/volumes/15543619 {\"tags\":[\"lct:1\",\"lct:2\"]}");
    asked_is(api, 3,
        "POST /v4/volumes/15543619/attach {\"linode_id\":8,\"config_id\":9,"
        "\"persist_across_boots\":true}");
    asked_is(api, 4, "POST /v4/volumes/15543619/detach {}");
    asked_is(api, 5, "POST /v4/volumes/15543619/resize {\"size\":25}");
    asked_is(api, 6, "DELETE /v4/volumes/15543619 ");
    asked_is(api, 7, // the second of a kind waits until it is known how many may go
        "POST /v4/volumes/15543619/attach {\"linode_id\":8,\"persist_across_boots\":true}");
    api_stop(api);
}

static void
test_ids_of_others(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct volume_ops *v = api->cloud->ops->volumes;
    struct told t[6] = { 0 };

    v->attach(api->cloud, "x", "8", NULL, on_done, &t[0]);
    v->attach(api->cloud, "7", "x", NULL, on_done, &t[1]);
    v->attach(api->cloud, "7", "8", "x", on_done, &t[2]);
    v->detach(api->cloud, "07", on_done, &t[3]);
    v->resize(api->cloud, "../7", 10, on_done, &t[4]);
    v->clone(api->cloud, "", "label", on_volume, &t[5]);
    for (int i = 0; i < 6; i++) {
        wait_for(api, &t[i]);
        assert_int_equal(t[i].err.code, LCT_ENOTFOUND);
    }
    assert_int_equal(api->asked.n, 0);
    api_stop(api);
}

// ---- refusals: the volume itself tells what becomes of them

static const char *volume_now; // NULL: it cannot be read either

static void
refuse_and_show(struct api *api, struct httpd_request *r, const struct asked *a)
{
    if (!str_eq(a->method, "GET"))
        say(r, 400, api->body);
    else if (volume_now)
        say(r, 200, volume_now);
    else
        say(r, 404, "{\"errors\":[{\"reason\":\"Not found\"}]}");
}

#define REASON(text) "{\"errors\":[{\"reason\":\"" text "\"}]}"

enum verb { ATTACH, DETACH, RESIZE, REMOVE };

static int
refused(enum verb verb, const char *now)
{
    struct api *api = api_start(refuse_and_show, CLOUD_WRITE, "tok");
    const struct volume_ops *v = api->cloud->ops->volumes;
    struct told t = { 0 };

    api->body = REASON("In whatever words.");
    volume_now = now;
    if (verb == ATTACH)
        v->attach(api->cloud, "15543619", "97254952", NULL, on_done, &t);
    else if (verb == DETACH)
        v->detach(api->cloud, "15543619", on_done, &t);
    else if (verb == RESIZE)
        v->resize(api->cloud, "15543619", 15, on_done, &t);
    else
        things(api)->remove(api->cloud, "15543619", on_done, &t);
    wait_for(api, &t);
    assert_int_equal(api->asked.n, 2);
    assert_true(!t.err.code || strstr(t.err.text, "In whatever words."));
    api_stop(api);
    return t.err.code;
}

static void
test_refused(void **state)
{
    const char *another = VOLUME("active", "5", "true", "[]"),
               *early = VOLUME("creating", "null", "false", "[]"),
               *larger = "{\"id\":15543619,\"status\":\"active\",\"label\":\"v\",\"size\":30,"
                         "\"region\":\"r\",\"filesystem_path\":\"" DEVICE "\"}";

    assert_int_equal(refused(ATTACH, ATTACHED), 0); // that is what was asked for
    assert_int_equal(refused(ATTACH, another), LCT_EFAILED);
    assert_int_equal(refused(ATTACH, early), LCT_EWAIT);
    assert_int_equal(refused(ATTACH, NULL), LCT_EFAILED);
    assert_int_equal(refused(DETACH, DETACHED), 0);
    assert_int_equal(refused(DETACH, ATTACHED), LCT_EFAILED);
    assert_int_equal(refused(RESIZE, ATTACHED), 0);
    assert_int_equal(refused(RESIZE, larger), LCT_EFAILED);
    assert_int_equal(refused(REMOVE, ATTACHED), LCT_EWAIT);
    assert_int_equal(refused(REMOVE, early), LCT_EWAIT);
    assert_int_equal(refused(REMOVE, DETACHED), LCT_EFAILED);
}

// What the API itself calls busy, or does not have, is not looked at.
static void
test_known_refusals(void **state)
{
    struct api *api = api_start(refuse_and_show, CLOUD_WRITE, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = REASON("Linode busy.");
    api->cloud->ops->volumes->attach(api->cloud, "15543619", "8", NULL, on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EWAIT);
    api->body = REASON("Label must be unique among your volumes");
    things(api)->create(api->cloud,
        &(struct thing_spec){ .label = "v", .region = "r", .traits = volume_traits(false) },
        on_volume, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_EEXISTS);
    assert_int_equal(api->asked.n, 2);
    api_stop(api);
}

static void
test_rates(void **state)
{
    struct api *api = api_start(refuse_and_show, CLOUD_WRITE, "tok");
    struct rate rate;

    assert_true(api->cloud->ops->rate(api->cloud, "volume.create", &rate));
    assert_int_equal(rate.limit, 25);
    assert_int_equal(rate.window_ms, 60000);
    api_stop(api);
}

static void
test_cancelled(void **state)
{
    struct api *api = api_start(refuse_and_show, CLOUD_WRITE, "tok");
    struct told asked = { 0 }, looking = { 0 };
    struct op *op;

    api->body = REASON("In whatever words.");
    op = api->cloud->ops->volumes->detach(api->cloud, "15543619", on_done, &asked);
    op_cancel(op);
    loop_run(api->loop, &asked.done);
    assert_int_equal(asked.err.code, LCT_ECANCELLED);

    api->asked.n = 0;
    op = api->cloud->ops->volumes->detach(api->cloud, "15543619", on_done, &looking);
    while (api->asked.n < 2) // the request and the look
        loop_turn(api->loop, true);
    op_cancel(op);
    loop_run(api->loop, &looking.done);
    assert_int_equal(looking.err.code, LCT_ECANCELLED);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_found_by_label),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_ids_of_others),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_known_refusals),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_cancelled),
    };

    return RUN(tests);
}
