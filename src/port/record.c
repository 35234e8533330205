// SPDX-License-Identifier: MIT
// The records of a store: their fields in the order of answers, and the shape of each kind.
#include "port/record.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"

static const char *const names[] = {
    [OPERATION_RUNNING] = "running",
    [OPERATION_DONE] = "done",
    [OPERATION_PARTIAL] = "partial",
    [OPERATION_FAILED] = "failed",
    [OPERATION_CANCELLED] = "cancelled",
    [OPERATION_INTERRUPTED] = "interrupted",
};

// A word that nobody knows tells of an operation that nobody finished.
const struct words operation_state_words = { names, sizeof names / sizeof names[0],
    OPERATION_INTERRUPTED };

const char *
operation_state_name(enum operation_state s)
{
    return names[s];
}

// ---- fields

#define PLAN(kind, member, ...) FIELD(kind, struct cluster, member, __VA_ARGS__)

const struct field plan_record[] = {
    PLAN(UUID, uuid, NULL, "cluster"),
    PLAN(TEXT, plan_digest, NULL, "digest"),
    PLAN(TEXT, plan_name, NULL, "name"),
    PLAN(TEXT, plan_text, NULL, "text"),
    PLAN(TEXT, plan_file, NULL, "file"),
    PLAN(TEXT, plan_parts, NULL, "parts"),
    PLAN(TEXT, plan_args, NULL, "args"),
    PLAN(TIME, updated_ms, NULL, "at_ms"),
    { FIELD_END },
};

#define BLOB(kind, member, ...) FIELD(kind, struct blob, member, __VA_ARGS__)

const struct field blob_record[] = {
    BLOB(TEXT, digest, NULL, "digest"),
    BLOB(TEXT, content, NULL, "content"),
    { FIELD_END },
};

#define OPERATION(kind, member, ...) FIELD(kind, struct operation, member, __VA_ARGS__)

const struct field operation_record[] = {
    OPERATION(ID, id, "id", "id"),
    OPERATION(TEXT, kind, "kind", "kind"),
    OPERATION(UUID, cluster, NULL, "cluster"),
    OPERATION(TEXT, cluster_name, "cluster", "cluster_name"),
    OPERATION(WORD, state, "state", "state", 0, &operation_state_words),
    OPERATION(TEXT, who, "who", "who"),
    OPERATION(TIME, started_ms, "started", "started_ms"),
    OPERATION(TIME, ended_ms, "ended", "ended_ms"),
    OPERATION(INT64, n_steps, "steps_total", "n_steps"),
    OPERATION(INT64, n_done, "steps_done", "n_done"),
    OPERATION(INT64, n_failed, "steps_failed", "n_failed"),
    OPERATION(TEXT, plan_digest, "plan_digest", "plan_digest"),
    OPERATION(TEXT, plan_text, NULL, "plan_text"),
    OPERATION(TEXT, plan_file, NULL, "plan_file"),
    OPERATION(TEXT, args, NULL, "args"),
    OPERATION(TEXT, summary, "summary", "summary"),
    OPERATION(INT64, pid, NULL, "pid"),
    { FIELD_END },
};

#define STEP(kind, member, ...) FIELD(kind, struct journal_step, member, __VA_ARGS__)

const struct field step_record[] = {
    STEP(INT64, operation, NULL, "operation"),
    STEP(INT64, number, NULL, "number"),
    STEP(TEXT, key, "key", "key"),
    STEP(TEXT, kind, "kind", "kind"),
    STEP(TEXT, subject, "subject", "subject"),
    STEP(TEXT, digest, NULL, "digest"),
    STEP(TEXT, state, "state", "state"),
    STEP(UNSIGNED, attempts, "attempts", "attempts"),
    STEP(TEXT, content_digest, NULL, "content_digest"),
    STEP(TEXT, result, NULL, "result"),
    STEP(INT, error, NULL, "error"),
    STEP(TEXT, error_text, "message", "error_text"),
    STEP(TEXT, error_hint, "hint", "error_hint"),
    STEP(TIME, first_ms, NULL, "first_ms"),
    STEP(TIME, intent_ms, "started", "intent_ms"),
    STEP(TIME, outcome_ms, "ended", "outcome_ms"),
    { FIELD_END },
};

