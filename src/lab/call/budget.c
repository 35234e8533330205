// SPDX-License-Identifier: MIT
// Rate limits: a window begins with the first request in it.
#include "lab/call/budget.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

struct budget_window {
    int64_t end_ms;
    unsigned used;
};

static const char *const rate_names[RATES] = {
    [RATE_OTHER] = "other",
    [RATE_LIST] = "list",
    [RATE_CREATE] = "create",
    [RATE_IMAGES] = "images",
    [RATE_STATS] = "stats",
    [RATE_RESERVED] = "reserved",
};

void
budgets_init(struct budgets *b)
{
    *b = (struct budgets){ .rates = {
                               [RATE_OTHER] = { 1600, 60000 },
                               [RATE_LIST] = { 200, 60000 },
                               [RATE_CREATE] = { 20, 15000 },
                               [RATE_IMAGES] = { 20, 60000 },
                               [RATE_STATS] = { 50, 60000 },
                               [RATE_RESERVED] = { 10, 15000 },
                           } };
}

void
budgets_clear(struct budgets *b)
{
    map_each (it, &b->windows)
        free(it->value);
    map_done(&b->windows);
}

void
budgets_done(struct budgets *b)
{
    budgets_clear(b);
}

bool
budgets_set(struct budgets *b, const char *rate, unsigned limit, int64_t window_ms)
{
    for (int i = 0; i < RATES; i++)
        if (str_eq(rate_names[i], rate)) {
            b->rates[i].limit = limit;
            b->rates[i].window_ms = window_ms;
            budgets_clear(b);
            return true;
        }
    return false;
}

static struct budget_window *
window_get(struct budgets *b, const char *caller, const char *operation)
{
    _own_(free) char *key = mem_printf("%s %s", caller, operation);
    struct budget_window *w = map_get(&b->windows, key);

    if (!w) {
        w = NEW(struct budget_window);
        map_put(&b->windows, key, w);
    }
    return w;
}

bool
budget_take(struct budgets *b, enum rate rate, const char *caller, const char *operation,
    int64_t wall_ms, struct budget_view *view)
{
    struct budget_window *w = window_get(b, caller, operation);
    unsigned limit = b->rates[rate].limit;
    bool left;

    if (wall_ms >= w->end_ms)
        *w = (struct budget_window){ .end_ms = wall_ms + b->rates[rate].window_ms };
    left = w->used < limit;
    w->used += left;
    *view = (struct budget_view){
        .limit = limit,
        .remaining = limit - w->used,
        .reset_s = (w->end_ms + 999) / 1000,
        .retry_s = (w->end_ms - wall_ms + 999) / 1000,
    };
    return left;
}
