// SPDX-License-Identifier: MIT
// What may be set of a plan, as its own text declares it.
#include "app/plans/plan.h"
#include "base/err.h"
#include "text/yaml.h"

// {name, default, min, max, words, of, help}; what is not declared is null.
static struct doc *
parameter_doc(struct arena *a, const char *name, const struct doc *declared)
{
    static const char *const keys[] = { "default", "min", "max", "words", "of", "help" };
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "name", name);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct doc *said = doc_get(declared, keys[i]);
        if (i == 0 && declared->kind != DOC_MAP)
            said = declared;
        doc_put(a, d, keys[i], said ? doc_copy(a, said) : doc_null(a));
    }
    return d;
}

struct doc *
plan_parameters_doc(struct arena *a, const struct doc *plan)
{
    const struct doc *declared = doc_get(plan, "parameters");
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < doc_count(declared) && declared->kind == DOC_MAP; i++)
        doc_add(a, list, parameter_doc(a, declared->keys[i]->text, declared->items[i]));
    return list;
}

int
lct_plan_parameters(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err)
{
    struct doc *plan = NULL;

    API_NEEDS(err, p && ret);
    struct lct_answer *answer = answer_new();
    if (yaml_parse(answer->arena, p->source.text, p->source.len, &plan, NULL, err) < 0) {
        lct_answer_free(answer);
        return err->code;
    }
    doc_put(answer->arena, answer->root, "parameters", plan_parameters_doc(answer->arena, plan));
    *ret = answer;
    return LCT_OK;
}
