// SPDX-License-Identifier: MIT
// The files that a step carries lie beside it while it runs, whatever they hold.
#include <sys/stat.h>

#include "bundle_fixture.h"

#define DEEP                                                                                     \
    "a-folder-with-a-name-of-some-length/another-one-that-is-no-shorter-than-the-first/and-one-" \
    "more/file"

static const struct tree *
tree_of(struct arena *a)
{
    _own_(tree_maker) struct tree_maker m = { .arena = a };
    struct lct_err err = { 0 };
    const struct tree *t;
    char *large = arena_alloc(a, 300001);

    memset(large, 'x', 300000);
    assert_int_equal(tree_add_file(&m, "bytes", 0644, "\0\n\xff'LCT-END\n$x`", 14, &err), LCT_OK);
    assert_int_equal(
        tree_add_file(&m, "conf/run", 0755, "#!/bin/sh\necho ran \"$1\"\n", 24, &err), LCT_OK);
    assert_int_equal(tree_add_file(&m, "conf/empty", 0644, "", 0, &err), LCT_OK);
    assert_int_equal(tree_add_file(&m, "large", 0644, large, 300000, &err), LCT_OK);
    assert_int_equal(tree_add_file(&m, DEEP, 0644, "deep\n", 5, &err), LCT_OK);
    assert_int_equal(tree_add_link(&m, "conf/link", "../" DEEP, &err), LCT_OK);
    assert_int_equal(tree_make(&m, &t, &err), LCT_OK);
    return t;
}

static void
it_arrives(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct answer answer;
    const struct bundle_step s = { .id = "tree",
        .script = "cd files && conf/run \"it's\" && cat conf/link && od -An -tx1 bytes &&"
                  " wc -c <large && stat -c %a conf bytes conf/run && ls conf",
        .tree = tree_of(a) };

    run(&s, &answer);
    expect(&answer, BUNDLE_RAN, 0,
        "ran it's\ndeep\n 00 0a ff 27 4c 43 54 2d 45 4e 44 0a 24 78\n300000\n"
        "755\n644\n755\nempty\nlink\nrun\n");
    assert_false(in_state("tree/files")); // no longer than it runs
    run(&s, &answer);
    assert_int_equal(answer.results[0].outcome, BUNDLE_RECORDED);
    answer_done(&answer);
}

static void
other_files_are_another_step(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(tree_maker) struct tree_maker m = { .arena = a };
    struct lct_err err = { 0 };
    struct answer answer;
    struct bundle_step s = { .id = "tree", .script = "ls files" };

    tree_add_file(&m, "one", 0644, "", 0, &err);
    assert_int_equal(tree_make(&m, &s.tree, &err), LCT_OK);
    run(&s, &answer);
    expect(&answer, BUNDLE_RAN, 0, "one\n");
    tree_add_file(&m, "two", 0644, "", 0, &err);
    assert_int_equal(tree_make(&m, &s.tree, &err), LCT_OK);
    run(&s, &answer);
    expect(&answer, BUNDLE_RAN, 0, "one\ntwo\n");
}

// Left once for many steps: whoever wants them and the node has them not is told so, and nothing
// ran.
static void
what_is_left_is_sent_once(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct tree *tree = tree_of(a);
    struct answer answer;
    const struct bundle_step asked = { .id = "one",
        .script = "cat files/conf/link; echo more >>files/conf/empty",
        .tree = tree,
        .way = BUNDLE_KEPT };
    struct bundle_step sent = asked, other = asked;

    run(&asked, &answer);
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.results[0].outcome, BUNDLE_LACKING);
    answer_done(&answer);
    assert_false(in_state("one/digest"));
    sent.way = BUNDLE_LEFT;
    run(&sent, &answer);
    expect(&answer, BUNDLE_RAN, 0, "deep\n");
    assert_false(in_state("one/files"));
    other.id = "other";
    other.script = "cat files/conf/link files/conf/empty; stat -c %a files/conf/run";
    run(&other, &answer);
    expect(&answer, BUNDLE_RAN, 0, "deep\n755\n"); // as they came, whatever became of a copy
}

// What is left of a step that was killed, the next does not find.
static void
old_files_go(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *files = file_join(state_dir, "tree/files");
    _own_(free) char *old = file_join(files, "old");
    _own_(free) char *digest = file_join(state_dir, "tree/digest");
    struct lct_err err = { 0 };
    struct answer answer;
    const struct bundle_step s = { .id = "tree", .script = "ls files", .tree = tree_of(a) };

    assert_int_equal(file_mkdirs(files, 0755, &err), LCT_OK);
    assert_int_equal(file_write(old, "", 0, 0644, &err), LCT_OK);
    assert_int_equal(file_write(digest, "x\n", 2, 0644, &err), LCT_OK);
    run(&s, &answer);
    expect(&answer, BUNDLE_RAN, 0, "a-folder-with-a-name-of-some-length\nbytes\nconf\nlarge\n");
}

static void
damaged_ones_are_not_run(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    struct answer answer = { 0 };
    const struct bundle_step s = { .id = "tree", .script = "echo ran", .tree = tree_of(a) };

    compose(&s, &text);
    char *begin = strstr(text.data, "<<'LCT-END'\n");
    assert_non_null(begin);
    memset(begin + 512, '*', 64);
    run_text(&text, &answer);
    assert_int_equal(answer.n, 1);
    assert_int_equal(answer.results[0].outcome, BUNDLE_REFUSED);
    if (!strstr(answer.results[0].output, "cannot unpack its files: "))
        fail_msg("%s", answer.results[0].output);
    answer_done(&answer);
    assert_false(in_state("tree"));
}

static void
the_name_is_taken(void **state)
{
    _own_(buf) struct buf text = { 0 };
    const struct bundle_file file = { "files", "", 0 };
    const struct bundle_step s = { .id = "tree", .script = ":", .files = &file, .n_files = 1 };
    struct lct_err err = { 0 };

    bundle_begin(&text);
    assert_int_equal(bundle_add(&text, &s, &err), LCT_EUSAGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ALL(it_arrives),
        IN_ALL(other_files_are_another_step),
        IN_ALL(what_is_left_is_sent_once),
        IN_ALL(old_files_go),
        IN_ALL(damaged_ones_are_not_run),
        cmocka_unit_test(the_name_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
