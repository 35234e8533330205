// SPDX-License-Identifier: MIT
// POST .../resize: a Linode moves to another plan, cold (it is shut down meanwhile) or warm.
#include "lab/world/instance.h"

#include "base/str.h"
#include "lab/world/disk.h"
#include "lab/world/event.h"
#include "lab/world/power.h"

enum resize_job { COLD, WARM };

// The one disk that grows and shrinks with the plan: the only one beside swap; of a Linode that
// goes on running, only what has no file system of its own (a layer). 0: there is none.
static int64_t
elastic_disk(struct lab *lab, int64_t linode, bool running)
{
    return world_int(&lab->world, 0,
        "SELECT iif(count(*) = 1 AND min(filesystem) LIKE 'ext%' AND (NOT ?2 OR count(image)), "
        "min(id), 0) FROM disk WHERE linode = ?1 AND filesystem <> 'swap'",
        "ii", linode, (int64_t)running);
}

// ---- the job

// Its argument: whether it ran before.
static void
begin(struct job *job)
{
    if (job->kind->status)
        instance_status(job->lab, job->of.id, job->kind->status);
}

static void
plan_take(struct lab *lab, int64_t id)
{
    world_do(&lab->world,
        "UPDATE linode SET type = moving ->> 'type', specs = moving -> 'specs' WHERE id = ?", "i",
        id);
    world_do(&lab->world,
        "UPDATE disk SET size = (SELECT moving ->> 'size' FROM linode WHERE id = ?1) "
        "WHERE id = (SELECT moving ->> 'disk' FROM linode WHERE id = ?1)",
        "i", id);
}

static void
moved(struct job *job, bool well)
{
    struct lab *lab = job->lab;

    if (well)
        plan_take(lab, job->of.id);
    world_do(&lab->world, "UPDATE linode SET moving = NULL WHERE id = ?", "i", job->of.id);
    if (!job->kind->status)
        return;
    instance_status(lab, job->of.id, "offline");
    if (job->argument)
        power_schedule(lab, job->of.id, LINODE_BOOT, "linode_boot", true);
}

static void
is_down(void *user, const struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct job *job = user;
    const struct doc *moving = world_one(&job->lab->world, a,
        "SELECT moving ->> 'disk' AS disk, moving ->> 'size' AS size FROM linode WHERE id = ?", "i",
        job->of.id);

    if (err->code)
        power_acted(job, err);
    else
        disk_resize_file(job, doc_get_int(moving, "disk", 0), doc_get_int(moving, "size", 0));
}

static void
act_cold(struct job *job)
{
    if (power_has_nodes(job))
        fleet_shutdown(job->lab->fleet, job->of.id, is_down, job);
}

static const struct job_kind jobs[] = {
    [COLD] = { "linode_resize", "migrating", 60, 180, begin, act_cold, moved },
    [WARM] = { "linode_resize_warm", NULL, 60, 180, begin, NULL, moved },
    { 0 },
};

// ---- the call

static bool
fields_check(struct call *c)
{
    static const char *const migrations[] = { "warm", "cold", NULL };
    static const struct field fields[] = {
        { "type", FIELD_TEXT, .required = true },
        { "allow_auto_disk_resize", FIELD_BOOL },
        { "migration_type", FIELD_TEXT, .words = migrations },
        { 0 },
    };

    return call_check(c, c->body, "", fields);
}

static const struct doc *
type_read(struct call *c, const struct doc *linode)
{
    const char *id = doc_get_text(c->body, "type", NULL);
    const struct doc *type = catalogue_find(c->lab->catalogue.types, id);

    if (!type)
        call_error(c, "type", "A valid plan type by that ID was not found");
    else if (str_eq(id, doc_get_text(linode, "type", NULL)))
        call_error(c, NULL, "Linode is already running this service plan.");
    return type;
}

// What becomes of the disk that goes with the plan; the others have to fit as they are.
static void
disks_fit(struct call *c, const struct doc *type, bool warm, struct doc *moving)
{
    struct world *w = &c->lab->world;
    int64_t room = doc_get_int(type, "disk", 0), id = call_id(c, 0);
    int64_t disk =
        doc_get_bool(c->body, "allow_auto_disk_resize", true) ? elastic_disk(c->lab, id, warm) : 0;
    int64_t others =
        world_int(w, 0, "SELECT sum(size) FROM disk WHERE linode = ? AND id <> ?", "ii", id, disk);

    if (others > room || (disk && others == room))
        call_error(c, NULL,
            "Linode has allocated more disk than the new service plan allows. Delete or resize "
            "disks smaller.");
    if (!disk)
        return;
    doc_put_int(c->arena, moving, "disk", disk);
    doc_put_int(c->arena, moving, "size", room - others);
}

static bool
is_running(const struct doc *linode)
{
    return str_eq(doc_get_text(linode, "status", NULL), "running");
}

static bool
is_warm(struct call *c, const struct doc *linode)
{
    return is_running(linode) && str_eq(doc_get_text(c->body, "migration_type", NULL), "warm");
}

static void
schedule(struct call *c, const struct doc *linode, const struct doc *moving)
{
    bool warm = is_warm(c, linode);
    int64_t id = call_id(c, 0);

    world_do(&c->lab->world, "UPDATE linode SET moving = ? WHERE id = ?", "ti",
        instance_json(c->arena, moving), id);
    job_add(c->lab, &(struct job){ .kind = &jobs[warm ? WARM : COLD],
                        .of = instance_subject(id),
                        .event = event_schedule(
                            c->lab, "linode_resize", instance_entity(c->lab, c->arena, id), NULL),
                        .argument = is_running(linode) });
}

static void
instance_resize(struct call *c)
{
    struct doc *linode = instance_need_idle(c), *moving = doc_map(c->arena);
    const struct doc *type;

    if (!linode || !fields_check(c))
        return;
    type = type_read(c, linode);
    if (call_failed(c))
        return;
    doc_put_string(c->arena, moving, "type", doc_get_text(type, "id", NULL));
    doc_put(c->arena, moving, "specs", instance_specs(c->arena, type));
    disks_fit(c, type, is_warm(c, linode), moving);
    if (!call_failed(c))
        schedule(c, linode, moving);
}

static const struct route routes[] = {
    { "POST", LINODE_PATH "/resize", WRITE("linodes"), RATE_OTHER, false, instance_resize },
    { 0 },
};

const struct noun instance_resize_noun = { .routes = routes, .jobs = jobs };
