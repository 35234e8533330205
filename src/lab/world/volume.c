// SPDX-License-Identifier: MIT
// Volumes: made in a region, changed, grown, copied, deleted; and the jobs of all of that.
#include "lab/world/volume.h"

#include <ctype.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/config.h"
#include "lab/world/event.h"
#include "lab/world/tag.h"

#define SIZE_MIN 10 // GB
#define SIZE_USUAL 20

// In the API's order.
#define SELECT_VOLUME                                                                       \
    "SELECT id, status, label, created, updated, "                                          \
    "'/dev/disk/by-id/scsi-0Linode_Volume_' || label AS filesystem_path, size, "            \
    "linode AS linode_id, (SELECT label FROM linode WHERE id = v.linode) AS linode_label, " \
    "io_ready AS \"io_ready:bool\", region, (SELECT json_group_array(label) FROM "          \
    "(SELECT label FROM volume_tag WHERE volume = v.id ORDER BY label)) AS \"tags:json\", " \
    "'nvme' AS hardware_type, encryption, '[]' AS \"locks:json\" FROM volume v "

static struct subject
subject(int64_t id)
{
    return (struct subject){ "volume", id };
}

struct doc *
volume_find(struct lab *lab, struct arena *a, int64_t id)
{
    return world_one(&lab->world, a, SELECT_VOLUME "WHERE id = ?", "i", id);
}

struct doc *
volume_need(struct call *c)
{
    struct doc *volume = volume_find(c->lab, c->arena, call_id(c, 0));

    if (!volume)
        call_not_found(c);
    return volume;
}

struct doc *
volume_need_idle(struct call *c)
{
    struct doc *volume = volume_need(c);

    if (!volume)
        return NULL;
    if (job_pending(c->lab, subject(call_id(c, 0)))) {
        call_error(c, NULL, "Volume busy.");
        return NULL;
    }
    return volume;
}

void
volume_list_answer(struct call *c, int64_t linode)
{
    static const char *const fields[] = { "id", "label", "tags", NULL };

    page_answer(c,
        world_list(&c->lab->world, c->arena,
            SELECT_VOLUME "WHERE ?1 = 0 OR linode = ?1 ORDER BY id", "i", linode),
        fields);
}

static void
volume_list(struct call *c)
{
    volume_list_answer(c, 0);
}

static void
volume_get(struct call *c)
{
    struct doc *volume = volume_need(c);

    if (volume)
        c->answer = volume;
}

// ---- what jobs do with it

static void
volume_status(struct lab *lab, int64_t id, const char *status)
{
    char now[WORLD_TIME];

    world_do(&lab->world, "UPDATE volume SET status = ?, updated = ? WHERE id = ?", "tti", status,
        world_time(&lab->world, now), id);
}

static void
begin(struct job *job)
{
    volume_status(job->lab, job->of.id, job->kind->status);
}

// What could not be made is none, and is not attached either.
static void
made(struct job *job, bool well)
{
    if (well) {
        volume_status(job->lab, job->of.id, "active");
        return;
    }
    jobs_cancel(job->lab, job->of);
    world_do(&job->lab->world, "DELETE FROM volume WHERE id = ?", "i", job->of.id);
}

static void
release(struct lab *lab, int64_t id)
{
    world_do(&lab->world, "UPDATE volume SET linode = NULL, io_ready = 0 WHERE id = ?", "i", id);
    config_forget(lab, "volume_id", id);
}

static void
attached(struct job *job, bool well)
{
    if (well)
        world_do(&job->lab->world, "UPDATE volume SET io_ready = 1 WHERE id = ?", "i", job->of.id);
    else
        release(job->lab, job->of.id);
}

static void
detached(struct job *job, bool well)
{
    if (well)
        release(job->lab, job->of.id);
    else
        world_do(&job->lab->world, "UPDATE volume SET io_ready = linode IS NOT NULL WHERE id = ?",
            "i", job->of.id);
}

// The argument is the size it had.
static void
resized(struct job *job, bool well)
{
    volume_status(job->lab, job->of.id, "active");
    if (!well)
        world_do(&job->lab->world, "UPDATE volume SET size = ? WHERE id = ?", "ii", job->argument,
            job->of.id);
}

