// SPDX-License-Identifier: MIT
// The audit's look at the nodes: do they hold the firewall that they were brought? One short
// command on each machine that runs, all side by side.
#include "step/aspect/rules/firewall.h"
#include "app/audit/audit.h"
#include "app/fanout/runner.h"
#include "app/kept.h"
#include "base/map.h"
#include "base/str.h"
#include "step/aspect/aspect.h"
#include "step/aspect/rules/ruleset.h"
#include "step/bundle/bundle.h"

#define LOOK_MS 20000

struct looking {
    struct lct_answer *answer;
    struct doc *firewalls, *unseen, *own;
    const struct map *running; // UUIDs of nodes
    struct map noted;          // what was brought: UUID -> digest
    struct map mute;           // nodes that gave no answer, by UUID
    bool last;                 // nobody is asked again
    struct buf input;
};

static struct doc *
finding(
    struct looking *l, struct doc *list, const struct target *t, const char *key, const char *text)
{
    struct arena *a = l->answer->arena;
    struct doc *d = doc_add(a, list, doc_map(a));

    doc_put_string(a, d, "node", t->name);
    doc_put_string(a, d, "label", t->node->label);
    doc_put_string(a, d, key, text);
    return d;
}

static bool
wanted(void *user, const struct target *t)
{
    const struct looking *l = user;

    return map_has(l->last ? &l->mute : l->running, t->node->uuid);
}

static bool
command(void *user, struct target *t, struct shell_command *c)
{
    struct looking *l = user;

    (void)t;
    *c = (struct shell_command){
        .command = BUNDLE_COMMAND,
        .input = l->input.data,
        .input_len = l->input.len,
        .deadline_ms = LOOK_MS,
        .max_output = 4096,
    };
    return true;
}

static bool
is_mute(int code)
{
    return code == LCT_ERETRY || code == LCT_EAMBIGUOUS || code == LCT_EWAIT;
}

static void
ended(void *user, struct target *t, const struct lct_err *err, const struct shell_result *r)
{
    struct looking *l = user;
    struct firewall_look look;
    struct lct_err own = *err;
    const char *amiss;

    if (!l->last && is_mute(own.code)) {
        map_put(&l->mute, t->node->uuid, (void *)(uintptr_t)t->node);
        return;
    }
    if (own.code != LCT_OK || firewall_look_read(l->answer->arena, r->out, &look, &own) < 0) {
        finding(l, l->unseen, t, "message", own.text);
        return;
    }
    if (str_eq(map_get(&l->noted, t->node->uuid), RULES_OWN))
        finding(l, l->own, t, "found", "its firewall is its own");
    amiss = firewall_amiss(&look, map_get(&l->noted, t->node->uuid));
    if (amiss)
        finding(l, l->firewalls, t, "found", amiss);
}

static int
read_noted(struct lct *t, const char *cluster, struct looking *l, struct lct_err *err)
{
    size_t n;
    struct fact **facts = kept_facts(t, l->answer->arena, cluster, &n, err);

    if (!facts)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (aspect_of_fact(facts[i]) == aspects[ASPECT_FIREWALL])
            map_put(&l->noted, facts[i]->node, (void *)(uintptr_t)facts[i]->value);
    return LCT_OK;
}

// Without keys, for example, nobody can be looked at: that is no reason to tell nothing.
static int
give_up(struct looking *l, const struct lct_err *err)
{
    map_each (it, l->running) {
        const struct target t = { .node = it->value, .name = ((struct node *)it->value)->name };
        finding(l, l->unseen, &t, "message", err->text);
    }
    return LCT_OK;
}

static int
look_at_all(struct lct *t, const char *cluster, struct looking *l, struct lct_err *err)
{
    static const struct lct_runner_args args = { .user = "root" };
    const struct errand errand = {
        .wanted = wanted, .command = command, .ended = ended, .user = l, .timeout_ms = LOOK_MS
    };
    struct lct_runner *runner = NULL;
    int code = lct_runner_open(t, cluster, &args, &runner, err);

    if (code != LCT_OK)
        return give_up(l, err);
    code = runner_each(runner, &errand, err);
    if (code == LCT_OK && l->mute.n) { // a busy node may need longer than a log-in may take
        l->last = true;
        code = runner_each(runner, &errand, err);
    }
    lct_runner_close(runner);
    return code;
}

int
audit_firewalls(struct lct *t, const char *cluster, const struct map *running,
    struct lct_answer *answer, struct lct_err *err)
{
    struct looking l = { .answer = answer, .running = running };
    int code = LCT_OK;

    l.firewalls = doc_put(answer->arena, answer->root, "firewalls", doc_list(answer->arena));
    l.own = doc_put(answer->arena, answer->root, "own_firewalls", doc_list(answer->arena));
    l.unseen = doc_put(answer->arena, answer->root, "unseen", doc_list(answer->arena));
    firewall_input(&l.input, "look");
    if (running->n && (code = read_noted(t, cluster, &l, err)) == LCT_OK)
        code = look_at_all(t, cluster, &l, err);
    buf_done(&l.input);
    map_done(&l.noted);
    map_done(&l.mute);
    return code;
}
