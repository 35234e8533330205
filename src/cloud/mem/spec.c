// SPDX-License-Identifier: MIT
// What a new machine of the account in memory is refused for.
#include <ctype.h>
#include <string.h>

#include "cloud/mem/account.h"

static bool
has_login(const struct machine_spec *s)
{
    return s->root_password || (s->authorized_keys && *s->authorized_keys);
}

static int
group_check(const struct mem_account *a, const struct machine_spec *s, struct lct_err *err)
{
    const struct mem_placement *g = account_placement(a, s->placement);

    if (!g || strcmp(g->region, s->region) != 0)
        return lct_fail(err, LCT_EFAILED, "The group is none of this region (placement_group)");
    if (account_members(a, g->id) >= MEMBERS_MAX)
        return lct_fail(err, LCT_EFAILED, "The group is full (placement_group)");
    return LCT_OK;
}

static int
subnet_check(
    const struct mem_account *a, const struct interface *i, const char *region, struct lct_err *err)
{
    const struct thing *v = account_vpc(a, i->subnet);

    if (!v || strcmp(v->region, region) != 0)
        return lct_fail(err, LCT_EFAILED, "The subnet is none of this region (subnet_id)");
    return LCT_OK;
}

static int
interfaces_check(const struct mem_account *a, const struct machine_spec *s, struct lct_err *err)
{
    const bool own = s->generation == GENERATION_LINODE;

    if (own && a->dials.interfaces == ACCOUNT_LEGACY_ONLY)
        return lct_fail(err, LCT_EFAILED, "The account allows no Linode interfaces");
    if (!own && a->dials.interfaces == ACCOUNT_LINODE_ONLY)
        return lct_fail(err, LCT_EFAILED, "The account allows only Linode interfaces");
    if (own && s->private_ip)
        return lct_fail(err, LCT_EFAILED, "Linode interfaces have no private address (private_ip)");
    for (size_t i = 0; i < s->n_interfaces; i++)
        if (s->interfaces[i].kind == INTERFACE_VPC &&
            subnet_check(a, &s->interfaces[i], s->region, err) < 0)
            return err->code;
    return LCT_OK;
}

int
account_spec_check(const struct mem_account *a, const struct machine_spec *s, struct lct_err *err)
{
    size_t label = strlen(s->label);

    if (a->dials.machines_max && a->machines.n >= a->dials.machines_max)
        return lct_fail(err, LCT_EQUOTA, "Account Limit reached. Please open a support ticket.");
    if (account_labelled(a, s->label))
        return lct_fail(err, LCT_EEXISTS, "Label must be unique among your linodes (label)");
    if (label < 3 || label > 64 || !isalpha((unsigned char)s->label[0]))
        return lct_fail(err, LCT_EFAILED, "Label must be 3-64 characters (label)");
    for (const char *const *t = s->tags; t && *t; t++)
        if (strlen(*t) < 3 || strlen(*t) > 50)
            return lct_fail(err, LCT_EFAILED, "Length must be 3-50 characters (tags)");
    if (!mem_type_disk_mb(s->type))
        return lct_fail(err, LCT_EFAILED, "A valid plan type by that ID was not found (type)");
    if (s->placement && group_check(a, s, err) < 0)
        return err->code;
    if (s->firewall && !account_firewall(a, s->firewall))
        return lct_fail(err, LCT_EFAILED, "There is no such firewall (firewall_id)");
    account_reserved(a, s, err);
    if (err->code)
        return err->code;
    if (interfaces_check(a, s, err) < 0)
        return err->code;
    if (s->script && !mem_script(s->script))
        return lct_fail(err, LCT_EFAILED, "stackscript_id is not valid (stackscript_id)");
    if (s->image && !has_login(s))
        return lct_fail(
            err, LCT_EFAILED, "Must provide valid root_pass, authorized_keys, or authorized_users");
    return 0;
}

size_t
spec_filtered(const struct machine_spec *s)
{
    size_t n = 0;

    if (s->generation != GENERATION_LINODE)
        return INTERFACES_MAX;
    for (size_t i = 0; i < s->n_interfaces; i++)
        n += s->interfaces[i].kind != INTERFACE_VLAN;
    return s->n_interfaces ? n : 1;
}
