// SPDX-License-Identifier: MIT
// Taking machines in that carry our tags and that the inventory forgot: the tags tell cluster and
// node, the labels tell names, and each node proves itself before its host key is trusted.
#include <stdio.h>
#include <string.h>

#include "app/operation/adopt.h"
#include "app/operation/after.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "app/run/run.h"
#include "app/run/strays.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/kinds.h"

#define PATIENCE_MS 10000 // with one that does not let itself be verified

// ---- which cluster

// Clusters at the account that begin so and are none of the inventory's: how many, and which.
static const char *
unknown_clusters(struct arena *a, const struct strays *all, const char *begin,
    const struct map *living, size_t *n)
{
    const char *text = "", *last = "";

    *n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const char *uuid = all->items[i].cluster;
        if (!*uuid || str_eq(uuid, last) || !str_starts(uuid, begin) || map_has(living, uuid))
            continue;
        text = arena_printf(a, "%s%s%s", text, *n ? ", " : "", uuid);
        last = uuid;
        ++*n;
    }
    return text;
}

static int
living_clusters(struct run *r, struct map *ret, struct lct_err *err)
{
    size_t n;
    struct cluster **list = kept_clusters(r->t, r->arena, &n, err);

    if (!list)
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(ret, list[i]->uuid, list[i]);
    return LCT_OK;
}

// The one that is meant: by the UUID given, or the only one there is.
static int
find_uuid(struct adopting *x, const struct strays *all, struct lct_err *err)
{
    const char *begin = x->args->uuid ? x->args->uuid : "", *text;
    _own_(map) struct map living = { 0 };
    size_t n;

    if (living_clusters(x->run, &living, err) < 0)
        return err->code;
    text = unknown_clusters(x->run->arena, all, begin, &living, &n);
    if (n == 1)
        snprintf(x->run->cluster->uuid, UUID_TEXT, "%s", text);
    if (n == 1)
        return LCT_OK;
    if (n)
        lct_fail(err, LCT_EUSAGE, "the account has machines of several clusters: %s", text);
    else
        lct_fail(err, LCT_ENOTFOUND,
            "nothing at the account carries the tag of such a cluster and is not in the inventory");
    if (n)
        return lct_hint(
            err, "say which one: %s", ADVICE(CLUSTER_ADOPT, x->run->cluster->name, "UUID"));
    return lct_hint(err, "%s shows what there is", ADVICE(ACCOUNT_AUDIT));
}

static int
no_other_uuid(const struct adopting *x, struct lct_err *err)
{
    const struct cluster *c = x->run->cluster;

    if (!x->args->uuid || str_starts(c->uuid, x->args->uuid))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "there is a cluster %s already, with the UUID %s", c->name, c->uuid);
    return lct_hint(err, "choose another name for the one to be taken in");
}

// The cluster of that name, or a new one for machines that none of the inventory has.
static int
find_cluster(struct adopting *x, const char *name, const struct strays *all, struct lct_err *err)
{
    struct run *r = x->run;
    int code = cluster_need(r->t, r->arena, name, &r->cluster, err);

    x->is_new = code == LCT_ENOTFOUND;
    if (code == LCT_OK)
        return no_other_uuid(x, err);
    if (!x->is_new)
        return code;
    *err = (struct lct_err){ 0 };
    if (cluster_name_check(name, err) < 0)
        return err->code;
    r->cluster = cluster_new(r->t, r->arena, name, NULL);
    r->cluster->state = STATE_STARTED;
    return find_uuid(x, all, err);
}

// ---- which machines

static struct node *
node_new(struct adopting *x, const struct stray *s)
{
    const struct machine *m = s->machine;
    struct node *n = ARENA_NEW(x->run->arena, struct node);

    *n = (struct node){ .generation = s->generation,
        .group = "adopted",
        .region = m->region,
        .type = m->type,
        .image = m->image ? m->image : "",
        .name = m->label,
        .label = m->label,
        .tags = arena_array(x->run->arena, 1, sizeof *n->tags),
        .state = STATE_FAILED,
        .error = "not verified",
        .cloud_id = m->id,
        .booted = true,
        .public_ipv4 = m->public_ipv4,
        .private_ipv4 = m->private_ipv4,
        .ipv6 = m->ipv6,
        .created_ms = loop_wall_ms(x->run->t->loop) };
    memcpy(n->uuid, s->node, sizeof n->uuid);
    memcpy(n->cluster, x->run->cluster->uuid, sizeof n->cluster);
    return n;
}

