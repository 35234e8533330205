// SPDX-License-Identifier: MIT
// What every driver of the secrets port that keeps secrets keeps to.
#include "secrets_contract.h"

#include <sys/stat.h>

#include "../testing.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static secrets_open_fn *contract_open;

struct fixture {
    char folder[64];
    struct loop *loop;
    struct arena *arena;
    struct secrets *secrets;
};

static const struct secret_context ours = { "shop", "acme" }, theirs = { "shop", "other" };

static int
begin(void **state)
{
    struct fixture *f = NEW(struct fixture);

    snprintf(f->folder, sizeof f->folder, "/tmp/lct-secrets-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    f->loop = loop_new();
    f->arena = arena_new();
    f->secrets = contract_open(f->loop, f->folder);
    *state = f;
    return 0;
}

static int
end(void **state)
{
    struct fixture *f = *state;
    int code;

    f->secrets->ops->close(f->secrets);
    arena_free(f->arena);
    loop_free(f->loop);
    code = file_remove_tree(f->folder, ERR_IGNORED);
    free(f);
    return code;
}

static int
set_bytes(struct fixture *f, const struct secret_context *ctx, const char *name, const void *data,
    size_t n)
{
    _own_(secret) struct secret *s = secret_new(data, n);
    struct lct_err err = { 0 };

    return secrets_set_now(f->loop, f->secrets, ctx, name, s, &err);
}

static int
set(struct fixture *f, const char *name, const char *text)
{
    return set_bytes(f, &ours, name, text, strlen(text));
}

static int
get_code(struct fixture *f, const struct secret_context *ctx, const char *name)
{
    _own_(secret) struct secret *s = NULL;
    struct lct_err err = { 0 };

    return secrets_get_now(f->loop, f->secrets, ctx, name, &s, &err);
}

static const char *
get(struct fixture *f, const char *name)
{
    _own_(secret) struct secret *s = NULL;
    struct lct_err err = { 0 };

    if (secrets_get_now(f->loop, f->secrets, &ours, name, &s, &err) < 0)
        return err.code == LCT_ENOTFOUND ? NULL : arena_strdup(f->arena, err.text);
    return arena_strdup(f->arena, secret_reveal(s, NULL));
}

struct answer {
    struct buf names; // each followed by a space
    int code, count;
    bool done;
};

static void
listed(void *user, const struct lct_err *err, const char *const *names, size_t n)
{
    struct answer *a = user;

    for (size_t i = 0; i < n; i++)
        buf_addf(&a->names, "%s ", names[i]);
    a->code = err->code;
    a->count++;
    a->done = true;
}

static const char *
list(struct fixture *f, const struct secret_context *ctx, const char *prefix)
{
    struct answer a = { 0 };
    const char *names;

    f->secrets->ops->list(f->secrets, ctx, prefix, listed, &a);
    assert_int_equal(a.count, 0); // never before the start returned
    loop_run(f->loop, &a.done);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.code, LCT_OK);
    names = arena_strdup(f->arena, buf_str(&a.names));
    buf_done(&a.names);
    return names;
}

static void
removed(void *user, const struct lct_err *err)
{
    struct answer *a = user;

    a->code = err->code;
    a->done = true;
}

static int
remove_it(struct fixture *f, const char *name)
{
    struct answer a = { 0 };

    f->secrets->ops->remove(f->secrets, &ours, name, removed, &a);
    assert_false(a.done);
    loop_run(f->loop, &a.done);
    return a.code;
}

static void
gives_back_what_was_set(void **state)
{
    struct fixture *f = *state;

    assert_null(get(f, "personal-token"));
    assert_int_equal(set(f, "personal-token", "one"), LCT_OK);
    assert_string_equal(get(f, "personal-token"), "one");
    assert_int_equal(set(f, "personal-token", "two"), LCT_OK);
    assert_string_equal(get(f, "personal-token"), "two");
    assert_int_equal(set(f, "clusters/0a1b/root", "three"), LCT_OK);
    assert_string_equal(get(f, "clusters/0a1b/root"), "three");
    assert_null(get(f, "clusters/0a1b"));
    assert_null(get(f, "clusters/0a1b/root/more"));
}

static void
keeps_every_byte(void **state)
{
    struct fixture *f = *state;
    _own_(secret) struct secret *s = NULL;
    struct lct_err err = { 0 };
    const char *data;
    char bytes[512];
    size_t n;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    assert_int_equal(set_bytes(f, &ours, "bytes", bytes, sizeof bytes), LCT_OK);
    assert_int_equal(secrets_get_now(f->loop, f->secrets, &ours, "bytes", &s, &err), LCT_OK);
    data = secret_reveal(s, &n);
    assert_int_equal(n, sizeof bytes);
    assert_memory_equal(data, bytes, n);
}

