// SPDX-License-Identifier: MIT
// How many of each an account may have: what is usual, unless POST /lab/quota says otherwise.
#include "lab/call/quota.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "text/json.h"

static const char *const names[N_QUOTAS] = {
    [QUOTA_LINODES] = "linodes",
    [QUOTA_VOLUMES] = "volumes",
    [QUOTA_BALANCERS] = "nodebalancers",
    [QUOTA_FIREWALLS] = "firewalls",
    [QUOTA_VPCS] = "vpcs",
    [QUOTA_SUBNETS] = "subnets",
    [QUOTA_PLACEMENT_GROUPS] = "placement_groups",
};

static bool
is_named(const char *name)
{
    for (size_t i = 0; i < N_QUOTAS; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

const char *
quota_set(struct lab *lab, const struct doc *body)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < doc_count(body); i++)
        if (!is_named(body->keys[i]->text) || doc_integer(body->items[i], -1) < 0)
            return "numbers from 0, of linodes, volumes, nodebalancers, firewalls, vpcs, subnets, "
                   "placement_groups";
    json_print(&text, body, JSON_COMPACT);
    world_begin(&lab->world);
    world_do(&lab->world,
        "INSERT INTO setting (name, value) VALUES ('quota', ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "t", buf_str(&text));
    return world_end(&lab->world) ? NULL : "the lab's world cannot be written";
}

static int64_t
quota_of(struct call *c, enum quota q, int64_t usual)
{
    const char *text =
        world_text(&c->lab->world, c->arena, "SELECT value FROM setting WHERE name = 'quota'", "");
    struct doc *d = NULL;

    if (!text || json_parse(c->arena, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED) < 0)
        return usual;
    return doc_get_int(d, names[q], usual);
}

void
quota_check(struct call *c, enum quota q, int64_t has, int64_t usual)
{
    if (has >= quota_of(c, q, usual))
        call_error(c, NULL, "Account Limit reached. Please open a support ticket.");
}