static const struct job_kind jobs[] = {
    [VOLUME_CREATE] = { "volume_create", "creating", 3, 10, begin, volume_act_make, made },
    [VOLUME_CLONE] = { "volume_clone", "creating", 20, 60, begin, volume_act_copy, made },
    [VOLUME_ATTACH] = { "volume_attach", NULL, 5, 15, NULL, volume_act_attach, attached },
    [VOLUME_DETACH] = { "volume_detach", NULL, 5, 15, NULL, volume_act_detach, detached },
    [VOLUME_RESIZE] = { "volume_resize", "resizing", 5, 20, begin, volume_act_resize, resized },
    [VOLUME_DELETE] = { "volume_delete", NULL, 3, 10, NULL, volume_act_delete, NULL },
    { 0 },
};

static struct doc *
volume_entity(struct lab *lab, struct arena *a, int64_t id)
{
    return entity_new(a, "volume", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM volume WHERE id = ?", "i", id),
        arena_printf(a, "/v4/volumes/%lld", (long long)id));
}

void
volume_schedule(struct lab *lab, enum volume_job kind, int64_t id, int64_t argument)
{
    _own_(arena) struct arena *a = arena_new();
    int64_t linode = world_int(&lab->world, 0, "SELECT linode FROM volume WHERE id = ?", "i", id);
    int64_t event = event_schedule(lab, jobs[kind].name, volume_entity(lab, a, id),
        linode ? instance_entity(lab, a, linode) : NULL);

    job_add(lab, &(struct job){ .kind = &jobs[kind],
                     .of = subject(id),
                     .with = linode ? instance_subject(linode) : (struct subject){ .id = 0 },
                     .event = event,
                     .argument = argument });
}

// ---- POST, PUT, DELETE

static bool
is_label(const char *s)
{
    if (!isalpha((unsigned char)s[0]))
        return false;
    for (const char *p = s; *p; p++)
        if ((!isalnum((unsigned char)*p) && !strchr("-_", *p)) ||
            (strchr("-_", *p) && p[0] == p[1]))
            return false;
    return true;
}

static bool
label_check(struct call *c, int64_t but)
{
    const char *label = doc_get_text(c->body, "label", NULL);

    if (!label)
        return true;
    if (!is_label(label))
        call_error(c, "label",
            "Must begin with a letter and only use ASCII letters, numbers, underscores, and "
            "dashes, and none of the latter twice in a row");
    else if (world_int(&c->lab->world, 0, "SELECT 1 FROM volume WHERE label = ? AND id <> ?", "ti",
                 label, but))
        call_error(c, "label", "Label must be unique among your volumes");
    return !call_failed(c);
}

static void
volume_show(struct call *c, int64_t id)
{
    c->answer = volume_find(c->lab, c->arena, id);
}

static bool
create_fields_check(struct call *c)
{
    static const char *const on_off[] = { "enabled", "disabled", NULL };
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 32 },
        { "size", FIELD_INT, .min = SIZE_MIN, .max = VOLUME_SIZE_MAX },
        { "region", FIELD_TEXT },
        { "linode_id", FIELD_INT },
        { "config_id", FIELD_INT },
        { "encryption", FIELD_TEXT, .words = on_off },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { 0 },
    };

    return call_check(c, c->body, "", fields);
}

static const struct doc *
region_read(struct call *c, const struct doc *linode)
{
    const char *id = doc_get_text(c->body, "region", doc_get_text(linode, "region", NULL));
    const struct doc *region = catalogue_find(c->lab->catalogue.regions, id);

    if (!id)
        call_error(c, NULL, "Must provide a region or a Linode ID");
    else if (!region)
        call_error(c, "region", "region is not valid");
    else if (!catalogue_can(region, "Block Storage"))
        call_error(c, "region", "Block Storage is not available in this region");
    else if (str_eq(doc_get_text(c->body, "encryption", NULL), "enabled") &&
             !catalogue_can(region, "Block Storage Encryption"))
        call_error(c, "encryption", "Block Storage Encryption is not available in this region");
    return region;
}

static int64_t
insert(struct call *c, const struct doc *region)
{
    bool encrypted = catalogue_can(region, "Block Storage Encryption");
    char now[WORLD_TIME];

    return world_insert(&c->lab->world,
        "INSERT INTO volume (label, status, created, updated, size, region, encryption) "
        "VALUES (?1, 'creating', ?2, ?2, ?3, ?4, ?5)",
        "ttitt", doc_get_text(c->body, "label", NULL), world_time(&c->lab->world, now),
        doc_get_int(c->body, "size", SIZE_USUAL), doc_get_text(region, "id", NULL),
        doc_get_text(c->body, "encryption", encrypted ? "enabled" : "disabled"));
}

