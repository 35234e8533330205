// SPDX-License-Identifier: MIT
// Answers: docs seen through the public reader.
#include <stdlib.h>

#include "app/toolkit.h"
#include "base/mem.h"
#include "text/json.h"

static const struct doc *
doc_of(const struct lct_value *v)
{
    return (const struct doc *)v;
}

const struct lct_value *
value_of(const struct doc *d)
{
    return (const struct lct_value *)d;
}

struct lct_answer *
answer_new(void)
{
    struct lct_answer *answer = NEW(struct lct_answer);

    answer->arena = arena_new();
    answer->root = doc_map(answer->arena);
    return answer;
}

void
lct_answer_free(struct lct_answer *a)
{
    if (!a)
        return;
    arena_free(a->arena);
    free(a);
}

const struct lct_value *
lct_answer_root(const struct lct_answer *a)
{
    return a ? value_of(a->root) : NULL;
}

const struct lct_value *
lct_get(const struct lct_value *map, const char *key)
{
    return key ? value_of(doc_get(doc_of(map), key)) : NULL;
}

const struct lct_value *
lct_at(const struct lct_value *list, size_t i)
{
    return value_of(doc_at(doc_of(list), i));
}

size_t
lct_count(const struct lct_value *list_or_map)
{
    return doc_count(doc_of(list_or_map));
}

const char *
lct_key(const struct lct_value *map, size_t i)
{
    const struct doc *d = doc_of(map);

    return d && d->kind == DOC_MAP && i < d->n ? d->keys[i]->text : NULL;
}

const char *
lct_text(const struct lct_value *v, const char *fallback)
{
    return doc_text(doc_of(v), fallback);
}

int64_t
lct_int(const struct lct_value *v, int64_t fallback)
{
    return doc_integer(doc_of(v), fallback);
}

double
lct_number(const struct lct_value *v, double fallback)
{
    return doc_number(doc_of(v), fallback);
}

bool
lct_bool(const struct lct_value *v, bool fallback)
{
    return doc_boolean(doc_of(v), fallback);
}

char *
lct_json(const struct lct_value *v, bool pretty)
{
    struct buf out = { 0 };

    if (v)
        json_print(&out, doc_of(v), pretty ? JSON_PRETTY : JSON_COMPACT);
    else
        buf_adds(&out, "null");
    return buf_take(&out);
}

static void
word(struct arena *a, struct doc *d, lct_wording *instead)
{
    for (size_t i = 0; i < doc_count(d); i++) {
        struct doc *item = d->items[i];
        const char *text = d->kind == DOC_MAP ? doc_text(item, NULL) : NULL;
        _own_(free) char *words = text ? instead(d->keys[i]->text, text) : NULL;
        if (words)
            d->items[i] = doc_string(a, words);
        else
            word(a, item, instead);
    }
}

char *
lct_json_worded(const struct lct_value *v, bool pretty, lct_wording *instead)
{
    _own_(arena) struct arena *a = arena_new();

    if (!v || !instead)
        return lct_json(v, pretty);
    struct doc *copy = doc_copy(a, doc_of(v));
    word(a, copy, instead);
    return lct_json(value_of(copy), pretty);
}

static const char *
event_kind_name(enum lct_event_kind kind)
{
    switch (kind) {
    case LCT_EVENT_BEGIN:
        return "begin";
    case LCT_EVENT_STEP:
        return "step";
    case LCT_EVENT_NOTICE:
        return "notice";
    case LCT_EVENT_END:
        return "end";
    case LCT_EVENT_TICK:
        return "tick";
    }
    return "notice";
}

static void
put_estimate(struct arena *a, struct doc *d, const struct lct_event *e)
{
    doc_put_int(a, d, "estimate_ms", e->estimate_ms);
    doc_put_int(a, d, "estimate_from_ms", e->estimate_from_ms);
    doc_put_int(a, d, "estimate_to_ms", e->estimate_to_ms);
    doc_put_int(a, d, "creates", e->creates);
    doc_put_int(a, d, "limit", e->limit);
    doc_put_int(a, d, "window_ms", e->window_ms);
}

char *
lct_event_json(const struct lct_event *e)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    if (!e)
        return lct_json(NULL, false);
    doc_put_string(a, d, "event", event_kind_name(e->kind));
    doc_put_int(a, d, "operation", e->operation);
    doc_put_string(a, d, "subject", e->subject);
    doc_put_string(a, d, "verb", e->verb);
    doc_put_string(a, d, "state", e->state);
    doc_put_string(a, d, "text", e->text);
    if (e->kind == LCT_EVENT_STEP) {
        doc_put_string(a, d, "detail", e->detail);
        doc_put_int(a, d, "age_ms", e->age_ms);
        doc_put_int(a, d, "usual_ms", e->usual_ms);
    }
    if (e->kind == LCT_EVENT_NOTICE)
        return lct_json(value_of(d), false);
    doc_put_int(a, d, "total", e->total);
    doc_put_int(a, d, "done", e->done);
    doc_put_int(a, d, "failed", e->failed);
    doc_put_int(a, d, "running", e->running);
    if (e->kind == LCT_EVENT_BEGIN)
        put_estimate(a, d, e);
    return lct_json(value_of(d), false);
}
