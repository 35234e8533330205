// SPDX-License-Identifier: MIT
// Comparing the inventory with the cloud and the nodes: what carries our tag and is nobody's, what
// we had and is gone, what another hand changed or opened. Only looks.
#include <string.h>

#include "app/audit/audit.h"
#include "app/converge/want.h"
#include "app/query/inventory.h"
#include "app/query/neighbours.h"
#include "app/run/strays.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "plan/want/drift.h"

static void
put_orphans(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "orphans", doc_list(a));
    struct strays strays;

    strays_find(r->arena, &r->seen, r->cluster->uuid, nodes, n, &strays);
    for (size_t i = 0; i < strays.n; i++)
        doc_add(a, list, machine_doc(a, strays.items[i].machine));
}

static void
put_lost(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "lost", doc_list(a));

    for (size_t i = 0; i < n; i++)
        if (nodes[i]->cloud_id && !nodes[i]->seen)
            doc_add(a, list, node_doc(a, nodes[i], r->cluster));
}

// ---- what another hand changed

void
audit_node(struct findings *f, const struct node *n, const char *what, const char *message,
    const char *hint)
{
    struct doc *d = doc_add(f->arena, f->list, doc_map(f->arena));

    doc_put_string(f->arena, d, "node", n->name);
    doc_put_string(f->arena, d, "label", n->label);
    doc_put_string(f->arena, d, "id", n->cloud_id);
    doc_put_string(f->arena, d, "what", what);
    doc_put_string(f->arena, d, "message", message);
    doc_put_string(f->arena, d, "hint", hint);
}

// Those of the plan that its machine has no more: "front, shop".
static const char *
missing_tags(struct arena *a, const struct node *n)
{
    _own_(buf) struct buf text = { 0 };

    for (const char *const *tag = n->tags; tag && *tag; tag++)
        if (!machine_tagged(n->seen, *tag))
            buf_addf(&text, "%s%s", text.len ? ", " : "", *tag);
    return arena_strdup(a, buf_str(&text));
}

static void
look_at_tags(struct findings *f, const struct node *n)
{
    const char *hint =
                   arena_printf(f->arena, "%s puts them back", ADVICE(CLUSTER_APPLY, f->cluster)),
               *lost = drift_lost_tags(f->arena, n), *missing = missing_tags(f->arena, n),
               *id = n->cloud_id;

    if (lost)
        audit_node(f, n, "tags",
            arena_printf(f->arena, "Linode %s is there but lost our tags %s", id, lost), hint);
    else if (*missing)
        audit_node(f, n, "tags",
            arena_printf(f->arena, "Linode %s lost tags of the plan: %s", id, missing), hint);
    if (drift_renamed(n))
        audit_node(f, n, "label",
            arena_printf(f->arena, "Linode %s has the label %s now", id, n->seen->label),
            "apply puts the label back, or tells why it cannot");
}

static void
look_at_power(struct findings *f, const struct node *n)
{
    const char *status = node_is_up(n) ? drift_status(f->arena, n) : NULL;

    if (n->state == STATE_STOPPED && n->off && n->seen->status == MACHINE_RUNNING)
        audit_node(f, n, "on",
            arena_printf(f->arena, "Linode %s runs, though it was stopped", n->cloud_id),
            arena_printf(f->arena, "%s or %s", ADVICE(CLUSTER_START, f->cluster),
                ADVICE(CLUSTER_STOP, f->cluster)));
    if (!status)
        return;
    if (n->seen->status == MACHINE_OFFLINE)
        audit_node(f, n, "off", status,
            arena_printf(f->arena, "%s boots it",
                n->state == STATE_DRAINED ? ADVICE(CLUSTER_START, f->cluster)
                                          : ADVICE(CLUSTER_APPLY, f->cluster)));
    else if (n->seen->status == MACHINE_SUSPENDED)
        audit_node(f, n, "suspended", status, "settle the account's bill");
    else
        audit_node(f, n, "busy", status, "that passes by itself");
}

