// Operations shown: what was done, when, by whom, step by step.
#include "app/inventory.h"
#include "base/err.h"

int
lct_operation_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct operation **operations;
    size_t n;

    if (store_need(t, err) < 0 || t->store->ops->operation_list(t->store, a, t->context.app,
                                      t->context.customer, NULL, 1000, &operations, &n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "operations", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, operation_doc(answer->arena, operations[i]));
    *ret = answer;
    return LCT_OK;
}

static struct doc *
step_doc(struct arena *a, const struct journal_step *s)
{
    struct doc *d = doc_map(a);
    char text[CLOCK_TEXT];

    doc_put_string(a, d, "key", s->key);
    doc_put_string(a, d, "kind", s->kind);
    doc_put_string(a, d, "subject", s->subject);
    doc_put_string(a, d, "state", s->state);
    doc_put_int(a, d, "attempts", s->attempts);
    doc_put_string(a, d, "message", s->error_text);
    doc_put_string(a, d, "hint", s->error_hint);
    doc_put_string(a, d, "started", s->intent_ms ? clock_text(s->intent_ms, text) : NULL);
    doc_put_string(a, d, "ended", s->outcome_ms ? clock_text(s->outcome_ms, text) : NULL);
    return d;
}

int
lct_operation_show(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct operation *o;
    struct journal_step **steps;
    size_t n;

    if (store_need(t, err) < 0 || t->store->ops->operation_get(t->store, a, id, &o, err) < 0 ||
        t->store->ops->step_list(t->store, a, id, &steps, &n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *d =
        doc_put(answer->arena, answer->root, "operation", operation_doc(answer->arena, o));
    struct doc *list = doc_put(answer->arena, d, "steps", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, step_doc(answer->arena, steps[i]));
    *ret = answer;
    return LCT_OK;
}

int
lct_operation_prune(struct lct *t, int64_t older_than_ms, bool count_only, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    const int64_t before = clock_real.wall_ms(&clock_real) - older_than_ms;
    char text[CLOCK_TEXT];
    int64_t n = 0;

    if (older_than_ms < 0)
        return lct_fail(err, LCT_EUSAGE, "an age is not negative");
    if (store_need(t, err) < 0 ||
        t->store->ops->operation_prune(
            t->store, t->context.app, t->context.customer, before, count_only, &n, err) < 0 ||
        t->store->ops->commit_now(t->store, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put_int(answer->arena, answer->root, "operations", n);
    doc_put_string(answer->arena, answer->root, "before", clock_text(before, text));
    *ret = answer;
    return LCT_OK;
}
