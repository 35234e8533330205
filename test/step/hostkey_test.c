// SPDX-License-Identifier: MIT
// What a node tells of its new host key is believed only when it is one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "step/aspect/hostkey.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxKM5JK+kuyge7GtNrAGm5Zo8Mymnw4Kqb/7krIn2Ne"

static void
reads_a_key(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    const char *key = NULL;

    (void)state;
    assert_int_equal(hostkey_read(a, KEY "\n", &key, &err), LCT_OK);
    assert_string_equal(key, KEY);
}

static void
refuses_what_is_no_key(void **state)
{
    static const char *const outputs[] = { "", "\n", "ssh-ed25519",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB", "ssh-ed25519 short", KEY " and more", KEY "\n" KEY,
        "command not found: ssh-keygen",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxKM5JK+kuyge7GtNrAGm5Zo8Mymnw4Kqb/7krIn2Ne;id" };
    char endless[4096];

    (void)state;
    for (size_t i = 0; i < sizeof outputs / sizeof outputs[0]; i++) {
        _own_(arena) struct arena *a = arena_new();
        struct lct_err err = { 0 };
        const char *key = NULL;
        assert_int_equal(hostkey_read(a, outputs[i], &key, &err), LCT_EFAILED);
        assert_null(key);
    }
    memset(endless, 'A', sizeof endless - 1);
    memcpy(endless, "ssh-ed25519 ", 12);
    endless[sizeof endless - 1] = '\0';
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    const char *key = NULL;
    assert_int_equal(hostkey_read(a, endless, &key, &err), LCT_EFAILED);
}

static void
the_next_is_the_last_of_several(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    (void)state;
    assert_null(hostkey_next(a, NULL));
    assert_null(hostkey_next(a, KEY));
    assert_string_equal(hostkey_next(a, "ssh-ed25519 old\n" KEY), KEY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_key),
        cmocka_unit_test(refuses_what_is_no_key),
        cmocka_unit_test(the_next_is_the_last_of_several),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
