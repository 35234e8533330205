// SPDX-License-Identifier: MIT
// Trees of files: what may be in one, and that the same files are the same tree.
#include "../testing.h"
#include "base/digest.h"
#include "base/str.h"
#include "model/tree.h"

struct place {
    struct arena *arena;
    struct tree_maker maker;
    struct lct_err err;
};

static int
open_place(void **state)
{
    static struct place p;

    p = (struct place){ .arena = arena_new() };
    p.maker.arena = p.arena;
    *state = &p;
    return 0;
}

static int
close_place(void **state)
{
    struct place *p = *state;

    tree_maker_done(&p->maker);
    arena_free(p->arena);
    return 0;
}

static void
again(struct place *p)
{
    tree_maker_done(&p->maker);
    p->maker = (struct tree_maker){ .arena = p->arena };
    p->err = (struct lct_err){ 0 };
}

static int
file(struct place *p, const char *path, unsigned mode, const char *text)
{
    return tree_add_file(&p->maker, path, mode, text, strlen(text), &p->err);
}

static const struct tree *
made(struct place *p)
{
    const struct tree *t = NULL;

    if (tree_make(&p->maker, &t, &p->err) < 0)
        fail_msg("%s", p->err.text);
    again(p);
    return t;
}

static void
refused(struct place *p, int code, const char *why)
{
    assert_int_equal(code, LCT_EPLAN);
    if (!strstr(p->err.text, why))
        fail_msg("'%s' should say: %s", p->err.text, why);
    p->err = (struct lct_err){ 0 };
}

static void
order_is_its_own(void **state)
{
    struct place *p = *state;
    static const char *const wanted[] = { "a", "b/c/d", "b/e", "b-1", "b.x", "link" };

    file(p, "b.x", 0644, "1");
    file(p, "b/e", 0644, "2");
    tree_add_link(&p->maker, "link", "b/e", &p->err);
    file(p, "b-1", 0644, "3");
    file(p, "a", 0755, "4");
    file(p, "b/c/d", 0644, "2");
    const struct tree *one = made(p);
    assert_int_equal(one->n, 6);
    for (size_t i = 0; i < one->n; i++)
        assert_string_equal(one->files[i].path, wanted[i]);
    assert_string_equal(tree_find(one, "b/c/d")->digest, tree_find(one, "b/e")->digest);
    assert_null(tree_find(one, "b"));
    assert_null(tree_find(one, "zzz"));

    file(p, "a", 0700, "4"); // whoever else may run it
    file(p, "b/c/d", 0600, "2");
    file(p, "b-1", 0664, "3");
    file(p, "b/e", 0640, "2");
    file(p, "b.x", 0604, "1");
    tree_add_link(&p->maker, "link", "b/e", &p->err);
    assert_string_equal(made(p)->digest, one->digest);
}

static void
anything_else_is_another_tree(void **state)
{
    struct place *p = *state;
    const struct tree *t[6];

    file(p, "a", 0644, "b");
    t[0] = made(p);
    file(p, "a", 0755, "b");
    t[1] = made(p);
    file(p, "a", 0644, "c");
    t[2] = made(p);
    file(p, "b", 0644, "b");
    t[3] = made(p);
    tree_add_link(&p->maker, "a", "b", &p->err);
    t[4] = made(p);
    t[5] = made(p);
    assert_int_equal(t[5]->n, 0);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(t[i]->digest, t[k]->digest);
}

static void
paths_stay_within(void **state)
{
    struct place *p = *state;
    static const char *const bad[] = { "", "/", "/etc/passwd", "..", "../a", "a/../b", "a/..",
        "a//b", "a/", "./a", "a/.", "a\nb", "a\x1b[31m", "a\xff" };
    static const char *const good[] = { "a", ".a", "..a", "a..", "a/...", "a b", "\xc3\xa4" };
    char longer[TREE_PATH_MAX + 2];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(p, file(p, bad[i], 0644, ""), "its path is");
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(file(p, good[i], 0644, ""), LCT_OK);
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_non_null(tree_path_fault(longer));
    assert_null(tree_path_fault(longer + 1));
}

