// SPDX-License-Identifier: MIT
// Lists by their pages, from a scripted server: all of them, each item once, also when they change.
#include "scripted.h"

#define PAGE 3 // items a page of this server, whatever was asked for

static void
page_answer(struct httpd_request *r, const int *ids, int n, int page)
{
    _own_(buf) struct buf b = { 0 };
    int first = (page - 1) * PAGE;

    buf_adds(&b, "{\"data\":[");
    for (int i = first; i < first + PAGE && i < n; i++)
        buf_addf(&b, "%s{\"id\":%d,\"label\":\"m%d\",\"tags\":[\"a\"]}", i > first ? "," : "",
            ids[i], ids[i]);
    buf_addf(&b, "],\"page\":%d,\"pages\":%d,\"results\":%d}", page, (n + PAGE - 1) / PAGE, n);
    say(r, 200, buf_str(&b));
}

static void
eight_machines(struct api *api, struct httpd_request *r, const struct asked *a)
{
    int ids[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

    page_answer(r, ids, 8, atoi(a->page));
}

static void
test_every_page(void **state)
{
    struct api *api = api_start(eight_machines, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->list(api->cloud, "a", on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 8);
    for (int i = 0; i < 8; i++)
        assert_int_equal(t.ids[i], i + 1);
    assert_int_equal(api->asked.n, 3);
    assert_string_equal(api->asked.items[0].path, "/v4/linode/instances");
    assert_string_equal(api->asked.items[2].page, "3");
    assert_non_null(strstr(api->asked.items[0].filter, "\"tags\":\"a\""));
    assert_string_equal(api->asked.items[0].auth, "Bearer tok");
    api_stop(api);
}

// Number 1 is deleted after page 1 was read: 4 moves to page 1, where nobody looks again.
static void
one_vanishes(struct api *api, struct httpd_request *r, const struct asked *a)
{
    int ids[] = { 1, 2, 3, 4, 5, 6, 7, 8 };

    if (api->n++ == 0)
        page_answer(r, ids, 8, 1);
    else
        page_answer(r, ids + 1, 7, atoi(a->page));
}

static void
test_item_moved_to_a_page_already_read(void **state)
{
    struct api *api = api_start(one_vanishes, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->list(api->cloud, NULL, on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 7);
    for (int i = 0; i < 7; i++)
        assert_int_equal(t.ids[i], i + 2);
    api_stop(api);
}

// Number 0 is made in front: 3 comes again on page 2.
static void
one_appears(struct api *api, struct httpd_request *r, const struct asked *a)
{
    int ids[] = { 9, 1, 2, 3, 4, 5 };

    if (api->n++ == 0)
        page_answer(r, ids + 1, 5, 1);
    else
        page_answer(r, ids, 6, atoi(a->page));
}

static void
test_each_item_once(void **state)
{
    struct api *api = api_start(one_appears, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->list(api->cloud, NULL, on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 6);
    for (size_t i = 0; i < t.n; i++)
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(t.ids[i], t.ids[j]);
    api_stop(api);
}

static void
endless_pages(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200, "{\"data\":[{\"id\":1,\"label\":\"x\"}],\"page\":1,\"pages\":99999999}");
}

static void
test_endless_list(void **state)
{
    struct api *api = api_start(endless_pages, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->list(api->cloud, NULL, on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EFAILED);
    api_stop(api);
}

// A server that ignores the filter must not make strangers ours.
static void
strangers(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200,
        "{\"data\":[{\"id\":1,\"label\":\"web\",\"tags\":[\"other\"]},"
        "{\"id\":2,\"label\":\"web-01\",\"tags\":[\"mine\"]}],\"page\":1,\"pages\":1,"
        "\"results\":2}");
}

static void
test_filters_are_checked(void **state)
{
    struct api *api = api_start(strangers, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    MACHINES(api)->list(api->cloud, "mine", on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.ids[0], 2);
    MACHINES(api)->find(api->cloud, "web", on_machines, &u);
    wait_for(api, &u);
    assert_int_equal(u.n, 1);
    assert_int_equal(u.ids[0], 1);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_page),
        cmocka_unit_test(test_item_moved_to_a_page_already_read),
        cmocka_unit_test(test_each_item_once),
        cmocka_unit_test(test_endless_list),
        cmocka_unit_test(test_filters_are_checked),
    };

    return RUN(tests);
}
