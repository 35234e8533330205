// SPDX-License-Identifier: MIT
// machine.create: asks for a Linode whose label and tags say whose it is, so that it can be found
// again when the answer is lost.
#include "base/str.h"
#include "model/label.h"
#include "step/kinds.h"
#include "step/machine/userdata.h"
#include "step/script.h"
#include "text/json.h"

static void
save_created(struct step *s, const struct machine *found)
{
    struct member *m = s->item;
    _own_(buf) struct buf result = { 0 };

    member_adopt(m, found);
    m->node->lock = NULL; // it was on the machine before
    if (!m->node->host_key)
        m->node->host_key = m->host_public;
    buf_adds(&result, "{\"id\":");
    json_quote(&result, found->id);
    buf_addc(&result, '}');
    step_result(s, buf_str(&result));
    // One that is not to be booted is finished when it is created: only node.started says so.
    member_state(m, !m->node->off ? STATE_CREATED : STATE_CREATING);
    step_end(s, NULL);
}

static void
fail_stranger(struct step *s, const struct machine *found)
{
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EFAILED, "Linode %s of the account has the label %s but not our tags",
        found->id, found->label);
    lct_hint(&err, "rename or delete it, or choose other nodenames");
    step_end(s, &err);
}

// Another took the label since it was found free: whoever makes a cluster of the same plan beside
// this one. It becomes CLUSTER-LABEL, once.
static bool
take_other_label(struct member *m)
{
    const char *prefix = arena_printf(m->world->arena, "%s-", m->world->cluster->slug);
    const char *label = arena_printf(m->world->arena, "%s%s", prefix, m->node->label);
    char why[FAULT_WHY];

    if (str_starts(m->node->label, prefix) || linode_label_fault(label, why))
        return false;
    m->node->label = label;
    member_save(m);
    return true;
}

// The label is free again once the machine of the generation before is gone.
static void
wait_for_end(struct step *s, const struct machine *found)
{
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EWAIT, "Linode %s of an earlier generation still has its label", found->id);
    lct_hint(&err, "while it is being deleted that passes; else delete it by hand");
    step_end(s, &err);
}

static void
found_again(void *user, const struct lct_err *err, const struct machine *machines, size_t n)
{
    struct step *s = user;

    if (err->code != LCT_OK)
        step_end(s, err);
    else if (!n)
        step_again(s);
    else if (member_owns(s->item, &machines[0]))
        save_created(s, &machines[0]);
    else if (member_owned(s->item, &machines[0]))
        wait_for_end(s, &machines[0]);
    else if (take_other_label(s->item))
        step_again(s);
    else
        fail_stranger(s, &machines[0]);
}

// Is there one with our label? Ours is taken over, a stranger's is left alone.
static void
adopt(struct step *s)
{
    struct member *m = s->item;
    struct cloud *cloud = m->world->cloud;

    cloud->ops->machines->find(cloud, m->node->label, found_again, s);
}

static void
created(void *user, const struct lct_err *err, const struct machine *machine)
{
    struct step *s = user;
    struct lct_err lost = *err;

    if (err->code == LCT_OK) {
        save_created(s, machine);
        return;
    }
    // The label is taken: by an earlier try of ours, perhaps. To look is what "ambiguous" means.
    if (lost.code == LCT_EEXISTS && s->attempts < 3)
        lost.code = LCT_EAMBIGUOUS;
    step_end(s, &lost);
}

static const char *
encryption_of(const struct node_plan *np)
{
    return !np->encryption_given ? NULL : np->encryption ? "enabled" : "disabled";
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct world *w = m->world;
    struct lct_err err = { 0 };
    struct interface interfaces[INTERFACES_MAX];
    const size_t n_interfaces = member_interfaces(m, interfaces);
    const bool bare = m->n_disks; // what it boots is on the disks that it gets then
    _own_(secret) struct secret *user_data = NULL, *answers = NULL;
    const char *script = NULL;

    if (userdata_of_member(m, &user_data, &err) < 0 ||
        (!bare && member_script(m, &script, &answers, &err) < 0)) {
        step_end(s, &err);
        return;
    }
    if (m->address)
        m->node->reserved = m->address->resource->cloud_id;
    const struct machine_spec spec = {
        .label = m->node->label,
        .region = m->node->region,
        .type = m->np->type->id,
        .image = bare ? NULL : m->np->image->id,
        .kernel = m->np->kernel && !bare ? m->np->kernel->id : NULL,
        .tags = member_tags(m),
        .authorized_keys = w->authorized_keys,
        .user_data = user_data,
        .script = script,
        .answers = answers,
        .group = m->display_group,
        .placement = m->placement ? m->placement->resource->cloud_id : NULL,
        .firewall = m->firewall ? m->firewall->resource->cloud_id : NULL,
        .ipv4 = m->node->reserved,
        .interfaces = interfaces,
        .n_interfaces = n_interfaces,
        .generation = member_generation(m),
        // The account may give interfaces that the plan does not speak of: these have none.
        .private_ip = m->np->private_ip && member_generation(m) != GENERATION_LINODE,
        .encryption = encryption_of(m->np),
        .maintenance = m->np->maintenance,
        .booted = !m->node->off && !m->attaches && !m->holds && !bare,
        .watchdog = m->np->watchdog,
        .backups = m->np->backups.wanted,
        .swap_mb = -1,
    };
    w->cloud->ops->machines->create(w->cloud, &spec, created, s);
}

const struct step_kind machine_create = {
    .name = "machine.create",
    .verb = "creating",
    .past = "created",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1500,
    .request = "machine.create",
    .start = start,
    .adopt = adopt,
    .failed = member_failed,
};
