// SPDX-License-Identifier: MIT
// config.create, config.update: what a machine boots the disks of its plan with, and which is which
// of its devices. Volumes come into the slots that are free then, in the plan's order.
#include <string.h>

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

// ---- a first one

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
ended(void *user, const struct lct_err *err, const struct config *config)
{
    (void)config;
    step_end(user, err);
}

static void
put_disks(const struct member *m, struct config *c)
{
    const struct plan_disk *boot = storage_boot(m->np->storage);

    c->root = arena_printf(m->world->arena, "/dev/%s", boot->device);
    for (size_t i = 0; i < m->n_disks; i++)
        c->slots[m->disks[i].plan->device[2] - 'a'].disk = m->disks[i].id;
}

static void
start(struct step *s)
{
    const struct member *m = s->item;
    struct interface interfaces[INTERFACES_MAX];
    struct config c = {
        .label = LABEL,
        .kernel = m->np->kernel ? m->np->kernel->id : NULL,
        .helpers =
            HELPER_DISTRO | HELPER_MODULES | HELPER_NETWORK | HELPER_DEVTMPFS | HELPER_NO_UPDATEDB,
    };

    put_disks(m, &c);
    if (member_generation(m) != GENERATION_LINODE)
        c.n_interfaces = member_interfaces(m, interfaces);
    c.interfaces = interfaces;
    ops_of(m)->create(m->world->cloud, m->node->cloud_id, &c, ended, s);
}

const struct step_kind config_create = {
    .name = "config.create",
    .verb = "saying what it boots",
    .past = "has its disks",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 500,
    .request = "config.create",
    .start = start,
    .adopt = adopt,
    .failed = member_failed,
};

// ---- with other disks

// Volumes stay where they are; those in the way of a disk go to the next slot that is free.
static void
keep_volumes(struct config *to, const struct config *from)
{
    unsigned next = 0;

    for (unsigned i = 0; i < N_SLOTS; i++)
        if (from->slots[i].volume && !to->slots[i].disk)
            to->slots[i].volume = from->slots[i].volume;
    for (unsigned i = 0; i < N_SLOTS; i++) {
        if (!from->slots[i].volume || to->slots[i].volume)
            continue;
        while (next < N_SLOTS && (to->slots[next].disk || to->slots[next].volume))
            next++;
        if (next < N_SLOTS)
            to->slots[next].volume = from->slots[i].volume;
    }
}

static void
updated(void *user, const struct lct_err *err, const struct config *config)
{
    struct step *s = user;
    struct member *m = s->item;
    struct lct_err told = *err;

    (void)config;
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    if (told.code == LCT_OK) {
        m->node->disks = m->np->disks;
        member_save(m);
    }
    step_end(s, &told);
}

static void
found(void *user, const struct lct_err *err, const struct config *configs, size_t n)
{
    struct step *s = user;
    struct member *m = s->item;
    struct lct_err none = *err;

    for (size_t i = 0; i < n; i++) {
        struct config c = configs[i];
        if (!str_eq(c.label, LABEL))
            continue;
        memset(c.slots, 0, sizeof c.slots);
        put_disks(m, &c);
        keep_volumes(&c, &configs[i]);
        ops_of(m)->update(m->world->cloud, m->node->cloud_id, &c, updated, s);
        return;
    }
    if (none.code == LCT_OK)
        lct_fail(&none, LCT_EFAILED, "Linode %s has no configuration %s any more",
            m->node->cloud_id, LABEL);
    step_end(s, &none);
}

static void
update(struct step *s)
{
    const struct member *m = s->item;

    ops_of(m)->list(m->world->cloud, m->node->cloud_id, found, s);
}

const struct step_kind config_update = {
    .name = "config.update",
    .verb = "saying what it boots",
    .past = "has its disks",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 800,
    .request = "config.update",
    .start = update,
    .failed = member_failed,
};
