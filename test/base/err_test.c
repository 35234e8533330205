// SPDX-License-Identifier: MIT
// Tests of lct/err.h.
#include "lct/err.h"

#include "../testing.h"

static void
wrapping_puts_context_in_front(void **state)
{
    struct lct_err err = { 0 };

    assert_int_equal(lct_fail(&err, LCT_EQUOTA, "no room for %d", 3), LCT_EQUOTA);
    lct_hint(&err, "ask for more");
    assert_int_equal(lct_wrap(&err, "creating %s", "web-01"), LCT_EQUOTA);
    assert_string_equal(err.text, "creating web-01: no room for 3");
    assert_string_equal(err.hint, "ask for more");
}

static void
a_new_failure_drops_the_old_hint(void **state)
{
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EUSAGE, "one");
    lct_hint(&err, "hint");
    lct_fail(&err, LCT_EPLAN, "two");
    assert_string_equal(err.hint, "");
    assert_int_equal(err.code, LCT_EPLAN);
}

static void
over_long_texts_are_cut(void **state)
{
    struct lct_err err = { 0 };
    char text[5000];

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    lct_fail(&err, LCT_EFAILED, "%s", text);
    lct_wrap(&err, "%s", text);
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
}

static void
nobody_has_to_listen(void **state)
{
    struct lct_err *nobody = NULL;

    assert_int_equal(lct_fail(nobody, LCT_EAUTH, "x"), LCT_EAUTH);
    assert_int_equal(lct_wrap(nobody, "x"), LCT_EFAILED);
    assert_int_equal(lct_hint(nobody, "x"), LCT_EFAILED);
}

static void
names_and_codes_fit(void **state)
{
    for (int code = 0; code >= LCT_EFAILED; code--)
        assert_int_equal(lct_code_parse(lct_code_name(code)), code);
    assert_int_equal(lct_code_parse("nonsense"), LCT_EFAILED);
    assert_string_equal(lct_code_name(-1000), "failed");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapping_puts_context_in_front),
        cmocka_unit_test(a_new_failure_drops_the_old_hint),
        cmocka_unit_test(over_long_texts_are_cut),
        cmocka_unit_test(nobody_has_to_listen),
        cmocka_unit_test(names_and_codes_fit),
    };

    return RUN(tests);
}
