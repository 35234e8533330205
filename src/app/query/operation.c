// SPDX-License-Identifier: MIT
// Operations shown: what was done, when, by whom, step by step.
#include <string.h>

#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "step/bundle/bundle.h"

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

// id 0: the newest.
static int
find(struct lct *t, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err)
{
    struct operation **list;
    size_t n;

    if (store_need(t, err) < 0)
        return err->code;
    if (id)
        return t->store->ops->operation_get(t->store, a, id, ret, err);
    if (t->store->ops->operation_list(
            t->store, a, t->context.app, t->context.customer, NULL, 1, &list, &n, err) < 0)
        return err->code;
    if (!n)
        return lct_fail(err, LCT_ENOTFOUND, "nothing was done yet");
    *ret = list[0];
    return LCT_OK;
}

int
lct_operation_show(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct operation *o;
    struct journal_step **steps;
    size_t n;

    if (find(t, a, id, &o, err) < 0 ||
        t->store->ops->step_list(t->store, a, o->id, &steps, &n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *d =
        doc_put(answer->arena, answer->root, "operation", operation_doc(answer->arena, o));
    struct doc *list = doc_put(answer->arena, d, "steps", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, record_doc(answer->arena, step_record, steps[i]));
    *ret = answer;
    return LCT_OK;
}

int
lct_operation_prune(struct lct *t, int64_t older_than_ms, bool count_only, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    const int64_t before = loop_wall_ms(t->loop) - older_than_ms;
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

// ---- what scripts said

static struct doc *
output_doc(struct arena *a, const struct step_output *o, const struct journal_step *s)
{
    struct doc *d = doc_map(a);

    const char *name = strlen(o->step) > strlen(s->kind) + strlen(s->subject) + 2
                           ? o->step + strlen(s->kind) + strlen(s->subject) + 2
                           : o->step;

    doc_put_string(a, d, "step", o->step);
    doc_put_string(a, d, "node", s->subject);
    doc_put_string(a, d, "name", name);
    doc_put_string(a, d, "state", s->state);
    doc_put(a, d, "status", o->status < 0 ? doc_null(a) : doc_int(a, o->status));
    doc_put_string(a, d, "signal", o->late_ms ? NULL : bundle_signal(o->status));
    doc_put(a, d, "limit_ms", o->late_ms ? doc_int(a, o->late_ms) : doc_null(a));
    doc_put_string(a, d, "message", s->error_text);
    doc_put_string(a, d, "output", o->text);
    doc_put_bool(a, d, "cut", o->cut);
    doc_put_string(a, d, "place", o->place);
    doc_put_string(a, d, "command",
        arena_printf(a, "%s -- cat %s", ADVICE(NODE_SSH, s->subject, "root"), o->place));
    return d;
}

int
lct_operation_log(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map by_key = { 0 };
    struct operation *o;
    struct journal_step **steps;
    struct step_output *outputs;
    size_t n_steps, n;

    if (find(t, a, id, &o, err) < 0 ||
        t->store->ops->step_list(t->store, a, o->id, &steps, &n_steps, err) < 0 ||
        t->store->ops->output_list(t->store, a, o->id, &outputs, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n_steps; i++)
        map_put(&by_key, steps[i]->key, steps[i]);
    struct lct_answer *answer = answer_new();
    doc_put(answer->arena, answer->root, "operation", operation_doc(answer->arena, o));
    struct doc *list = doc_put(answer->arena, answer->root, "outputs", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++) {
        const struct journal_step *s = map_get(&by_key, outputs[i].step);
        if (s)
            doc_add(answer->arena, list, output_doc(answer->arena, &outputs[i], s));
    }
    *ret = answer;
    return LCT_OK;
}
