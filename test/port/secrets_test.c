// SPDX-License-Identifier: MIT
// What secrets may be called; that drivers are asked for nothing else; that waiting for one keeps
// nobody else waiting.
#include "../secrets/late.h"
#include "../testing.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

static const struct context ctx = { "shop", "acme" };

struct world {
    struct loop *loop;
    struct late_store store;
    struct secrets *secrets;
    struct lct_err err;
};

static int
begin(void **state)
{
    struct world *w = NEW(struct world);

    w->loop = loop_new_virtual();
    w->store.late_ms = 2000;
    w->secrets = late_open(w->loop, &w->store);
    *state = w;
    return 0;
}

static int
end(void **state)
{
    struct world *w = *state;

    w->secrets->ops->close(w->secrets);
    late_forget(&w->store);
    loop_free(w->loop);
    free(w);
    return 0;
}

static int
set(struct world *w, const struct context *c, const char *name, size_t n)
{
    _own_(free) char *bytes = mem_alloc(n + 1);
    _own_(secret) struct secret *value = secret_new(bytes, n);

    return secrets_set_now(w->loop, w->secrets, c, name, value, &w->err);
}

static int
get(struct world *w, const struct context *c, const char *name)
{
    _own_(secret) struct secret *value = NULL;

    return secrets_get_now(w->loop, w->secrets, c, name, &value, &w->err);
}

// ---- names

static char *
repeat(const char *part, int times, const char *last)
{
    struct buf b = { 0 };

    while (times--)
        buf_adds(&b, part);
    buf_adds(&b, last);
    return buf_take(&b);
}

static void
names_that_are(void **state)
{
    static const char *const good[] = { "a", "0", "_", "personal-token",
        "default-root-ssh-public-key", "clusters/0a1b/root", "a..b", "a.-_", "1/2/3/4/5/6/7/8" };
    _own_(free) char *longest = repeat("x", SECRET_SEGMENT_MAX, "/");
    _own_(free) char *whole = repeat(longest, 1, longest);
    struct secret_name name;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(secret_name_parse(good[i], &name, ERR_IGNORED), LCT_OK);
        assert_string_equal(name.text, good[i]);
    }
    assert_int_equal(strlen(whole), SECRET_NAME_MAX + 1);
    assert_int_equal(secret_name_parse(whole, &name, ERR_IGNORED), LCT_EUSAGE);
    whole[SECRET_NAME_MAX] = '\0';
    assert_int_equal(secret_name_parse(whole, &name, ERR_IGNORED), LCT_OK);
}

static void
names_that_are_none(void **state)
{
    static const char *const bad[] = { "", "/", "/etc/passwd", ".", "..", "a/..", "a/../b", "./a",
        "a//b", "a/", ".hidden", "a/.b", "-rf", "a/-b", "Upper", "with space", "a\nb", "\xc3\xa4",
        "a\\b", "$(x)", "a:b", "1/2/3/4/5/6/7/8/9" };
    _own_(free) char *segment = repeat("x", SECRET_SEGMENT_MAX, "x");
    _own_(free) char *whole = repeat("abcdefg/", SECRET_NAME_MAX / 8 + 1, "x");
    struct world *w = *state;
    struct secret_name name;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(secret_name_parse(bad[i], &name, &w->err), LCT_EUSAGE);
        assert_non_null(strstr(w->err.text, "is no name for a secret"));
        assert_non_null(strstr(w->err.hint, "a-z"));
    }
    assert_int_equal(secret_name_parse(segment, &name, ERR_IGNORED), LCT_EUSAGE);
    assert_int_equal(secret_name_parse(whole, &name, ERR_IGNORED), LCT_EUSAGE);
}

static void
our_own_name_is_one(void **state)
{
    char root[SECRET_NAME_MAX + 1];
    struct secret_name name;

    assert_string_equal(secret_name_root("3f0c8a52-0000-4000-8000-000000000000", root),
        "clusters/3f0c8a52-0000-4000-8000-000000000000/root");
    assert_int_equal(secret_name_parse(root, &name, ERR_IGNORED), LCT_OK);
}

// ---- what a driver is never asked

static void
no_driver_hears_of_other_names(void **state)
{
    static const char *const bad[] = { "", "../up", "a//b", "-x", "Upper" };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(set(w, &ctx, bad[i], 1), LCT_EUSAGE);
        assert_int_equal(get(w, &ctx, bad[i]), LCT_EUSAGE);
        assert_int_equal(
            secrets_remove_now(w->loop, w->secrets, &ctx, bad[i], &w->err), LCT_EUSAGE);
    }
    assert_int_equal(w->store.asked, 0);
    assert_int_equal(get(w, &ctx, "a"), LCT_ENOTFOUND);
    assert_int_equal(w->store.asked, 1);
}