#define OUTPUT(kind, member, ...) FIELD(kind, struct step_output, member, __VA_ARGS__)

const struct field output_record[] = {
    OUTPUT(INT64, operation, NULL, "operation"),
    OUTPUT(TEXT, step, NULL, "step"),
    OUTPUT(TEXT, place, NULL, "place"),
    OUTPUT(INT, status, NULL, "status"),
    OUTPUT(INT64, late_ms, NULL, "late_ms"),
    OUTPUT(TEXT, text, NULL, "text"),
    OUTPUT(BOOL, cut, NULL, "cut"),
    { FIELD_END },
};

#define LESSON(kind, member, ...) FIELD(kind, struct lesson_kept, member, __VA_ARGS__)

const struct field lesson_record[] = {
    LESSON(TEXT, kind, NULL, "kind"),
    LESSON(TEXT, digest, NULL, "digest"),
    LESSON(TEXT, times, NULL, "times"),
    LESSON(TIME, at_ms, NULL, "at_ms"),
    { FIELD_END },
};

#define COUNTER(kind, member, ...) FIELD(kind, struct counter, member, __VA_ARGS__)

const struct field counter_record[] = {
    COUNTER(UUID, cluster, NULL, "cluster"),
    COUNTER(TEXT, name, NULL, "name"),
    COUNTER(INT64, next, NULL, "next"),
    { FIELD_END },
};

#define LEASE(kind, member, ...) FIELD(kind, struct lease, member, __VA_ARGS__)

const struct field lease_record[] = {
    LEASE(UUID, cluster, NULL, "cluster"),
    LEASE(TEXT, holder, NULL, "holder"),
    LEASE(INT64, fence, NULL, "fence"),
    LEASE(TIME, expires_ms, NULL, "expires_ms"),
    { FIELD_END },
};

#define RATE(kind, member, ...) FIELD(kind, struct rate_kept, member, __VA_ARGS__)

const struct field rate_record[] = {
    RATE(TEXT, cloud, NULL, "cloud"),
    RATE(TEXT, rate.kind, NULL, "kind"),
    RATE(INT64, rate.limit, NULL, "most"),
    RATE(INT64, rate.window_ms, NULL, "window_ms"),
    RATE(INT64, rate.slack_ms, NULL, "slack_ms"),
    RATE(INT64, rate.used, NULL, "used"),
    RATE(INT64, rate.ends_ms, NULL, "ends_ms"),
    { FIELD_END },
};

#define SEEN(kind, member, ...) FIELD(kind, struct seen_from, member, __VA_ARGS__)

const struct field seen_record[] = {
    SEEN(TEXT, address, NULL, "address"),
    SEEN(TIME, at_ms, NULL, "at_ms"),
    { FIELD_END },
};

// ---- shapes

#define SHAPE(plural, singular, record, type) \
    .name = plural, .one = singular, .fields = record, .size = sizeof(struct type)

