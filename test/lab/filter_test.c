// SPDX-License-Identifier: MIT
// X-Filter: what it accepts, what it lets through, in which order.
#include "../testing.h"

#include "base/err.h"
#include "base/str.h"
#include "lab/call/filter.h"
#include "text/json.h"

static const char *const fields[] = { "id", "label", "tags", "created", "on", "entity.id", "none",
    NULL };

static const char list_text[] =
    "[{\"id\": 1, \"label\": \"web-1\", \"tags\": [\"web\", \"blue\"], \"on\": true,"
    "  \"created\": \"2026-01-01T00:00:00\", \"entity\": {\"id\": 7}, \"none\": null},"
    " {\"id\": 2, \"label\": \"db-1\", \"tags\": [\"db\"], \"on\": false,"
    "  \"created\": \"2026-01-02T00:00:00\", \"entity\": {\"id\": 8}},"
    " {\"id\": 10, \"label\": \"web-2\", \"tags\": [], \"on\": true,"
    "  \"created\": \"2026-01-02T00:00:00\", \"entity\": null}]";

// The ids that are left, in their order: "1 2 10 ".
static void
expect(const char *text, const char *wanted)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf got = { 0 };
    const struct doc *items[8];
    struct doc *list;
    const char *why = NULL;
    struct filter f;
    size_t n = 0;

    assert_int_equal(
        json_parse(a, list_text, strlen(list_text), 65536, false, &list, ERR_IGNORED), 0);
    if (!filter_parse(a, text, fields, &f, &why))
        fail_msg("%s: %s", text, why);
    doc_each (item, list)
        if (filter_match(&f, item))
            items[n++] = item;
    filter_sort(&f, items, n);
    for (size_t i = 0; i < n; i++)
        buf_addf(&got, "%lld ", (long long)doc_get_int(items[i], "id", 0));
    assert_string_equal(buf_str(&got), wanted);
}

static void
expect_refusal(const char *text, const char *wanted)
{
    _own_(arena) struct arena *a = arena_new();
    const char *why = NULL;
    struct filter f;

    assert_false(filter_parse(a, text, fields, &f, &why));
    assert_string_equal(why, wanted);
}

static void
nothing_is_everything(void **state)
{
    expect(NULL, "1 2 10 ");
    expect("", "1 2 10 ");
    expect("{}", "1 2 10 ");
}

static void
equality(void **state)
{
    expect("{\"label\": \"web-1\"}", "1 ");
    expect("{\"label\": \"WEB-1\"}", "");
    expect("{\"id\": 10}", "10 ");
    expect("{\"id\": \"10\"}", "10 ");
    expect("{\"id\": 10.0}", "10 ");
    expect("{\"on\": true}", "1 10 ");
    expect("{\"tags\": \"web\"}", "1 ");
    expect("{\"entity.id\": 8}", "2 ");
    expect("{\"none\": null}", "1 2 10 ");
    expect("{\"label\": \"web-1\", \"id\": 2}", "");
}

static void
operators(void **state)
{
    expect("{\"id\": {\"+gt\": 2}}", "10 ");
    expect("{\"id\": {\"+gte\": 2}}", "2 10 ");
    expect("{\"id\": {\"+lt\": 2}}", "1 ");
    expect("{\"id\": {\"+lte\": 2}}", "1 2 ");
    expect("{\"id\": {\"+gt\": 1, \"+lt\": 10}}", "2 ");
    expect("{\"created\": {\"+gte\": \"2026-01-01T12:00:00\"}}", "2 10 ");
    expect("{\"label\": {\"+contains\": \"b-\"}}", "1 2 10 ");
    expect("{\"label\": {\"+contains\": \"web\"}}", "1 10 ");
    expect("{\"label\": {\"+neq\": \"web-1\"}}", "2 10 ");
    expect("{\"tags\": {\"+neq\": \"web\"}}", "2 10 ");
    expect("{\"tags\": {\"+contains\": \"lu\"}}", "1 ");
    expect("{\"entity.id\": {\"+gt\": 0}}", "1 2 ");
}

static void
branches(void **state)
{
    expect("{\"+or\": [{\"id\": 1}, {\"id\": 2}]}", "1 2 ");
    expect("{\"+and\": [{\"on\": true}, {\"id\": {\"+gt\": 1}}]}", "10 ");
    expect("{\"+or\": [{\"id\": 2}, {\"+and\": [{\"on\": true}, {\"tags\": \"web\"}]}]}", "1 2 ");
    expect("{\"+or\": [{\"id\": 1, \"on\": false}, {\"id\": 10}]}", "10 ");
    expect("{\"on\": true, \"+or\": [{\"id\": 1}, {\"id\": 2}]}", "1 ");
    expect("{\"+or\": []}", "");
    expect("{\"+and\": []}", "1 2 10 ");
}

static void
orders(void **state)
{
    expect("{\"+order_by\": \"label\"}", "2 1 10 ");
    expect("{\"+order_by\": \"id\", \"+order\": \"desc\"}", "10 2 1 ");
    expect("{\"+order_by\": \"created\", \"+order\": \"desc\"}", "2 10 1 ");
    expect("{\"+order_by\": \"entity.id\"}", "10 1 2 ");
}

static void
refusals(void **state)
{
    expect_refusal("[]", "The filter is not a JSON object");
    expect_refusal("{", "The filter is not a JSON object");
    expect_refusal("{\"status\": 1}", "Cannot filter on status");
    expect_refusal("{\"+or\": [{\"status\": 1}]}", "Cannot filter on status");
    expect_refusal("{\"+or\": {}}", "+or must be a list of filters");
    expect_refusal("{\"+and\": [1]}", "+and must be a list of filters");
    expect_refusal("{\"id\": {\"+like\": 1}}", "+like is not a valid operator");
    expect_refusal("{\"id\": {\"+gt\": []}}", "+gt needs a value");
    expect_refusal("{\"id\": [1]}", "id cannot be compared with a list");
    expect_refusal("{\"+order_by\": \"status\"}", "Cannot order by status");
    expect_refusal("{\"+order\": \"desc\"}", "+order needs +order_by");
    expect_refusal("{\"+order_by\": \"id\", \"+order\": \"up\"}", "+order must be asc or desc");
    expect_refusal("{\"+or\": [{\"+order_by\": \"id\"}]}", "Cannot filter on +order_by");
}

static void
depth_is_bounded(void **state)
{
    _own_(buf) struct buf text = { 0 };

    for (int i = 0; i < 20; i++)
        buf_adds(&text, "{\"+or\":[");
    buf_adds(&text, "{\"id\":1}");
    for (int i = 0; i < 20; i++)
        buf_adds(&text, "]}");
    expect_refusal(buf_str(&text), "The filter is nested too deeply");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_everything),
        cmocka_unit_test(equality),
        cmocka_unit_test(operators),
        cmocka_unit_test(branches),
        cmocka_unit_test(orders),
        cmocka_unit_test(refusals),
        cmocka_unit_test(depth_is_bounded),
    };

    return RUN(tests);
}
