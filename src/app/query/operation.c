// SPDX-License-Identifier: MIT
// Operations shown: what was done, when, by whom, step by step.
#include <string.h>

#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "graph/graph.h"
#include "step/bundle/bundle.h"

#define LISTED_MAX 1000 // the newest

int
operation_count(struct lct *t, struct arena *a, struct operation *o, struct lct_err *err)
{
    size_t n;
    struct journal_step **steps = kept_steps(t, a, o->id, &n, err);

    if (!steps)
        return err->code;
    o->n_steps = (int64_t)n;
    o->n_done = o->n_failed = 0;
    for (size_t i = 0; i < n; i++) {
        o->n_done += str_eq(steps[i]->state, step_state_name(STEP_DONE));
        o->n_failed += str_eq(steps[i]->state, step_state_name(STEP_FAILED));
    }
    return LCT_OK;
}

static int
count_running(
    struct lct *t, struct arena *a, struct operation *const *list, size_t n, struct lct_err *err)
{
    for (size_t i = 0; i < n; i++)
        if (list[i]->state == OPERATION_RUNNING && operation_count(t, a, list[i], err) < 0)
            return err->code;
    return LCT_OK;
}

int
lct_operation_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct operation **operations;
    size_t n;

    if (store_need(t, err) < 0 ||
        !(operations = kept_operations(t, a, NULL, LISTED_MAX, &n, err)) ||
        count_running(t, a, operations, n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "operations", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, operation_doc(answer->arena, operations[i]));
    *ret = answer;
    return LCT_OK;
}

int
operation_need(
    struct lct *t, struct arena *a, int64_t id, struct operation **ret, struct lct_err *err)
{
    struct ask ask = id ? ask_number(RECORD_OPERATION, "id", id) : ask_all(RECORD_OPERATION);
    struct operation **list;
    size_t n;

    ask.newest = 1;
    if (store_need(t, err) < 0 || !(list = kept(t, a, ask, &n, err)))
        return err->code;
    if (!n && id)
        return lct_fail(err, LCT_ENOTFOUND, "there is no operation %lld", (long long)id);
    if (!n)
        return lct_fail(err, LCT_ENOTFOUND, "nothing was done yet");
    *ret = list[0];
    return count_running(t, a, list, 1, err);
}

int
lct_operation_show(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct operation *o;
    struct journal_step **steps;
    size_t n;

    if (operation_need(t, a, id, &o, err) < 0 || !(steps = kept_steps(t, a, o->id, &n, err)))
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
    doc_put_string(a, d, "place", str_empty(o->place) ? NULL : o->place);
    doc_put_string(a, d, "command",
        str_empty(o->place)
            ? NULL
            : arena_printf(a, "%s -- cat %s", ADVICE(NODE_SSH, s->subject, "root"), o->place));
    return d;
}

int
lct_operation_log(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map by_step = { 0 };
    struct operation *o;

    if (operation_need(t, a, id, &o, err) < 0)
        return err->code;
    struct ask asks[] = { ask_number(RECORD_STEP, "operation", o->id),
        ask_number(RECORD_OUTPUT, "operation", o->id) };
    if (kept_answer(t, a, asks, 2, err) < 0)
        return err->code;
    struct journal_step **steps = asks[0].found;
    struct step_output **outputs = asks[1].found;
    for (size_t i = 0; i < asks[1].n; i++)
        map_put(&by_step, outputs[i]->step, outputs[i]);
    struct lct_answer *answer = answer_new();
    doc_put(answer->arena, answer->root, "operation", operation_doc(answer->arena, o));
    struct doc *list = doc_put(answer->arena, answer->root, "outputs", doc_list(answer->arena));
    for (size_t i = 0; i < asks[0].n; i++) {
        const struct step_output *said = map_get(&by_step, steps[i]->key);
        if (said)
            doc_add(answer->arena, list, output_doc(answer->arena, said, steps[i]));
    }
    *ret = answer;
    return LCT_OK;
}