static void
look_at_machine(struct findings *f, const struct node *n)
{
    const char *note = drift_note(f->arena, n, n->type);

    if (drift_rebuilt(n))
        audit_node(f, n, "rebuilt",
            arena_printf(f->arena, "Linode %s was rebuilt by another hand: it is not what we made",
                n->cloud_id),
            arena_printf(
                f->arena, "%s makes it anew", ADVICE(CLUSTER_REPLACE, f->cluster, n->name)));
    if (note)
        audit_node(f, n, "machine", note,
            arena_printf(f->arena, "it is left so; put its type into the plan, or make it anew: %s",
                ADVICE(CLUSTER_REPLACE, f->cluster, n->name)));
}

static void
look_at_shares(struct findings *f, const struct node *n)
{
    const char *const *left = node_shared(f->arena, n);

    for (const char *const *one = n->shared; one && *one; one++)
        if (!texts_have(left, *one))
            audit_node(f, n, "shared",
                arena_printf(f->arena, "%s is shared with Linode %s no more", *one, n->cloud_id),
                arena_printf(f->arena, "%s shares it again", ADVICE(CLUSTER_APPLY, f->cluster)));
}

// As the node plan has it; NULL: nobody knows.
static void
look_at_care(struct findings *f, const struct node *n, const struct node_plan *np)
{
    const struct machine *m = n->seen;
    const char *hint = arena_printf(f->arena, "%s puts it back", ADVICE(CLUSTER_APPLY, f->cluster));

    for (const char *const *one = n->extra_ipv4; one && *one; one++)
        if (!texts_have(m->more_ipv4, *one))
            audit_node(f, n, "address",
                arena_printf(f->arena, "Linode %s lost its address %s", m->id, *one),
                arena_printf(
                    f->arena, "%s gives it another one", ADVICE(CLUSTER_APPLY, f->cluster)));
    look_at_shares(f, n);
    if (n->lock && !texts_have(m->locks, n->lock))
        audit_node(f, n, "lock",
            arena_printf(f->arena, "Linode %s lost its lock %s", m->id, n->lock), hint);
    if (np && np->watchdog == m->unwatched)
        audit_node(f, n, "watchdog",
            arena_printf(
                f->arena, "the watchdog of Linode %s is %s", m->id, m->unwatched ? "off" : "on"),
            hint);
    if (np && np->backups.given && np->backups.wanted != m->backups)
        audit_node(f, n, "backups",
            arena_printf(f->arena, "Linode %s has %s", m->id,
                m->backups ? "backups, which its plan says no to" : "no backups"),
            m->backups ? arena_printf(f->arena, "they are kept; %s deletes them when asked to",
                             ADVICE(CLUSTER_APPLY, f->cluster))
                       : hint);
    if (np && np->maintenance && m->maintenance && !str_eq(np->maintenance, m->maintenance))
        audit_node(f, n, "maintenance",
            arena_printf(f->arena, "Linode %s has the maintenance policy %s, not %s", m->id,
                m->maintenance, np->maintenance),
            hint);
}

static int
put_changed(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n,
    struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct findings f = { a, doc_put(a, answer->root, "changed", doc_list(a)), r->cluster->name };
    const struct plan *plan = want_kept_plan(r); // NULL: it is read no more, and says nothing

    for (size_t i = 0; i < n; i++) {
        if (!nodes[i]->seen || nodes[i]->login) // what is not ours yet is as it is
            continue;
        look_at_tags(&f, nodes[i]);
        look_at_power(&f, nodes[i]);
        look_at_machine(&f, nodes[i]);
        look_at_care(
            &f, nodes[i], plan ? plan_node_plan(plan, nodes[i]->region, nodes[i]->group) : NULL);
    }
    doc_put_bool(a, answer->root, "rebuilds_known", !r->seen.rebuilds_unknown);
    return audit_disks(r, nodes, n, &f, err);
}

// Not made, or not made to its end.
static void
put_unfinished(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "unfinished", doc_list(a));

    for (size_t i = 0; i < n; i++) {
        enum state s = nodes[i]->state;
        if (nodes[i]->login || (!node_is_up(nodes[i]) && s != STATE_STOPPED && s != STATE_CREATED))
            doc_add(a, list, node_doc(a, nodes[i], r->cluster));
    }
}

// Of whom an answer can be expected. Those that are not started are told as unfinished.
static int
put_firewalls(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n,
    struct lct_err *err)
{
    _own_(map) struct map running = { 0 };