static void
volume_create(struct call *c)
{
    const struct doc *linode, *region = NULL;
    int64_t id, config = 0;

    if (!create_fields_check(c))
        return;
    linode = volume_linode_read(c, doc_get_text(c->body, "region", NULL));
    if (!call_failed(c))
        region = region_read(c, linode);
    if (linode)
        config = volume_place_find(c, doc_get_int(linode, "id", 0));
    if (!label_check(c, 0) || call_failed(c))
        return;
    quota_check(c, QUOTA_VOLUMES, world_int(&c->lab->world, 0, "SELECT count(*) FROM volume", ""),
        QUOTA_NONE);
    if (call_failed(c))
        return;
    id = insert(c, region);
    tags_set(c->lab, "volume", id, doc_get(c->body, "tags"));
    volume_schedule(c->lab, VOLUME_CREATE, id, 0);
    if (linode)
        volume_attach_to(c, id, doc_get_int(linode, "id", 0), config);
    volume_show(c, id);
}

static void
volume_put(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 1, .max = 32 },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { 0 },
    };
    const struct doc *tags = doc_get(c->body, "tags");
    int64_t id = call_id(c, 0);
    char now[WORLD_TIME];

    if (!volume_need(c) || !call_check(c, c->body, "", fields) || !label_check(c, id))
        return;
    world_do(&c->lab->world,
        "UPDATE volume SET label = coalesce(?, label), updated = ? WHERE id = ?", "tti",
        doc_get_text(c->body, "label", NULL), world_time(&c->lab->world, now), id);
    if (!doc_is_null(tags))
        tags_set(c->lab, "volume", id, tags);
    event_note(c->lab, "volume_update", volume_entity(c->lab, c->arena, id), NULL);
    volume_show(c, id);
}

// Takes it out of the world; what it holds goes by a job.
static void
volume_remove(struct lab *lab, int64_t id)
{
    jobs_cancel(lab, subject(id));
    volume_schedule(lab, VOLUME_DELETE, id, 0);
    config_forget(lab, "volume_id", id);
    world_do(&lab->world, "DELETE FROM volume WHERE id = ?", "i", id);
}

static void
volume_delete(struct call *c)
{
    struct doc *volume = volume_need(c);

    if (!volume)
        return;
    if (!doc_is_null(doc_get(volume, "linode_id")))
        call_error(c, NULL, "Volume must be detached before it can be deleted");
    else
        volume_remove(c->lab, call_id(c, 0));
}

static void
volume_reset(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a, "SELECT id FROM volume", "");

    doc_each (row, rows)
        volume_remove(lab, doc_get_int(row, "id", 0));
}

// ---- what else is done with one

static void
volume_clone(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 32 }, { 0 }
    };
    int64_t source = call_id(c, 0), id;
    char now[WORLD_TIME];

    if (!volume_need_idle(c) || !call_check(c, c->body, "", fields) || !label_check(c, 0))
        return;
    id = world_insert(&c->lab->world,
        "INSERT INTO volume (label, status, created, updated, size, region, encryption) "
        "SELECT ?1, 'creating', ?2, ?2, size, region, encryption FROM volume WHERE id = ?3",
        "tti", doc_get_text(c->body, "label", NULL), world_time(&c->lab->world, now), source);
    volume_schedule(c->lab, VOLUME_CLONE, id, source);
    volume_show(c, id);
}

static const struct route routes[] = {
    { "GET", VOLUMES, READ("volumes"), RATE_LIST, false, volume_list },
    { "POST", VOLUMES, WRITE("volumes"), RATE_OTHER, false, volume_create },
    { "GET", VOLUME, READ("volumes"), RATE_OTHER, false, volume_get },
    { "PUT", VOLUME, WRITE("volumes"), RATE_OTHER, false, volume_put },
    { "DELETE", VOLUME, WRITE("volumes"), RATE_OTHER, false, volume_delete },
    { "POST", VOLUME "/clone", WRITE("volumes"), RATE_OTHER, false, volume_clone },
    { 0 },
};

const struct noun volume_noun = { .routes = routes, .jobs = jobs, .reset = volume_reset };
