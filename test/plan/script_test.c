// SPDX-License-Identifier: MIT
// What preflight says of the StackScripts that an account has, and of a plan's answers.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "plan/want/preflight.h"

struct scene {
    struct arena *arena;
    struct diags diags;
    struct image image;
    struct node_plan np;
    struct plan_step step;
    struct node node;
    struct change change;
};

static const char *const debian[] = { "linode/debian12", NULL };
static const struct stackscript_field fields[] = {
    { .name = "site" },
    { .name = "kind", .preset = "blog", .one_of = "blog,shop" },
    { .name = "parts", .preset = "", .many_of = "a,b,c" },
};
static const struct stackscript site = { "17", "lab", "site", debian, fields, 3 };

static int
begin(void **state)
{
    struct arena *a = arena_new();
    struct scene *s = ARENA_NEW(a, struct scene);

    *s = (struct scene){ .arena = a, .image = { .id = "linode/debian12" } };
    diags_init(&s->diags, a);
    s->step =
        (struct plan_step){ .scheme = "stackscript", .value = "lab/site", .vars = doc_map(a) };
    s->np = (struct node_plan){ .image = &s->image, .steps = &s->step, .n_steps = 1 };
    s->change = (struct change){ .kind = CHANGE_CREATE, .np = &s->np, .node = &s->node };
    *state = s;
    return 0;
}

static int
end(void **state)
{
    arena_free(((struct scene *)*state)->arena);
    return 0;
}

static void
answer(struct scene *s, const char *name, const char *value)
{
    doc_put_string(s->arena, (struct doc *)(uintptr_t)s->step.vars, name, value);
}

static void
says(struct scene *s, const char *text)
{
    for (size_t i = 0; i < s->diags.n; i++)
        if (str_eq(s->diags.items[i].text, text))
            return;
    fail_msg("nobody says: %s", text);
}

static void
test_answered(void **state)
{
    struct scene *s = *state;

    answer(s, "site", "");
    answer(s, "kind", "shop");
    answer(s, "parts", "c,a");
    preflight_found(&s->change, preflight_script(&s->change), &site, 1, &s->diags);
    assert_int_equal(s->diags.n, 0);
    assert_string_equal(s->step.script_id, "17");
}

static void
test_answered_wrongly(void **state)
{
    struct scene *s = *state;

    answer(s, "kinds", "shop");
    answer(s, "kind", "blo");
    answer(s, "parts", "a,,b");
    preflight_found(&s->change, &s->step, &site, 1, &s->diags);
    says(s, "the StackScript lab/site does not ask for 'kinds'");
    says(s, "the StackScript lab/site does not allow this kind");
    says(s, "the StackScript lab/site does not allow this parts");
    says(s, "the StackScript lab/site asks for site");
    assert_int_equal(s->diags.n_errors, 4);
}

static void
test_not_to_be_had(void **state)
{
    struct scene *s = *state;
    const struct stackscript two[] = { site, site };

    preflight_found(&s->change, &s->step, NULL, 0, &s->diags);
    says(s, "there is no StackScript lab/site that this account may use");
    preflight_found(&s->change, &s->step, two, 2, &s->diags);
    says(s, "2 StackScripts are called lab/site");
    assert_null(s->step.script_id);
    s->image.id = "linode/arch";
    answer(s, "site", "x");
    preflight_found(&s->change, &s->step, &site, 1, &s->diags);
    says(s, "the StackScript lab/site is not for linode/arch");
}

// Machines that stay are not made: nothing is looked up for them.
static void
test_of_whom(void **state)
{
    struct scene *s = *state;

    assert_ptr_equal(preflight_script(&s->change), &s->step);
    s->change.kind = CHANGE_KEEP;
    assert_null(preflight_script(&s->change));
    s->change.kind = CHANGE_REBUILD;
    assert_ptr_equal(preflight_script(&s->change), &s->step);
    s->change.kind = CHANGE_FINISH;
    assert_ptr_equal(preflight_script(&s->change), &s->step);
    s->node.cloud_id = "1";
    assert_null(preflight_script(&s->change));
    s->node.rebuilding = true;
    assert_ptr_equal(preflight_script(&s->change), &s->step);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answered, begin, end),
        cmocka_unit_test_setup_teardown(test_answered_wrongly, begin, end),
        cmocka_unit_test_setup_teardown(test_not_to_be_had, begin, end),
        cmocka_unit_test_setup_teardown(test_of_whom, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
