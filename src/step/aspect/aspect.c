// SPDX-License-Identifier: MIT
// What of a node's aspects is the same for all of them.
#include "step/aspect/aspect.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "step/aspect/accounts.h"
#include "step/aspect/addresses.h"
#include "step/aspect/boot.h"
#include "step/aspect/content.h"
#include "step/aspect/lists.h"
#include "step/aspect/membership.h"
#include "step/aspect/storage.h"
#include "step/aspect/system.h"

#define FACT_PREFIX "aspect:"

const struct aspect *const aspects[ASPECT_COUNT] = {
    [ASPECT_FIREWALL] = &aspect_firewall,
    [ASPECT_HOSTS] = &aspect_hosts,
    [ASPECT_USERS] = &aspect_users,
    [ASPECT_PACKAGES] = &aspect_packages,
    [ASPECT_SYSCTL] = &aspect_sysctl,
    [ASPECT_FILES] = &aspect_files,
    [ASPECT_LISTS] = &aspect_lists,
    [ASPECT_BOOT] = &aspect_boot,
    [ASPECT_STORAGE] = &aspect_storage,
    [ASPECT_ADDRESSES] = &aspect_addresses,
};

static const char *
has(const struct rendered *r)
{
    return r->member->has[r->aspect->id];
}

static bool
is_wanted(const struct aspect *a, const struct member *m)
{
    return !a->wanted || a->wanted(m);
}

int
aspect_render(const struct aspect *a, struct member *m, struct rendered *ret, struct lct_err *err)
{
    *ret = (struct rendered){ .aspect = a, .member = m };
    return is_wanted(a, m) ? a->render(ret, err) : LCT_OK;
}

// A node of which nothing is noted has nothing.
bool
aspect_due(const struct rendered *r)
{
    if (!r->digest)
        return false;
    if (r->member->found[r->aspect->id])
        return true;
    return (r->aspect->looked_at && r->member->amiss) || !str_eq(has(r) ? has(r) : "", r->digest);
}

// What a digest says of other nodes stands behind a dot.
bool
aspect_of_plan(const struct rendered *r)
{
    size_t n = r->digest ? strcspn(r->digest, ".") : 0;

    return r->digest && has(r) && strcspn(has(r), ".") == n && !strncmp(has(r), r->digest, n);
}

bool
aspect_expected(const struct aspect *a, struct member *m)
{
    struct rendered now;

    if (a->basis != ASPECT_OF_PLAN)
        return is_wanted(a, m);
    return aspect_render(a, m, &now, ERR_IGNORED) < 0 || aspect_due(&now);
}

bool
aspect_is_news(const struct rendered *r)
{
    return r->digest && !str_eq(has(r), r->digest);
}

static void
put_fact(const struct aspect *a, const struct member *m, const char *value)
{
    const struct fact fact = {
        .cluster = m->node->cluster,
        .node = m->node->uuid,
        .key = arena_printf(m->world->arena, FACT_PREFIX "%s", a->name),
        .value = value,
        .at_ms = loop_wall_ms(m->world->loop),
    };

    ledger_put(m->world->ledger, RECORD_FACT, &fact);
}

void
aspect_keep(const struct rendered *r)
{
    if (!aspect_is_news(r))
        return;
    put_fact(r->aspect, r->member, r->digest);
    r->member->has[r->aspect->id] = r->digest;
    if (r->aspect->kept)
        r->aspect->kept(r);
}

#define LOST "otherwise" // the digest of nothing

void
aspect_lose(const struct aspect *a, struct member *m)
{
    if (a->looked_at)
        return;
    put_fact(a, m, LOST);
    m->has[a->id] = LOST;
}

// Of which plan it was stays known: previews tell what comes and goes.
void
aspect_begin(const struct rendered *r)
{
    const char *before = has(r) ? has(r) : "";

    if (aspect_due(r) && !r->aspect->looked_at)
        put_fact(r->aspect, r->member,
            arena_printf(r->member->world->arena, "%.*s." LOST, (int)strcspn(before, "."), before));
}

const struct aspect *
aspect_of_fact(const struct fact *f)
{
    if (!str_starts(f->key, FACT_PREFIX))
        return NULL;
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        if (str_eq(f->key + strlen(FACT_PREFIX), aspects[i]->name))
            return aspects[i];
    return NULL;
}
