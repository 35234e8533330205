// SPDX-License-Identifier: MIT
// Disks of a Linode. What changes one is a job of its Linode's, so that each happens by itself.
#include "lab/world/disk.h"

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/config.h"
#include "lab/world/event.h"

#define DISKS_MAX 50
#define LABEL_MAX 48
#define SELECT_DISK                                                                            \
    "SELECT id, status, label, created, updated, filesystem, size, disk_encryption FROM disk " \
    "WHERE linode = ? "

static struct doc *
disk_need(struct call *c)
{
    struct doc *disk = world_one(
        &c->lab->world, c->arena, SELECT_DISK "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (!disk)
        call_not_found(c);
    return disk;
}

// The same, refused also while something is being done with its Linode.
static struct doc *
disk_need_idle(struct call *c)
{
    struct doc *disk = disk_need(c);

    return disk && instance_need_idle(c) ? disk : NULL;
}

static void
disk_list(struct call *c)
{
    static const char *const fields[] = { "label", "size", NULL };

    if (instance_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_DISK "ORDER BY id", "i", call_id(c, 0)),
            fields);
}

static void
disk_get(struct call *c)
{
    struct doc *disk = disk_need(c);

    if (disk)
        c->answer = disk;
}

// ---- what jobs do with it

enum disk_job { DISK_CREATE, DISK_RESIZE, DISK_DUPLICATE, DISK_PASSWORD, DISK_DELETE };

static void
disk_status(struct lab *lab, int64_t id, const char *status)
{
    char now[WORLD_TIME];

    world_do(&lab->world, "UPDATE disk SET status = ?, updated = ? WHERE id = ?", "tti", status,
        world_time(&lab->world, now), id);
}

static void
begin(struct job *job)
{
    if (job->kind->status)
        disk_status(job->lab, job->with.id, job->kind->status);
}

void
disk_remove(struct lab *lab, int64_t id)
{
    config_forget(lab, "disk_id", id);
    world_do(&lab->world, "DELETE FROM disk WHERE id = ?", "i", id);
}

// What could not be made is none.
static void
made(struct job *job, bool well)
{
    if (well)
        disk_status(job->lab, job->with.id, "ready");
    else
        disk_remove(job->lab, job->with.id);
}

static void
resized(struct job *job, bool well)
{
    if (well)
        world_do(&job->lab->world, "UPDATE disk SET size = ? WHERE id = ?", "ii", job->argument,
            job->with.id);
    disk_status(job->lab, job->with.id, "ready");
}

static void
deleted(struct job *job, bool well)
{
    if (well)
        disk_remove(job->lab, job->with.id);
    else
        disk_status(job->lab, job->with.id, "ready");
}

// Of their Linode, with the disk; the argument is the size to come, or the disk to copy.
static const struct job_kind jobs[] = {
    [DISK_CREATE] = { "disk_create", "not ready", 10, 20, begin, disk_act_make, made },
    [DISK_RESIZE] = { "disk_resize", "not ready", 15, 60, begin, disk_act_resize, resized },
    [DISK_DUPLICATE] = { "disk_duplicate", NULL, 20, 60, begin, disk_act_copy, made },
    [DISK_PASSWORD] = { "password_reset", NULL, 5, 15, NULL, disk_act_password, NULL },
    [DISK_DELETE] = { "disk_delete", "deleting", 7, 11, begin, disk_act_delete, deleted },
    { 0 },
};

static struct doc *
disk_entity(struct lab *lab, struct arena *a, int64_t linode, int64_t id)
{
    return entity_new(a, "disk", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM disk WHERE id = ?", "i", id),
        arena_printf(a, "/v4/linode/instances/%lld/disks/%lld", (long long)linode, (long long)id));
}

static void
schedule(struct call *c, enum disk_job kind, int64_t id, int64_t argument)
{
    int64_t linode = call_id(c, 0);
    int64_t event = event_schedule(c->lab, jobs[kind].name,
        instance_entity(c->lab, c->arena, linode), disk_entity(c->lab, c->arena, linode, id));

    job_add(c->lab, &(struct job){ .kind = &jobs[kind],
                        .of = instance_subject(linode),
                        .with = { "disk", id },
                        .event = event,
                        .argument = argument });
}

// ---- POST

