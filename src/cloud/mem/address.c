// SPDX-License-Identifier: MIT
// Addresses of machines in memory beyond the first: more of IPv4, IPv6 ranges, names.
#include "base/str.h"
#include "cloud/mem/request.h"

static void
tell_range(struct request *r, const struct lct_err *err)
{
    ((cloud_range_fn *)r->fn)(r->user, err, err->code ? NULL : r->part);
}

static int
effect_range(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, false, err);

    if (m && !account_shares(r->cloud->account, m->range))
        r->part = request_text(r, m->range);
    return err->code;
}

static int
effect_add(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    if (m->range)
        return lct_fail(
            err, LCT_EFAILED, "%s: A Linode may only have one IPv6 range. (linode_id)", r->kind);
    a->last_range++;
    m->range =
        r->size == 64
            ? arena_printf(m->arena, "2001:db8:1:%llx::/64", (unsigned long long)a->last_range)
            : arena_printf(m->arena, "2001:db8:2:%llx00::/56", (unsigned long long)a->last_range);
    r->part = request_text(r, m->range);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    vec_each (m, &r->cloud->account->machines)
        if (str_eq((*m)->range, r->part)) {
            (*m)->range = NULL;
            return LCT_OK;
        }
    return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
}

// ---- IPv4 beside the first

#define PUBLIC_MOST 8 // of a machine

// They are shown in the order in which it came to them.
static void
show_more(struct mem_machine *m)
{
    const char **shown = arena_array(m->arena, m->more.n + 1, sizeof *shown);

    for (size_t i = 0; i < m->more.n; i++)
        shown[i] = m->more.items[i];
    m->shown.more_ipv4 = shown;
}

static bool
is_reserved(const struct mem_account *a, const char *address)
{
    vec_each (r, &a->reserved)
        if (str_eq(r->shown.address, address))
            return true;
    return false;
}

static int
effect_ipv4s(struct request *r, struct lct_err *err)
{
    const struct mem_machine *m = request_machine(r, false, err);
    const char **list;
    size_t n = 0;

    if (!m)
        return err->code;
    r->ids = list = arena_array(r->arena, m->more.n + 2, sizeof *list);
    if (m->shown.public_ipv4 && !is_reserved(r->cloud->account, m->shown.public_ipv4))
        list[n++] = request_text(r, m->shown.public_ipv4);
    vec_each (one, &m->more)
        list[n++] = request_text(r, *one);
    return LCT_OK;
}

static int
effect_ipv4_add(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);
    const char *address;

    if (!m)
        return err->code;
    if (m->more.n + 1 >= PUBLIC_MOST)
        return lct_fail(err, LCT_EFAILED,
            "%s: Additional IPv4 addresses require technical justification.  Please contact "
            "support describing your requirement.",
            r->kind);
    address = arena_printf(m->arena, "198.19.1.%u", ++r->cloud->account->last_more);
    vec_push(&m->more, address);
    show_more(m);
    r->part = request_text(r, address);
    return LCT_OK;
}

static int
effect_ipv4_remove(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    for (size_t i = 0; m && i < m->more.n; i++)
        if (str_eq(m->more.items[i], r->part)) {
            vec_remove(&m->more, i);
            show_more(m);
            return LCT_OK;
        }
    if (m && str_eq(m->shown.public_ipv4, r->part) && !m->more.n)
        return lct_fail(
            err, LCT_EFAILED, "%s: Linode must have at least one public IPv4 address.", r->kind);
    return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
}

static void
tell_ipv4s(struct request *r, const struct lct_err *err)
{
    ((cloud_ipv4s_fn *)r->fn)(r->user, err, err->code ? NULL : r->ids);
}

static void
tell_ipv4(struct request *r, const struct lct_err *err)
{
    ((cloud_ipv4_fn *)r->fn)(r->user, err, err->code ? NULL : r->part);
}

// ---- names

// As at Linode a name must lead to the address; here all do that could.
static int
effect_name(struct request *r, struct lct_err *err)
{
    if (r->label && str_ends(r->label, ".invalid"))
        return lct_fail(err, LCT_EFAILED,
            "%s: Unable to perform a lookup for %s at this time (rdns)", r->kind, r->label);
    vec_each (m, &r->cloud->account->machines)
        if (str_eq((*m)->shown.public_ipv4, r->part)) {
            (*m)->rdns = r->label ? arena_strdup((*m)->arena, r->label) : NULL;
            return LCT_OK;
        }
    return lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
}

// ---- the port

static struct op *
ipv4s(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "address.list", effect_ipv4s, tell_ipv4s, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, false);
}

static struct op *
ipv4_add(struct cloud *c, const char *machine, cloud_ipv4_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "address.add", effect_ipv4_add, tell_ipv4, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, true);
}

static struct op *
ipv4_remove(
    struct cloud *c, const char *machine, const char *address, cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "address.remove", effect_ipv4_remove, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->part = request_text(r, address);
    return request_go(r, true);
}

static struct op *
range(struct cloud *c, const char *machine, cloud_range_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "address.list", effect_range, tell_range, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, false);
}

static struct op *
range_add(struct cloud *c, const char *machine, unsigned bits, cloud_range_fn *fn, void *user)
{
    struct request *r = request_new(c, "range.create", effect_add, tell_range, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->size = bits;
    return request_go(r, true);
}

static struct op *
range_remove(struct cloud *c, const char *text, cloud_done_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "range.remove", effect_remove, tell_done, (any_fn *)fn, user);

    r->part = request_text(r, text);
    return request_go(r, true);
}

static struct op *
name(struct cloud *c, const char *address, const char *name, cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, "address.name", effect_name, tell_done, (any_fn *)fn, user);

    r->part = request_text(r, address);
    r->label = request_text(r, name);
    return request_go(r, true);
}

const struct address_ops mem_addresses = {
    .reserved = mem_reserved_list,
    .ipv4s = ipv4s,
    .ipv4_add = ipv4_add,
    .ipv4_remove = ipv4_remove,
    .shared = mem_share_list,
    .share = mem_share_set,
    .range = range,
    .range_add = range_add,
    .range_remove = range_remove,
    .name = name,
};
