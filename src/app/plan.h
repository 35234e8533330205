// A plan as the public API holds it: text, problems, the loaded and resolved tree.
#ifndef APP_PLAN_H
#define APP_PLAN_H

#include "app/toolkit.h"
#include "model/plan.h"
#include "plan/plan.h"

struct lct_plan {
    struct arena *arena;
    struct doc_source source;
    struct diags diags;
    struct buf problems; // printed diags
    struct plan *plan;   // NULL when there were errors
    const struct catalogue *catalogue;
};

// Price of the plan's nodes, USD.
void plan_price(const struct plan *p, double *hourly, double *monthly);

#endif
