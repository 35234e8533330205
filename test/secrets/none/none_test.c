// SPDX-License-Identifier: MIT
// The provider that keeps nothing.
#include "../../testing.h"
#include "secrets/none/open.h"

static const struct context ctx = { "shop", "acme" };

static void
keeps_nothing(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    _own_(arena) struct arena *a = arena_new();
    _own_(secret) struct secret *value = secret_new("x", 1), *got = NULL;
    struct secrets *s;
    struct lct_err err = { 0 };
    const char **names;
    size_t n = 1;

    assert_int_equal(secrets_none_open(l, &s, &err), LCT_OK);
    assert_string_equal(s->ops->name, "none");
    assert_int_equal(secrets_set_now(l, s, &ctx, "token", value, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "none"));
    assert_int_equal(secrets_get_now(l, s, &ctx, "token", &got, &err), LCT_ENOTFOUND);
    assert_int_equal(secrets_remove_now(l, s, &ctx, "token", &err), LCT_ENOTFOUND);
    assert_int_equal(secrets_list_now(l, s, &ctx, a, &names, &n, &err), LCT_OK);
    assert_int_equal(n, 0);
    s->ops->close(s);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(keeps_nothing) };

    return RUN(tests);
}
