// SPDX-License-Identifier: MIT
// The log of commits: one whose end is torn is cut, one that is spoilt is told.
#include <sys/stat.h>
#include <unistd.h>

#include "../../testing.h"
#include "base/file.h"
#include "base/str.h"
#include "everything.h"

static void
an_entry_without_its_end_is_none(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *whole = NULL;
    struct doing d = { p, NULL, -1 };

    learn(p, NULL, &before, &after);
    whole = text_at(p, "commits.log");
    begin_again(p);
    fill_it(p);
    _own_(free) char *log = text_at(p, "commits.log");
    const size_t from = strlen(log), to = strlen(whole);
    assert_true(to > from + 1000);
    for (size_t n = from + 1; n < to; n += n - from < 200 || to - n < 200 ? 1 : 7) {
        write_at(p, "commits.log", whole, n);
        _own_(free) char *now = must_be_readable(p);
        if (!str_eq(now, before))
            fail_msg("%zu of %zu bytes", n - from, to - from);
    }
    write_at(p, "commits.log", whole, to);
    _own_(free) char *then = must_be_readable(p);
    assert_string_equal(then, after);
    begin_again(p);
    fill_it(p);
    write_at(p, "commits.log", whole, to - 1);
    do_everything(&d); // goes on behind what was whole
    _own_(free) char *last = must_be_readable(p);
    assert_string_equal(last, after);
}

// A machine that lost power may have the length and not the bytes.
static void
an_entry_of_zeros_is_none(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *path = NULL;
    struct stat st;

    fill_it(p);
    before = must_be_readable(p);
    path = file_at(p, "commits.log");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, st.st_size + 3000), 0);
    _own_(free) char *now = must_be_readable(p);
    assert_string_equal(now, before);
}

// With the files it lost, what was committed before is not taken for the end of the log.
static void
a_spoilt_log_is_told(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL, *after = NULL, *log = NULL;

    learn(p, NULL, &before, &after);
    log = text_at(p, "commits.log");
    _own_(free) char *stand = text_at(p, "applied");
    stand[0] = stand[0] == 'x' ? 'y' : 'x'; // another boot: the log is read
    for (size_t i = 0; i < strlen(log); i += 5) {
        log[i] ^= 1;
        write_at(p, "commits.log", log, strlen(log));
        write_at(p, "applied", stand, strlen(stand));
        _own_(free) char *now = all_of_it(p);
        if (now || !strstr(p->err.text, "damaged") || !strstr(p->err.hint, "store_restore"))
            fail_msg("byte %zu: %s", i, now ? now : p->err.text);
        log[i] ^= 1;
    }
    write_at(p, "commits.log", log, strlen(log));
    _own_(free) char *then = must_be_readable(p);
    assert_string_equal(then, after);
}

// Also where nobody knows how far the files were.
static void
a_spoilt_beginning_is_told(void **state)
{
    struct place *p = *state;
    _own_(free) char *log = NULL, *applied = NULL;

    fill_it(p);
    log = text_at(p, "commits.log");
    applied = file_at(p, "applied");
    const size_t last = (size_t)(strstr(log, "commit 4 ") - log);
    for (size_t i = 0; i < last; i += 3) {
        log[i] ^= 1;
        write_at(p, "commits.log", log, strlen(log));
        unlink(applied);
        _own_(free) char *now = all_of_it(p);
        if (now)
            fail_msg("byte %zu of %zu", i, last);
        log[i] ^= 1;
    }
}

static void
a_log_that_is_gone_is_told(void **state)
{
    struct place *p = *state;

    fill_it(p);
    _own_(free) char *log = file_at(p, "commits.log");
    assert_int_equal(unlink(log), 0);
    assert_null(all_of_it(p));
    assert_non_null(strstr(p->err.text, "commits.log"));
    assert_non_null(strstr(p->err.hint, "store_restore"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(an_entry_without_its_end_is_none),
        PLACE_TEST(an_entry_of_zeros_is_none),
        PLACE_TEST(a_spoilt_log_is_told),
        PLACE_TEST(a_spoilt_beginning_is_told),
        PLACE_TEST(a_log_that_is_gone_is_told),
    };

    return RUN(tests);
}
