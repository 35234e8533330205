// SPDX-License-Identifier: MIT
// A node's machine in rescue, and back; another root password.
#include <string.h>

#include "app/operation/errand.h"
#include "base/err.h"
#include "lct/node.h"
#include "step/kinds.h"

// ---- rescue

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

// ---- a password

// One whose password is refused boots all the same.
static struct step *
set_password(struct run *r, struct member *m, void *user)
{
    struct step *set =
        errand_step(r, &machine_password, m, errand_step(r, &machine_stopped, m, NULL));

    return errand_boot(r, m, set, true);
}

int
lct_node_password(struct lct *t, const char *node, const void *password, size_t n,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && password && ret);
    _own_(secret) struct secret *kept = secret_new(password, n);
    const struct errand e = { "password", "has another root password", .returns = true,
        .password = kept, .build = set_password };

    *ret = NULL;
    if (n < LCT_PASSWORD_MIN || n > LCT_PASSWORD_MAX || memchr(password, 0, n))
        return lct_fail(err, LCT_EUSAGE, "a password has %d to %d bytes, and no NUL among them",
            LCT_PASSWORD_MIN, LCT_PASSWORD_MAX);
    return errand_run(t, node, &e, watch, ret, err);
}
