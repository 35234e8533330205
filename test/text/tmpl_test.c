// SPDX-License-Identifier: MIT
// Tests of text/tmpl.
#include "text/tmpl.h"

#include "../testing.h"

static const char *
value(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "index") == 0 ? "7" : strcmp(name, "name") == 0 ? "web" : NULL;
}

static int
render(const char *text, struct buf *out, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct tmpl *t;
    size_t at;

    if (tmpl_parse(a, text, &t, &at, err) < 0)
        return err->code;
    return tmpl_render(t, value, NULL, out, err);
}

static void
assert_renders(const char *text, const char *expected)
{
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };

    if (render(text, &out, &err) < 0)
        fail_msg("%s: %s", text, err.text);
    assert_string_equal(buf_str(&out), expected);
}

static void
assert_refused(const char *text, const char *why)
{
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };

    assert_true(render(text, &out, &err) < 0);
    if (!strstr(err.text, why))
        fail_msg("'%s' should say '%s'", err.text, why);
}

static void
renders(void **state)
{
    assert_renders("", "");
    assert_renders("plain", "plain");
    assert_renders("{name}-{index}", "web-7");
    assert_renders("{name}-{index:02}", "web-07");
    assert_renders("{index:012}", "000000000007");
    assert_renders("{name:02}", "web"); // widths are for numbers
    assert_renders("{{{name}}}", "{web}");
}

static void
refuses(void **state)
{
    assert_refused("{nmae}", "nmae");
    assert_refused("{name", "{");
    assert_refused("name}", "}");
    assert_refused("{}", "");
    assert_refused("{a b}", "a b");
    assert_refused("{index:2}", "2");
    assert_refused("{index:099}", "");
}

static void
tells_its_names(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const char *const *names;
    struct lct_err err = { 0 };
    struct tmpl *t;
    size_t at;

    assert_int_equal(tmpl_parse(a, "x{b}{{{a}{b:03}", &t, &at, &err), LCT_OK);
    assert_int_equal(tmpl_names(t, &names), 2);
    assert_string_equal(names[0], "b");
    assert_string_equal(names[1], "a");
    assert_int_equal(tmpl_name_at(t, 0), 1);
    assert_int_equal(tmpl_name_at(t, 1), 6);
    assert_true(tmpl_parse(a, "abc{d", &t, &at, &err) < 0);
    assert_int_equal(at, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(renders),
        cmocka_unit_test(refuses),
        cmocka_unit_test(tells_its_names),
    };

    return RUN(tests);
}
