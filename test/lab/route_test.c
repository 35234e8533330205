// SPDX-License-Identifier: MIT
// Which route a path takes, whatever the order of nouns and rows.
#include "../testing.h"

#include "base/str.h"
#include "lab/api/route.h"

static void
nothing(struct call *c)
{
}

static const struct route open_ended[] = {
    { "GET", "kites/{}", "any", RATE_OTHER, false, nothing },
    { "GET", "kites/{}/strings/{}", "string", RATE_OTHER, false, nothing },
    { "GET", "photos/{+}", "photo", RATE_OTHER, false, nothing },
    { 0 },
};
static const struct route exact[] = {
    { "GET", "kites/colours", "colours", RATE_OTHER, false, nothing },
    { "POST", "kites", "new", RATE_OTHER, false, nothing },
    { 0 },
};
static const struct noun first = { .routes = open_ended }, second = { .routes = exact };
static const struct noun *const nouns[] = { &first, &second, NULL };
static const struct noun *const backwards[] = { &second, &first, NULL };

static bool other;
static const char *params[CALL_PARAMS];

// The scope of the route tells them apart.
static const char *
find(struct arena *a, const char *method, const char *path)
{
    bool other_backwards;
    const struct route *r = route_find(backwards, a, method, path, params, &other_backwards);

    assert_ptr_equal(r, route_find(nouns, a, method, path, params, &other));
    assert_int_equal(other, other_backwards);
    return r ? r->scope : NULL;
}

static void
the_best_fit(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(find(a, "GET", "kites/colours"), "colours");
    assert_string_equal(find(a, "GET", "kites/colour"), "any");
    assert_string_equal(params[0], "colour");
    assert_string_equal(find(a, "GET", "kites/4%2F2/strings/b%zz"), "string");
    assert_string_equal(params[0], "4/2");
    assert_string_equal(params[1], "b%zz");
    assert_string_equal(find(a, "GET", "photos/private/7"), "photo");
    assert_string_equal(params[0], "private/7");
}

static void
none(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    static const char *const paths[] = { "", "kites/", "kites/1/", "kites/1/strings", "photos/",
        "kite", "kites//strings/1" };

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        assert_null(find(a, "GET", paths[i]));
        assert_false(other);
    }
    assert_null(find(a, "GET", "kites"));
    assert_true(other);
    assert_null(find(a, "DELETE", "kites/1"));
    assert_true(other);
}

static void
api_is_sound(void **state)
{
    size_t n = 0;

    for (const struct noun *const *noun = api_nouns; *noun; noun++)
        for (const struct route *r = (*noun)->routes; r->method; r++) {
            size_t open = 0;
            n++;
            for (const char *p = r->path; *p; p++)
                open += *p == '{';
            assert_true(open <= CALL_PARAMS);
            assert_non_null(r->fn);
            for (const struct noun *const *with = api_nouns; *with; with++)
                for (const struct route *q = (*with)->routes; q->method; q++)
                    assert_false(
                        q != r && str_eq(q->method, r->method) && str_eq(q->path, r->path));
        }
    assert_true(n > 50);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_fit),
        cmocka_unit_test(none),
        cmocka_unit_test(api_is_sound),
    };

    return RUN(tests);
}