static void
no_driver_hears_of_other_contexts(void **state)
{
    static const struct context bad[] = { { "..", "acme" }, { "shop", ".." }, { "", "acme" },
        { "shop", NULL }, { "shop/acme", "x" }, { ".", "." }, { "-x", "y" } };
    struct world *w = *state;
    _own_(arena) struct arena *a = arena_new();
    const char **names;
    size_t n;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(set(w, &bad[i], "x", 1), LCT_EUSAGE);
        assert_int_equal(get(w, &bad[i], "x"), LCT_EUSAGE);
        assert_int_equal(
            secrets_list_now(w->loop, w->secrets, &bad[i], a, &names, &n, &w->err), LCT_EUSAGE);
    }
    assert_int_equal(w->store.asked, 0);
}

static void
no_driver_is_given_too_much(void **state)
{
    struct world *w = *state;

    assert_int_equal(set(w, &ctx, "large", SECRET_MAX + 1), LCT_EUSAGE);
    assert_non_null(strstr(w->err.text, "larger than"));
    assert_int_equal(w->store.asked, 0);
    assert_int_equal(set(w, &ctx, "large", SECRET_MAX), LCT_OK);
}

static void
what_is_no_name_is_not_listed(void **state)
{
    static const char *const names[] = { "z", ".a.x7Yq", "Upper", "a/b", "a" };
    struct world *w = *state;
    _own_(arena) struct arena *a = arena_new();
    const char **listed;
    size_t n;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        *vec_add(&w->store.secrets) = (struct late_secret){ mem_strdup("shop"), mem_strdup("acme"),
            mem_strdup(names[i]), secret_new("x", 1) };
    assert_int_equal(secrets_list_now(w->loop, w->secrets, &ctx, a, &listed, &n, &w->err), LCT_OK);
    assert_int_equal(n, 3);
    assert_string_equal(listed[0], "a");
    assert_string_equal(listed[1], "a/b");
    assert_string_equal(listed[2], "z");
}

// ---- waiting

struct ticking {
    struct world *world;
    struct timer *timer;
    int ticks, code;
};

static void
tick(void *user)
{
    struct ticking *t = user;

    t->ticks++;
    timer_stop(t->timer);
    t->timer = timer_start(t->world->loop, 10, tick, t);
}

static void
timers_go_on_while_one_waits(void **state)
{
    struct world *w = *state;
    struct ticking t = { .world = w };
    int64_t began = loop_now_ms(w->loop);

    t.timer = timer_start(w->loop, 10, tick, &t);
    assert_int_equal(set(w, &ctx, "token", 5), LCT_OK);
    assert_in_range(t.ticks, 199, 200);
    assert_int_equal(get(w, &ctx, "token"), LCT_OK);
    assert_in_range(t.ticks, 398, 400);
    assert_int_equal(loop_now_ms(w->loop) - began, 4000);
    timer_stop(t.timer);
}

static void
wait_within(void *user)
{
    struct ticking *t = user;

    t->code = get(t->world, &ctx, "token");
    t->ticks++;
}

static void
nobody_waits_within_a_callback(void **state)
{
    struct world *w = *state;
    struct ticking t = { .world = w };

    loop_soon(w->loop, wait_within, &t);
    loop_turn(w->loop, false);
    assert_int_equal(t.ticks, 1);
    assert_int_equal(t.code, LCT_EUSAGE);
    assert_non_null(strstr(w->err.text, "callback"));
    assert_int_equal(w->store.asked, 0);
    assert_int_equal(get(w, &ctx, "token"), LCT_ENOTFOUND);
}

static void
told(void *user, const struct lct_err *err, const struct secret *value)
{
    struct ticking *t = user;

    assert_null(value);
    t->code = err->code;
    t->ticks++;
}

static void
who_asked_may_change_his_mind(void **state)
{
    struct world *w = *state;
    struct ticking t = { 0 };
    struct secret_name name;

    assert_int_equal(secret_name_parse("token", &name, &w->err), LCT_OK);
    op_cancel(w->secrets->ops->get(w->secrets, &ctx, &name, told, &t));
    assert_int_equal(t.code, LCT_ECANCELLED);
    loop_run(w->loop, NULL);
    assert_int_equal(t.ticks, 1);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(names_that_are),
        TEST(names_that_are_none),
        TEST(our_own_name_is_one),
        TEST(no_driver_hears_of_other_names),
        TEST(no_driver_hears_of_other_contexts),
        TEST(no_driver_is_given_too_much),
        TEST(what_is_no_name_is_not_listed),
        TEST(timers_go_on_while_one_waits),
        TEST(nobody_waits_within_a_callback),
        TEST(who_asked_may_change_his_mind),
    };

    return RUN(tests);
}
