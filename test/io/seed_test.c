// SPDX-License-Identifier: MIT
// One seed, one life: what a virtual loop draws and when; a real one cannot be seeded.
#include "../testing.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "io/loop.h"

static void
set(void *user)
{
    *(bool *)user = true;
}

// What a run of the loop makes: ids, and when.
static void
live(uint64_t seed, char out[static 256])
{
    _own_(loop) struct loop *l = loop_new_virtual();
    char uuid[UUID_TEXT], text[CLOCK_TEXT];

    loop_seed(l, seed);
    *out = '\0';
    for (int i = 0; i < 4; i++) {
        bool over = false;
        struct timer *timer =
            timer_start(l, (int64_t)(random_64(loop_random(l)) % 100000), set, &over);
        loop_run(l, &over);
        timer_stop(timer);
        size_t n = strlen(out);
        snprintf(out + n, 256 - n, "%s %s\n", clock_text(loop_wall_ms(l), text),
            uuid_new(loop_random(l), uuid));
    }
}

static void
test_one_seed_one_life(void **state)
{
    char one[256], same[256], other[256];

    live(7, one);
    live(7, same);
    live(8, other);
    assert_string_equal(one, same);
    assert_string_not_equal(one, other);
}

static void
test_real_loops_draw_what_nobody_can_guess(void **state)
{
    _own_(loop) struct loop *l = loop_new(), *other = loop_new();

    assert_true(loop_random(l)->fill == random_real.fill);
    assert_true(random_64(loop_random(l)) != random_64(loop_random(other)));
    assert_true(loop_now_ms(l) > 0);
}

static void
test_real_loops_are_never_seeded(void **state)
{
    int status;
    pid_t child = fork();

    if (!child) {
        signal(SIGABRT, SIG_DFL); // cmocka's says that the test failed
        loop_seed(loop_new(), 1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_seed_one_life),
        cmocka_unit_test(test_real_loops_draw_what_nobody_can_guess),
        cmocka_unit_test(test_real_loops_are_never_seeded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
