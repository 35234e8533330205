// SPDX-License-Identifier: MIT
// The files of backups, where there are nodes.
#include <stdlib.h>

#include "base/mem.h"
#include "lab/world/backup/backup.h"
#include "lab/world/disk.h"
#include "lab/world/power.h"

char *
backup_path(struct lab *lab, int64_t backup, int64_t disk, bool layer)
{
    _own_(free) char *folder = fleet_backup_folder(lab->fleet, backup);

    return mem_printf("%s/%lld%s", folder, (long long)disk, layer ? "" : ".img");
}

// The disks that are copied into a backup, one after the other.
struct taking {
    struct job *job;
    int64_t last;
};

static void taking_step(struct taking *t);

static void
disk_taken(void *user, const struct lct_err *err)
{
    struct taking *t = user;

    if (!err->code) {
        taking_step(t);
        return;
    }
    power_acted(t->job, err);
    free(t);
}

static void
taking_step(struct taking *t)
{
    _own_(arena) struct arena *a = arena_new();
    struct lab *lab = t->job->lab;
    const struct doc *row = world_one(&lab->world, a,
        "SELECT id, image FROM disk WHERE linode = ? AND id > ? ORDER BY id", "ii", t->job->of.id,
        t->last);

    if (!row) {
        job_acted(t->job, NULL);
        free(t);
        return;
    }
    t->last = doc_get_int(row, "id", 0);
    _own_(free) char *from = disk_path(lab, t->last);
    _own_(free) char *to =
        backup_path(lab, t->job->argument, t->last, !doc_is_null(doc_get(row, "image")));
    fleet_work(lab->fleet, (const char *[FLEET_WORDS]){ "copy", to, from, NULL }, disk_taken, t);
}

static void
taking_begin(void *user)
{
    struct taking *t = NEW(struct taking);

    *t = (struct taking){ .job = user };
    taking_step(t);
}

void
backup_act_take(struct job *job)
{
    if (power_has_nodes(job))
        loop_soon(job->lab->loop, taking_begin, job);
}

// What stays is taken away when a lab begins.
static void
is_removed(void *user, const struct lct_err *err)
{
    (void)user;
    (void)err;
}

void
backup_files_remove(struct lab *lab, int64_t linode, int64_t but)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(
        &lab->world, a, "SELECT id FROM backup WHERE linode = ? AND id <> ?", "ii", linode, but);

    if (!lab->fleet)
        return;
    doc_each (row, rows) {
        _own_(free) char *folder = fleet_backup_folder(lab->fleet, doc_get_int(row, "id", 0));
        fleet_work(lab->fleet, (const char *[FLEET_WORDS]){ "remove", folder, NULL, NULL },
            is_removed, NULL);
    }
}
