// SPDX-License-Identifier: MIT
// Injected faults: which, how often, and the same again by the same seed.
#include "../testing.h"

#include "base/err.h"
#include "lab/call/fault.h"
#include "text/json.h"

#define PATH "/v4/linode/instances"

struct fixture {
    struct faults faults;
    struct arena *arena;
};

static int
setup(void **state)
{
    struct fixture *x = calloc(1, sizeof *x);

    x->arena = arena_new();
    *state = x;
    return 0;
}

static int
teardown(void **state)
{
    struct fixture *x = *state;

    faults_clear(&x->faults);
    arena_free(x->arena);
    free(x);
    return 0;
}

static const char *
add(struct fixture *x, const char *text)
{
    struct doc *d;

    assert_int_equal(json_parse(x->arena, text, strlen(text), 4096, false, &d, ERR_IGNORED), 0);
    return faults_add(&x->faults, x->arena, d);
}

// The names of the faults of n creates, one after the other; "-": none.
static char *
drawn(struct fixture *x, int n)
{
    struct buf b = { 0 };

    for (int i = 0; i < n; i++) {
        const struct fault *f = fault_draw(&x->faults, "POST", PATH);
        buf_addf(&b, "%s ", f ? f->name : "-");
    }
    return b.data;
}

static void
by_the_seed(void **state)
{
    struct fixture *x = *state;
    const char *random = "{\"seed\": 7, \"errors\": [{\"kind\": \"random\", \"rate\": 0.4}]}",
               *other = "{\"seed\": 8, \"errors\": [{\"kind\": \"random\", \"rate\": 0.4}]}";

    assert_null(add(x, random));
    char *first = drawn(x, 200);
    faults_clear(&x->faults);
    assert_null(add(x, random));
    char *again = drawn(x, 200);
    faults_clear(&x->faults);
    assert_null(add(x, other));
    char *differs = drawn(x, 200);
    assert_string_equal(first, again);
    assert_string_not_equal(first, differs);
    free(first);
    free(again);
    free(differs);
}

static void
random_brings_all(void **state)
{
    static const char *const names[] = { "429 ", "429-bare ", "500 ", "502 ", "503 ",
        "408-after-success ", "500-after-success ", "reset ", "reset-after-success ", "garbage ",
        "garbage-html ", "garbage-types ", "- " };
    struct fixture *x = *state;

    assert_null(add(x, "{\"seed\": 1, \"errors\": [{\"kind\": \"random\", \"rate\": 0.5}]}"));
    char *all = drawn(x, 1000);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!strstr(all, names[i]))
            fail_msg("%s never came", names[i]);
    assert_null(strstr(all, "delay"));
    assert_null(strstr(all, "random"));
    assert_in_range(x->faults.errors.items[0].struck, 430, 570);
    free(all);
}

static void
only_what_matches(void **state)
{
    struct fixture *x = *state;

    assert_null(add(x, "{\"errors\": [{\"kind\": \"429\", \"method\": \"POST\", "
                       "\"path\": \"/v4*/linode/instances\", \"count\": 1}]}"));
    assert_null(fault_draw(&x->faults, "GET", PATH));
    assert_null(fault_draw(&x->faults, "POST", "/v4/tags"));
    const struct fault *f = fault_draw(&x->faults, "POST", "/v4beta/linode/instances");
    assert_non_null(f);
    assert_int_equal(f->status, 429);
    assert_true(f->retry_after);
    assert_null(fault_draw(&x->faults, "POST", PATH));
}

static void
wrong_ones_change_nothing(void **state)
{
    struct fixture *x = *state;

    assert_non_null(add(x, "{\"errors\": [{\"kind\": \"429\"}, {\"kind\": \"flood\"}]}"));
    assert_non_null(add(x, "{\"errors\": [{\"kind\": \"429\", \"rate\": 1.5}]}"));
    assert_non_null(add(x, "{\"errors\": [{\"kind\": \"status\", \"status\": 200}]}"));
    assert_int_equal(x->faults.errors.n, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_the_seed, setup, teardown),
        cmocka_unit_test_setup_teardown(random_brings_all, setup, teardown),
        cmocka_unit_test_setup_teardown(only_what_matches, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_ones_change_nothing, setup, teardown),
    };

    return RUN(tests);
}
