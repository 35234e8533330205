// SPDX-License-Identifier: MIT
// cluster firewall open, close: a rule that holds for a time. It is written down with the
// operation, so whoever goes on after a death brings it, or takes it off; that it ends is the
// nodes' own doing.
#include <stdio.h>
#include <string.h>

#include "app/converge/converge.h"
#include "app/converge/standing.h"
#include "app/fanout/selector.h"
#include "app/firewall/standing.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "lct/firewall.h"
#include "step/aspect/aspect.h"
#include "step/firewall/firewall.h"
#include "step/kinds.h"
#include "text/json.h"

#define USUAL_MS (60 * 60 * 1000LL)
#define LEAST_MS 10000LL
#define MOST_MS (7 * 24 * USUAL_MS)
#define COUNTER "#opening"

// ---- what is asked

static int
read_time(const struct lct_firewall_open *what, int64_t *ms, struct lct_err *err)
{
    *ms = what->for_ms ? what->for_ms : USUAL_MS;
    if (*ms >= LEAST_MS && *ms <= MOST_MS)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "a rule is opened for 10 seconds at least, for a week at most");
    return lct_hint(err, "what is to stay open is a rule of the plan: %s", ADVICE(PLAN_EXPLAIN));
}

static int
check_peer(const struct run *r, const struct plan_peer *peer, struct lct_err *err)
{
    const char *name = peer->text + strlen(PEER_CLUSTER_WORD);

    if (peer->kind == PEER_CLUSTER && !world_neighbour(&r->world, name)->n)
        return lct_fail(err, LCT_ENOTFOUND, "there are no nodes of a cluster %s", name);
    if (peer->kind != PEER_SELECTOR || world_select(&r->world, peer->text))
        return LCT_OK;
    lct_fail(err, LCT_ENOTFOUND, "no nodes of cluster %s have the name or the tag %s",
        r->cluster->name, peer->text);
    return lct_hint(err, "nor is it of networks: of the plan that the cluster keeps");
}

static int
check_rules(const struct run *r, const struct opened *o, struct lct_err *err)
{
    for (size_t i = 0; i < o->n_rules; i++) {
        const struct plan_rule *rule = &o->rules[i];
        if (rule->bound)
            return lct_fail(err, LCT_EUSAGE, "what is opened by hand is bound to no event");
        for (size_t k = 0; k < rule->n_peers; k++)
            if (check_peer(r, &rule->peers[k], err) < 0)
                return err->code;
    }
    return LCT_OK;
}

