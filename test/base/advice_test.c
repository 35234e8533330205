// SPDX-License-Identifier: MIT
// Tests of base/advice: calls in hints come out as they were put in, whatever they are about.
#include "base/advice.h"

#include "../testing.h"

static struct lct_advised
found(const char *hint)
{
    struct lct_advised call = { 0 };

    assert_true(lct_advice_next(hint, 0, &call));
    return call;
}

static void
a_call_reads_as_c(void **state)
{
    assert_string_equal(ADVICE(LAB_START), "lct_lab_start()");
    assert_string_equal(ADVICE(CLUSTER_RESUME, "web"), "lct_cluster_resume(\"web\")");
    assert_string_equal(
        ADVICE(CLUSTER_REPLACE, "web", "n-1"), "lct_cluster_replace(\"web\", \"n-1\")");
}

static void
what_it_is_about_comes_back(void **state)
{
    static const char *const names[] = { "web", "", "My First Cluster", "a\"b\\c", "x\")", "x', y",
        "lct_lab_start()", "zu\xc3\xb1" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct lct_advised call = found(ADVICE(CLUSTER_REPLACE, names[i], names[i]));
        assert_int_equal(call.advice, LCT_ADVICE_CLUSTER_REPLACE);
        assert_int_equal(call.n, 2);
        assert_string_equal(call.about[0], names[i]);
        assert_string_equal(call.about[1], names[i]);
    }
}

static void
calls_are_found_in_their_order(void **state)
{
    const char *hint = "see lct_node_list(), or: lct_cluster_retry(\"web\"); else wait";
    struct lct_advised call = found(hint);

    assert_int_equal(call.advice, LCT_ADVICE_NODE_LIST);
    assert_int_equal(call.at, 4);
    assert_int_equal(call.length, strlen("lct_node_list()"));
    assert_true(lct_advice_next(hint, call.at + call.length, &call));
    assert_int_equal(call.advice, LCT_ADVICE_CLUSTER_RETRY);
    assert_string_equal(hint + call.at + call.length, "; else wait");
    assert_false(lct_advice_next(hint, call.at + call.length, &call));
}

static void
what_is_no_call_is_none(void **state)
{
    static const char *const hints[] = { "", "did you mean web?", "lct_", "lct_cluster_resume",
        "lct_cluster_resume(", "lct_cluster_resume(\"web", "lct_cluster_resume(\"web\"",
        "lct_cluster_resume(web)", "lct_cluster_resume(\"a\" \"b\")",
        "lct_cluster_resume(\"a\", \"b\", \"c\")", "lct_cluster_resumed()",
        "lct_cluster_resume(\"\\" };
    struct lct_advised call;

    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        assert_false(lct_advice_next(hints[i], 0, &call));
    assert_false(lct_advice_next("lct_lab_start()", 16, &call));
    assert_false(lct_advice_next(NULL, 0, &call));
}

static void
half_a_name_is_none(void **state)
{
    char name[LCT_ADVICE_ABOUT + 100];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_string_equal(ADVICE(CLUSTER_RESUME, name), "lct_cluster_resume()");
    name[LCT_ADVICE_ABOUT - 1] = '\0';
    struct lct_advised call = found(ADVICE(CLUSTER_RESUME, name));
    assert_string_equal(call.about[0], name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_reads_as_c),
        cmocka_unit_test(what_it_is_about_comes_back),
        cmocka_unit_test(calls_are_found_in_their_order),
        cmocka_unit_test(what_is_no_call_is_none),
        cmocka_unit_test(half_a_name_is_none),
    };

    return RUN(tests);
}
