// SPDX-License-Identifier: MIT
// Opening and closing a runner: which nodes, as whom, by which key.
#include <stdlib.h>

#include "app/fanout/runner.h"
#include "app/fanout/selector.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

#define FANOUT_MAX 10000

static int
fail_none(const struct lct_runner *r, struct lct_err *err)
{
    if (r->n_skipped)
        lct_fail(err, LCT_EWAIT, "none of the nodes chosen is started: %s is %s",
            r->skipped[0]->name, state_name(r->skipped[0]->state));
    else
        lct_fail(err, LCT_EWAIT, "cluster %s has no nodes", r->cluster->name);
    return lct_hint(err, "%s tells how far they are", ADVICE(CLUSTER_SHOW, r->cluster->name));
}

// A name that two nodes share does not tell them apart; their labels do.
static void
count_names(struct map *names, struct node *const *nodes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        map_put(names, nodes[i]->name, map_has(names, nodes[i]->name) ? nodes[i] : NULL);
}

static void
add_target(struct lct_runner *r, const struct node *n, bool shared)
{
    r->targets[r->n++] =
        (struct target){ .runner = r, .node = n, .name = shared ? n->label : n->name };
}

static int
choose_nodes(struct lct_runner *r, const char *on, struct lct_err *err)
{
    struct lct *t = r->t;
    _own_(map) struct map names = { 0 };
    struct node **nodes;
    size_t n;

    if (!(nodes = kept_nodes(t, r->arena, r->cluster->uuid, &n, err)))
        return err->code;
    bool *picked = arena_array(r->arena, n, sizeof *picked);
    if (on && selector_pick(r->arena, on, r->cluster, nodes, n, picked, err) < 0)
        return err->code;
    r->targets = arena_array(r->arena, n, sizeof *r->targets);
    r->started = arena_array(r->arena, n, sizeof *r->started);
    r->skipped = arena_array(r->arena, n, sizeof *r->skipped);
    count_names(&names, nodes, n);
    for (size_t i = 0; i < n; i++) {
        bool started = node_is_up(nodes[i]);
        if (started)
            r->started[r->n_started++] = nodes[i];
        if (on && !picked[i])
            continue;
        if (started)
            add_target(r, nodes[i], map_get(&names, nodes[i]->name));
        else
            r->skipped[r->n_skipped++] = nodes[i];
    }
    return r->n ? LCT_OK : fail_none(r, err);
}

static int
check_args(const struct lct_runner_args *args, struct lct_err *err)
{
    if (args->fanout > FANOUT_MAX)
        return lct_fail(err, LCT_EUSAGE, "at most %d nodes at a time", FANOUT_MAX);
    if (args->user && (!*args->user || *args->user == '-' || strpbrk(args->user, "@:/ \t\r\n")))
        return lct_fail(err, LCT_EUSAGE, "'%s' is no user's name", args->user);
    return LCT_OK;
}

static int
runner_setup(struct lct_runner *r, const char *cluster, const struct lct_runner_args *args,
    struct lct_err *err)
{
    struct lct *t = r->t;

    r->fanout = args->fanout;
    r->user = arena_strdup(r->arena, args->user ? args->user : "admin");
    if (check_args(args, err) < 0 || cluster_need(t, r->arena, cluster, &r->cluster, err) < 0 ||
        choose_nodes(r, args->on, err) < 0 ||
        keys_open(t, r->arena, r->cluster, false, &r->keys, err) < 0)
        return err->code;
    return shell_open_wide(t, r->fanout, &r->shell, err);
}

int
lct_runner_open(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    struct lct_runner **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    static const struct lct_runner_args usual = { 0 };
    struct lct_runner *r = NEW(struct lct_runner);

    r->t = t;
    r->arena = arena_new();
    if (runner_setup(r, cluster, args ? args : &usual, err) < 0) {
        lct_runner_close(r);
        return err->code;
    }
    *ret = r;
    return LCT_OK;
}

void
lct_runner_close(struct lct_runner *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++)
        if (r->targets[i].session)
            r->shell->ops->close_session(r->targets[i].session);
    if (r->shell)
        r->shell->ops->close(r->shell);
    keys_done(&r->keys);
    arena_free(r->arena);
    free(r);
}

int
lct_runner_nodes(const struct lct_runner *r, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, r && ret);
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *nodes = doc_put(a, answer->root, "nodes", doc_list(a));
    struct doc *skipped = doc_put(a, answer->root, "skipped", doc_list(a));

    for (size_t i = 0; i < r->n; i++) {
        struct doc *d = doc_add(a, nodes, doc_map(a));
        doc_put_string(a, d, "node", r->targets[i].name);
        doc_put_string(a, d, "label", r->targets[i].node->label);
    }
    for (size_t i = 0; i < r->n_skipped; i++) {
        struct doc *d = doc_add(a, skipped, doc_map(a));
        doc_put_string(a, d, "node", r->skipped[i]->name);
        doc_put_string(a, d, "label", r->skipped[i]->label);
        doc_put_string(a, d, "state", state_name(r->skipped[i]->state));
    }
    *ret = answer;
    return LCT_OK;
}
