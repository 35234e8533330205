// SPDX-License-Identifier: MIT
// What is wanted beside what is known: the changes that make the one of the other.
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/plan.h"
#include "plan/want/care.h"
#include "plan/want/compare.h"
#include "plan/want/drift.h"
#include "plan/want/resize.h"

const char *
change_name(enum change_kind k)
{
    static const char *const names[] = {
        [CHANGE_CREATE] = "create",
        [CHANGE_KEEP] = "keep",
        [CHANGE_UPDATE] = "update",
        [CHANGE_FINISH] = "finish",
        [CHANGE_BOOT] = "boot",
        [CHANGE_WAIT] = "wait",
        [CHANGE_STOP] = "stop",
        [CHANGE_DRAIN] = "drain",
        [CHANGE_RESTART] = "restart",
        [CHANGE_AWAY] = "away",
        [CHANGE_RESIZE] = "resize",
        [CHANGE_REBUILD] = "rebuild",
        [CHANGE_REPLACE] = "replace",
        [CHANGE_DELETE] = "delete",
    };

    return names[k];
}

static bool
is_off(const struct desired *d)
{
    return !d->node->off && d->node->seen && d->node->seen->status == MACHINE_OFFLINE;
}

static void
set(struct change *c, enum change_kind kind, const char *reason)
{
    c->kind = kind;
    c->reason = reason;
}

// All that only another machine can have; NULL: nothing.
static const char *
forced_by(struct arena *a, const struct change *c)
{
    const char *reason = NULL;

    for (size_t i = 0; i < c->n_fields; i++)
        if (c->fields[i].forces)
            reason = arena_printf(a, "%s%s%s %s becomes %s", reason ? reason : "",
                reason ? ", " : "", c->fields[i].field, c->fields[i].from, c->fields[i].to);
    return !reason || str_empty(c->keeps_not) ? reason
                                              : arena_printf(a, "%s: %s", reason, c->keeps_not);
}

// "one": so many of its group at a time.
static const char *
few(struct arena *a, const struct plan_update *u)
{
    return u->serial == 1 ? "one"
           : u->serial    ? arena_printf(a, "%u", u->serial)
                          : arena_printf(a, "%u %%", u->percent);
}

// It is away meanwhile; what becomes what its fields tell.
static void
decide_resize(struct arena *a, const struct desired *d, struct change *c)
{
    set(c, CHANGE_RESIZE,
        !d->node->off ? arena_printf(a, "it is changed in place and rebooted, %s at a time",
                            few(a, &d->np->update))
                      : "it is changed in place");
    c->boots = is_off(d);
}

static void
decide_rebuild(struct arena *a, const struct desired *d, struct change *c)
{
    const char *stays = d->np->disks ? "other disks and volumes" : "volumes";

    set(c, CHANGE_REBUILD,
        c->anew
            ? arena_printf(a,
                  "it is rebuilt in place, %s at a time: the same Linode, its addresses, %s stay",
                  few(a, &d->np->update), stays)
            : "it is being rebuilt: this goes on");
    c->boots = is_off(d);
}

// One that is not to be booted is finished as soon as it is there; but of a machine that was found
// by its tags, after its creator died, the inventory does not know yet that it is.
static bool
is_finished(const struct desired *d)
{
    const enum state s = d->node->state;

    if (!d->node->off)
        return s == STATE_STARTED;
    return s != STATE_NOTEXIST && s != STATE_CREATING && s != STATE_FAILED;
}

// One whose machine is not what it was when it was made; false: nobody else was at it.
static bool
decide_strange(struct arena *a, const struct desired *d, bool mends, struct change *c)
{
    const struct node *n = d->node;
    const char *rebuilt;

    if (!n->seen)
        return false;
    if (n->seen->status == MACHINE_SUSPENDED) {
        set(c, CHANGE_AWAY, drift_status(a, n));
        return true;
    }
    if (n->booted && str_empty(n->host_key)) {
        set(c, CHANGE_AWAY,
            "its host key is not known: cluster adopt lets it prove itself, cluster replace makes "
            "it "
            "anew");
        return true;
    }
    if (!drift_rebuilt(n))
        return false;
    rebuilt = arena_printf(a, "Linode %s was rebuilt by another hand", n->cloud_id);
    if (mends)
        set(c, CHANGE_REPLACE, rebuilt);
    else
        set(c, CHANGE_AWAY, arena_printf(a, "%s: cluster apply replaces it", rebuilt));
    return true;
}

