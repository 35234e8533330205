// SPDX-License-Identifier: MIT
// Who holds a lease: of a dead process of this machine it is certain, of everything else it is not.
#include "testing.h"

#include <sys/wait.h>
#include <unistd.h>

#include "app/run/holder.h"
#include "base/str.h"

// The holder that a child was; it ends, and is not waited for yet.
static pid_t
child_holder(char holder[static 512])
{
    int ends[2];
    size_t n = 0;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (!child) {
        struct arena *a = arena_new();
        const char *text = holder_new(a, loop_new(), "joe");
        _exit(write(ends[1], text, strlen(text)) < 0);
    }
    close(ends[1]);
    for (ssize_t got; (got = read(ends[0], holder + n, 511 - n)) > 0;)
        n += (size_t)got;
    holder[n] = '\0';
    close(ends[0]);
    return child;
}

static void
of_the_dead_it_is_certain(void **state)
{
    char holder[512];
    pid_t child = child_holder(holder);
    siginfo_t ended;

    assert_int_equal(waitid(P_PID, (id_t)child, &ended, WEXITED | WNOWAIT), 0);
    assert_true(holder_is_dead(holder)); // its number is still taken
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(holder_is_dead(holder));
}

// The holder with the word at `which` in its brackets replaced.
static const char *
changed(struct arena *a, const char *holder, int which, const char *word)
{
    const char *mark = strchr(holder, '[') + 1, *end;

    while (which--)
        mark = strchr(mark, ' ') + 1;
    end = mark + strcspn(mark, " ]");
    return arena_printf(a, "%.*s%s%s", (int)(mark - holder), holder, word, end);
}

static void
of_others_nothing_is(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(loop) struct loop *l = loop_new();
    char holder[512];
    const char *own = holder_new(a, l, "joe");

    assert_false(holder_is_dead(own));
    assert_true(holder_is_dead(changed(a, own, 1, "1"))); // another has got its number
    assert_false(holder_is_dead(changed(a, own, 0, "of-another-boot/1")));
    waitpid(child_holder(holder), NULL, 0);
    assert_false(holder_is_dead(changed(a, holder, 0, "of-another-boot/1")));
    assert_false(holder_is_dead("root@host, process 999999, 0a1b2c3d"));
    assert_false(holder_is_dead("["));
    assert_false(holder_is_dead(""));
}

static void
each_is_told_from_all_others(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(loop) struct loop *l = loop_new_virtual();
    const char *one = holder_new(a, l, "joe");

    assert_string_not_equal(one, holder_new(a, l, "joe"));
    assert_true(str_starts(one, holder_who(a, "joe")));
    assert_non_null(strstr(one, " since 2026-01-01T00:00:00Z "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_the_dead_it_is_certain),
        cmocka_unit_test(of_others_nothing_is),
        cmocka_unit_test(each_is_told_from_all_others),
    };

    return RUN(tests);
}
