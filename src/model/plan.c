// SPDX-License-Identifier: MIT
// Words of plans.
#include "model/plan.h"

#include "base/str.h"
#include "base/texts.h"

static const char *const event_names[N_EVENTS] = {
    [EVENT_CREATED] = "created",
    [EVENT_FIRSTBOOT] = "firstboot",
    [EVENT_BOOT] = "boot",
    [EVENT_SSHREADY] = "sshready",
    [EVENT_CLUSTERSTARTING] = "clusterstarting",
    [EVENT_CLUSTERSTARTED] = "clusterstarted",
    [EVENT_REGIONREADY] = "regionready",
    [EVENT_PLANREADY] = "planready",
    [EVENT_CLUSTERSTOPPING] = "clusterstopping",
    [EVENT_MEMBERSHIP] = "membership",
    [EVENT_DESTROY] = "destroy",
};

const char *
event_name(enum event e)
{
    return event_names[e];
}

bool
event_parse(const char *name, enum event *ret)
{
    for (unsigned e = 0; e < N_EVENTS; e++)
        if (str_eq(event_names[e], name)) {
            *ret = (enum event)e;
            return true;
        }
    return false;
}

struct plan_step *
node_plan_script(const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (str_eq(np->steps[i].scheme, "stackscript") && !np->steps[i].alias)
            return &np->steps[i];
    return NULL;
}

bool
node_plan_boots(const struct node_plan *np, const char *name)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (hook_is_unit(&np->steps[i]) && str_eq(np->steps[i].name, name))
            return true;
    return false;
}

bool
balancer_has(const struct plan_balancer *b, const struct node_plan *np)
{
    for (const char *const *tag = np->tags; tag && *tag; tag++)
        if (texts_have(b->tags, *tag))
            return true;
    return texts_have(b->node_plans, np->name);
}

int64_t
plan_expires_ms(const struct plan *p, int64_t created_ms)
{
    return p->expires_after_ms ? created_ms + p->expires_after_ms : p->expires_ms;
}
