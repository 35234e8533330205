// SPDX-License-Identifier: MIT
// Tests of text/yaml.
#include "text/yaml.h"

#include "../testing.h"

static const struct doc *
parsed(struct arena *a, const char *text)
{
    struct lct_err err = { 0 };
    struct doc *d = NULL;

    if (yaml_parse(a, text, strlen(text), &d, NULL, &err) < 0)
        fail_msg("%s", err.text);
    return d;
}

static void
assert_refused_bytes(const char *text, size_t n, unsigned line, unsigned col, const char *why)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc_pos pos = { 0 };
    struct doc *d = NULL;

    assert_true(yaml_parse(a, text, n, &d, &pos, &err) < 0);
    if (!strstr(err.text, why))
        fail_msg("'%s' should say '%s'", err.text, why);
    assert_int_equal(pos.line, line);
    assert_int_equal(pos.col, col);
}

static void
assert_refused(const char *text, unsigned line, unsigned col, const char *why)
{
    assert_refused_bytes(text, strlen(text), line, col, why);
}

static void
assert_kind(const char *text, enum doc_kind kind)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *d = parsed(a, text);

    if (d->kind != kind)
        fail_msg("%s is %s, not %s", text, doc_kind_name(d->kind), doc_kind_name(kind));
}

static void
knows_the_core_schema(void **state)
{
    assert_kind("~", DOC_NULL);
    assert_kind("", DOC_NULL);
    assert_kind("true", DOC_BOOL);
    assert_kind("yes", DOC_TEXT);
    assert_kind("off", DOC_TEXT);
    assert_kind("-12", DOC_INT);
    assert_kind("0x1F", DOC_INT);
    assert_kind("0o17", DOC_INT);
    assert_kind("1e3", DOC_REAL);
    assert_kind(".5", DOC_REAL);
    assert_kind("99999999999999999999", DOC_REAL);
    assert_kind("1_000", DOC_TEXT);
    assert_kind("1e", DOC_TEXT);
    assert_kind(".inf", DOC_TEXT);
    assert_kind("12:30:00", DOC_TEXT);
    assert_kind("'9'", DOC_TEXT);
    assert_kind("\"true\"", DOC_TEXT);
}

static void
keeps_the_source_text(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *d = parsed(a, "[010, yes, '9', 1.50]");

    assert_int_equal(doc_integer(doc_at(d, 0), 0), 10);
    assert_string_equal(doc_text(doc_at(d, 0), ""), "010");
    assert_string_equal(doc_text(doc_at(d, 1), ""), "yes");
    assert_false(doc_at(d, 1)->quoted);
    assert_true(doc_at(d, 2)->quoted);
    assert_string_equal(doc_text(doc_at(d, 3), ""), "1.50");
}

static void
knows_where_all_stood(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *d = parsed(a, "a:\n- b: \xc3\xa9\n  c:    x\n");
    const struct doc *map = doc_path(d, "a.0");

    assert_int_equal(d->keys[0]->pos.line, 1);
    assert_int_equal(map->keys[1]->pos.line, 3);
    assert_int_equal(map->keys[1]->pos.col, 3);
    assert_int_equal(map->items[1]->pos.col, 9);
}

static void
refuses_by_line_and_column(void **state)
{
    assert_refused("a: 1\nb: 2\na: 3\n", 3, 1, "'a' was given before, in line 1");
    assert_refused("a: !!str 3", 1, 4, "tags are not allowed");
    assert_refused("a: !mine {}", 1, 4, "tags are not allowed");
    assert_refused("a: 1\n---\nb: 2\n", 2, 1, "second document");
    assert_refused("? [a]\n: 1\n", 1, 3, "a key must be a word");
    assert_refused("<<: {a: 1}", 1, 1, "merge keys");
    assert_refused("a: *b\n", 1, 4, "no anchor");
    assert_refused("a: &x [*x]\n", 1, 8, "no anchor");
    assert_refused("a: \"x\\0y\"\n", 1, 4, "NUL");
    assert_refused("a: [1, 2\nb: 3\n", 2, 2, "");
    assert_refused("a:\n\t- b\n", 2, 1, "");
    assert_refused_bytes("a: 1\nb: \0\n", 10, 2, 4, "NUL byte");
    assert_refused("ab\ncaf\xe9: 1\n", 2, 4, "0xe9 is not valid UTF-8");
    assert_refused("\xed\xa0\x80", 1, 1, "not valid UTF-8");
    assert_refused("a: \x01\n", 1, 4, "control");
}

static void
bounds_depth(void **state)
{
    char deep[200];

    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_refused_bytes(deep, 200, 1, 66, "deeper than 64");
    assert_refused(
        "a: &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
        "b: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
        2, 40, "deeper than 64");
}

static void
bounds_aliases(void **state)
{
    _own_(buf) struct buf bomb = { 0 };
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc *d;

    buf_adds(&bomb, "a0: &a0 x\n");
    for (int i = 1; i < 30; i++)
        buf_addf(&bomb, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    assert_true(yaml_parse(a, buf_str(&bomb), bomb.len, &d, NULL, &err) < 0);
    assert_non_null(strstr(err.text, "more than"));
    assert_true(arena_size(a) < 1 << 20);
    d = NULL;
    assert_int_equal(yaml_parse(a, "a: &x {k: 1}\nb: *x", 18, &d, NULL, &err), LCT_OK);
    assert_int_equal(doc_integer(doc_path(d, "b.k"), 0), 1);
}

static void
assert_round_trip(const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    const struct doc *d = parsed(a, text);

    yaml_print(&out, d);
    if (!doc_equal(d, parsed(a, buf_str(&out))))
        fail_msg("%s became %s", text, buf_str(&out));
}

static void
prints_what_reads_back(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };

    yaml_print(&out, parsed(a, "{a: [1, {b: 'yes', c: []}], d: 'x y', e: '9', f: null}"));
    assert_string_equal(
        buf_str(&out), "a:\n  - 1\n  - b: \"yes\"\n    c: []\nd: x y\ne: \"9\"\nf: null\n");
    assert_round_trip("['', ' a', 'a ', '- x', '#c', 'a: b', '---', '.', \"\\n\", \"\\u0085\"]");
    assert_round_trip("[[[1, [2]], {}], [], {a: {b: {c: [x]}}}, 1.5, true, ~]");
    assert_round_trip("{'': 1, 'yes': 2, '1': 3, 'a: b': 4, '?': 5}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_core_schema),
        cmocka_unit_test(keeps_the_source_text),
        cmocka_unit_test(knows_where_all_stood),
        cmocka_unit_test(refuses_by_line_and_column),
        cmocka_unit_test(bounds_depth),
        cmocka_unit_test(bounds_aliases),
        cmocka_unit_test(prints_what_reads_back),
    };

    return RUN(tests);
}
