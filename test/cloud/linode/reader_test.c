// SPDX-License-Identifier: MIT
// How events and the profile are read, also when they have other types than documented.
#include "scripted.h"

static void
on_events(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n; i++)
        t->ids[i] = events[i].id;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %s %d", events[0].action, events[0].status,
            events[0].entity_type ? events[0].entity_type : "-",
            events[0].entity_id ? events[0].entity_id : "-", events[0].percent);
}

static void
test_events(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body =
        "{\"data\":[{\"id\":9,\"action\":\"x\"},null,7,"
        "{\"id\":8,\"action\":\"linode_boot\",\"status\":\"started\",\"percent_complete\":40,"
        "\"entity\":{\"id\":5,\"type\":\"linode\"}},"
        "{\"id\":10,\"entity\":null,\"action\":null,\"percent_complete\":\"much\"},"
        "{\"id\":\"eleven\"}],\"page\":1,\"pages\":1,\"results\":5}";
    api->cloud->ops->events->since(api->cloud, 0, on_events, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.ids[0], 8); // the oldest first
    assert_int_equal(t.ids[2], 10);
    assert_string_equal(t.text, "linode_boot started linode 5 40");
    assert_string_equal(api->asked.items[0].page, "1");
    api->cloud->ops->events->since(api->cloud, 8, on_events, &u);
    wait_for(api, &u);
    assert_non_null(strstr(api->asked.items[1].filter, "{\"id\":{\"+gte\":9}"));
    api_stop(api);
}

static void
on_message(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s", events[n - 1].message);
}

static void
test_events_of_a_machine(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = "{\"data\":[{\"id\":9,\"action\":\"linode_boot\",\"status\":\"failed\","
                "\"message\":\"no\\u001b[31m disk\",\"entity\":{\"id\":5,\"type\":\"linode\"}},"
                "{\"id\":10,\"action\":\"linode_boot\",\"message\":\"another's\","
                "\"entity\":{\"id\":6,\"type\":\"linode\"}}],\"page\":1,\"pages\":1,\"results\":2}";
    api->cloud->ops->events->machine(api->cloud, "5", on_message, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 1);
    assert_string_equal(t.text, "no [31m disk"); // nothing that steers a terminal
    assert_non_null(strstr(api->asked.items[0].filter, "\"entity.id\":5,"));
    api->cloud->ops->events->machine(api->cloud, "five", on_message, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_ENOTFOUND);
    assert_int_equal(api->asked.n, 1);
    api_stop(api);
}

static void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    struct told *t = user;

    told_err(t, err);
    if (p)
        snprintf(t->text, sizeof t->text, "%s %s %s %d", p->username, p->email, p->scopes,
            p->restricted);
}

static void
test_profile(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    api->body = "{\"username\":\"me\",\"email\":null,\"restricted\":true}";
    api->cloud->ops->account->profile(api->cloud, on_profile, &t);
    wait_for(api, &t);
    assert_string_equal(t.text, "me  linodes:read_only events:read_only 1");
    api->body = "[1]";
    api->cloud->ops->account->profile(api->cloud, on_profile, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_EFAILED);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_events_of_a_machine),
        cmocka_unit_test(test_profile),
    };

    return RUN(tests);
}
