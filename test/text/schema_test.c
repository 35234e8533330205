// SPDX-License-Identifier: MIT
// Tests of text/schema: checking, diagnostics, JSON Schema.
#include "text/schema.h"

#include "../testing.h"
#include "text/yaml.h"

static const struct schema truth = { .type = S_BOOL };
static const struct schema count = { .type = S_INT, .min = 1, .max = 9 };
static const struct schema text = { .type = S_TEXT, .min = 1, .max = 8 };
static const struct schema name = { .type = S_NAME };
static const struct schema size = { .type = S_SIZE };
static const char *const colours[] = { "red", "green", NULL };
static const struct schema colour = { .type = S_ENUM, .words = colours };
static const struct schema names = { .type = S_ONE_OR_LIST, .item = &name };
static const struct schema sizes = { .type = S_DICT, .item = &size };
static const struct schema *const choices[] = { &count, &names, NULL };
static const struct schema either = { .type = S_ONE_OF, .choices = choices, .what = "n or names" };
static const struct schema any = { .type = S_ANY };
static const struct schema_field fields[] = {
    { "name", NULL, &text, true, NULL, "what it is called" },
    { "count", "number", &count, false, NULL, "how many" },
    { "on", NULL, &truth, false, NULL, NULL },
    { "colour", "color", &colour, false, NULL, NULL },
    { "tags", NULL, &names, false, NULL, NULL },
    { "sizes", NULL, &sizes, false, NULL, NULL },
    { "either", NULL, &either, false, NULL, NULL },
    { "future", NULL, &any, false, "the future brings it", NULL },
    { NULL },
};
static const struct schema table = { .type = S_MAP, .fields = fields, .what = "a thing" };

static char *
problems(const char *yaml)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc_source src = { "t.yaml", yaml, strlen(yaml) };
    struct lct_err err = { 0 };
    struct buf out = { 0 };
    struct diags diags;
    struct doc *d;

    diags_init(&diags, a);
    assert_int_equal(yaml_parse(a, yaml, strlen(yaml), &d, NULL, &err), LCT_OK);
    assert_true(schema_check(&table, d, &diags) == !diags.n_errors);
    diags_print(&out, &diags, &src, 0);
    return buf_take(&out);
}

static void
assert_problem(const char *yaml, const char *expected)
{
    _own_(free) char *found = problems(yaml);

    if (!strstr(found, expected))
        fail_msg("%s\n should say: %s\n but says: %s", yaml, expected, found);
}

static void
assert_fine(const char *yaml)
{
    _own_(free) char *found = problems(yaml);

    assert_string_equal(found, "");
}

static void
accepts(void **state)
{
    assert_fine("name: x");
    assert_fine("{name: 12, count: 9, on: yes, colour: red, tags: a, sizes: {a: 80%, b: 500GB}}");
    assert_fine("{name: true, number: 1, on: false, color: green, tags: [a, b.c-d_e]}");
    assert_fine("{name: x, either: 3}");
    assert_fine("{name: x, either: [a]}");
}

static void
refuses(void **state)
{
    assert_problem("nmae: x", "t.yaml:1:1: error: unknown key 'nmae'");
    assert_problem("nmae: x", "did you mean name?");
    assert_problem("nmae: x", "'name' is missing");
    assert_problem("{name: x, future: 1}", "t.yaml:1:11: note: 'future' is not carried out yet");
    assert_problem("{name: x, future: 1}", "the future brings it");
    assert_problem("{name: x, count: 10}", "t.yaml:1:18: error:");
    assert_problem("{name: x, count: '3'}", "a whole number");
    assert_problem("{name: x, count: 1.5}", "a whole number");
    assert_problem("{name: x, count: }", "'count' has no value");
    assert_problem("{name: x, on: maybe}", "yes or no");
    assert_problem("{name: x, colour: rde}", "did you mean red?");
    assert_problem("{name: x, tags: [a, 'b c']}", "t.yaml:1:21: error: 'b c'");
    assert_problem("{name: x, tags: {a: 1}}", "a name");
    assert_problem("{name: x, sizes: {a: big}}", "'big' is no size");
    assert_problem("{name: x, either: {}}", "n or names");
    assert_problem("{name: 'longer than 8'}", "characters");
    assert_problem("{name: [x]}", "text is wanted here, not a list");
    assert_problem("[]", "a thing is wanted here, not a list");
    assert_problem("{name: x, color: red, colour: red}", "mean the same");
}

