// SPDX-License-Identifier: MIT
// Files and folders out of git: by exactly one commit, fetched once; what may be carried of it, and
// what is refused. The repository is made by git itself.
#include <errno.h>

#include "../testing.h"
#include "app/plans/git.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "process.h"

static struct process place;
static char first[GIT_COMMIT + 1], second[GIT_COMMIT + 1];

// A repository "r", with two commits; what a hook of it made is not there.
static const char script[] =
    "exec >/dev/null 2>&1; set -e; cd \"$LCT_PLACE\"; export HOME=\"$PWD\"\n"
    "git init -q r; cd r; git config user.name n; git config user.email e@x\n"
    "mkdir -p site/roles out big .hooks; echo '- hosts: all' >site/web.yaml; ln -s web.yaml "
    "site/link\n"
    "printf 'a\\0b' >'site/roles/odd name'; echo '#!/bin/sh' >site/run; chmod 755 site/run\n"
    "ln -s ../../etc/passwd out/link; head -c 1048577 /dev/zero >big/file\n"
    "git add .; git update-index --add --cacheinfo "
    "160000,0123456789abcdef0123456789abcdef01234567,mods/m\n"
    "git commit -qm 1; git rev-parse HEAD >../first\n"
    "git rm -rq --cached mods big out; rm -r big out; echo '- hosts: web' >site/web.yaml; git add "
    ".\n"
    "git commit -qm 2; git rev-parse HEAD >../second\n";

static void
read_commit(const char *name, char ret[static GIT_COMMIT + 1])
{
    _own_(free) char *path = file_join(place.dir, name);
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };

    assert_int_equal(file_read(path, 100, &text, &err), LCT_OK);
    assert_int_equal(text.len, GIT_COMMIT + 1);
    memcpy(ret, text.data, GIT_COMMIT);
}

static int
open_place(void **state)
{
    process_begin(&place);
    assert_int_equal(setenv("LCT_PLACE", place.dir, 1), 0);
    assert_int_equal(system(script), 0);
    read_commit("first", first);
    read_commit("second", second);
    return 0;
}

static int
close_place(void **state)
{
    process_end(&place);
    return 0;
}

static int
read_with(
    struct lct_plan *p, const char *commit, const char *path, struct part *ret, struct lct_err *err)
{
    struct arena *a = place.t->arena;

    *err = (struct lct_err){ 0 };
    p->toolkit = place.t;
    return git_part_read(p,
        arena_printf(a, "git+file://%s/r@%s%s%s", place.dir, commit, *path ? "//" : "", path), a,
        ret, err);
}

static struct part
part_of(const char *commit, const char *path)
{
    struct lct_plan plan = { 0 };
    struct lct_err err;
    struct part p;

    if (read_with(&plan, commit, path, &p, &err) < 0)
        fail_msg("%s (%s)", err.text, err.hint);
    return p;
}

static void
refused_by(struct lct_plan *plan, const char *commit, const char *path, int code, const char *why)
{
    struct lct_err err;
    struct part p;

    assert_int_equal(read_with(plan, commit, path, &p, &err), code);
    if (!strstr(err.text, why))
        fail_msg("'%s' should say: %s", err.text, why);
}

static void
refused(const char *commit, const char *path, int code, const char *why)
{
    refused_by(&(struct lct_plan){ 0 }, commit, path, code, why);
}

static void
move(const char *from, const char *to)
{
    _own_(free) char *a = file_join(place.dir, from), *b = file_join(place.dir, to);

    assert_int_equal(rename(a, b), 0);
}

static void
what_a_commit_holds_is_read(void **state)
{
    struct part p = part_of(first, "site/web.yaml");

    assert_false(p.folder);
    assert_int_equal(p.tree->n, 1);
    assert_string_equal(p.tree->files[0].path, "web.yaml");
    assert_string_equal(p.tree->files[0].data, "- hosts: all\n");
    p = part_of(first, "site/");
    assert_true(p.folder);
    assert_int_equal(p.tree->n, 4);
    assert_string_equal(tree_find(p.tree, "link")->target, "web.yaml");
    assert_int_equal(tree_find(p.tree, "run")->mode, 0755);
    assert_int_equal(tree_find(p.tree, "web.yaml")->mode, 0644);
    assert_memory_equal(tree_find(p.tree, "roles/odd name")->data, "a\0b", 4);
    assert_string_equal(part_of(second, "site/web.yaml").tree->files[0].data, "- hosts: web\n");
    assert_int_equal(part_of(second, "").tree->n, 4);
    assert_non_null(tree_find(part_of(second, "").tree, "site/web.yaml"));
}

