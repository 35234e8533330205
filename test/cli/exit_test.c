// SPDX-License-Identifier: MIT
// Tests of cli/exit: every code has the status that the manual tells.
#include "cli/show/tell.h"

#include "../testing.h"

static void
codes_have_their_statuses(void **state)
{
    static const struct {
        int code, status;
    } pairs[] = { { LCT_OK, 0 }, { LCT_EFAILED, 1 }, { LCT_EEXISTS, 1 }, { LCT_EQUOTA, 1 },
        { LCT_EWAIT, 1 }, { LCT_ERETRY, 1 }, { LCT_EAMBIGUOUS, 1 }, { LCT_EUSAGE, 2 },
        { LCT_EPLAN, 2 }, { LCT_EPARTIAL, 3 }, { LCT_EAUTH, 4 }, { LCT_ENOTFOUND, 5 },
        { LCT_ECANCELLED, 130 } };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(exit_status(pairs[i].code), pairs[i].status);
}

static void
what_is_unknown_has_failed(void **state)
{
    (void)state;
    assert_int_equal(exit_status(-99), 1);
    assert_int_equal(exit_status(7), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_their_statuses),
        cmocka_unit_test(what_is_unknown_has_failed),
    };

    return RUN(tests);
}
