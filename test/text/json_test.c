// SPDX-License-Identifier: MIT
// Tests of text/json.
#include "text/json.h"

#include "../testing.h"

static struct doc *
parsed(struct arena *a, const char *text)
{
    struct lct_err err = { 0 };
    struct doc *d = NULL;

    assert_int_equal(json_parse(a, text, strlen(text), 1000, true, &d, &err), LCT_OK);
    return d;
}

static void
assert_refused(const char *text, size_t n, const char *why)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc *d = NULL;

    assert_true(json_parse(a, text, n, 1000, true, &d, &err) < 0);
    if (!strstr(err.text, why))
        fail_msg("'%s' should say '%s'", err.text, why);
}

static void
reads_all_kinds(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = parsed(a, "{\"t\":\"\\ud83d\\ude00\",\"i\":-3,\"r\":1.50,\"b\":true,\"n\":null,"
                              "\"l\":[1,[2]]}");

    assert_string_equal(doc_get_text(d, "t", ""), "\xf0\x9f\x98\x80");
    assert_int_equal(doc_get_int(d, "i", 0), -3);
    assert_int_equal(doc_get(d, "r")->kind, DOC_REAL);
    assert_string_equal(doc_get_text(d, "r", ""), "1.50");
    assert_true(doc_get_bool(d, "b", false));
    assert_int_equal(doc_get(d, "n")->kind, DOC_NULL);
    assert_int_equal(doc_integer(doc_path(d, "l.1.0"), 0), 2);
}

static void
assert_at(const struct doc *d, unsigned line, unsigned col)
{
    assert_non_null(d);
    assert_int_equal(d->pos.line, line);
    assert_int_equal(d->pos.col, col);
}

static void
knows_where_all_stood(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *d = parsed(a, "\n{ \"a\\\"]\":[ 1,\n\t\"x,:]\" , {}],\n \"\xc3\xa9\": 2 }");

    assert_at(d, 2, 1);
    assert_at(d->keys[0], 2, 3);
    assert_at(doc_at(d->items[0], 0), 2, 12);
    assert_at(doc_at(d->items[0], 1), 3, 2);
    assert_at(doc_at(d->items[0], 2), 3, 11);
    assert_at(d->keys[1], 4, 2);
    assert_at(d->items[1], 4, 7);
}

static void
refuses_what_is_not_json(void **state)
{
    char deep[200];

    assert_refused("{\"a\":1,\"a\":2}", 13, "duplicate");
    assert_refused("{'a':1}", 7, "line 1, column");
    assert_refused("[1,]", 4, "line 1, column 4");
    assert_refused("[1] 2", 5, "line 1");
    assert_refused("[\"\\u0000\"]", 10, "line 1");
    assert_refused("", 0, "line 1");
    assert_refused("\xff", 1, "");
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_refused(deep, 200, "deeper than 64");
    memset(deep, ' ', 200);
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc *d;
    assert_int_equal(json_parse(a, deep, 200, 100, false, &d, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "more than 100 bytes"));
}

static void
assert_quoted(const char *text, const char *expected)
{
    _own_(buf) struct buf out = { 0 };

    json_quote(&out, text);
    assert_string_equal(buf_str(&out), expected);
}

static void
quotes_anything(void **state)
{
    assert_quoted("a\"b\\c\n\t\x01", "\"a\\\"b\\\\c\\n\\t\\u0001\"");
    assert_quoted("\xc3\xa9", "\"\xc3\xa9\"");
    assert_quoted("a\xff"
                  "b",
        "\"a\xef\xbf\xbd"
        "b\"");
    assert_quoted("\x7f\xc2\x85\xe2\x80\xa8", "\"\\u007f\\u0085\\u2028\"");
}

static void
prints(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf compact = { 0 }, pretty = { 0 };
    struct doc *d = parsed(a, "{\"b\": [1, 2.0, {}], \"a\": null, \"e\": []}");

    json_print(&compact, d, JSON_COMPACT);
    assert_string_equal(buf_str(&compact), "{\"b\":[1,2.0,{}],\"a\":null,\"e\":[]}");
    json_print(&pretty, d, JSON_PRETTY);
    assert_string_equal(buf_str(&pretty),
        "{\n  \"b\": [\n    1,\n    2.0,\n    {}\n  ],\n  \"a\": null,\n  \"e\": []\n}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_kinds),
        cmocka_unit_test(knows_where_all_stood),
        cmocka_unit_test(refuses_what_is_not_json),
        cmocka_unit_test(quotes_anything),
        cmocka_unit_test(prints),
    };

    return RUN(tests);
}