// Whoever was changing it in place may have been shutting it down when he died. To boot one that
// runs changes nothing.
static bool
may_halt(const struct desired *d)
{
    return !d->node->off && d->node->booted && d->node->seen &&
           d->node->seen->status == MACHINE_BUSY;
}

static void
decide_unfinished(struct arena *a, const struct desired *d, struct change *c)
{
    const struct node *n = d->node;

    set(c, CHANGE_FINISH,
        n->state == STATE_FAILED ? "it failed"
        : n->login
            ? arena_printf(a, "Linode %s is taken over: it gets our tags, users, keys and firewall",
                  n->cloud_id)
            : arena_printf(a, "it is %s", state_name(n->state)));
    c->boots = is_off(d) || may_halt(d);
}

// One that was ready.
static void
decide_power(struct arena *a, const struct desired *d, bool mends, struct change *c)
{
    const char *status = drift_status(a, d->node);

    if (!is_off(d)) {
        set(c, CHANGE_WAIT, status);
    } else if (mends) {
        set(c, CHANGE_BOOT, status);
        c->boots = true;
    } else {
        set(c, CHANGE_AWAY, arena_printf(a, "%s: cluster apply boots it", status));
    }
}

static bool
is_among(const struct map *uuids, const struct node *n)
{
    return uuids && map_has(uuids, n->uuid);
}

// One that is to be off: what else its plan says comes when it runs again. One that failed stays
// one that failed.
static void
decide_off(struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    const struct node *n = d->node;
    const bool runs = !n->seen || n->seen->status != MACHINE_OFFLINE;

    if (n->state == STATE_STOPPING)
        set(c, CHANGE_STOP, "it was being stopped: this goes on");
    else if (runs ? n->state != STATE_STOPPED || is_among(args->stops, n)
                  : n->state != STATE_STOPPED && n->state != STATE_FAILED)
        set(c, CHANGE_STOP, NULL);
    else
        set(c, CHANGE_KEEP,
            runs ? arena_printf(a, "it is stopped, but Linode %s runs: start it, or stop it again",
                       n->cloud_id)
                 : "it is stopped");
}

// Likewise one that is to serve nothing. Of one that failed nobody knows how far it is.
static void
decide_drained(struct arena *a, const struct node *n, struct change *c)
{
    const char *status = n->seen ? drift_status(a, n) : NULL;

    if (n->state == STATE_STOPPING)
        set(c, CHANGE_DRAIN, "it was being drained: this goes on");
    else if (n->state == STATE_STARTED || (n->state == STATE_FAILED && !status))
        set(c, CHANGE_DRAIN, "its services stop, its machine runs on");
    else
        set(c, CHANGE_KEEP,
            status ? arena_printf(a, "it is drained; %s", status) : "it is drained");
}

// One that failed may be well when it comes back. Whoever is not there now comes back by itself.
static bool
is_restarted(const struct desired *d, const struct diff_args *args)
{
    const struct node *n = d->node;

    if (n->demand == DEMAND_RESTART && (args->continues || n->state == STATE_STOPPING))
        return true;
    return is_among(args->restarts, n) && n->secured && n->seen &&
           n->seen->status == MACHINE_RUNNING &&
           (n->state == STATE_STARTED || n->state == STATE_FAILED);
}

static void
decide_restart(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    const struct plan_update by_hand = { .serial = args->serial };

    set(c, CHANGE_RESTART,
        d->node->state == STATE_STOPPING
            ? "it was being restarted: this goes on"
            : arena_printf(a, "its services stop, it is shut down and boots, %s at a time",
                  few(a, args->serial ? &by_hand : &d->np->update)));
    c->boots = true;
}

// One that was ready, and serves no more; or whose stop or drain is not to be gone on with.
static bool
is_started_again(const struct node *n, const struct diff_args *args)
{
    return n->secured && (n->state == STATE_STOPPED || n->state == STATE_DRAINED ||
                             (n->state == STATE_STOPPING && is_among(args->starts, n)));
}

static void
decide_start(struct arena *a, const struct node *n, struct change *c)
{
    set(c, CHANGE_BOOT, arena_printf(a, "it is %s", state_name(n->state)));
    c->boots = true;
}

static const char *
update_reason(struct arena *a, const struct change *c)
{
    const char *const parts[] = { c->put_tags ? "its tags change" : NULL,
        c->put_label ? "its label is put back" : NULL, care_reason(a, c),
        c->readdressed ? "its addresses change" : NULL };
    const char *reason = NULL;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i])
            reason = reason ? arena_printf(a, "%s, %s", reason, parts[i]) : parts[i];
    return reason;
}

