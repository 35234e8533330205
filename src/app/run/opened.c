// SPDX-License-Identifier: MIT
// What was opened by hand for a time, as the world has it.
#include "app/run/run.h"

#include <string.h>

#include "base/err.h"

bool
opening_holds(const struct run *r, const struct rule_opening *o)
{
    return o->until_ms > loop_wall_ms(r->t->loop);
}

int
opening_read(
    const struct run *r, const struct rule_opening *o, struct opened *ret, struct lct_err *err)
{
    const struct plan_rule *read;
    struct plan_rule *rules;
    size_t n;

    if (plan_rule_read(
            r->arena, o->rule, r->world.plan ? &r->world.plan->networks : NULL, &read, &n, err) < 0)
        return err->code;
    rules = arena_array(r->arena, n, sizeof *rules);
    for (size_t i = 0; i < n; i++) {
        rules[i] = read[i];
        rules[i].origin = RULE_OPENED;
        rules[i].until_ms = o->until_ms;
    }
    *ret = (struct opened){ o, rules, n };
    return LCT_OK;
}

// What ended closes nothing any more: the nodes closed it.
int
run_opened(struct run *r, bool forgets, struct lct_err *err)
{
    size_t n;
    struct rule_opening **kept = kept_openings(r->t, r->arena, r->cluster->uuid, &n, err);
    struct opened *opened;

    if (!kept)
        return err->code;
    opened = arena_array(r->arena, n, sizeof *opened);
    for (size_t i = 0; i < n; i++) {
        if (!opening_holds(r, kept[i])) {
            if (forgets)
                batch_remove(ledger_batch(r->ledger), RECORD_OPENING, kept[i]);
        } else if (opening_read(r, kept[i], &opened[r->world.n_opened], err) < 0) {
            return lct_wrap(err, "what was opened as %lld", (long long)kept[i]->number);
        } else {
            r->world.n_opened++;
        }
    }
    r->world.opened = opened;
    return LCT_OK;
}
