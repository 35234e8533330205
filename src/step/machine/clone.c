// SPDX-License-Identifier: MIT
// machine.clone, machine.disown, machine.copied: another Linode with the disks of a member's. It
// comes with the member's tags, by which whoever does not know that it was made finds it; they are
// taken off before anything else, so that it is nobody's.
#include "base/str.h"
#include "base/texts.h"
#include "io/retry.h"
#include "step/kinds.h"

#define LOOK_MS 3000 // between two looks
#define NOTHING "#cloud-config\n{}\n"

// ---- made

static void
note(struct copy *c, const struct machine *found)
{
    c->id = arena_strdup(c->member->world->arena, found->id);
}

static void
made(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct step *s = user;
    struct lct_err told = *err;

    if (told.code == LCT_OK)
        note(s->item, machine);
    if (told.code == LCT_EEXISTS && s->attempts < 3) // by an earlier try of ours, perhaps
        told.code = LCT_EAMBIGUOUS;
    step_end(s, &told);
}

// What a machine was made with must be said again of its copy, which is told nothing.
static void
ask(struct step *s)
{
    static const char *const none[] = { NULL };
    const struct copy *c = s->item;
    const struct node *n = c->member->node;
    struct cloud *cloud = c->member->world->cloud;
    _own_(secret) struct secret *user_data = secret_new(NOTHING, strlen(NOTHING));
    const struct machine_spec spec = {
        .label = c->label,
        .region = n->region,
        .type = n->type,
        .tags = none,
        .user_data = user_data,
        .private_ip = n->private_ipv4,
        .swap_mb = -1,
    };

    cloud->ops->machines->clone(cloud, n->cloud_id, &spec, made, s);
}

static void
looked(void *user, const struct lct_err *err, const struct machine *machines, size_t n)
{
    struct step *s = user;
    struct copy *c = s->item;
    struct lct_err taken = { 0 };

    if (err->code != LCT_OK) {
        step_end(s, err);
    } else if (!n) {
        ask(s);
    } else if (member_owns(c->member, &machines[0]) &&
               !str_eq(machines[0].id, c->member->node->cloud_id)) {
        note(c, &machines[0]);
        step_end(s, NULL);
    } else {
        lct_fail(&taken, LCT_EEXISTS, "Linode %s of the account has the label %s already",
            machines[0].id, c->label);
        lct_hint(&taken, "choose another label");
        step_end(s, &taken);
    }
}

static void
clone(struct step *s)
{
    const struct copy *c = s->item;
    struct cloud *cloud = c->member->world->cloud;

    cloud->ops->machines->find(cloud, c->label, looked, s);
}

const struct step_kind machine_cloned = {
    .name = "machine.clone",
    .verb = "cloning",
    .past = "cloned",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_boot,
    .usual_ms = 3000,
    .request = "machine.clone",
    .start = clone,
};

// ---- nobody's

static void
disowned(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct lct_err told = *err;

    (void)machine;
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it may be said again
    step_end(user, &told);
}

// The plan's tags and those of others stay.
static const char *const *
tags_of(const struct member *m)
{
    const char *const *all = m->node->seen ? m->node->seen->tags : m->node->tags;
    const char **kept = arena_array(m->world->arena, texts_count(all) + 1, sizeof *kept);
    size_t n = 0;

    for (; all && *all; all++)
        if (!str_starts(*all, "lct:"))
            kept[n++] = *all;
    kept[n] = NULL;
    return kept;
}

static void
disown(struct step *s)
{
    const struct copy *c = s->item;
    struct cloud *cloud = c->member->world->cloud;

    cloud->ops->machines->update(cloud, c->id, NULL, tags_of(c->member), disowned, s);
}

const struct step_kind machine_disowned = {
    .name = "machine.disown",
    .verb = "taking our tags off",
    .lane = LANE_API,
    .retry = &retry_boot,
    .usual_ms = 1000,
    .request = "machine.retag",
    .start = disown,
};

// ---- whole

static void
seen(void *user, const struct lct_err *err, const struct machine *found)
{
    struct step *s = user;
    const struct copy *c = s->item;
    struct lct_err wait = *err;

    if (err->code == LCT_OK && found->status != MACHINE_OFFLINE &&
        found->status != MACHINE_RUNNING) {
        lct_fail(&wait, LCT_EWAIT, "Linode %s is %s", c->id, found->status_name);
        wait.retry_after_ms = LOOK_MS;
    }
    step_end(s, &wait);
}

static void
look(struct step *s)
{
    const struct copy *c = s->item;
    struct cloud *cloud = c->member->world->cloud;

    cloud->ops->machines->get(cloud, c->id, seen, s);
}

const struct step_kind machine_copied = {
    .name = "machine.copied",
    .verb = "waiting for its disks",
    .past = "copied",
    .lane = LANE_API,
    .retry = &retry_copy,
    .usual_ms = 60000,
    .start = look,
};