static void
decide(struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    const struct node *n = d->node;
    const char *forced = forced_by(a, c);

    if (n->lost)
        set(c, CHANGE_REPLACE, arena_printf(a, "Linode %s is gone", n->cloud_id));
    else if (!n->cloud_id)
        set(c, CHANGE_FINISH, "its machine was not confirmed");
    else if (args->remake && map_has(args->remake, n->uuid))
        set(c, CHANGE_REPLACE, "it is to get another machine");
    else if (decide_strange(a, d, args->mends, c))
        return;
    else if (n->off && n->booted)
        decide_off(a, d, args, c);
    else if (n->drained)
        decide_drained(a, n, c);
    else if (is_restarted(d, args))
        decide_restart(a, d, args, c);
    else if (is_started_again(n, args))
        decide_start(a, n, c);
    else if (forced)
        set(c, CHANGE_REPLACE, forced);
    else if (c->rebuilds)
        decide_rebuild(a, d, c);
    else if (c->resizes)
        decide_resize(a, d, c);
    else if (!is_finished(d))
        decide_unfinished(a, d, c);
    else if (!n->off && n->seen && n->seen->status != MACHINE_RUNNING)
        decide_power(
            a, d, args->mends || is_among(args->starts, n) || is_among(args->restarts, n), c);
    else if (c->put_tags || c->put_label || c->settles || c->readdressed)
        set(c, CHANGE_UPDATE, update_reason(a, c));
    else if (n->seen && !c->reason)
        c->reason = drift_note(a, n, d->np->type->id);
}

// Whose it is, is told with whatever else is done to it.
static void
tell_lost_tags(struct arena *a, const struct node *n, struct change *c)
{
    const char *lost = n->seen && !n->login ? drift_lost_tags(a, n) : NULL, *text;

    if (!lost || c->kind == CHANGE_REPLACE)
        return;
    text = arena_printf(
        a, "Linode %s is there but lost our tags %s: they are put back", n->cloud_id, lost);
    c->reason =
        c->reason && c->kind != CHANGE_UPDATE ? arena_printf(a, "%s; %s", c->reason, text) : text;
}

static struct change
change_of(struct arena *a, const struct desired *d, const struct diff_args *args)
{
    struct change c = { .kind = CHANGE_KEEP,
        .node = d->node,
        .np = d->np,
        .rp = d->rp,
        .tags = d->tags,
        .display_group = d->display_group,
        .rdns = d->rdns,
        .reserved = d->reserved };

    if (d->is_new) {
        c.kind = CHANGE_CREATE;
        return c;
    }
    node_compare(a, d, args, &c);
    decide(a, d, args, &c);
    rebuild_deny(args, &c);
    tell_lost_tags(a, d->node, &c);
    return c;
}

static const char *
group_key(struct arena *a, const struct node *n)
{
    return arena_printf(a, "%s/%s", n->region, n->group);
}

static struct change
deletion(struct arena *a, struct node *n, const struct map *groups)
{
    const char *reason = n->state == STATE_DESTROYING       ? "it is to leave"
                         : map_has(groups, group_key(a, n)) ? "its group shrinks"
                                                            : "the plan no longer has it";

    return (struct change){ .kind = CHANGE_DELETE, .node = n, .reason = reason };
}

int
plan_diff(struct arena *a, const struct diff_args *args, struct change **ret, size_t *n,
    struct lct_err *err)
{
    _own_(map) struct map wanted = { 0 }, groups = { 0 };
    VEC(struct change) out = { 0 };

    (void)err;
    for (size_t i = 0; i < args->n_desired; i++) {
        const struct desired *d = &args->desired[i];
        map_put(&wanted, d->node->uuid, d->node);
        map_put(&groups, group_key(a, d->node), d->node);
        vec_push(&out, change_of(a, d, args));
    }
    for (size_t i = 0; i < args->n_existing; i++)
        if (!map_has(&wanted, args->existing[i]->uuid))
            vec_push(&out, deletion(a, args->existing[i], &groups));
    *ret = arena_array(a, out.n, sizeof **ret);
    if (out.n)
        memcpy(*ret, out.items, out.n * sizeof **ret);
    *n = out.n;
    vec_done(&out);
    return LCT_OK;
}