int64_t
disk_insert(struct lab *lab, int64_t linode, const struct disk_wish *w)
{
    static const struct instance_image none = { .authorized_keys = "" };
    const struct instance_image *image = w->image ? w->image : &none;
    char now[WORLD_TIME];

    return world_insert(&lab->world,
        "INSERT INTO disk (linode, label, status, created, updated, filesystem, size, "
        "disk_encryption, image, authorized_keys, root_hash, stackscript, script, script_words) "
        "SELECT id, ?2, 'not ready', ?3, ?3, ?4, ?5, disk_encryption, ?6, ?7, ?8, "
        "nullif(?9, 0), ?10, ?11 FROM linode WHERE id = ?1",
        "itttitttitt", linode, w->label, world_time(&lab->world, now), w->filesystem, w->size,
        doc_get_text(image->image, "id", NULL), image->authorized_keys, image->root_hash,
        image->script.id, image->script.text, image->script.words);
}

// What the Linode's plan has for a disk that takes `has` of it now.
static int64_t
room_for(struct call *c, const struct doc *linode, int64_t has)
{
    return doc_get_int(doc_get(linode, "specs"), "disk", 0) + has -
           world_int(&c->lab->world, 0, "SELECT sum(size) FROM disk WHERE linode = ?", "i",
               call_id(c, 0));
}

static void
size_check(struct call *c, int64_t size, int64_t least, int64_t most)
{
    if (size < 1)
        call_error(c, "size", "Disk size must be at least 1 MB");
    else if (most < least)
        call_error(c, "size", "This Linode's plan has %lld MB left for disks", (long long)most);
    else if (size < least || size > most)
        call_error(c, "size", "Must be %lld-%lld", (long long)least, (long long)most);
}

static bool
create_fields_check(struct call *c)
{
    static const char *const filesystems[] = { "raw", "swap", "ext2", "ext3", "ext4", "initrd",
        NULL };
    static const struct field fields[] = {
        { "size", FIELD_INT, .required = true },
        { "label", FIELD_TEXT, .min = 1, .max = LABEL_MAX },
        { "filesystem", FIELD_TEXT, .words = filesystems },
        { "image", FIELD_TEXT },
        { "root_pass", FIELD_TEXT, .min = 7, .max = 128 },
        { "authorized_keys", FIELD_TEXTS },
        { "authorized_users", FIELD_TEXTS },
        { "stackscript_id", FIELD_INT },
        { "stackscript_data", FIELD_MAP },
        { 0 },
    };

    return call_check(c, c->body, "", fields) && !call_failed(c);
}

static bool
wish_read(
    struct call *c, const struct doc *linode, struct instance_image *from, struct disk_wish *w)
{
    instance_image_read(c, NULL, from);
    *w = (struct disk_wish){
        .label = doc_get_text(c->body, "label", NULL),
        .filesystem = from->image ? "ext4" : doc_get_text(c->body, "filesystem", "ext4"),
        .size = doc_get_int(c->body, "size", 0),
        .image = from,
    };
    if (!w->label && !from->image)
        call_error(c, "label", "label is required");
    if (!w->label)
        w->label = arena_printf(c->arena, "%.40s Disk", doc_get_text(from->image, "label", ""));
    size_check(
        c, w->size, from->image ? doc_get_int(from->image, "size", 1) : 1, room_for(c, linode, 0));
    if (world_int(&c->lab->world, 0, "SELECT count(*) FROM disk WHERE linode = ?", "i",
            call_id(c, 0)) >= DISKS_MAX)
        call_error(c, NULL, "A Linode has at most %d disks", DISKS_MAX);
    return !call_failed(c);
}

// Shown as the answer; a disk's job is added after that.
static void
disk_show(struct call *c, int64_t id)
{
    c->params[1] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = disk_need(c);
}

static void
disk_create(struct call *c)
{
    struct doc *linode = instance_need_idle(c);
    struct instance_image from;
    struct disk_wish w;

    if (!linode || !create_fields_check(c) || !wish_read(c, linode, &from, &w))
        return;
    disk_show(c, disk_insert(c->lab, call_id(c, 0), &w));
    schedule(c, DISK_CREATE, call_id(c, 1), 0);
}

// ---- PUT, DELETE, and what else is done with one

static void
disk_put(struct call *c)
{
    static const struct field fields[] = { { "label", FIELD_TEXT, .min = 1, .max = LABEL_MAX },
        { 0 } };
    int64_t linode = call_id(c, 0), id = call_id(c, 1);
    char now[WORLD_TIME];

    if (!disk_need(c) || !call_check(c, c->body, "", fields))
        return;
    world_do(&c->lab->world, "UPDATE disk SET label = coalesce(?, label), updated = ? WHERE id = ?",
        "tti", doc_get_text(c->body, "label", NULL), world_time(&c->lab->world, now), id);
    event_note(c->lab, "disk_update", instance_entity(c->lab, c->arena, linode),
        disk_entity(c->lab, c->arena, linode, id));
    c->answer = disk_need(c);
}

