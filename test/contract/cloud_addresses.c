// SPDX-License-Identifier: MIT
// The contract of the cloud port: addresses of a machine beyond the first.
#include "base/mem.h"
#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

struct told_range {
    struct told t;
    char range[64]; // "": there is none
};

static void
on_range(void *user, const struct lct_err *err, const char *range)
{
    struct told_range *to = user;

    snprintf(to->range, sizeof to->range, "%s", range ? range : "");
    told_err(&to->t, err);
}

static const struct address_ops *
addresses(const struct fixture *f)
{
    return f->cloud->ops->addresses;
}

static struct told_range
range(struct fixture *f, const char *machine)
{
    struct told_range to = { 0 };

    addresses(f)->range(f->cloud, machine, on_range, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_range
add(struct fixture *f, const char *machine, unsigned bits)
{
    struct told_range to = { 0 };

    addresses(f)->range_add(f->cloud, machine, bits, on_range, &to);
    wait_for(f, &to.t);
    return to;
}

static int
give_back(struct fixture *f, const char *of)
{
    struct told t = { 0 };

    addresses(f)->range_remove(f->cloud, of, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
test_ranges(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f);
    struct told_range made, is;

    is = range(f, m.id);
    assert_int_equal(is.t.err.code, LCT_OK);
    assert_string_equal(is.range, "");
    made = add(f, m.id, 64);
    assert_int_equal(made.t.err.code, LCT_OK);
    assert_true(str_ends(made.range, "::/64"));
    is = range(f, m.id);
    assert_string_equal(is.range, made.range);
    assert_int_equal(add(f, m.id, 56).t.err.code, LCT_EFAILED); // one is all that it has
    assert_int_equal(give_back(f, made.range), LCT_OK);
    assert_int_equal(give_back(f, made.range), LCT_ENOTFOUND);
    made = add(f, m.id, 56);
    assert_true(str_ends(made.range, "00::/56"));
    assert_int_equal(range(f, "none").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(add(f, "none", 64).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(give_back(f, "none"), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, LCT_OK);
    assert_int_equal(give_back(f, made.range), LCT_ENOTFOUND); // it went with its machine
}

// ---- IPv4 beside the first

struct told_ipv4s {
    struct told t;
    size_t n;
    char last[64];
};

static void
on_ipv4s(void *user, const struct lct_err *err, const char *const *addresses)
{
    struct told_ipv4s *to = user;

    for (to->n = 0; addresses && addresses[to->n]; to->n++)
        snprintf(to->last, sizeof to->last, "%s", addresses[to->n]);
    told_err(&to->t, err);
}

static struct told_ipv4s
ipv4s(struct fixture *f, const char *machine)
{
    struct told_ipv4s to = { 0 };

    addresses(f)->ipv4s(f->cloud, machine, on_ipv4s, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_range
ipv4_add(struct fixture *f, const char *machine)
{
    struct told_range to = { 0 };

    addresses(f)->ipv4_add(f->cloud, machine, on_range, &to);
    wait_for(f, &to.t);
    return to;
}

static int
ipv4_remove(struct fixture *f, const char *machine, const char *address)
{
    struct told t = { 0 };

    addresses(f)->ipv4_remove(f->cloud, machine, address, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
on_more(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told_ipv4s *to = user;

    on_ipv4s(user, err, m ? m->more_ipv4 : NULL);
    if (!to->n)
        to->last[0] = '\0';
}

void
test_ipv4s(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f);
    struct told_ipv4s is = ipv4s(f, m.id), shown = { 0 };
    struct told_range more;
    char first[64];

    assert_int_equal(is.t.err.code, LCT_OK);
    assert_int_equal(is.n, 1); // that it was made with
    snprintf(first, sizeof first, "%s", is.last);
    assert_int_equal(ipv4_remove(f, m.id, first), LCT_EFAILED);
    more = ipv4_add(f, m.id);
    assert_int_equal(more.t.err.code, LCT_OK);
    is = ipv4s(f, m.id);
    assert_int_equal(is.n, 2);
    assert_string_equal(is.last, more.range);
    machines(f)->get(f->cloud, m.id, on_more, &shown);
    wait_for(f, &shown.t);
    assert_string_equal(shown.last, more.range); // all who look at it see it
    assert_int_equal(ipv4_remove(f, m.id, more.range), LCT_OK);
    assert_int_equal(ipv4_remove(f, m.id, more.range), LCT_ENOTFOUND);
    assert_int_equal(ipv4s(f, m.id).n, 1);
    while (ipv4_add(f, m.id).t.err.code == LCT_OK) // as many as it may have
        assert_true(ipv4s(f, m.id).n < 100);
    assert_int_equal(ipv4_add(f, m.id).t.err.code, LCT_EFAILED);
    assert_int_equal(ipv4s(f, "none").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(ipv4_add(f, "none").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(ipv4_remove(f, "none", first), LCT_ENOTFOUND);
    assert_int_equal(ipv4_remove(f, m.id, "none"), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, LCT_OK);
}

// ---- shared ones

static struct told_ipv4s
shared(struct fixture *f, const char *machine)
{
    struct told_ipv4s to = { 0 };

    addresses(f)->shared(f->cloud, machine, on_ipv4s, &to);
    wait_for(f, &to.t);
    return to;
}

static int
share(struct fixture *f, const char *machine, const char *one, const char *other)
{
    const char *const list[] = { one, other, NULL };
    struct told t = { 0 };

    addresses(f)->share(f->cloud, machine, list, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
test_shared(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f), other;
    _own_(free) char *beside = mem_printf("%s-b", f->label);
    struct told_range more, six;

    other = create(f, beside, false);
    more = ipv4_add(f, m.id);
    six = add(f, m.id, 64);
    assert_int_equal(shared(f, other.id).n, 0);
    assert_int_equal(share(f, other.id, more.range, six.range), LCT_OK);
    assert_int_equal(share(f, other.id, more.range, six.range), LCT_OK); // again
    assert_int_equal(shared(f, other.id).n, 2);
    assert_string_equal(shared(f, other.id).last, six.range);
    assert_string_equal(range(f, m.id).range, ""); // it is routed to none
    assert_int_equal(share(f, other.id, more.range, NULL), LCT_OK);
    assert_int_equal(shared(f, other.id).n, 1);
    assert_string_equal(shared(f, other.id).last, more.range);
    assert_string_equal(range(f, m.id).range, six.range);
    assert_int_equal(share(f, m.id, more.range, NULL), LCT_EFAILED); // its own
    assert_int_equal(share(f, other.id, "192.0.2.77", NULL), LCT_EFAILED);
    assert_int_equal(share(f, m.id, six.range, NULL), LCT_OK); // ranges are shared with all
    assert_int_equal(share(f, m.id, NULL, NULL), LCT_OK);
    assert_int_equal(share(f, "none", NULL, NULL), LCT_ENOTFOUND);
    assert_int_equal(shared(f, "none").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, LCT_OK);
    assert_int_equal(shared(f, other.id).n, 0); // they went with their machine
    assert_int_equal(change(f, machines(f)->remove, other.id).err.code, LCT_OK);
}

// ---- names

static int
name(struct fixture *f, const char *address, const char *as)
{
    struct told t = { 0 };

    addresses(f)->name(f->cloud, address, as, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
on_public(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told_range *to = user;

    snprintf(to->range, sizeof to->range, "%s", err->code ? "" : m->public_ipv4);
    told_err(&to->t, err);
}

void
test_names(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f);
    struct told_range of = { 0 };

    machines(f)->get(f->cloud, m.id, on_public, &of);
    wait_for(f, &of.t);
    assert_int_equal(name(f, of.range, "web.example.com"), LCT_OK);
    assert_int_equal(name(f, of.range, "web.example.com"), LCT_OK); // again
    assert_int_equal(name(f, of.range, "web.invalid"), LCT_EFAILED);
    assert_int_equal(name(f, of.range, NULL), LCT_OK);
    assert_int_equal(name(f, "192.0.2.77", "web.example.com"), LCT_ENOTFOUND);
    assert_int_equal(name(f, "none", "web.example.com"), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, LCT_OK);
}
