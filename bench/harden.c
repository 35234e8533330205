// SPDX-License-Identifier: MIT
// The bundle of node.secure, out of the same parts as the toolkit's own step.
#include "harden.h"

#include "step/aspect/rules/ruleset.h"
#include "step/aspect/secure.h"

int
harden_bundle(
    struct arena *a, const char *hostname, const char *key, struct buf *out, struct lct_err *err)
{
    const char *const keys[] = { key, NULL };
    const struct secure secure = { .admin = "admin", .hostname = hostname, .keys = keys };
    const struct ruleset rules = { 0 };
    _own_(buf) struct buf full = { 0 };
    struct bundle_step steps[2];
    if (secure_step(a, &secure, &steps[0], err) < 0 ||
        ruleset_render(&rules, RULESET_FULL, &full, err) < 0)
        return err->code;
    steps[1] = ruleset_step(a, buf_str(&full), NULL);
    bundle_begin(out);
    for (size_t i = 0; i < 2; i++)
        if (bundle_add(out, &steps[i], err) < 0)
            return err->code;
    return LCT_OK;
}
