// SPDX-License-Identifier: MIT
// Steps that go with the machine: it runs them by itself, once, whatever a plan would have of
// others.
#include "base/str.h"
#include "plan/load/scheme.h"

static void
refuse_keys(struct loading *l, const struct doc *d, const struct scheme *scheme)
{
    static const char *const keys[] = { "when", "on", "serial", "retries", "repeatable", "args" };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (doc_get(d, keys[i]))
            diag_hint(l->diags,
                load_error(l, doc_get(d, keys[i]), "'%s:' takes no %s", scheme->name, keys[i]),
                "it goes with each machine of the node plan, and runs once");
}

static void
check_answers(struct loading *l, const struct plan_step *s)
{
    for (size_t i = 0; i < doc_count(s->vars); i++) {
        const struct doc *value = s->vars->items[i];
        if (value->kind == DOC_LIST || value->kind == DOC_MAP || value->kind == DOC_NULL)
            diag_hint(l->diags,
                load_error(l, value, "an answer is one text, not %s", doc_kind_name(value->kind)),
                "several of them are written with commas: 'a,b'");
    }
}

void
load_handed(
    struct loading *l, const struct doc *d, const struct scheme *scheme, struct plan_step *s)
{
    if (!scheme || !(scheme->takes & SCHEME_HANDED))
        return;
    s->handed = true;
    refuse_keys(l, d, scheme);
    if (scheme->takes & SCHEME_ANSWERS)
        check_answers(l, s);
    else if (s->vars)
        load_error(l, doc_get(d, "vars"), "'%s:' takes no vars", scheme->name);
}
