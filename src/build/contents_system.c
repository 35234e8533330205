// SPDX-License-Identifier: MIT
// Packages, settings of the kernel and units of scripts beside those of the plan before.
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "build/contents.h"
#include "step/aspect/boot.h"

void
contents_installs(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    for (const char *const *name = now->packages; name && *name; name++)
        if (!texts_have(was->packages, *name))
            vec_push(c, ((struct content){ .what = "package", .name = *name, .action = "add" }));
    for (const char *const *name = was->packages; name && *name; name++)
        if (!texts_have(now->packages, *name))
            vec_push(c, ((struct content){ .what = "package",
                            .name = *name,
                            .action = "keep",
                            .note = "the plan no longer has it, but it stays" }));
}

static const struct plan_sysctl *
find_setting(const struct node_plan *np, const char *key)
{
    for (size_t i = 0; i < np->n_sysctl; i++)
        if (str_eq(np->sysctl[i].key, key))
            return &np->sysctl[i];
    return NULL;
}

static void
compare_setting(struct contents *c, const struct plan_sysctl *was, const struct plan_sysctl *now)
{
    if (was && str_eq(was->value, now->value))
        return;
    vec_push(c, ((struct content){ .what = "sysctl",
                    .name = now->key,
                    .action = was ? "change" : "add",
                    .note = was ? arena_printf(c->arena, "%s -> %s", was->value, now->value)
                                : now->value }));
}

// As share/node/sysctl.sh has it.
static bool
is_forwarding(const char *key)
{
    return str_eq(key, "net.ipv4.ip_forward") || str_eq(key, "net.ipv6.conf.all.forwarding");
}

void
contents_sysctl(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    for (size_t i = 0; i < now->n_sysctl; i++)
        compare_setting(c, find_setting(was, now->sysctl[i].key), &now->sysctl[i]);
    for (size_t i = 0; i < was->n_sysctl; i++)
        if (!find_setting(now, was->sysctl[i].key))
            vec_push(c, ((struct content){ .what = "sysctl",
                            .name = was->sysctl[i].key,
                            .action = "remove",
                            .note = is_forwarding(was->sysctl[i].key)
                                        ? "nothing is forwarded any more"
                                        : "it keeps its value until the node boots" }));
}

void
contents_boot(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    for (size_t i = 0; i < was->n_steps; i++) {
        const struct plan_step *ps = &was->steps[i];
        if (hook_is_unit(ps) && !node_plan_boots(now, ps->name))
            vec_push(
                c, ((struct content){ .what = "unit",
                       .name = arena_printf(c->arena, "%s.service", boot_unit(c->arena, ps->name)),
                       .action = "remove",
                       .note = arena_printf(c->arena, "it ran %s at every boot", ps->name) }));
    }
}
