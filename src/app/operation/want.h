// What a plan wants of a cluster: expansion and diff against the inventory and the observed cloud.
#ifndef APP_OPERATION_WANT_H
#define APP_OPERATION_WANT_H

#include "app/plans/plan.h"
#include "app/run/observe.h"

struct want {
    struct node **existing;
    size_t n_existing;
    struct desired *desired;
    size_t n_desired;
    struct change *changes;
    size_t n_changes;
    struct diags diags; // by preflight: what stands against it
};

struct want_args {
    struct arena *arena;
    const struct cluster *cluster; // in the store already, or (provisional) not
    bool provisional;              // shows next numbers without drawing them
    const struct observed *seen;
    const char *const *leaving; // UUIDs of nodes that are to go, NULL-terminated; NULL: none
    const struct map *remake;   // UUIDs of nodes that are to get another machine; NULL: none
    bool mends;                 // as of struct diff_args
};

int want_make(struct lct *t, const struct plan *p, const struct want_args *args, struct want *ret,
    struct lct_err *err);

#endif
