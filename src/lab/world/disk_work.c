// SPDX-License-Identifier: MIT
// What jobs do with the files of disks and volumes, where there are nodes. Where there are none,
// only time passes.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/disk.h"
#include "lab/world/power.h"
#include "lab/world/volume.h"

#define MB (INT64_C(1) << 20)
#define GB (INT64_C(1) << 30)

char *
disk_path(struct lab *lab, int64_t disk)
{
    int64_t linode = world_int(&lab->world, 0, "SELECT linode FROM disk WHERE id = ?", "i", disk);

    if (world_int(&lab->world, 0, "SELECT image IS NOT NULL FROM disk WHERE id = ?", "i", disk))
        return fleet_disk_layer(lab->fleet, linode, disk);
    return fleet_disk_file(lab->fleet, linode, disk);
}

static void
size_work(struct job *job, const char *verb, const char *file, int64_t bytes,
    const char *filesystem, fleet_fn *fn, void *user)
{
    _own_(free) char *size = mem_printf("%lld", (long long)bytes);

    fleet_work(
        job->lab->fleet, (const char *[FLEET_WORDS]){ verb, file, size, filesystem }, fn, user);
}

static void
work(struct job *job, const char *verb, const char *file, const char *from)
{
    fleet_work(
        job->lab->fleet, (const char *[FLEET_WORDS]){ verb, file, from, NULL }, power_acted, job);
}

// ---- disks

// The disks of a Linode that are not ready, one after the other.
struct making {
    struct job *job;
    int64_t last;
};

static void making_step(struct making *m);

static void
made(void *user, const struct lct_err *err)
{
    struct making *m = user;

    if (!err->code) {
        making_step(m);
        return;
    }
    power_acted(m->job, err);
    free(m);
}

// A root that was copied would say that it is another Linode's.
static void
copied(void *user, const struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct making *m = user;
    struct lab *lab = m->job->lab;
    struct fleet_node node;

    if (!err->code && power_describe(lab, a, m->last, &node) &&
        world_int(&lab->world, 0, "SELECT image IS NOT NULL FROM disk WHERE id = ?", "i", m->last))
        fleet_identity(lab->fleet, &node, made, m);
    else
        made(m, err);
}

// Of the disk that is made now: a disk of a Linode, or of a backup.
static char *
source_of(struct making *m, const struct doc *row)
{
    struct lab *lab = m->job->lab;
    int64_t source = doc_get_int(row, "copy_of", 0), backup = doc_get_int(row, "backup", 0);

    if (backup)
        return backup_path(lab, backup, source, !doc_is_null(doc_get(row, "image")));
    return disk_path(m->job->lab, source);
}

static void
disk_copy(struct making *m, const struct doc *row)
{
    _own_(free) char *from = source_of(m, row);
    _own_(free) char *to = disk_path(m->job->lab, m->last);

    fleet_work(
        m->job->lab->fleet, (const char *[FLEET_WORDS]){ "copy", to, from, NULL }, copied, m);
}

static void
disk_make(struct making *m, const struct doc *row)
{
    _own_(arena) struct arena *a = arena_new();
    struct lab *lab = m->job->lab;
    struct fleet_node node;

    m->last = doc_get_int(row, "id", 0);
    if (doc_get_int(row, "copy_of", 0)) {
        disk_copy(m, row);
    } else if (doc_is_null(doc_get(row, "image"))) {
        _own_(free) char *file = fleet_disk_file(lab->fleet, m->job->of.id, m->last);
        size_work(m->job, "make", file, doc_get_int(row, "size", 0) * MB,
            doc_get_text(row, "filesystem", ""), made, m);
    } else if (power_describe(lab, a, m->last, &node)) {
        fleet_provision(lab->fleet, &node, made, m);
    } else {
        making_step(m);
    }
}

static void
making_step(struct making *m)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *row = world_one(&m->job->lab->world, a,
        "SELECT id, image, size, filesystem, copy_of, backup FROM disk WHERE linode = ? AND id > ? "
        "AND status = 'not ready' ORDER BY id",
        "ii", m->job->of.id, m->last);

    if (row) {
        disk_make(m, row);
        return;
    }
    job_acted(m->job, NULL);
    free(m);
}