// UUIDs of those that are chosen; NULL: all.
static int
choose(struct run *r, const char *on, const char *const **ret, struct lct_err *err)
{
    const size_t n = r->world.n_members;
    struct node **nodes = arena_array(r->arena, n, sizeof *nodes);
    bool *picked = arena_array(r->arena, n, sizeof *picked);
    const char **chosen = arena_array(r->arena, n + 1, sizeof *chosen);
    size_t n_chosen = 0;

    *ret = NULL;
    if (!on)
        return LCT_OK;
    for (size_t i = 0; i < n; i++)
        nodes[i] = r->world.members[i].node;
    if (selector_pick(r->arena, on, r->cluster, nodes, n, picked, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (picked[i])
            chosen[n_chosen++] = nodes[i]->uuid;
    *ret = chosen;
    return LCT_OK;
}

// ---- what is written down

// The same rule on the same nodes is prolonged.
static const struct rule_opening *
find_same(const struct run *r, const char *rule, const char *const *nodes)
{
    for (size_t i = 0; i < r->world.n_opened; i++) {
        const struct rule_opening *o = r->world.opened[i].kept;
        if (str_eq(o->rule, rule) && texts_same(o->nodes, nodes))
            return o;
    }
    return NULL;
}

static int
draw_number(struct run *r, int64_t *number, struct lct_err *err)
{
    _own_(map) struct map counters = { 0 };

    if (kept_counters(r->t, r->arena, r->cluster->uuid, &counters, err) < 0)
        return err->code;
    *number = counted_next(&counters, COUNTER);
    batch_draw(ledger_batch(r->ledger), r->cluster->uuid, COUNTER, *number, 1);
    return LCT_OK;
}

// Takes the place of the one before, or comes last.
static void
add_opened(struct run *r, const struct opened *o)
{
    struct opened *all = arena_array(r->arena, r->world.n_opened + 1, sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < r->world.n_opened; i++)
        if (r->world.opened[i].kept->number != o->kept->number)
            all[n++] = r->world.opened[i];
    all[n++] = *o;
    r->world.opened = all;
    r->world.n_opened = n;
}

static int
write_down(struct run *r, const struct lct_firewall_open *what, struct rule_opening *o,
    struct lct_err *err)
{
    const int64_t now = loop_wall_ms(r->t->loop) / 1000 * 1000;
    const struct rule_opening *same;
    struct opened opened;
    int64_t ms;

    *o = (struct rule_opening){ .opened_ms = now };
    snprintf(o->cluster, sizeof o->cluster, "%s", r->cluster->uuid);
    o->rule = str_starts(what->rule, "allow ") ? arena_strdup(r->arena, what->rule)
                                               : arena_printf(r->arena, "allow %s", what->rule);
    if (read_time(what, &ms, err) < 0 || choose(r, what->on, &o->nodes, err) < 0)
        return err->code;
    o->until_ms = now + ms / 1000 * 1000;
    same = find_same(r, o->rule, o->nodes);
    if (same)
        o->number = same->number;
    if (opening_read(r, o, &opened, err) < 0 || (!same && draw_number(r, &o->number, err) < 0))
        return err->code;
    ledger_put(r->ledger, RECORD_OPENING, o);
    add_opened(r, &opened);
    return run_neighbours(r, err) < 0 ? err->code : check_rules(r, &opened, err);
}

// ---- what is done

static int
add_outer(struct run *r, struct holding *h, struct lct_err *err)
{
    struct outer outer;

    if (h->resource->noun != NOUN_FIREWALL || !h->member)
        return LCT_OK;
    if (firewall_outer(h, &outer, err) < 0)
        return err->code;
    if (firewall_differs(h, cloud_rules_digest(r->arena, &outer.rules)))
        h->ruled = graph_add(r->graph, &firewall_rules, h->resource->label, NULL, "", h);
    return LCT_OK;
}

// One that is not started gets it when it is.
static int
add_node(struct run *r, struct member *m, struct lct_err *err)
{
    struct rendered now;

    if (m->leaving)
        return LCT_OK;
    if (aspect_render(&aspect_firewall, m, &now, err) < 0)
        return err->code;
    if (!aspect_due(&now))
        return LCT_OK;
    if (!node_is_up(m->node)) {
        run_notice(r, m->node->label, "it is %s: it gets this when it is started",
            state_name(m->node->state));
        return LCT_OK;
    }
    struct step *s = graph_add(r->graph, &node_membership, m->node->label, NULL, "", m);
    if (m->firewall)
        step_after(s, m->firewall->ruled);
    return LCT_OK;
}

// Whoever has another firewall than should hold from now on gets that, outside first.
static int
build(struct run *r, struct lct_err *err)
{
    _own_(map) struct map done = { 0 };

    if (converge_facts(r, &done, err) < 0)
        return err->code;
    r->graph = graph_new(r->t->loop, &r->world);
    for (size_t i = 0; i < r->world.n_holdings; i++)
        if (add_outer(r, &r->world.holdings[i], err) < 0)
            return err->code;
    for (size_t i = 0; i < r->world.n_members; i++)
        if (add_node(r, &r->world.members[i], err) < 0)
            return err->code;
    return graph_check(r->graph, err);
}

static int
carry_out(
    struct run *r, const char *kind, const char *args, const char *summary, struct lct_err *err)
{
    if (build(r, err) < 0 || run_record(r, kind, args, err) < 0 || run_graph(r, err) < 0)
        return err->code;
    if (r->counts.done != r->counts.total)
        summary = arena_printf(r->arena, "%s, but %zu of %zu steps failed", summary,
            r->counts.total - r->counts.done, r->counts.total);
    return run_conclude(r, r->cluster->state, summary, err);
}

// ---- open

static const char *
args_of(struct run *r, const struct rule_opening *o)
{
    _own_(buf) struct buf text = { 0 };

    json_print(&text, standing_opening_doc(r->arena, r, o), JSON_COMPACT);
    return arena_strdup(r->arena, buf_str(&text));
}

static int
open_rule(struct run *r, const char *name, const struct lct_firewall_open *what,
    struct rule_opening *o, struct lct_err *err)
{
    if (converge_open(r, name, err) < 0 || standing_set(r, err) < 0 ||
        run_opened(r, true, err) < 0 || write_down(r, what, o, err) < 0)
        return err->code;
    return carry_out(r, "open", args_of(r, o),
        arena_printf(r->arena, "\"%s\" is open until %s, as number %lld", o->rule,
            standing_time(r->arena, o->until_ms), (long long)o->number),
        err);
}

int
lct_firewall_open(struct lct *t, const char *cluster, const struct lct_firewall_open *what,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && what && ret);
    struct rule_opening o;
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK && str_empty(what->rule))
        code = lct_fail(err, LCT_EUSAGE, "it says no rule to open");
    if (code == LCT_OK)
        code = open_rule(&r, cluster, what, &o, err);
    if (r.record.id) {
        *ret = run_answer(&r);
        doc_put((*ret)->arena, (*ret)->root, "opened", standing_opening_doc((*ret)->arena, &r, &o));
    }
    run_done(&r);
    return code;
}