static void
disk_delete(struct call *c)
{
    if (disk_need_idle(c))
        schedule(c, DISK_DELETE, call_id(c, 1), 0);
}

static void
disk_resize(struct call *c)
{
    static const struct field fields[] = { { "size", FIELD_INT, .required = true }, { 0 } };
    struct doc *disk = disk_need_idle(c);
    int64_t size = doc_get_int(c->body, "size", 0);

    if (!disk || !call_check(c, c->body, "", fields))
        return;
    size_check(c, size, 1, room_for(c, instance_need(c), doc_get_int(disk, "size", 0)));
    if (!call_failed(c))
        schedule(c, DISK_RESIZE, call_id(c, 1), size);
}

// Its copy is "ready" at once: recorded.
static void
disk_clone(struct call *c)
{
    struct doc *disk = disk_need_idle(c);
    int64_t source = call_id(c, 1), size = doc_get_int(disk, "size", 0);
    char now[WORLD_TIME];

    if (!disk)
        return;
    size_check(c, size, 1, room_for(c, instance_need(c), 0));
    if (call_failed(c))
        return;
    disk_show(c, world_insert(&c->lab->world,
                     "INSERT INTO disk (linode, label, status, created, updated, filesystem, size, "
                     "disk_encryption, image, authorized_keys, root_hash) "
                     "SELECT linode, substr('Copy of ' || label, 1, ?1), 'ready', ?2, ?2, "
                     "filesystem, size, disk_encryption, image, authorized_keys, root_hash "
                     "FROM disk WHERE id = ?3",
                     "iti", (int64_t)LABEL_MAX, world_time(&c->lab->world, now), source));
    schedule(c, DISK_DUPLICATE, call_id(c, 1), source);
}

static void
password_set(struct call *c, int64_t disk, const char *hash)
{
    world_do(&c->lab->world, "UPDATE disk SET root_hash = ? WHERE id = ?", "ti", hash, disk);
    schedule(c, DISK_PASSWORD, disk, 0);
}

static void
disk_password(struct call *c)
{
    static const struct field fields[] = {
        { "password", FIELD_TEXT, .required = true, .min = 7, .max = 128 }, { 0 }
    };
    const char *hash;

    if (!disk_need_idle(c) || !call_check(c, c->body, "", fields))
        return;
    hash = instance_password_read(c, "password");
    if (hash)
        password_set(c, call_id(c, 1), hash);
}

// Of a Linode: of the first of its disks that was made from an image.
static void
linode_password(struct call *c)
{
    static const struct field fields[] = {
        { "root_pass", FIELD_TEXT, .required = true, .min = 7, .max = 128 }, { 0 }
    };
    const char *hash;
    int64_t disk;

    if (!instance_need_idle(c) || !call_check(c, c->body, "", fields))
        return;
    disk = world_int(&c->lab->world, 0,
        "SELECT id FROM disk WHERE linode = ? AND image IS NOT NULL ORDER BY id", "i",
        call_id(c, 0));
    if (!disk)
        call_error(c, NULL, "This Linode has no disk that was made from an image");
    hash = instance_password_read(c, "root_pass");
    if (hash && disk)
        password_set(c, disk, hash);
}

#define DISKS LINODE_PATH "/disks"
#define DISK DISKS "/{}"

static const struct route routes[] = {
    { "GET", DISKS, READ("linodes"), RATE_LIST, false, disk_list },
    { "POST", DISKS, WRITE("linodes"), RATE_OTHER, false, disk_create },
    { "GET", DISK, READ("linodes"), RATE_OTHER, false, disk_get },
    { "PUT", DISK, WRITE("linodes"), RATE_OTHER, false, disk_put },
    { "DELETE", DISK, WRITE("linodes"), RATE_OTHER, false, disk_delete },
    { "POST", DISK "/resize", WRITE("linodes"), RATE_OTHER, false, disk_resize },
    { "POST", DISK "/clone", WRITE("linodes"), RATE_OTHER, false, disk_clone },
    { "POST", DISK "/password", WRITE("linodes"), RATE_OTHER, false, disk_password },
    { "POST", LINODE_PATH "/password", WRITE("linodes"), RATE_OTHER, false, linode_password },
    { 0 },
};

const struct noun disk_noun = { .routes = routes, .jobs = jobs };
