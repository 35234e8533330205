// SPDX-License-Identifier: MIT
// The contract of the cloud port: addresses that the account reserves. Their ids are themselves.
#include <sys/socket.h>

#include "base/str.h"
#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

#define TAG "lct-contract"

struct told_reserved {
    struct told t;
    char id[64], label[80], region[40];
    bool tagged;
    size_t members;
};

static void
keep(struct told_reserved *to, const struct thing *one)
{
    snprintf(to->id, sizeof to->id, "%s", one->id);
    snprintf(to->label, sizeof to->label, "%s", one->label);
    snprintf(to->region, sizeof to->region, "%s", one->region);
    to->tagged = texts_have(one->tags, TAG);
    to->members = texts_count(one->members);
}

static void
on_one(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_reserved *to = user;

    if (one)
        keep(to, one);
    told_err(&to->t, err);
}

static void
on_list(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_reserved *to = user;

    to->t.n = n;
    if (n)
        keep(to, &list[0]);
    told_err(&to->t, err);
}

static const struct thing_ops *
things(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_ADDRESS];
}

static struct told_reserved
reserve(struct fixture *f)
{
    static const char *const tags[] = { TAG, NULL };
    const struct thing_spec spec = { f->label, "us-east", "", .tags = tags };
    struct told_reserved to = { 0 };

    things(f)->create(f->cloud, &spec, on_one, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_reserved
look(struct fixture *f, const char *id)
{
    struct told_reserved to = { 0 };

    things(f)->get(f->cloud, id, on_one, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_reserved
find(struct fixture *f, const char *label)
{
    struct told_reserved to = { 0 };

    things(f)->find(f->cloud, label, on_list, &to);
    wait_for(f, &to.t);
    return to;
}

static int
give_back(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    things(f)->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
assert_is(const struct told_reserved *is, const struct told_reserved *made, const char *label)
{
    assert_int_equal(is->t.err.code, LCT_OK);
    assert_true(address_valid(is->id, AF_INET));
    assert_string_equal(is->id, made->id);
    assert_string_equal(is->label, label);
    assert_string_equal(is->region, "us-east");
    assert_true(is->tagged);
    assert_int_equal(is->members, 0);
}

void
test_reserved(void **state)
{
    struct fixture *f = *state;
    struct told_reserved made = reserve(f), is;

    assert_is(&made, &made, f->label);
    is = look(f, made.id);
    assert_is(&is, &made, f->label);
    is = find(f, f->label);
    assert_is(&is, &made, f->label);
    assert_int_equal(is.t.n, 1);
    assert_int_equal(find(f, "no-such-label").t.n, 0);
    assert_int_equal(look(f, "none").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(give_back(f, "none"), LCT_ENOTFOUND);
    assert_int_equal(give_back(f, made.id), LCT_OK);
    assert_int_equal(give_back(f, made.id), LCT_ENOTFOUND);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
}

void
reserved_sweep(struct fixture *f)
{
    const struct told_reserved left = find(f, f->label);

    if (left.t.n)
        give_back(f, left.id);
}
