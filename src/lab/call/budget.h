// SPDX-License-Identifier: MIT
// Rate limits: fixed windows per caller and operation.
#ifndef LAB_CALL_BUDGET_H
#define LAB_CALL_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"

enum rate { RATE_OTHER, RATE_LIST, RATE_CREATE, RATE_IMAGES, RATE_RESERVED, RATE_STATS, RATES };

struct budgets {
    struct {
        unsigned limit;
        int64_t window_ms;
    } rates[RATES];
    struct map windows; // "caller operation" -> struct budget_window
};

// What the answer's headers say.
struct budget_view {
    unsigned limit, remaining;
    int64_t reset_s; // when the window ends, since 1970
    int64_t retry_s; // from now, rounded up
};

void budgets_init(struct budgets *b); // with Linode's published limits
void budgets_done(struct budgets *b);
// Forgets what was used.
void budgets_clear(struct budgets *b);
// By the name of the class: "other", "list", "create", "images", "reserved", "stats"; false when
// there is none such.
bool budgets_set(struct budgets *b, const char *rate, unsigned limit, int64_t window_ms);

// Takes one from the budget; false: nothing was left.
bool budget_take(struct budgets *b, enum rate rate, const char *caller, const char *operation,
    int64_t wall_ms, struct budget_view *view);

#endif
