// SPDX-License-Identifier: MIT
// config.create: what a machine boots the disks of its plan with, and which is which of its
// devices. Volumes come into the slots that are free then, in the plan's order.
#include "base/str.h"
#include "io/retry.h"
#include "model/plan.h"
#include "step/kinds.h"

#define LABEL "lct"

static const struct config_ops *
ops_of(const struct member *m)
{
    return m->world->cloud->ops->configs;
}

static void
listed(void *user, const struct lct_err *err, const struct config *configs, size_t n)
{
    struct step *s = user;
    bool found = false;

    for (size_t i = 0; i < n; i++)
        found |= str_eq(configs[i].label, LABEL);
    if (err->code == LCT_OK && !found)
        step_again(s);
    else
        step_end(s, err);
}

static void
adopt(struct step *s)
{
    const struct member *m = s->item;

    ops_of(m)->list(m->world->cloud, m->node->cloud_id, listed, s);
}

static void
created(void *user, const struct lct_err *err, const struct config *config)
{
    (void)config;
    step_end(user, err);
}

static void
start(struct step *s)
{
    const struct member *m = s->item;
    const struct plan_disk *boot = storage_boot(m->np->storage);
    struct config c = {
        .label = LABEL,
        .kernel = m->np->kernel ? m->np->kernel->id : NULL,
        .root = arena_printf(m->world->arena, "/dev/%s", boot->device),
        .helpers =
            HELPER_DISTRO | HELPER_MODULES | HELPER_NETWORK | HELPER_DEVTMPFS | HELPER_NO_UPDATEDB,
    };

    for (size_t i = 0; i < m->n_disks; i++)
        c.slots[m->disks[i].plan->device[2] - 'a'].disk = m->disks[i].id;
    ops_of(m)->create(m->world->cloud, m->node->cloud_id, &c, created, s);
}

const struct step_kind config_create = {
    .name = "config.create",
    .verb = "saying what it boots",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 500,
    .request = "config.create",
    .start = start,
    .adopt = adopt,
    .failed = member_failed,
};