static void
links_stay_within(void **state)
{
    struct place *p = *state;
    static const struct {
        const char *path, *target;
    } bad[] = { { "a", "/etc/passwd" }, { "a", ".." }, { "a", "../b" }, { "a/b", "../../c" },
        { "a/b", "../.." }, { "a/b", "..//etc" }, { "a", "" }, { "a", "b\nc" },
        { "a/b/c", "d/../../e" }, // d may be a link itself
        { "a", "b/./c" } };
    static const char *const good[] = { "../c", "..", "c", "../d/e", "c/d", "." };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refused(p, tree_add_link(&p->maker, bad[i].path, bad[i].target, &p->err), " is a link ");
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (tree_add_link(&p->maker, arena_printf(p->arena, "a/%zu", i), good[i], &p->err) < 0)
            fail_msg("%s", p->err.text);
}

static void
one_place_is_one_file(void **state)
{
    struct place *p = *state;
    const struct tree *t;

    file(p, "a", 0644, "1");
    file(p, "a", 0644, "1");
    refused(p, tree_make(&p->maker, &t, &p->err), "two files are a");
    again(p);
    file(p, "a/b", 0644, "1");
    file(p, "a-b", 0644, "1");
    file(p, "a", 0644, "1");
    refused(p, tree_make(&p->maker, &t, &p->err), "a/b lies below a");
    again(p);
    tree_add_link(&p->maker, "a", "c", &p->err); // where it leads, nobody may write
    file(p, "a/b", 0644, "1");
    refused(p, tree_make(&p->maker, &t, &p->err), "a/b lies below a");
}

static void
it_is_bounded(void **state)
{
    struct place *p = *state;
    char *large = arena_alloc(p->arena, TREE_FILE_MAX + 1);

    memset(large, 'x', TREE_FILE_MAX + 1);
    refused(p, tree_add_file(&p->maker, "a", 0644, large, TREE_FILE_MAX + 1, &p->err),
        "a is larger than 1048576 bytes");
    again(p);
    for (int i = 0; i < 4; i++)
        assert_int_equal(tree_add_file(&p->maker, arena_printf(p->arena, "%d", i), 0644, large,
                             TREE_FILE_MAX, &p->err),
            LCT_OK);
    refused(p, file(p, "b", 0644, "1"), "larger than 4194304 bytes at b");
    again(p);
    for (int i = 0; i < TREE_FILES_MAX; i++)
        assert_int_equal(file(p, arena_printf(p->arena, "%d", i), 0644, ""), LCT_OK);
    refused(p, file(p, "b", 0644, ""), "more than 1000 files");
}

static void
trees_go_into_trees(void **state)
{
    struct place *p = *state;

    file(p, "x", 0755, "1");
    tree_add_link(&p->maker, "y/z", "../x", &p->err);
    const struct tree *inner = made(p);
    assert_int_equal(tree_add_tree(&p->maker, "conf", inner, &p->err), LCT_OK);
    assert_int_equal(tree_add_tree(&p->maker, NULL, inner, &p->err), LCT_OK);
    const struct tree *t = made(p);
    assert_int_equal(t->n, 4);
    assert_string_equal(tree_find(t, "conf/y/z")->target, "../x");
    assert_int_equal(tree_find(t, "conf/x")->mode, 0755);
    assert_string_equal(tree_find(t, "x")->data, "1");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(order_is_its_own),
        TEST(anything_else_is_another_tree),
        TEST(paths_stay_within),
        TEST(links_stay_within),
        TEST(one_place_is_one_file),
        TEST(it_is_bounded),
        TEST(trees_go_into_trees),
    };

    return RUN(tests);
}
