// SPDX-License-Identifier: MIT
// Words of the store port, and the fields of what is kept of operations, in the order of answers.
#include "port/store.h"

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

#define OPERATION(kind, member, ...) FIELD(kind, struct operation, member, __VA_ARGS__)

const struct field operation_record[] = {
    OPERATION(ID, id, "id", "id", FIELD_FIXED),
    OPERATION(TEXT, kind, "kind", "kind"),
    OPERATION(UUID, cluster, NULL, "cluster", FIELD_FIXED),
    OPERATION(TEXT, cluster_name, "cluster", "cluster_name"),
    OPERATION(WORD, state, "state", "state", 0, &operation_state_words),
    OPERATION(TEXT, who, "who", "who"),
    OPERATION(TIME, started_ms, "started", "started_ms"),
    OPERATION(TIME, ended_ms, "ended", "ended_ms"),
    OPERATION(INT64, n_steps, "steps_total"),
    OPERATION(INT64, n_done, "steps_done"),
    OPERATION(INT64, n_failed, "steps_failed"),
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
    STEP(INT64, operation, NULL, "operation", FIELD_FIXED),
    STEP(TEXT, key, "key", "key", FIELD_FIXED),
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
    STEP(TIME, intent_ms, "started", "intent_ms", FIELD_FIXED), // the driver knows when it does
    STEP(TIME, outcome_ms, "ended", "outcome_ms"),
    { FIELD_END },
};

#define OUTPUT(kind, member, ...) FIELD(kind, struct step_output, member, __VA_ARGS__)

const struct field output_record[] = {
    OUTPUT(INT64, operation, NULL, "operation", FIELD_FIXED),
    OUTPUT(TEXT, step, NULL, "step", FIELD_FIXED),
    OUTPUT(TEXT, place, NULL, "place"),
    OUTPUT(INT, status, NULL, "status"),
    OUTPUT(INT64, late_ms, NULL, "late_ms"),
    OUTPUT(TEXT, text, NULL, "text"),
    OUTPUT(BOOL, cut, NULL, "cut"),
    { FIELD_END },
};

#define RATE(kind, member, ...) FIELD(kind, struct rate, member, __VA_ARGS__)

const struct field rate_record[] = {
    RATE(TEXT, kind, NULL, "kind", FIELD_FIXED),
    RATE(INT64, limit, NULL, "most"),
    RATE(INT64, window_ms, NULL, "window_ms"),
    RATE(INT64, slack_ms, NULL, "slack_ms"),
    RATE(INT64, used, NULL, "used"),
    RATE(INT64, ends_ms, NULL, "ends_ms"),
    { FIELD_END },
};
