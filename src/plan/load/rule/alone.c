// SPDX-License-Identifier: MIT
// A rule that stands in no plan.
#include "base/str.h"
#include "base/vec.h"
#include "plan/load/load.h"

// What is wrong first.
static int
conclude(const struct diags *diags, struct lct_err *err)
{
    for (size_t i = 0; i < diags->n; i++) {
        const struct diag *d = &diags->items[i];
        if (d->level != DIAG_ERROR && d->level != DIAG_LATER)
            continue;
        lct_fail(err, LCT_EUSAGE, "%s", d->text);
        return d->hint ? lct_hint(err, "%s", d->hint) : err->code;
    }
    return LCT_OK;
}

// A node forwards by its plan alone, which its kernel is set for.
static int
fail_through(const struct plan_rule *rule, struct lct_err *err)
{
    lct_fail(err, LCT_EUSAGE, "\"%s\": what goes through nodes is said by their plan", rule->text);
    return lct_hint(err, "in its firewall:");
}

int
plan_rule_read(struct arena *a, const char *text, const struct plan_networks *networks,
    const struct plan_rule **ret, size_t *n, struct lct_err *err)
{
    const struct load_args args = { 0 };
    struct rule_list rules = { 0 };
    struct diags diags;
    struct loading l = { .arena = a, .diags = &diags, .args = &args, .networks = networks };

    diags_init(&diags, a);
    load_rule(&l, doc_string(a, arena_strdup(a, text)), &rules);
    *n = rules.n;
    *ret = load_keep(&l, &rules);
    vec_done(&rules);
    for (size_t i = 0; i < *n; i++)
        if (rule_is_through(&(*ret)[i]))
            return fail_through(&(*ret)[i], err);
    return conclude(&diags, err);
}
