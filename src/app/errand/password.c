// SPDX-License-Identifier: MIT
// Another root password: drawn, set.
#include <string.h>

#include "app/errand/errand.h"
#include "base/err.h"
#include "lct/node.h"
#include "step/kinds.h"

#define DRAWN 24 // of 64 letters: 144 bits

int
lct_password_draw(struct lct *t, void (*use)(void *user, const void *password, size_t n),
    void *user, struct lct_err *err)
{
    API_NEEDS(err, t && use);
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    struct random *r = loop_random(t->loop);
    char password[DRAWN];

    r->fill(r, password, sizeof password);
    for (size_t i = 0; i < sizeof password; i++)
        password[i] = letters[(unsigned char)password[i] % 64];
    use(user, password, sizeof password);
    secret_wipe(password, sizeof password);
    return LCT_OK;
}

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
