// SPDX-License-Identifier: MIT
// Tests of text/diff.
#include "text/diff.h"

#include "../testing.h"

static void
assert_diff(const char *from, const char *to, const char *wanted)
{
    _own_(buf) struct buf out = { 0 };

    text_diff(&out, from, to);
    assert_string_equal(buf_str(&out), wanted);
}

static void
a_change_is_told_with_what_is_around_it(void **state)
{
    (void)state;
    assert_diff("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\nf\ng\nh\n",
        "@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n");
    assert_diff("a\nb\n", "a\nx\nb\n", "@@ -1,2 +1,3 @@\n a\n+x\n b\n");
    assert_diff("a\nb\nc\n", "a\nc\n", "@@ -1,3 +1,2 @@\n a\n-b\n c\n");
    assert_diff("a\n", "a\n", "");
}

static void
a_side_may_be_empty(void **state)
{
    (void)state;
    assert_diff("", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n");
    assert_diff("a\n", "", "@@ -1 +0,0 @@\n-a\n");
    assert_diff("", "", "");
}

static void
far_changes_are_hunks_of_their_own(void **state)
{
    (void)state;
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "x\n2\n3\n4\n5\n6\n7\n8\ny\n",
        "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+y\n");
    assert_diff("1\n2\n3\n4\n5\n6\n7\n8\n", "x\n2\n3\n4\n5\n6\n7\ny\n",
        "@@ -1,8 +1,8 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n");
}

static void
a_last_line_without_an_end_is_told(void **state)
{
    (void)state;
    assert_diff("a\nb", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n");
    assert_diff("a", "b",
        "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n");
}

// ---- what is told makes the one of the other

// Carries the hunks out on `from`.
static void
patch(struct buf *out, const char *from, const char *diff)
{
    long at = 1;

    while (*diff) {
        const char *end = strchr(diff, '\n') + 1;
        long first, n = 1;
        if (*diff == '@') {
            sscanf(diff, "@@ -%ld,%ld", &first, &n);
            for (first += n == 0; at < first; at++) {
                const char *next = strchr(from, '\n') + 1;
                buf_add(out, from, (size_t)(next - from));
                from = next;
            }
        }
        if (*diff == '-' || *diff == ' ') {
            assert_memory_equal(from, diff + 1, (size_t)(end - diff - 1));
            from += end - diff - 1;
            at++;
        }
        if (*diff == '+' || *diff == ' ')
            buf_add(out, diff + 1, (size_t)(end - diff - 1));
        diff = end;
    }
    buf_adds(out, from);
}

static void
random_text(struct buf *out, size_t lines, unsigned letters)
{
    for (size_t i = 0; i < lines; i++)
        buf_addf(out, "%c\n", 'a' + (int)((unsigned)rand() % letters));
}

static void
assert_patches(size_t from_lines, size_t to_lines, unsigned letters)
{
    _own_(buf) struct buf from = { 0 }, to = { 0 }, diff = { 0 }, got = { 0 };

    random_text(&from, from_lines, letters);
    random_text(&to, to_lines, letters);
    text_diff(&diff, buf_str(&from), buf_str(&to));
    patch(&got, buf_str(&from), buf_str(&diff));
    assert_string_equal(buf_str(&got), buf_str(&to));
}

static void
what_is_told_makes_the_one_of_the_other(void **state)
{
    (void)state;
    srand(7);
    for (size_t i = 0; i < 2000; i++)
        assert_patches((size_t)rand() % 30, (size_t)rand() % 30, 2 + (unsigned)rand() % 20);
}

// More changes than are looked for.
static void
texts_with_little_in_common_are_told_too(void **state)
{
    (void)state;
    srand(7);
    assert_patches(5000, 4000, 26);
}

// As in Myers' paper: five lines go or come, no fewer do.
static void
the_shortest_is_told(void **state)
{
    (void)state;
    assert_diff("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n",
        "@@ -1,7 +1,6 @@\n-a\n-b\n c\n+b\n a\n b\n-b\n a\n+c\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_told_with_what_is_around_it),
        cmocka_unit_test(a_side_may_be_empty),
        cmocka_unit_test(far_changes_are_hunks_of_their_own),
        cmocka_unit_test(a_last_line_without_an_end_is_told),
        cmocka_unit_test(what_is_told_makes_the_one_of_the_other),
        cmocka_unit_test(texts_with_little_in_common_are_told_too),
        cmocka_unit_test(the_shortest_is_told),
    };

    return RUN(tests);
}
