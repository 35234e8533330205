// SPDX-License-Identifier: MIT
// Addresses of other machines in memory that a machine may announce.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

bool
account_shares(const struct mem_account *a, const char *address)
{
    vec_each (m, &a->machines)
        if (address && texts_have((*m)->shared, address))
            return true;
    return false;
}

static bool
has(const struct mem_machine *m, const char *address)
{
    return str_eq(m->shown.public_ipv4, address) || str_eq(m->shown.private_ipv4, address) ||
           texts_have(m->shown.more_ipv4, address);
}

// Whose address or range it is; NULL: nobody's in the region.
static const struct mem_machine *
owner_of(const struct mem_account *a, const char *address, const char *region)
{
    vec_each (m, &a->machines)
        if (str_eq((*m)->shown.region, region) &&
            (has(*m, address) || str_eq((*m)->range, address)))
            return *m;
    return NULL;
}

// What went with its machine is shared no more.
static int
effect_list(struct request *r, struct lct_err *err)
{
    const struct mem_account *a = r->cloud->account;
    const struct mem_machine *m = request_machine(r, false, err);
    const char **list;
    size_t n = 0;

    if (!m)
        return err->code;
    r->ids = list = arena_array(r->arena, texts_count(m->shared) + 2, sizeof *list);
    for (const char *const *one = m->shared; one && *one; one++)
        if (owner_of(a, *one, m->shown.region))
            list[n++] = request_text(r, *one);
    if (account_shares(a, m->range) && !texts_have(m->shared, m->range))
        list[n++] = request_text(r, m->range);
    return LCT_OK;
}

static int
effect_set(struct request *r, struct lct_err *err)
{
    struct mem_machine *m = request_machine(r, false, err);

    if (!m)
        return err->code;
    for (const char *const *one = r->ids; *one; one++) {
        if (!owner_of(r->cloud->account, *one, m->shown.region))
            return lct_fail(err, LCT_EFAILED, "%s: IP Address not found. (ips)", r->kind);
        if (has(m, *one))
            return lct_fail(err, LCT_EFAILED, "%s: %s is an address of this Linode already. (ips)",
                r->kind, *one);
    }
    m->shared = texts_copy(m->arena, r->ids);
    return LCT_OK;
}

static void
tell_list(struct request *r, const struct lct_err *err)
{
    ((cloud_ipv4s_fn *)r->fn)(r->user, err, err->code ? NULL : r->ids);
}

struct op *
mem_share_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user)
{
    struct request *r = request_new(c, "address.list", effect_list, tell_list, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    return request_go(r, false);
}

struct op *
mem_share_set(struct cloud *c, const char *machine, const char *const *addresses, cloud_done_fn *fn,
    void *user)
{
    struct request *r = request_new(c, "address.share", effect_set, tell_done, (any_fn *)fn, user);

    r->id = request_text(r, machine);
    r->ids = texts_copy(r->arena, addresses);
    return request_go(r, true);
}
