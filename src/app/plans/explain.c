// SPDX-License-Identifier: MIT
// The plan language for people and editors: keys explained, and its JSON schema.
#include "plan/language/explain.h"
#include "app/toolkit.h"
#include "base/err.h"
#include "plan/plan.h"

// A parameter may stand for any value, or be a part of it.
#define PARAMETER "\\$\\{[A-Za-z_][A-Za-z0-9_-]*\\}"

int
lct_plan_schema(struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, ret);
    struct lct_answer *answer = answer_new();

    answer->root = schema_json(answer->arena, &plan_schema, "Linode cluster plan", PARAMETER);
    *ret = answer;
    return LCT_OK;
}

static int
explain_value(struct lct_answer *answer, const char *key, const char *value, struct lct_err *err)
{
    struct doc_source source;
    struct diags diags;

    diags_init(&diags, answer->arena);
    int code = plan_explain_value(answer->arena, key, value, &diags, &source, err);
    if (code == LCT_OK || code == LCT_EPLAN)
        doc_put(answer->arena, answer->root, "problems", diags_doc(answer->arena, &diags, &source));
    return code;
}

int
lct_plan_explain(const char *key, const char *value, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, key && ret);
    struct lct_answer *answer = answer_new();
    int code;

    code = plan_explain(answer->arena, key, &answer->root, err);
    if (code == LCT_OK && value)
        code = explain_value(answer, key, value, err);
    if (code == LCT_OK || code == LCT_EPLAN)
        *ret = answer;
    else
        lct_answer_free(answer);
    return code;
}
