// SPDX-License-Identifier: MIT
// What is the plain provider's own: folders, modes, links.
#include <sys/stat.h>
#include <unistd.h>

#include "../../testing.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "secrets/plain/open.h"

struct place {
    char folder[64];
    char *dir; // of the secrets
    struct loop *loop;
    struct secrets *secrets;
    struct lct_err err;
};

static const struct context ctx = { "shop", "acme" };

static int
begin(void **state)
{
    struct place *p = NEW(struct place);

    snprintf(p->folder, sizeof p->folder, "/tmp/lct-plain-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    p->dir = file_join(p->folder, "secrets");
    p->loop = loop_new();
    *state = p;
    return 0;
}

static int
end(void **state)
{
    struct place *p = *state;
    int code;

    if (p->secrets)
        p->secrets->ops->close(p->secrets);
    loop_free(p->loop);
    code = file_remove_tree(p->folder, ERR_IGNORED);
    free(p->dir);
    free(p);
    return code;
}

static int
open_it(struct place *p)
{
    return secrets_plain_open(p->loop, p->dir, &p->secrets, &p->err);
}

static int
set(struct place *p, const char *name, const char *value)
{
    _own_(secret) struct secret *s = secret_new(value, strlen(value));

    return secrets_set_now(p->loop, p->secrets, &ctx, name, s, &p->err);
}

static int
get(struct place *p, const char *name)
{
    _own_(secret) struct secret *s = NULL;

    return secrets_get_now(p->loop, p->secrets, &ctx, name, &s, &p->err);
}

static unsigned
mode_of(const char *dir, const char *below)
{
    _own_(free) char *path = file_join(dir, below);
    struct stat st;

    assert_int_equal(lstat(path, &st), 0);
    return st.st_mode & 0777;
}

static void
folders_and_files_are_ours_alone(void **state)
{
    struct place *p = *state;
    mode_t old = umask(0);

    assert_int_equal(open_it(p), LCT_OK);
    assert_false(file_exists(p->dir)); // opening makes nothing
    assert_int_equal(set(p, "clusters/a/root", "x"), LCT_OK);
    umask(old);
    assert_int_equal(mode_of(p->dir, "."), 0700);
    assert_int_equal(mode_of(p->dir, "shop"), 0700);
    assert_int_equal(mode_of(p->dir, "shop/acme"), 0700);
    assert_int_equal(mode_of(p->dir, "shop/acme/clusters/a"), 0700);
    assert_int_equal(mode_of(p->dir, "shop/acme/clusters/a/root"), 0600);
}

static void
refuses_a_folder_others_can_enter(void **state)
{
    struct place *p = *state;

    assert_int_equal(mkdir(p->dir, 0700), 0);
    chmod(p->dir, 0710);
    assert_int_equal(open_it(p), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "others can enter"));
    assert_non_null(strstr(p->err.hint, "chmod 700"));
    chmod(p->dir, 0700);
    assert_int_equal(open_it(p), LCT_OK);
    chmod(p->dir, 0701); // and when it becomes so later
    assert_int_equal(set(p, "token", "x"), LCT_EFAILED);
    assert_int_equal(get(p, "token"), LCT_EFAILED);
}

static void
refuses_a_folder_that_is_a_link(void **state)
{
    struct place *p = *state;
    _own_(free) char *elsewhere = file_join(p->folder, "elsewhere");

    assert_int_equal(mkdir(elsewhere, 0700), 0);
    assert_int_equal(symlink(elsewhere, p->dir), 0);
    assert_int_equal(open_it(p), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "link"));
}

static void
refuses_anothers_folder(void **state)
{
    struct place *p = *state;

    if (geteuid() != 0)
        skip(); // only root can make one
    assert_int_equal(mkdir(p->dir, 0700), 0);
    assert_int_equal(chown(p->dir, 12345, 12345), 0);
    assert_int_equal(open_it(p), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "another user"));
}

static void
follows_no_links_below(void **state)
{
    struct place *p = *state;
    _own_(free) char *link = file_join(p->dir, "shop/acme/link"),
                     *away = file_join(p->dir, "shop/acme/away"),
                     *inside = file_join(p->folder, "elsewhere/x");

    assert_int_equal(open_it(p), LCT_OK);
    assert_int_equal(set(p, "token", "x"), LCT_OK);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    assert_int_equal(get(p, "link"), LCT_EFAILED);
    assert_int_equal(set(p, "link", "replaces the link"), LCT_OK);
    assert_int_equal(get(p, "link"), LCT_OK);
    assert_int_equal(mode_of(p->dir, "shop/acme/link"), 0600);
    assert_int_equal(symlink(p->folder, away), 0);
    assert_int_not_equal(set(p, "away/x", "x"), LCT_OK);
    assert_false(file_exists(inside));
}

static void
a_name_is_a_secret_or_a_folder(void **state)
{
    struct place *p = *state;

    assert_int_equal(open_it(p), LCT_OK);
    assert_int_equal(set(p, "a", "x"), LCT_OK);
    assert_int_equal(set(p, "a/b", "x"), LCT_EEXISTS);
    assert_int_equal(set(p, "c/d", "x"), LCT_OK);
    assert_int_equal(set(p, "c", "x"), LCT_EEXISTS);
}

static void
reads_nothing_that_is_too_large(void **state)
{
    struct place *p = *state;
    _own_(free) char *large = mem_alloc(SECRET_MAX + 2);
    _own_(free) char *path = file_join(p->dir, "shop/acme/large");

    assert_int_equal(open_it(p), LCT_OK);
    memset(large, 'x', SECRET_MAX + 1);
    assert_int_equal(set(p, "small", "x"), LCT_OK);
    assert_int_equal(file_write(path, large, SECRET_MAX + 1, 0600, &p->err), LCT_OK);
    assert_int_equal(get(p, "large"), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "larger than"));
}

// As they are left by a write that died, and by strangers.
static void
lists_no_other_files(void **state)
{
    static const char *const others[] = { ".small.x7Yq", "Upper", "a b" };
    struct place *p = *state;
    _own_(arena) struct arena *a = arena_new();
    const char **names;
    size_t n;

    assert_int_equal(open_it(p), LCT_OK);
    assert_int_equal(set(p, "small", "x"), LCT_OK);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        _own_(free) char *path = mem_printf("%s/shop/acme/%s", p->dir, others[i]);
        assert_int_equal(file_write(path, "x", 1, 0600, &p->err), LCT_OK);
    }
    assert_int_equal(secrets_list_now(p->loop, p->secrets, &ctx, a, &names, &n, &p->err), LCT_OK);
    assert_int_equal(n, 1);
    assert_string_equal(names[0], "small");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(folders_and_files_are_ours_alone),
        TEST(refuses_a_folder_others_can_enter),
        TEST(refuses_a_folder_that_is_a_link),
        TEST(refuses_anothers_folder),
        TEST(follows_no_links_below),
        TEST(a_name_is_a_secret_or_a_folder),
        TEST(reads_nothing_that_is_too_large),
        TEST(lists_no_other_files),
    };

    return RUN(tests);
}
