// SPDX-License-Identifier: MIT
// Tests of plan/explain: every key can be explained, and what is told of it is true.
#include "../testing.h"

#include "base/str.h"
#include "plan/language/explain.h"
#include "text/yaml.h"

static struct doc *
explain(struct arena *a, const char *key)
{
    struct lct_err err = { 0 };
    struct doc *d;

    if (plan_explain(a, key, &d, &err) < 0)
        fail_msg("%s: %s (%s)", key, err.text, err.hint);
    return d;
}

static const char *
field(struct arena *a, const char *key, const char *name)
{
    return doc_get_text(explain(a, key), name, "");
}

static void
assert_refused(const char *key, const char *hint)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct doc *d;

    assert_int_equal(plan_explain(a, key, &d, &err), LCT_ENOTFOUND);
    if (!strstr(err.hint, hint))
        fail_msg("%s: the hint '%s' should be '%s'", key, err.hint, hint);
}

static void
finds_keys_by_their_ends(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(field(a, "nodes.storage.fs", "key"), "nodes.storage.fs");
    assert_string_equal(field(a, "fs", "key"), "nodes.storage.fs");
    assert_string_equal(field(a, "regions[0].nodes[1].storage[2].fs", "key"), "nodes.storage.fs");
    assert_string_equal(field(a, "storageplans.fs", "key"), "storageplans.NAME.fs");
    assert_string_equal(field(a, "storageplans.small.fs", "key"), "storageplans.NAME.fs");
    assert_string_equal(field(a, "type", "key"), "nodes.type");
    assert_string_equal(field(a, "storage.type", "key"), "nodes.storage.type");
    assert_string_equal(field(a, "Distribution", "key"), "nodes.image");
    assert_string_equal(field(a, "name", "key"), "name");
    assert_string_equal(field(a, "defaults.type", "key"), "defaults.type");
    assert_string_equal(field(a, "regionplan.nodes.count", "key"), "regionplan.nodes.count");
}

static void
tells_what_a_key_is(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(field(a, "fs", "type"), "ext4, ext3, swap, raw, xfs or btrfs");
    assert_string_equal(field(a, "fs", "default"), "ext4");
    assert_string_equal(field(a, "storageplans.fs", "example"), "fs: xfs");
    assert_string_equal(field(a, "count", "type"), "a number of nodes, 0 to 10000");
    assert_string_equal(field(a, "type", "names"), "type");
    assert_string_equal(field(a, "tag", "alias"), "tag");
    assert_string_equal(
        doc_text(doc_at(doc_get(explain(a, "type"), "also"), 0), ""), "nodes.storage.type");
    assert_string_equal(doc_text(doc_path(explain(a, "storage"), "keys.0.key"), ""), "label");
    assert_string_equal(doc_text(doc_path(explain(a, ""), "keys.0.key"), ""), "name");
}

static void
suggests_what_was_meant(void **state)
{
    assert_refused("tpye", "did you mean type?");
    assert_refused("nodes.storage.fss", "did you mean nodes.storage.fs?");
    assert_refused("xyzzyxyzzy", "lct_plan_explain() shows");
    assert_refused("nodes.nodes", "did you mean");
    assert_refused("...", "lct_plan_explain() shows");
}

static void
checks_values(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc_source src;
    struct lct_err err = { 0 };
    struct diags diags;

    diags_init(&diags, a);
    assert_int_equal(plan_explain_value(a, "fs", "xfs", &diags, &src, &err), LCT_OK);
    assert_int_equal(plan_explain_value(a, "fs", "xsf", &diags, &src, &err), LCT_EPLAN);
    assert_string_equal(diags.items[0].hint, "did you mean xfs?");
    diags_init(&diags, a);
    assert_int_equal(
        plan_explain_value(a, "storage", "[{labl: x}]", &diags, &src, &err), LCT_EPLAN);
    assert_int_equal(diags.n_errors, 2);
    diags_init(&diags, a);
    assert_int_equal(plan_explain_value(a, "count", "[", &diags, &src, &err), LCT_EPLAN);
}

// Every row of the table beside the tables names a key, and its example would do in a plan.
static void
examples_are_valid(void **state)
{
    for (const struct language_more *m = language_more; m->path; m++) {
        _own_(arena) struct arena *a = arena_new();
        struct doc_source src;
        struct lct_err err = { 0 };
        struct diags diags;
        const struct doc *d = explain(a, m->path);

        assert_string_equal(doc_get_text(d, "key", ""), m->path);
        diags_init(&diags, a);
        if (m->example && plan_explain_value(a, m->path, m->example, &diags, &src, &err) < 0)
            fail_msg("%s: %s: %s", m->path, m->example, diags.items[0].text);
    }
}

// What the help of a key says of its default is told as its default, too.
static void
every_key_is_told(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct language_key *keys;
    size_t n = language_keys(a, &keys);

    assert_true(n > 200);
    for (size_t i = 0; i < n; i++) {
        _own_(arena) struct arena *b = arena_new();
        const struct doc *d = explain(b, keys[i].path);

        assert_string_equal(doc_get_text(d, "key", ""), keys[i].path);
        if (str_empty(doc_get_text(d, "help", NULL)) || str_empty(doc_get_text(d, "type", NULL)))
            fail_msg("%s: nothing is told", keys[i].path);
        if (str_ihas(doc_get_text(d, "help", ""), "default") && !doc_get(d, "default"))
            fail_msg("%s: no default is told", keys[i].path);
        if (!doc_get(d, "example"))
            fail_msg("%s: no example is told", keys[i].path);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_keys_by_their_ends),
        cmocka_unit_test(tells_what_a_key_is),
        cmocka_unit_test(suggests_what_was_meant),
        cmocka_unit_test(checks_values),
        cmocka_unit_test(examples_are_valid),
        cmocka_unit_test(every_key_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
