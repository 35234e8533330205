// SPDX-License-Identifier: MIT
// A node's machine in rescue, and back.
#include "app/errand/errand.h"
#include "base/err.h"
#include "lct/node.h"
#include "step/kinds.h"

static struct step *
into_rescue(struct run *r, struct member *m, void *user)
{
    return errand_step(r, &machine_rescued, m, errand_step(r, &machine_stopped, m, NULL));
}

static struct step *
out_of_rescue(struct run *r, struct member *m, void *user)
{
    return errand_boot(r, m, errand_step(r, &machine_stopped, m, NULL), false);
}

int
lct_node_rescue(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    static const struct errand e = { "rescue", "is in rescue", .build = into_rescue };

    return errand_run(t, node, &e, watch, ret, err);
}

int
lct_node_rescue_end(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    static const struct errand e = { "rescue-end", "is out of rescue", .returns = true,
        .build = out_of_rescue };

    return errand_run(t, node, &e, watch, ret, err);
}
