// SPDX-License-Identifier: MIT
// What a plan may say is carried out by somebody: the two tables of schemes agree.
#include "../testing.h"
#include "plan/load/scheme.h"
#include "step/hook/hook.h"

static void
what_is_carried_out_has_a_row(void **state)
{
    size_t n = 0;

    for (const struct scheme *s = plan_schemes; s->name; s++) {
        const struct hook_scheme *how = hook_scheme_find(s->name);
        if (!how != (s->later != NULL))
            fail_msg("%s: is %s, but %s", s->name, s->later ? "not carried out" : "carried out",
                how ? "there is how" : "nobody knows how");
        if (how)
            assert_string_equal(how->name, s->name);
        n += how != NULL;
    }
    assert_true(n >= 1);
    assert_null(hook_scheme_find("terraform"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_carried_out_has_a_row),
    };

    return RUN(tests);
}