const struct record_shape record_shapes[RECORD_KINDS] = {
    [RECORD_CLUSTER] = { SHAPE("clusters", "cluster", cluster_record, cluster), .key = { "uuid" },
        .order = { "name" }, .owner = RECORD_KINDS, .unique = { "name", "app_id" }, .over = "state",
        .over_is = "destroyed" },
    [RECORD_PLAN] = { SHAPE("plans", "plan", plan_record, cluster), .key = { "cluster", "digest" },
        .order = { "at_ms" }, .owner = RECORD_CLUSTER },
    [RECORD_BLOB] = { SHAPE("blobs", "content", blob_record, blob), .key = { "digest" },
        .owner = RECORD_KINDS },
    [RECORD_NODE] = { SHAPE("nodes", "node", node_record, node), .key = { "cluster", "uuid" },
        .order = { "region", "group_name", "number" }, .owner = RECORD_CLUSTER },
    [RECORD_FACT] = { SHAPE("facts", "fact", fact_record, fact),
        .key = { "cluster", "node", "key" }, .owner = RECORD_NODE },
    [RECORD_RESOURCE] = { SHAPE("resources", "resource", resource_record, resource),
        .key = { "cluster", "uuid" }, .order = { "noun", "region", "name" },
        .owner = RECORD_CLUSTER },
    [RECORD_OPENING] = { SHAPE("openings", "opening", opening_record, rule_opening),
        .key = { "cluster", "number" }, .owner = RECORD_CLUSTER },
    [RECORD_COUNTER] = { SHAPE("counters", "counter", counter_record, counter),
        .key = { "cluster", "name" }, .owner = RECORD_CLUSTER },
    [RECORD_LEASE] = { SHAPE("leases", "lease", lease_record, lease), .key = { "cluster" },
        .owner = RECORD_CLUSTER },
    [RECORD_OPERATION] = { SHAPE("operations", "operation", operation_record, operation),
        .key = { "id" }, .owner = RECORD_KINDS, .numbered = true },
    [RECORD_STEP] = { SHAPE("steps", "step", step_record, journal_step),
        .key = { "operation", "key" }, .order = { "operation", "number" },
        .owner = RECORD_OPERATION },
    [RECORD_OUTPUT] = { SHAPE("outputs", "output", output_record, step_output),
        .key = { "operation", "step" }, .owner = RECORD_OPERATION },
    [RECORD_LESSON] = { SHAPE("lessons", "lesson", lesson_record, lesson_kept),
        .key = { "kind", "digest" }, .owner = RECORD_KINDS },
    [RECORD_RATE] = { SHAPE("rates", "rate", rate_record, rate_kept), .key = { "cloud", "kind" },
        .owner = RECORD_KINDS },
    [RECORD_SEEN] = { SHAPE("seen", "address", seen_record, seen_from), .owner = RECORD_KINDS },
};

const struct field *
shape_field(const struct record_shape *s, const char *column)
{
    fields_each (f, s->fields)
        if (str_eq(f->column, column))
            return f;
    return NULL;
}

size_t
shape_keys(const struct record_shape *s)
{
    size_t n = 0;

    while (s->key[n])
        n++;
    return n;
}

bool
shape_is_key(const struct record_shape *s, const struct field *f)
{
    for (const char *const *key = s->key; *key; key++)
        if (str_eq(*key, f->column))
            return true;
    return false;
}

bool
shape_claims(const struct record_shape *s, const void *record)
{
    return !s->over || !str_eq(field_text(shape_field(s, s->over), record), s->over_is);
}

static int
compare_by(const struct record_shape *s, const char *const *columns, const void *a, const void *b)
{
    int order = 0;

    for (; *columns && !order; columns++) {
        const struct field *f = shape_field(s, *columns);
        if (field_is_text(f)) {
            const char *x = field_text(f, a), *y = field_text(f, b);
            order = x && y ? strcmp(x, y) : (x != NULL) - (y != NULL);
        } else {
            const int64_t x = field_int(f, a), y = field_int(f, b);
            order = (x > y) - (x < y);
        }
    }
    return order;
}

int
shape_compare(const struct record_shape *s, const void *a, const void *b)
{
    int order = compare_by(s, s->order, a, b);

    return order ? order : compare_by(s, s->key, a, b);
}

void *
shape_copy(struct arena *a, const struct record_shape *s, const void *record)
{
    void *copy = memcpy(arena_alloc(a, s->size), record, s->size);

    record_own(a, s->fields, copy);
    return copy;
}

// ---- refusals

int
record_taken(
    const struct record_shape *s, const void *record, const char *column, struct lct_err *err)
{
    const struct field *f = column ? shape_field(s, column) : NULL;

    if (!f)
        return lct_fail(err, LCT_EEXISTS, "there is such a %s already", s->one);
    return lct_fail(err, LCT_EEXISTS, "there is a %s with the %s %s already", s->one, column,
        field_text(f, record));
}

int
record_ownerless(const struct record_shape *s, struct lct_err *err)
{
    return lct_fail(
        err, LCT_ENOTFOUND, "there is no %s for the %s", record_shapes[s->owner].one, s->one);
}
