// SPDX-License-Identifier: MIT
// What every driver of the secrets port that keeps secrets keeps to.
#include "secrets_contract.h"

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

static const struct context ours = { "shop", "acme" }, theirs = { "shop", "other" };

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
set_bytes(
    struct fixture *f, const struct context *ctx, const char *name, const void *data, size_t n)
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
get_code(struct fixture *f, const struct context *ctx, const char *name)
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
    int code, count;
    bool done;
};

static const char *
list(struct fixture *f, const struct context *ctx)
{
    struct lct_err err = { 0 };
    struct buf text = { 0 };
    const char **names, *all;
    size_t n;

    assert_int_equal(
        secrets_list_now(f->loop, f->secrets, ctx, f->arena, &names, &n, &err), LCT_OK);
    for (size_t i = 0; i < n; i++)
        buf_addf(&text, "%s ", names[i]);
    all = arena_strdup(f->arena, buf_str(&text));
    buf_done(&text);
    return all;
}

static int
remove_it(struct fixture *f, const char *name)
{
    struct lct_err err = { 0 };

    return secrets_remove_now(f->loop, f->secrets, &ours, name, &err);
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
    assert_string_equal(list(f, &theirs), "token ");
}

static void
lists_in_order(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(list(f, &ours), "");
    set(f, "z", "1");
    set(f, "clusters/b/root", "1");
    set(f, "clusters/a/root", "1");
    set(f, "clusters/a/key", "1");
    assert_string_equal(list(f, &ours), "clusters/a/key clusters/a/root clusters/b/root z ");
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

// Whatever the port lets through: no driver has a grammar of its own.
static void
holds_every_name_that_is_one(void **state)
{
    static const char *const names[] = { "_", "0", "a..b", "a.age", "a.tmp", "con", "data/config",
        "1/2/3/4/5/6/7/8", "with-dash_and.dot" };
    struct fixture *f = *state;
    char longest[SECRET_NAME_MAX + 1] = { 0 };

    memset(longest, 'x', sizeof longest - 1);
    longest[SECRET_SEGMENT_MAX] = '/';
    longest[SECRET_NAME_MAX - 1] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_int_equal(set(f, names[i], names[i]), LCT_OK);
    assert_int_equal(set(f, longest, longest), LCT_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(get(f, names[i]), names[i]);
    assert_string_equal(get(f, longest), longest);
    assert_int_equal(remove_it(f, longest), LCT_OK);
    assert_string_equal(
        list(f, &ours), "0 1/2/3/4/5/6/7/8 _ a..b a.age a.tmp con data/config with-dash_and.dot ");
}

static void
holds_as_much_as_a_secret_may_be(void **state)
{
    struct fixture *f = *state;
    _own_(free) char *bytes = mem_alloc(SECRET_MAX);

    assert_int_equal(set_bytes(f, &ours, "large", bytes, SECRET_MAX), LCT_OK);
    assert_int_equal(get_code(f, &ours, "large"), LCT_OK);
}

static void
answered(void *user, const struct lct_err *err, const struct secret *value)
{
    struct answer *a = user;

    a->code = err->code;
    a->count++;
    a->done = true;
}

static void
answers_once_and_not_at_once(void **state)
{
    struct fixture *f = *state;
    struct answer a = { 0 };
    struct secret_name name;

    assert_int_equal(secret_name_parse("absent", &name, ERR_IGNORED), LCT_OK);
    f->secrets->ops->get(f->secrets, &ours, &name, answered, &a);
    assert_int_equal(a.count, 0); // never before the start returned
    loop_run(f->loop, &a.done);
    loop_turn(f->loop, false);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.code, LCT_ENOTFOUND);
}

static void
may_be_cancelled(void **state)
{
    struct fixture *f = *state;
    struct answer a = { 0 };
    struct secret_name name;

    assert_int_equal(secret_name_parse("absent", &name, ERR_IGNORED), LCT_OK);
    op_cancel(f->secrets->ops->get(f->secrets, &ours, &name, answered, &a));
    loop_run(f->loop, &a.done);
    loop_turn(f->loop, false);
    assert_int_equal(a.count, 1);
    assert_int_not_equal(a.code, LCT_OK);
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
        TEST(holds_every_name_that_is_one),
        TEST(holds_as_much_as_a_secret_may_be),
        TEST(answers_once_and_not_at_once),
        TEST(may_be_cancelled),
        TEST(errors_never_tell_the_value),
    };

    contract_open = open;
    return RUN(tests);
}