    for (size_t i = 0; i < n; i++)
        if (nodes[i]->seen && nodes[i]->seen->status == MACHINE_RUNNING && node_is_up(nodes[i]))
            map_put(&running, nodes[i]->uuid, nodes[i]);
    return audit_firewalls(r->t, r->cluster->uuid, &running, answer, err);
}

static int
compare(struct run *r, struct node *const *nodes, size_t n, struct lct_answer *answer,
    struct lct_err *err)
{
    static const char *const findings[] = { "orphans", "lost", "unfinished", "changed", "resources",
        "firewalls", "unseen" };
    struct arena *a = answer->arena;
    bool agree;

    if (neighbours_heard(r->t, r->arena, r->cluster, &agree, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++)
        nodes[i]->seen = observed_of(&r->seen, nodes[i]);
    doc_put(a, answer->root, "cluster", cluster_doc(a, r->cluster, nodes, n));
    doc_put_bool(a, answer->root, "behind", !agree);
    put_orphans(r, answer, nodes, n);
    put_lost(r, answer, nodes, n);
    put_unfinished(r, answer, nodes, n);
    if (put_changed(r, answer, nodes, n, err) < 0 || audit_things(r, nodes, n, answer, err) < 0 ||
        put_firewalls(r, answer, nodes, n, err) < 0)
        return err->code;
    for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++)
        agree &= !doc_count(doc_get(answer->root, findings[i]));
    doc_put_bool(a, answer->root, "agree", agree);
    return LCT_OK;
}

static int
audit(struct run *r, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    struct lct *t = r->t;
    struct node **nodes;
    size_t n;

    if (cluster_need(t, r->arena, name, &r->cluster, err) < 0 ||
        cloud_open(t, CLOUD_READ, &r->cloud, err) < 0 || run_observe(r, err) < 0 ||
        !(nodes = kept_nodes(t, r->arena, r->cluster->uuid, &n, err)))
        return err->code;
    *ret = answer_new();
    if (compare(r, nodes, n, *ret, err) == LCT_OK)
        return LCT_OK;
    lct_answer_free(*ret);
    *ret = NULL;
    return err->code;
}

int
lct_cluster_audit(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = audit(&r, name, ret, err);
    run_done(&r);
    return code;
}

// ---- the account as a whole

static struct doc *
group_doc(struct arena *a, const struct cluster *known, const char *uuid)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "uuid", *uuid ? uuid : NULL);
    doc_put_string(a, d, "name", known ? known->name : NULL);
    return d;
}

static void
put_groups(struct lct_answer *answer, const struct strays *s, const struct map *clusters)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "clusters", doc_list(a)), *machines = NULL;

    for (size_t i = 0; i < s->n; i++) {
        const struct stray *one = &s->items[i];
        if (!i || !str_eq(one->cluster, s->items[i - 1].cluster)) {
            struct doc *group =
                doc_add(a, list, group_doc(a, map_get(clusters, one->cluster), one->cluster));
            machines = doc_put(a, group, "machines", doc_list(a));
        }
        struct doc *d = doc_add(a, machines, machine_doc(a, one->machine));
        doc_put_string(a, d, "node", one->node[0] ? one->node : NULL);
    }
}

static int
audit_account(struct run *r, struct lct_answer **ret, struct lct_err *err)
{
    const struct observe_args all = { 0 };
    _own_(map) struct map by_uuid = { 0 };
    struct cluster **clusters;
    struct strays strays;
    size_t n;

    if (cloud_open(r->t, CLOUD_READ, &r->cloud, err) < 0 ||
        observe(r->t, r->cloud, r->arena, &all, &r->seen, err) < 0 ||
        strays_of_account(r->t, r->arena, &r->seen, &strays, err) < 0 ||
        !(clusters = kept_clusters(r->t, r->arena, &n, err)))
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(&by_uuid, clusters[i]->uuid, clusters[i]);
    *ret = answer_new();
    put_groups(*ret, &strays, &by_uuid);
    if (audit_stray_volumes(r, *ret, &n, err) == LCT_OK) {
        doc_put_bool((*ret)->arena, (*ret)->root, "agree", !strays.n && !n);
        return LCT_OK;
    }
    lct_answer_free(*ret);
    *ret = NULL;
    return err->code;
}

int
lct_account_audit(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = audit_account(&r, ret, err);
    run_done(&r);
    return code;
}
