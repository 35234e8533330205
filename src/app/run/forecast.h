// SPDX-License-Identifier: MIT
// What earlier operations taught, and what it says of the next one.
#ifndef APP_RUN_FORECAST_H
#define APP_RUN_FORECAST_H

#include "app/run/lessons.h"
#include "app/toolkit.h"

struct forecast {
    struct estimate time;
    // So many Linodes are to be created, `create` lets some of them wait; 0: none waits.
    size_t creates;
    struct rate create;
};

// How long it will take to run the graph by this cloud's limits as they are now, and by what the
// store remembers; what its steps usually take is from now on what was learned. Nothing is asked of
// the cloud, nothing written.
struct forecast forecast(struct lct *t, struct cloud *c, struct graph *g);

// The median of what steps of this kind and digest took; 0: there was none yet.
int64_t usual_ms(struct lct *t, const char *kind, const char *digest);

#endif