// The digest is that of a folder of the disk: nodes that have one have the other.
static void
it_is_the_same_as_a_folder(void **state)
{
    _own_(tree_maker) struct tree_maker m = { .arena = place.t->arena };
    const struct tree *t = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(tree_add_file(&m, "run", 0755, "#!/bin/sh\n", 10, &err), LCT_OK);
    assert_int_equal(tree_add_file(&m, "web.yaml", 0600, "- hosts: web\n", 13, &err), LCT_OK);
    assert_int_equal(tree_add_file(&m, "roles/odd name", 0644, "a\0b", 3, &err), LCT_OK);
    assert_int_equal(tree_add_link(&m, "link", "web.yaml", &err), LCT_OK);
    assert_int_equal(tree_make(&m, &t, &err), LCT_OK);
    assert_string_equal(part_of(second, "site").tree->digest, t->digest);
}

static void
it_is_fetched_once(void **state)
{
    part_of(first, "site");
    move("r", "elsewhere");
    part_of(first, "site/run");
    refused(second, "site", LCT_EFAILED, "git says:");
    move("elsewhere", "r");
    part_of(second, "site");
}

static void
what_was_begun_is_begun_anew(void **state)
{
    _own_(free) char *left = mem_printf("%s/git/new/objects", place.t->cache_dir);
    struct lct_err err = { 0 };

    assert_int_equal(file_mkdirs(left, 0700, &err), LCT_OK);
    part_of(second, "site");
    assert_false(file_exists(left));
}

static void
what_cannot_be_carried_is_refused(void **state)
{
    refused(first, "nowhere", LCT_EPLAN, "has no nowhere");
    refused(first, "site/web", LCT_EPLAN, "has no site/web");
    refused(first, "*", LCT_EPLAN, "has no *");
    refused(first, "site/link", LCT_EPLAN, "site/link is a link");
    refused(first, "out", LCT_EPLAN, "leads out of the folder");
    refused(first, "mods", LCT_EPLAN, "mods/m is a submodule");
    refused(first, "mods/m", LCT_EPLAN, "mods/m is a submodule");
    refused(first, "big", LCT_EPLAN, "big/file is larger than 1048576 bytes");
    refused(first, "", LCT_EPLAN, "big/file is larger than");
    refused("0123456789abcdef0123456789abcdef01234567", "site", LCT_EFAILED,
        "commit 0123456789ab cannot be fetched: git says:");
}

static void
offline_only_what_is_at_hand_is_had(void **state)
{
    struct lct_plan offline = { .toolkit = place.t, .offline = true };
    struct arena *a = place.t->arena;
    struct lct_err err = { 0 };
    struct part p;

    part_of(first, "site");
    const char *name = arena_printf(a, "git+https://nowhere.invalid/r@%s//site", first);
    assert_int_equal(git_part_read(&offline, name, a, &p, &err), LCT_OK);
    name = arena_printf(a, "git+https://nowhere.invalid/r@%s//site", second);
    assert_int_equal(git_part_read(&offline, name, a, &p, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "no request is to be made"));
}

// Neither files of this machine nor what was fetched for plans of one's own.
static void
the_web_has_what_the_web_may_see(void **state)
{
    struct lct_plan web = { .toolkit = place.t, .base = "https://h/plan.yaml" };
    struct arena *a = place.t->arena;
    struct lct_err err = { 0 };
    struct part p;

    part_of(first, "site");
    refused_by(&web, first, "site", LCT_EPLAN, "by https only");
    web.offline = true;
    const char *name = arena_printf(a, "git+https://nowhere.invalid/r@%s//site", first);
    assert_int_equal(git_part_read(&web, name, a, &p, &err), LCT_EPLAN);
    assert_non_null(strstr(err.text, "not at hand"));
}

static void
what_others_told_git_is_not_for_this_one(void **state)
{
    const char *const *before = place.t->environment;
    const char *const told[] = { place.home, "GIT_DIR=/nonexistent",
        "GIT_OBJECT_DIRECTORY=/dev/null", "GIT_CONFIG_COUNT=x", "GIT_TRACE=1", NULL };

    place.t->environment = told;
    part_of(first, "site");
    place.t->environment = before;
}

static int
start_nothing(void *user, const struct lct_program *program, pid_t *pid)
{
    return ENOENT;
}

static void
without_git_it_is_told(void **state)
{
    const struct lct_processes none = { .start = start_nothing };
    const struct lct_processes *before = place.t->processes;

    place.t->processes = &none;
    refused(first, "site", LCT_EFAILED, "git is not installed");
    place.t->processes = lct_processes_none();
    refused(first, "site", LCT_EUSAGE, "none may be started");
    place.t->processes = before;
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_place, close_place)
    const struct CMUnitTest tests[] = {
        TEST(what_a_commit_holds_is_read),
        TEST(it_is_the_same_as_a_folder),
        TEST(it_is_fetched_once),
        TEST(what_was_begun_is_begun_anew),
        TEST(what_cannot_be_carried_is_refused),
        TEST(offline_only_what_is_at_hand_is_had),
        TEST(the_web_has_what_the_web_may_see),
        TEST(what_others_told_git_is_not_for_this_one),
        TEST(without_git_it_is_told),
    };

    return RUN(tests);
}
