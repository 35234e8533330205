// SPDX-License-Identifier: MIT
// What leaves a node when its plan no longer has it: settings of the kernel, scripts of boot.
#include "aspect_stage.h"

static void
settings_leave_the_node_and_packages_stay(void **state)
{
    struct stage *s = *state;
    static const char *const names[] = { "tree", "g++", NULL };
    struct plan_sysctl forward = { "net.ipv4.ip_forward", "1" };

    assert_false(aspect_expected(aspects[ASPECT_PACKAGES], &s->member));
    assert_false(aspect_expected(aspects[ASPECT_SYSCTL], &s->member));
    s->np.packages = names;
    s->np.sysctl = &forward;
    s->np.n_sysctl = 1;
    assert_string_equal(rendered(s, ASPECT_PACKAGES).made, "tree\ng++\n");
    assert_string_equal(rendered(s, ASPECT_SYSCTL).made, "net.ipv4.ip_forward = 1\n");
    s->member.has[ASPECT_PACKAGES] = rendered(s, ASPECT_PACKAGES).digest;
    s->member.has[ASPECT_SYSCTL] = rendered(s, ASPECT_SYSCTL).digest;
    s->np.packages = NULL;
    s->np.n_sysctl = 0;
    assert_false(due(s, ASPECT_PACKAGES));
    assert_true(due(s, ASPECT_SYSCTL));
    assert_string_equal(rendered(s, ASPECT_SYSCTL).digest, "");
}

// With the unit goes that it ran: named again it is put in place again.
static void
scripts_of_boot_leave_the_node_with_their_marks(void **state)
{
    struct stage *s = *state;
    static const char *const gone[] = { "gone", NULL };
    struct plan_step up = { .event = EVENT_BOOT, .name = "up", .scheme = "script" };
    const struct batch *b = ledger_batch(s->world.ledger);
    struct rendered r;

    assert_false(aspect_expected(aspects[ASPECT_BOOT], &s->member));
    s->np.steps = &up;
    s->np.n_steps = 1;
    r = rendered(s, ASPECT_BOOT);
    assert_string_equal(r.made, "lct-boot-up\n");
    aspect_keep(&r);
    s->np.n_steps = 0;
    s->member.dropped = gone;
    r = rendered(s, ASPECT_BOOT);
    assert_true(aspect_due(&r));
    assert_string_equal(r.digest, "");
    aspect_keep(&r);
    assert_int_equal(b->n, 3);
    assert_string_equal(((const struct fact *)b->items[2].record)->key, "hook:boot/gone");
    up.scheme = "local";
    s->np.n_steps = 1;
    assert_false(aspect_expected(aspects[ASPECT_BOOT], &s->member));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(settings_leave_the_node_and_packages_stay),
        TEST(scripts_of_boot_leave_the_node_with_their_marks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