static void
outlives_the_program(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(set(f, "a/b", "kept"), LCT_OK);
    f->secrets->ops->close(f->secrets);
    f->secrets = contract_open(f->loop, f->folder);
    assert_string_equal(get(f, "a/b"), "kept");
}

static void
contexts_do_not_meet(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(set(f, "token", "ours"), LCT_OK);
    assert_int_equal(get_code(f, &theirs, "token"), LCT_ENOTFOUND);
    assert_int_equal(set_bytes(f, &theirs, "token", "theirs", 6), LCT_OK);
    assert_string_equal(get(f, "token"), "ours");
    assert_string_equal(list(f, &theirs, NULL), "token ");
}

static void
lists_in_order(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(list(f, &ours, NULL), "");
    set(f, "z", "1");
    set(f, "clusters/b/root", "1");
    set(f, "clusters/a/root", "1");
    set(f, "clusters/a/key", "1");
    assert_string_equal(list(f, &ours, NULL), "clusters/a/key clusters/a/root clusters/b/root z ");
    assert_string_equal(list(f, &ours, "clusters/a/"), "clusters/a/key clusters/a/root ");
    assert_string_equal(list(f, &ours, "nothing"), "");
}

static void
removes(void **state)
{
    struct fixture *f = *state;

    set(f, "clusters/a/root", "1");
    set(f, "clusters/a/key", "1");
    assert_int_equal(remove_it(f, "clusters/a/root"), LCT_OK);
    assert_null(get(f, "clusters/a/root"));
    assert_string_equal(get(f, "clusters/a/key"), "1");
    assert_int_equal(remove_it(f, "clusters/a/root"), LCT_ENOTFOUND);
    assert_int_equal(remove_it(f, "clusters/a"), LCT_ENOTFOUND);
    assert_int_equal(remove_it(f, "clusters/a/key"), LCT_OK);
    assert_int_equal(set(f, "clusters", "now a name of its own"), LCT_OK);
}

static void
refuses_other_names(void **state)
{
    static const char *const bad[] = { "", "/", "/etc/passwd", "..", "a/..", "a/../b", "a//b", "a/",
        ".hidden", "a/.b", "Upper", "with space", "a\nb", "\xc3\xa4", "a\\b", "$(x)" };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(set(f, bad[i], "x"), LCT_EUSAGE);
        assert_int_equal(get_code(f, &ours, bad[i]), LCT_EUSAGE);
        assert_int_equal(remove_it(f, bad[i]), LCT_EUSAGE);
    }
    assert_string_equal(list(f, &ours, NULL), "");
    assert_int_equal(set(f, "a..b", "two dots within a word are fine"), LCT_OK);
}

static void
refuses_contexts_that_lead_elsewhere(void **state)
{
    const struct secret_context bad[] = { { "..", "acme" }, { "shop", ".." }, { "", "acme" },
        { "shop", NULL }, { "shop/acme", "x" }, { ".", "." } };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(set_bytes(f, &bad[i], "x", "x", 1), LCT_EUSAGE);
        assert_int_equal(get_code(f, &bad[i], "x"), LCT_EUSAGE);
    }
}

static void
errors_never_tell_the_value(void **state)
{
    struct fixture *f = *state;
    _own_(secret) struct secret *s = secret_new("hunter2", 7);
    struct lct_err err = { 0 };

    assert_int_not_equal(secrets_set_now(f->loop, f->secrets, &ours, "Bad", s, &err), LCT_OK);
    assert_null(strstr(err.text, "hunter2"));
    assert_null(strstr(err.hint, "hunter2"));
}

static void
its_files_hold_the_secret_alone(void **state)
{
    struct fixture *f = *state;
    _own_(buf) struct buf text = { 0 };
    struct stat st;

    if (!f->secrets->ops->file)
        return;
    set(f, "clusters/a/key", "private");
    _own_(free) char *path = NULL;
    struct lct_err err = { 0 };
    assert_int_equal(
        f->secrets->ops->file(f->secrets, &ours, "clusters/a/key", &path, &err), LCT_OK);
    assert_int_equal(file_read(path, 100, &text, ERR_IGNORED), LCT_OK);
    assert_string_equal(buf_str(&text), "private");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    for (const char *const *name = (const char *const[]){ "absent", "clusters/a", "../key", NULL };
         *name; name++)
        assert_int_not_equal(f->secrets->ops->file(f->secrets, &ours, *name, &path, &err), LCT_OK);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
secrets_contract(secrets_open_fn *open)
{
    static const struct CMUnitTest tests[] = {
        TEST(gives_back_what_was_set),
        TEST(keeps_every_byte),
        TEST(outlives_the_program),
        TEST(contexts_do_not_meet),
        TEST(lists_in_order),
        TEST(removes),
        TEST(refuses_other_names),
        TEST(refuses_contexts_that_lead_elsewhere),
        TEST(errors_never_tell_the_value),
        TEST(its_files_hold_the_secret_alone),
    };

    contract_open = open;
    return RUN(tests);
}
