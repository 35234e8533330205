// SPDX-License-Identifier: MIT
// What a plan may say is carried out by somebody: the two tables of schemes agree.
#include "../testing.h"
#include "plan/load/scheme.h"
#include "step/hook/hook.h"

static void
each_is_carried_out(void **state)
{
    for (const struct scheme *s = plan_schemes; s->name; s++) {
        const struct hook_scheme *how = hook_scheme_find(s->name);
        if (!how)
            fail_msg("%s: nobody knows how", s->name);
        assert_string_equal(how->name, s->name);
    }
    assert_true(plan_schemes[0].name);
    assert_null(hook_scheme_find("terraform"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_carried_out),
    };

    return RUN(tests);
}