// Of several generations of a node the newest is it.
static void
note_newest(struct map *newest, struct stray *s)
{
    const struct stray *other = map_get(newest, s->node);

    if (*s->node && (!other || other->generation < s->generation))
        map_put(newest, s->node, s);
}

// A node of the inventory has a machine of its own: what else carries its tag is not taken.
static void
sort_out(struct adopting *x, const struct strays *all)
{
    _own_(map) struct map newest = { 0 }, known = { 0 };
    struct arena *a = x->run->arena;

    x->nodes = arena_array(a, all->n + x->n_known, sizeof *x->nodes);
    x->left = arena_array(a, all->n, sizeof *x->left);
    for (size_t i = 0; i < x->n_known; i++)
        map_put(&known, x->known[i]->uuid, x->known[i]);
    for (size_t i = 0; i < all->n; i++)
        note_newest(&newest, &all->items[i]);
    for (size_t i = 0; i < all->n; i++) {
        const struct stray *s = &all->items[i];
        if (!str_eq(s->cluster, x->run->cluster->uuid))
            continue;
        if (map_get(&newest, s->node) == s && !map_has(&known, s->node))
            x->nodes[x->n_nodes++] = node_new(x, s);
        else
            x->left[x->n_left++] = s->machine;
    }
    x->n_strays = x->n_nodes;
    for (size_t i = 0; i < x->n_known; i++) // taken in before, and not verified then
        if (x->known[i]->cloud_id && x->known[i]->booted && str_empty(x->known[i]->host_key))
            x->nodes[x->n_nodes++] = x->known[i];
}

static int
nothing(const struct adopting *x, struct lct_err *err)
{
    const struct cluster *c = x->run->cluster;

    if (x->n_left)
        return lct_fail(err, LCT_ENOTFOUND,
            "no machine of cluster %s can be taken in: %zu carry its tag, but no node's of their "
            "own",
            c->name, x->n_left);
    return lct_fail(err, LCT_ENOTFOUND,
        "the account has no machine of cluster %s that the inventory lacks", c->name);
}

// ---- the beginning of both

// One that proves itself is what we made of it, however often it was rebuilt until now.
static void
take_seen(struct node *n, const struct observed *o)
{
    n->seen = observed_of(o, n);
    if (n->seen)
        n->rebuilt = o->rebuilds_unknown ? -1 : n->seen->rebuilt;
}

static int
look(struct adopting *x, const char *name, struct lct_err *err)
{
    if (x->args->plan && lct_plan_ready(x->args->plan, err) < 0)
        return err->code;
    const struct observe_args everything = { .rebuilds = true };
    struct run *r = x->run;
    struct lct *t = r->t;
    struct strays all;

    if (observe(t, r->cloud, r->arena, &everything, &r->seen, err) < 0 ||
        strays_of_account(t, r->arena, &r->seen, &all, err) < 0 ||
        find_cluster(x, name, &all, err) < 0)
        return err->code;
    if (!x->is_new && !(x->known = kept_nodes(t, r->arena, r->cluster->uuid, &x->n_known, err)))
        return err->code;
    if (!x->is_new && !x->args->plan)
        plan_of_cluster(t, r->cluster, &r->plan, ERR_IGNORED);
    sort_out(x, &all);
    for (size_t i = 0; i < x->n_nodes; i++)
        take_seen(x->nodes[i], &r->seen);
    if (!x->n_nodes)
        return nothing(x, err);
    if (!x->is_new && kept_counters(t, r->arena, r->cluster->uuid, &x->next, err) < 0)
        return err->code;
    adopt_names(x);
    return LCT_OK;
}

static struct lct_answer *
answer_of(const struct adopting *x)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *nodes, *left;

    doc_put_string(a, answer->root, "cluster", x->run->cluster->name);
    doc_put_string(a, answer->root, "uuid", x->run->cluster->uuid);
    doc_put_bool(a, answer->root, "known", !x->is_new);
    nodes = doc_put(a, answer->root, "nodes", doc_list(a));
    for (size_t i = 0; i < x->n_nodes; i++)
        doc_add(a, nodes, node_doc(a, x->nodes[i], x->run->cluster));
    left = doc_put(a, answer->root, "left", doc_list(a));
    for (size_t i = 0; i < x->n_left; i++)
        doc_add(a, left, machine_doc(a, x->left[i]));
    return answer;
}

