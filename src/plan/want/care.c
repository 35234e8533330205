// SPDX-License-Identifier: MIT
// What a machine that is there is to be beside what it runs: watched, mended, backed up, locked.
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

// Where the plan names none, the cloud's choice stays.
static bool
is_other_time(const char *has, const char *wanted)
{
    return wanted && !str_eq(has, wanted);
}

static const char *
backup_times(struct arena *a, const char *day, const char *window)
{
    return arena_printf(a, "%s %s", day ? day : "any day", window ? window : "any time");
}

static unsigned
compare_schedule(struct arena *a, const struct desired *d, struct change *c)
{
    const struct machine *m = d->node->seen;
    const struct plan_backups *b = &d->np->backups;

    if (!is_other_time(m->backup_day, b->day) && !is_other_time(m->backup_window, b->window))
        return 0;
    change_field(c, "backup times", backup_times(a, m->backup_day, m->backup_window),
        backup_times(a, b->day ? b->day : m->backup_day, b->window ? b->window : m->backup_window),
        false);
    return SETTLE_CARE;
}

// They are data: that they go is asked for as the deletion of volumes is, once. Those of which the
// plan says nothing are somebody else's affair.
static unsigned
compare_backups(struct arena *a, const struct desired *d, bool deletes_backups, struct change *c)
{
    const bool has = d->node->seen->backups, wanted = d->np->backups.wanted;
    unsigned settles = 0;

    if (!d->np->backups.given)
        return 0;
    c->keeps_backups = has && !wanted && !deletes_backups && !d->node->drops_backups;
    if (has != wanted && !c->keeps_backups) {
        change_field(c, "backups", yes(has), yes(wanted), false);
        settles |= wanted ? SETTLE_BACKUPS : SETTLE_NO_BACKUPS;
    }
    return settles | (wanted ? compare_schedule(a, d, c) : 0);
}

unsigned
care_differs(struct arena *a, const struct desired *d, bool deletes_backups, struct change *c,
    const char **left)
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
    settles |= compare_backups(a, d, deletes_backups, c);
    return settles | compare_lock(a, d, c, left);
}

const char *
care_reason(struct arena *a, const struct change *c)
{
    static const struct {
        enum settle what;
        const char *words;
    } all[] = {
        { SETTLE_LOCK, "its lock changes" },
        { SETTLE_CARE, "how it is watched, mended and backed up changes" },
        { SETTLE_BACKUPS, "backups are made of it from now on" },
        { SETTLE_NO_BACKUPS, "its backups are cancelled, and are lost" },
    };
    const char *reason = NULL;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (c->settles & all[i].what)
            reason = reason ? arena_printf(a, "%s, %s", reason, all[i].words) : all[i].words;
    return reason;
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