// ---- close

// What ended is closed, too: where it is still open outside of the nodes.
static int
take_out(struct run *r, int64_t number, size_t *closed, struct lct_err *err)
{
    size_t n;
    struct rule_opening **kept = kept_openings(r->t, r->arena, r->cluster->uuid, &n, err);
    struct opened *left = arena_array(r->arena, r->world.n_opened, sizeof *left);
    size_t n_left = 0;

    *closed = 0;
    for (size_t i = 0; kept && i < n; i++)
        if (!number || kept[i]->number == number) {
            batch_remove(ledger_batch(r->ledger), RECORD_OPENING, kept[i]);
            ++*closed;
        }
    for (size_t i = 0; i < r->world.n_opened; i++)
        if (number && r->world.opened[i].kept->number != number)
            left[n_left++] = r->world.opened[i];
    r->world.opened = left;
    r->world.n_opened = n_left;
    if (!kept || *closed)
        return err->code;
    if (number)
        lct_fail(err, LCT_ENOTFOUND, "nothing is open as number %lld", (long long)number);
    else
        lct_fail(err, LCT_ENOTFOUND, "nothing is open for a time");
    return lct_hint(err, "%s shows what is", ADVICE(FIREWALL_SHOW, r->cluster->name));
}

static int
close_rules(struct run *r, const char *name, int64_t number, struct lct_err *err)
{
    size_t closed;

    if (converge_open(r, name, err) < 0 || standing_set(r, err) < 0 ||
        run_opened(r, false, err) < 0 || take_out(r, number, &closed, err) < 0 ||
        run_neighbours(r, err) < 0)
        return err->code;
    return carry_out(r, "close", NULL,
        arena_printf(r->arena, "%zu %s closed", closed, closed == 1 ? "rule is" : "rules are"),
        err);
}

int
lct_firewall_close(struct lct *t, const char *cluster, int64_t number,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK && number < 0)
        code = lct_fail(err, LCT_EUSAGE, "numbers of openings begin with 1");
    if (code == LCT_OK)
        code = close_rules(&r, cluster, number, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}