int
lct_cluster_adopt_preview(struct lct *t, const char *name, const struct lct_adopt_args *args,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && args && ret);
    struct run r;
    struct adopting x = { .run = &r, .args = args };
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = cloud_open(t, CLOUD_READ, &r.cloud, err);
    if (code == LCT_OK)
        code = look(&x, name, err);
    if (code == LCT_OK)
        *ret = answer_of(&x);
    map_done(&x.next);
    run_done(&r);
    return code;
}

// ---- taking them in

// Where the cluster's secrets are lost, too, new ones are made for machines to come: of those that
// there are, none can be logged in to.
static int
open_keys(struct adopting *x, struct lct_err *err)
{
    struct run *r = x->run;
    int code = keys_open(r->t, r->arena, r->cluster, false, &r->keys, err);

    x->keys_lost = code == LCT_ENOTFOUND;
    if (!x->keys_lost)
        return code;
    *err = (struct lct_err){ 0 };
    return keys_open(r->t, r->arena, r->cluster, true, &r->keys, err);
}

static const char *
why_not(const struct adopting *x, const struct node *n)
{
    if (x->keys_lost)
        return "the keys of its cluster are lost: it cannot be logged in to, only deleted or "
               "replaced";
    if (n->seen && n->seen->status != MACHINE_RUNNING)
        return "not verified, its machine does not run: boot it, then cluster adopt again";
    return NULL;
}

static int
prepare(struct adopting *x, struct member *m, struct node *n, struct lct_err *err)
{
    struct run *r = x->run;
    const char *why = why_not(x, n);

    m->node = n;
    if (why)
        n->error = why;
    else if (keys_host(&r->keys, r->arena, n, &m->host_key, &m->host_public, err) < 0)
        return err->code;
    member_save(m);
    return LCT_OK;
}

static int
build(struct adopting *x, struct lct_err *err)
{
    struct run *r = x->run;
    struct member *members = run_members(r, x->n_nodes);

    for (size_t i = 0; i < x->n_nodes; i++)
        if (prepare(x, &members[i], x->nodes[i], err) < 0)
            return err->code;
    world_init(&r->world);
    r->graph = graph_new(r->t->loop, &r->world);
    for (size_t i = 0; i < x->n_nodes; i++) {
        struct step *s = why_not(x, x->nodes[i]) ? NULL
                                                 : graph_add(r->graph, &node_verify,
                                                       x->nodes[i]->label, NULL, "", &members[i]);
        if (s)
            step_patience(s, PATIENCE_MS);
    }
    return LCT_OK;
}

static const char *
left_hint(const struct adopting *x)
{
    struct arena *a = x->run->arena;
    const char *name = x->run->cluster->name;

    if (x->keys_lost)
        return arena_printf(
            a, "they can be deleted, or made anew: %s", ADVICE(CLUSTER_REPLACE, name));
    return arena_printf(a, "%s again when they run; or %s", ADVICE(CLUSTER_ADOPT, name),
        ADVICE(CLUSTER_REPLACE, name));
}

static const char *
summarise(const struct adopting *x)
{
    size_t verified = 0;

    for (size_t i = 0; i < x->n_nodes; i++)
        verified += !str_empty(x->nodes[i]->host_key);
    x->run->left = x->n_nodes - verified;
    x->run->left_hint = left_hint(x);
    return arena_printf(x->run->arena, "%zu %s taken in, %zu verified", x->n_nodes,
        x->n_nodes == 1 ? "node is" : "nodes are", verified);
}

static int
adopt(struct adopting *x, const char *name, struct lct_err *err)
{
    struct run *r = x->run;
    if (run_connect(r, err) < 0 || look(x, name, err) < 0)
        return err->code;
    if (x->args->plan && !r->cluster->plan_text)
        plan_keep(r->arena, r->cluster, x->args->plan, ledger_batch(r->ledger));
    if (x->is_new && run_found(r, err) < 0)
        return err->code;
    adopt_counts(x);
    if (run_lease(r, err) < 0 || open_keys(x, err) < 0 || build(x, err) < 0 ||
        adopt_counters(x, err) < 0 || run_record(r, "adopt", NULL, err) < 0 ||
        run_graph(r, err) < 0)
        return err->code;
    adopt_hooks(x);
    return run_conclude(r, r->cluster->state, summarise(x), err);
}

int
lct_cluster_adopt(struct lct *t, const char *name, const struct lct_adopt_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && args && ret);
    struct run r;
    struct adopting x = { .run = &r, .args = args };
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        adopt(&x, name, err);
    code = after_tell_of(&r, err);
    if (r.record.id)
        *ret = run_answer(&r);
    map_done(&x.next);
    run_done(&r);
    return code;
}
