// SPDX-License-Identifier: MIT
// What a machine that is there is to be beside what it runs.
#include "plan/want/care.h"

#include "base/str.h"
#include "plan/want/compare.h"

enum { MOST_NAMED = 10 };

static const char *
yes(bool b)
{
    return b ? "yes" : "no";
}

static const char *
lock_of(const struct machine *m)
{
    return m->locks && *m->locks ? *m->locks : "no";
}

// One that is ours becomes what the plan says, one that nobody put comes.
static unsigned
compare_lock(struct arena *a, const struct desired *d, struct change *c, const char **left)
{
    const struct node *n = d->node;
    const char *has = lock_of(n->seen), *wanted = d->np->lock ? d->np->lock : "no";
    const bool none = str_eq(has, "no");

    if (str_eq(has, wanted))
        return 0;
    if (!none && !str_eq(has, n->lock)) {
        *left = arena_printf(a, "Linode %s was locked by another hand (%s)", n->cloud_id, has);
        return 0;
    }
    change_field(c, "lock", has, wanted, false);
    return SETTLE_LOCK;
}

unsigned
care_differs(struct arena *a, const struct desired *d, struct change *c, const char **left)
{
    const struct machine *m = d->node->seen;
    const char *maintenance = d->np->maintenance;
    unsigned settles = 0;

    *left = NULL;
    if (m->unwatched == d->np->watchdog) {
        change_field(c, "watchdog", yes(!m->unwatched), yes(d->np->watchdog), false);
        settles |= SETTLE_CARE;
    }
    if (maintenance && m->maintenance && !str_eq(m->maintenance, maintenance)) {
        change_field(c, "maintenance", m->maintenance, maintenance, false);
        settles |= SETTLE_CARE;
    }
    return settles | compare_lock(a, d, c, left);
}

const char *
care_reason(const struct change *c)
{
    return !c->settles                 ? NULL
           : c->settles == SETTLE_LOCK ? "its lock changes"
           : c->settles == SETTLE_CARE ? "how it is watched and mended changes"
                                       : "its lock, how it is watched and mended change";
}

// One that was never taken over is left alone.
static bool
is_to_go(const struct change *c)
{
    const struct node *n = c->node;

    return (c->kind == CHANGE_DELETE || c->kind == CHANGE_REPLACE || c->kind == CHANGE_REBUILD) &&
           n->seen && !n->login && n->seen->locks && *n->seen->locks;
}

int
lock_check(const struct change *changes, size_t n, struct lct_err *err)
{
    _own_(buf) struct buf names = { 0 };
    size_t found = 0, ours = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_to_go(&changes[i]))
            continue;
        if (found++ < MOST_NAMED)
            buf_addf(&names, "%s%s", found > 1 ? ", " : "", changes[i].node->name);
        ours += changes[i].node->lock != NULL;
    }
    if (!found)
        return LCT_OK;
    if (found > MOST_NAMED)
        buf_addf(&names, " and %zu more", found - MOST_NAMED);
    lct_fail(err, LCT_EPLAN, "locked, so that nobody deletes or rebuilds %s: %s",
        found == 1 ? "it" : "them", buf_str(&names));
    return lct_hint(err, "%s",
        ours ? "say lock: no in the plan and apply that first; a lock of another hand is "
               "for him to remove"
             : "another hand put the lock: it is for him to remove");
}