static void
making_begin(void *user)
{
    struct making *m = NEW(struct making);

    *m = (struct making){ .job = user };
    making_step(m);
}

void
disk_act_make(struct job *job)
{
    if (power_has_nodes(job))
        loop_soon(job->lab->loop, making_begin, job);
}

void
disk_act_copy(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *from = disk_path(job->lab, job->argument);
    _own_(free) char *to = disk_path(job->lab, job->with.id);
    work(job, "copy", to, from);
}

// A disk that a running Linode was booted with.
static bool
in_use(struct job *job)
{
    return world_int(&job->lab->world, 0,
        "SELECT 1 FROM linode l LEFT JOIN config c ON c.id = l.config, "
        "json_each(coalesce(l.rescue, c.devices)) d WHERE l.id = ? AND l.status = 'running' AND "
        "json_extract(d.value, '$.disk_id') = ?",
        "ii", job->of.id, job->with.id);
}

static void
refuse(void *user)
{
    job_acted(user, "the disk is in use: its Linode must be shut down");
}

static bool
is_free(struct job *job)
{
    bool used = in_use(job);

    if (used)
        loop_soon(job->lab->loop, refuse, job);
    return !used;
}

void
disk_act_delete(struct job *job)
{
    if (!is_free(job) || !power_has_nodes(job))
        return;
    _own_(free) char *path = disk_path(job->lab, job->with.id);
    work(job, "remove", path, NULL);
}

// A layer has no size of its own.
void
disk_resize_file(struct job *job, int64_t disk, int64_t size)
{
    _own_(arena) struct arena *a = arena_new();
    const char *filesystem = world_text(&job->lab->world, a,
        "SELECT filesystem FROM disk WHERE id = ? AND image IS NULL", "i", disk);

    if (!filesystem) {
        power_pass(job);
        return;
    }
    _own_(free) char *file = fleet_disk_file(job->lab->fleet, job->of.id, disk);
    size_work(job, "resize", file, size * MB, filesystem, power_acted, job);
}

void
disk_act_resize(struct job *job)
{
    if (is_free(job) && power_has_nodes(job))
        disk_resize_file(job, job->with.id, job->argument);
}

void
disk_act_password(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    struct fleet_node node;

    if (!power_has_nodes(job))
        return;
    if (power_describe(job->lab, a, job->with.id, &node) && node.root_hash)
        fleet_password(job->lab->fleet, &node, power_acted, job);
    else
        power_pass(job);
}

// ---- volumes

static int64_t
bytes_of(struct job *job)
{
    return GB *
           world_int(&job->lab->world, 0, "SELECT size FROM volume WHERE id = ?", "i", job->of.id);
}

void
volume_act_make(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *file = fleet_volume_file(job->lab->fleet, job->of.id);
    size_work(job, "make", file, bytes_of(job), "raw", power_acted, job);
}

void
volume_act_copy(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *from = fleet_volume_file(job->lab->fleet, job->argument);
    _own_(free) char *to = fleet_volume_file(job->lab->fleet, job->of.id);
    work(job, "copy", to, from);
}

void
volume_act_delete(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *file = fleet_volume_file(job->lab->fleet, job->of.id);
    work(job, "remove", file, NULL);
}

// As the device that the configuration has it as; beside that, as any free one.
void
volume_act_attach(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    const char *line;

    if (!power_has_nodes(job))
        return;
    line = config_device(job->lab, a, job->with.id, job->of.id);
    fleet_attach(job->lab->fleet, job->with.id, line, power_acted, job);
}

void
volume_act_detach(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *file = fleet_volume_file(job->lab->fleet, job->of.id);
    fleet_detach(job->lab->fleet, job->with.id, file, power_acted, job);
}

static void
file_grown(void *user, const struct lct_err *err)
{
    struct job *job = user;
    _own_(free) char *file = fleet_volume_file(job->lab->fleet, job->of.id);

    if (err->code || !job->with.type[0])
        power_acted(job, err);
    else
        fleet_grown(job->lab->fleet, job->with.id, file, power_acted, job);
}

void
volume_act_resize(struct job *job)
{
    if (!power_has_nodes(job))
        return;
    _own_(free) char *file = fleet_volume_file(job->lab->fleet, job->of.id);
    size_work(job, "resize", file, bytes_of(job), "raw", file_grown, job);
}