static void
prints_line_caret_and_hint(void **state)
{
    _own_(free) char *found = problems("name: x\nsizes:\n  \xc3\xa9: 1\ntags: 'b c'\ncuont: 3\n");
    const char *tags = strstr(found, "t.yaml:4:7: error:"),
               *key = strstr(found, "t.yaml:5:1: error: unknown key 'cuont'");

    assert_non_null(tags);
    assert_non_null(key);
    assert_true(tags < key);
    assert_non_null(strstr(found, "4 | tags: 'b c'\n"));
    assert_non_null(strstr(tags, "|       ^\n"));
    assert_non_null(strstr(key, "did you mean count?"));
}

// A plan may come from a stranger: what it holds must not command the terminal.
static void
prints_nothing_that_commands_a_terminal(void **state)
{
    _own_(free) char *found = problems("name: x\n\"\\e[31m\\x07\": 1 # \t\n");

    assert_non_null(strstr(found, "unknown key"));
    for (const char *p = found; *p; p++)
        assert_true((unsigned char)*p >= 0x20 || *p == '\n');
}

// Nor may it show something else than it holds; every character takes one column.
static void
shows_what_nobody_would_see(void **state)
{
    _own_(free) char *found =
        problems("name: x\nna\xe2\x80\x8bme\xe2\x80\xae\xc2\xad: x # \xe2\x80\xae\n");

    assert_non_null(strstr(found, "unknown key 'na?me?\?'"));
    assert_non_null(strstr(found, "| na?me?\?: x # ?\n"));
}

// What stands where a value is not known is not told, and is no part of the list either.
static void
muted_places_have_no_later(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct diag_place place = { .pos = { 2, 5 }, .end = 9, .muted = true };
    struct diags d;

    diags_init(&d, a);
    d.places = &place;
    d.n_places = 1;
    diags_later(&d, (struct doc_pos){ 2, 5 }, "vlan", "later");
    diags_later(&d, (struct doc_pos){ 3, 1 }, "vpc", "later");
    diags_later(&d, (struct doc_pos){ 4, 1 }, "vlan", "later");
    diags_later(&d, (struct doc_pos){ 5, 1 }, "vpc", "later");
    assert_int_equal(d.n, 2);
    assert_string_equal(d.items[0].what, "vpc");
    assert_true(d.items[0].elsewhere);
    assert_string_equal(d.items[1].what, "vlan");
    assert_false(d.items[1].elsewhere);
}

static void
numbers_that_are_none_are_explained(void **state)
{
    assert_problem("{name: x, count: 07}", "07 begins with 0: it could be octal");
    assert_problem("{name: x, count: 07}", "write 7");
    assert_problem("{name: x, count: 1e0}", "wanted here, not 1e0");
    assert_problem("{name: x, count: 5.0}", "digits alone");
    assert_problem("{name: x, count: 1_000}", "without anything between them");
    assert_problem("{name: x, count: '5'}", "numbers have no quotes");
    assert_problem("{name: x, count: 99999999999999999999}", "too large");
    assert_problem("{name: x, count: -1}", "within 1 and 9");
    assert_fine("{name: x, count: 0x9}");
    assert_problem("{name: x, sizes: {a: 1.2.3%}}", "'1.2.3%' is no size");
    assert_problem("{name: x, sizes: {a: .5%}}", "is no size");
    assert_problem("{name: x, sizes: {a: 1e3GB}}", "is no size");
    assert_problem("{name: x, sizes: {a: -5GB}}", "is no size");
    assert_fine("{name: x, sizes: {a: 12.5%}}");
}

static const char *
no_x(const char *word, char why[static SCHEMA_WHY])
{
    snprintf(why, SCHEMA_WHY, "there is an x in it");
    return strchr(word, 'x') ? why : NULL;
}

