// SPDX-License-Identifier: MIT
// Pages of lists.
#include "../testing.h"

#include "lab/call/page.h"
#include "text/json.h"

static const char *const fields[] = { "id", NULL };

// The page of a list of n numbers as text, or the errors.
static char *
page(size_t n, const char *number, const char *size, const char *filter)
{
    _own_(arena) struct arena *a = arena_new();
    struct call c = { .arena = a,
        .page = number,
        .page_size = size,
        .filter = filter,
        .status = 200,
        .answer = doc_map(a),
        .errors = doc_list(a) };
    struct doc *list = doc_list(a);
    struct buf text = { 0 };

    for (size_t i = 1; i <= n; i++)
        doc_put_int(a, doc_add(a, list, doc_map(a)), "id", (int64_t)i);
    page_answer(&c, list, fields);
    if (call_failed(&c)) {
        json_print(&text, c.errors, JSON_COMPACT);
        return buf_take(&text);
    }
    const struct doc *data = doc_get(c.answer, "data");
    buf_addf(&text, "%lld-%lld of %lld, page %lld of %lld",
        (long long)doc_get_int(doc_at(data, 0), "id", 0),
        (long long)doc_get_int(doc_at(data, doc_count(data) - 1), "id", 0),
        (long long)doc_get_int(c.answer, "results", -1),
        (long long)doc_get_int(c.answer, "page", -1),
        (long long)doc_get_int(c.answer, "pages", -1));
    return buf_take(&text);
}

static void
expect(size_t n, const char *number, const char *size, const char *filter, const char *wanted)
{
    _own_(free) char *got = page(n, number, size, filter);

    assert_string_equal(got, wanted);
}

static void
cuts(void **state)
{
    expect(0, NULL, NULL, NULL, "0-0 of 0, page 1 of 1");
    expect(100, NULL, NULL, NULL, "1-100 of 100, page 1 of 1");
    expect(101, NULL, NULL, NULL, "1-100 of 101, page 1 of 2");
    expect(101, "2", NULL, NULL, "101-101 of 101, page 2 of 2");
    expect(600, "2", "500", NULL, "501-600 of 600, page 2 of 2");
    expect(75, "3", "25", NULL, "51-75 of 75, page 3 of 3");
}

static void
filters_first(void **state)
{
    expect(100, "2", "25", "{\"id\": {\"+gt\": 50}}", "76-100 of 50, page 2 of 2");
    expect(100, NULL, "25", "{\"+order_by\": \"id\", \"+order\": \"desc\"}",
        "100-76 of 100, page 1 of 4");
}

static void
refuses(void **state)
{
    expect(1, NULL, "24", NULL, "[{\"reason\":\"Must be 25-500\",\"field\":\"page_size\"}]");
    expect(1, NULL, "501", NULL, "[{\"reason\":\"Must be 25-500\",\"field\":\"page_size\"}]");
    expect(1, "0", NULL, NULL, "[{\"reason\":\"Must be an integer from 1\",\"field\":\"page\"}]");
    expect(1, "x", NULL, NULL, "[{\"reason\":\"Must be an integer from 1\",\"field\":\"page\"}]");
    expect(1, NULL, NULL, "{\"x\": 1}",
        "[{\"reason\":\"Cannot filter on x\",\"field\":\"X-Filter\"}]");
    expect(75, "4", "25", NULL, "[{\"reason\":\"Not found\"}]");
    expect(75, "9223372036854775807", "25", NULL, "[{\"reason\":\"Not found\"}]");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts),
        cmocka_unit_test(filters_first),
        cmocka_unit_test(refuses),
    };

    return RUN(tests);
}
