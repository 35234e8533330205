// SPDX-License-Identifier: MIT
// Tests of cli/tally: what runs, and for how long already.
#include "cli/show/tally.h"

#include "../testing.h"

static void
assert_counts(const struct tally *t, int64_t now_ms, const char *wanted)
{
    _own_(buf) struct buf out = { 0 };

    tally_counts(t, now_ms, &out);
    assert_string_equal(buf_str(&out), wanted);
}

static void
assert_names(const struct tally *t, const char *wanted)
{
    _own_(buf) struct buf out = { 0 };

    tally_names(t, &out);
    assert_string_equal(buf_str(&out), wanted);
}

static void
what_runs_is_counted_with_the_longest_time(void **state)
{
    struct tally t = { 0 };

    (void)state;
    assert_counts(&t, 0, "");
    tally_begin(&t, "web-02", "booting", 2000, 0);
    tally_begin(&t, "web-01", "booting", 1000, 0);
    tally_begin(&t, "web-03", "securing", 40000, 0);
    assert_counts(&t, 42000, "2 booting (41 s), 1 securing");
    tally_begin(&t, "web-01", "booting", 41000, 0); // tried again: it goes on
    assert_counts(&t, 42000, "2 booting (41 s), 1 securing");
    tally_end(&t, "web-01", "booting");
    tally_end(&t, "web-01", "securing"); // of which nothing was heard
    assert_counts(&t, 42000, "1 booting (40 s), 1 securing");
    tally_end(&t, "web-02", "booting");
    tally_end(&t, "web-03", "securing");
    assert_counts(&t, 42000, "");
    tally_done(&t);
}

// One node may have several steps that run.
static void
steps_of_one_node_are_told_apart(void **state)
{
    struct tally t = { 0 };

    (void)state;
    tally_begin(&t, "web-01", "telling it of the others", 0, 0);
    tally_begin(&t, "web-01", "changing its host key", 0, 0);
    assert_counts(&t, 0, "1 telling it of the others, 1 changing its host key");
    tally_end(&t, "web-01", "telling it of the others");
    assert_counts(&t, 0, "1 changing its host key");
    tally_done(&t);
}

static void
scripts_say_what_is_usual(void **state)
{
    struct tally t = { 0 };

    (void)state;
    tally_begin(&t, "web-01", "running its script", 0, 120000);
    assert_counts(&t, 1000, "1 running its script (1 s; usually 2 min)");
    tally_begin(&t, "web-02", "running its script", 0, 120000);
    assert_counts(&t, 130000, "2 running their scripts (2 min 10 s; usually 2 min)");
    tally_begin(&t, "web-01", "telling it of the others", 0, 0);
    tally_begin(&t, "web-02", "telling it of the others", 0, 0);
    assert_counts(
        &t, 0, "2 running their scripts (0 s; usually 2 min), 2 telling them of the others");
    tally_done(&t);
}

static void
names_are_folded(void **state)
{
    struct tally t = { 0 };

    (void)state;
    tally_begin(&t, "web-02", "booting", 0, 0);
    tally_begin(&t, "web-01", "booting", 0, 0);
    tally_begin(&t, "web-04", "booting", 0, 0);
    tally_begin(&t, "db", "securing", 0, 0);
    assert_names(&t, "booting (web-01..02,04), securing (db)");
    tally_done(&t);
}

static void
very_many_names_are_cut(void **state)
{
    _own_(buf) struct buf out = { 0 };
    struct tally t = { 0 };

    (void)state;
    for (int i = 0; i < 2000; i += 2) {
        char name[32];
        snprintf(name, sizeof name, "web-%d", i);
        tally_begin(&t, name, "booting", 0, 0);
    }
    tally_names(&t, &out);
    assert_true(out.len < 250);
    assert_string_equal(out.data + out.len - 6, ", ...)");
    tally_done(&t);
}

static void
one_is_told_with_what_is_said_of_it(void **state)
{
    _own_(buf) struct buf out = { 0 };
    struct tally t = { 0 };
    struct doing *d = tally_begin(&t, "web-01", "booting", 0, 0);

    (void)state;
    d->text = strdup("tries again: busy");
    doing_text(d, 9000, &out);
    assert_string_equal(buf_str(&out), "booting (9 s), tries again: busy");
    tally_done(&t);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_runs_is_counted_with_the_longest_time),
        cmocka_unit_test(steps_of_one_node_are_told_apart),
        cmocka_unit_test(scripts_say_what_is_usual),
        cmocka_unit_test(names_are_folded),
        cmocka_unit_test(very_many_names_are_cut),
        cmocka_unit_test(one_is_told_with_what_is_said_of_it),
    };

    return RUN(tests);
}
