// What earlier operations taught, and what it says of the next one.
#ifndef APP_RUN_FORECAST_H
#define APP_RUN_FORECAST_H

#include "app/run/estimate.h"
#include "app/toolkit.h"
#include "plan/plan.h"

// What the changes give to do.
struct work work_of(const struct change *changes, size_t n);

// How long it will take by this cloud's limits as they are now, and by what the store remembers;
// *create is the limit that creates are under.
struct estimate forecast(struct lct *t, struct cloud *c, const struct work *w, struct rate *create);

// The median of what steps of this kind and digest took; 0: there was none yet.
int64_t usual_ms(struct lct *t, const char *kind, const char *digest);

#endif