// Lengths are those of characters, as in JSON Schema; a fault is asked for what has the right one.
static void
texts_have_characters_and_faults(void **state)
{
    static const struct schema word = {
        .type = S_TEXT, .min = 2, .max = 3, .what = "a word", .fault = no_x, .pattern = "^[^x]*$"
    };
    static const char *const texts[] = { "\xc3\xa4\xc3\xa4\xc3\xa4", "axa", "xxxx", "\xc3\xa4" };
    static const char *const says[] = { NULL, "'axa' cannot be a word: there is an x in it",
        "must have 2 to 3 characters", "must have 2 to 3 characters" };
    _own_(arena) struct arena *a = arena_new();
    struct diags d;

    for (size_t i = 0; i < 4; i++) {
        diags_init(&d, a);
        assert_true(schema_check(&word, doc_string(a, texts[i]), &d) == !says[i]);
        assert_int_equal(d.n, says[i] != NULL);
        if (says[i])
            assert_string_equal(d.items[0].text, says[i]);
    }
    assert_string_equal(
        doc_get_text(schema_json(a, &word, "Word", NULL), "pattern", ""), "^[^x]*$");
}

static void
shows_the_part_of_a_long_line(void **state)
{
    char yaml[600];
    int n = snprintf(yaml, sizeof yaml, "{name: x, tags: [%*s], cuont: 1}", 400, "a");
    _own_(free) char *found = problems(yaml);
    const char *caret = strstr(found, "^"), *line = strstr(found, "| ");

    assert_true(n > 400);
    assert_non_null(caret);
    assert_non_null(strstr(line, "cuont: 1}"));
    assert_true(caret - line < 250);
}

static void
limits_what_is_printed(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    const struct doc_source src = { "t", "x\n", 2 };
    struct diags d;

    diags_init(&d, a);
    for (unsigned i = 30; i; i--)
        diag_hint(&d, diags_add(&d, DIAG_WARNING, (struct doc_pos){ i, 1 }, "w%u", i), "h");
    assert_int_equal(d.n_errors, 0);
    diags_print(&out, &d, &src, 2);
    assert_non_null(strstr(buf_str(&out), "t:1:1: warning: w1"));
    assert_non_null(strstr(buf_str(&out), "w2"));
    assert_null(strstr(buf_str(&out), "w3"));
    assert_non_null(strstr(buf_str(&out), "28 more"));
    const struct doc *list = diags_doc(a, &d, &src);
    assert_int_equal(doc_count(list), 30);
    assert_string_equal(doc_get_text(doc_at(list, 0), "message", ""), "w1");
    assert_string_equal(doc_get_text(doc_at(list, 0), "level", ""), "warning");
    assert_int_equal(doc_get_int(doc_at(list, 0), "line", 0), 1);
}

static void
keeps_a_bounded_number(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct diags d;

    diags_init(&d, a);
    for (unsigned i = 1; i <= 100000; i++)
        diag_hint(&d, diags_add(&d, DIAG_ERROR, (struct doc_pos){ i, 1 }, "e%u", i), "h%u", i);
    assert_int_equal(d.n_errors, 100000);
    assert_int_equal(d.n, 1000);
    assert_string_equal(d.items[999].hint, "h1000");
    assert_true(arena_size(a) < 1 << 20);
}

static void
knows_truth_in_words(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_true(schema_bool(doc_string(a, "Yes"), false));
    assert_false(schema_bool(doc_string(a, "off"), true));
    assert_true(schema_bool(doc_bool(a, true), false));
    assert_true(schema_bool(NULL, true));
}

static void
becomes_json_schema(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *d = schema_json(a, &table, "Thing", NULL);

    assert_string_equal(doc_get_text(d, "title", ""), "Thing");
    assert_non_null(strstr(doc_get_text(d, "$schema", ""), "2020-12"));
    assert_string_equal(doc_text(doc_path(d, "required.0"), ""), "name");
    assert_int_equal(doc_integer(doc_path(d, "properties.count.maximum"), 0), 9);
    assert_non_null(doc_path(d, "properties.number"));
    assert_string_equal(doc_text(doc_path(d, "properties.colour.enum.1"), ""), "green");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(prints_line_caret_and_hint),
        cmocka_unit_test(prints_nothing_that_commands_a_terminal),
        cmocka_unit_test(shows_what_nobody_would_see),
        cmocka_unit_test(muted_places_have_no_later),
        cmocka_unit_test(numbers_that_are_none_are_explained),
        cmocka_unit_test(texts_have_characters_and_faults),
        cmocka_unit_test(shows_the_part_of_a_long_line),
        cmocka_unit_test(limits_what_is_printed),
        cmocka_unit_test(keeps_a_bounded_number),
        cmocka_unit_test(knows_truth_in_words),
        cmocka_unit_test(becomes_json_schema),
    };

    return RUN(tests);
}
