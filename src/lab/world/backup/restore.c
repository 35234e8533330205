// SPDX-License-Identifier: MIT
// POST .../backups/{}/restore: the disks and configurations of a backup, on its Linode or another
// of the region: beside what it has, or in its place.
#include "base/str.h"
#include "lab/world/backup/backup.h"
#include "lab/world/disk.h"
#include "lab/world/event.h"
#include "lab/world/power.h"

// ---- the job: of the Linode that is restored to

static void
begin(struct job *job)
{
    instance_status(job->lab, job->of.id, "restoring");
}

static void
is_down(void *user, const struct lct_err *err)
{
    if (err->code)
        power_acted(user, err);
    else
        disk_act_make(user);
}

// Its old disks go with its node.
static void
act_over(struct job *job)
{
    if (power_has_nodes(job))
        fleet_destroy(job->lab->fleet, job->of.id, is_down, job);
}

static void
restored(struct job *job, bool well)
{
    struct world *w = &job->lab->world;

    if (well)
        world_do(w,
            "UPDATE disk SET status = 'ready', copy_of = NULL, backup = NULL WHERE linode = ? AND "
            "backup IS NOT NULL",
            "i", job->of.id);
    else
        world_do(w, "DELETE FROM disk WHERE linode = ? AND backup IS NOT NULL", "i", job->of.id);
    instance_status(job->lab, job->of.id, "offline");
}

enum restore_job { BESIDE, OVER };

static const struct job_kind jobs[] = {
    [BESIDE] = { "backups_restore", "restoring", 60, 180, begin, disk_act_make, restored },
    [OVER] = { "backups_restore_over", "restoring", 60, 180, begin, act_over, restored },
    { 0 },
};

// ---- the call

static int64_t
target_read(struct call *c, const struct doc *backup, bool over)
{
    int64_t id = doc_get_int(c->body, "linode_id", 0);
    const struct doc *l = world_one(
        &c->lab->world, c->arena, "SELECT region, status FROM linode WHERE id = ?", "i", id);

    if (!l)
        call_error(c, "linode_id", "linode_id is not valid");
    else if (!str_eq(doc_get_text(l, "region", ""), doc_get_text(backup, "region", "")))
        call_error(c, "linode_id", "Backups may not be restored across regions");
    else if (job_pending(c->lab, instance_subject(id)))
        call_error(c, NULL, "Linode busy.");
    else if (!over && !str_eq(doc_get_text(l, "status", ""), "offline"))
        call_error(c, "linode_id", "The Linode to restore to must be powered off");
    return call_failed(c) ? 0 : id;
}

static void
room_check(struct call *c, int64_t target, bool over)
{
    struct world *w = &c->lab->world;
    int64_t size = world_int(w, 0,
        "SELECT sum(e.value ->> 'size') FROM backup b, json_each(b.disks) e WHERE b.id = ?", "i",
        call_id(c, 1));
    int64_t room = world_int(w, 0,
        "SELECT json_extract(specs, '$.disk') - iif(?2, 0, coalesce((SELECT sum(size) FROM disk "
        "WHERE linode = l.id), 0)) FROM linode l WHERE id = ?1",
        "ii", target, (int64_t)over);

    if (size > room)
        call_error(c, NULL,
            "The disks of the backup take %lld MB, and the Linode has %lld MB left for disks",
            (long long)size, (long long)room);
}

// Volumes are in no backup.
static void
rows_insert(struct call *c, int64_t target)
{
    struct world *w = &c->lab->world;
    char now[WORLD_TIME];

    world_time(w, now);
    world_do(w,
        "INSERT INTO disk (linode, label, status, created, updated, filesystem, size, "
        "disk_encryption, image, authorized_keys, root_hash, copy_of, backup) "
        "SELECT t.id, e.value ->> 'label', 'not ready', ?1, ?1, e.value ->> 'filesystem', "
        "e.value ->> 'size', t.disk_encryption, e.value ->> 'image', "
        "e.value ->> 'authorized_keys', e.value ->> 'root_hash', e.value ->> 'id', b.id "
        "FROM backup b, json_each(b.disks) e, linode t WHERE b.id = ?3 AND t.id = ?2 "
        "ORDER BY e.key",
        "tii", now, target, call_id(c, 1));
    world_do(w,
        "INSERT INTO config (linode, label, kernel, created, updated, devices, comments, helpers, "
        "memory_limit, root_device, run_level, virt_mode) "
        "SELECT ?2, k.value ->> 'label', k.value ->> 'kernel', ?1, ?1, "
        "(SELECT json_group_object(e.key, json(CASE WHEN d.id "
        "THEN json_object('disk_id', d.id, 'volume_id', NULL) ELSE 'null' END)) "
        "FROM json_each(k.value -> 'devices') e LEFT JOIN disk d ON d.linode = ?2 "
        "AND d.backup = b.id AND d.copy_of = e.value ->> 'disk_id'), "
        "k.value ->> 'comments', k.value -> 'helpers', k.value ->> 'memory_limit', "
        "k.value ->> 'root_device', k.value ->> 'run_level', k.value ->> 'virt_mode' "
        "FROM backup b, json_each(b.configs) k WHERE b.id = ?3 ORDER BY k.key",
        "tii", now, target, call_id(c, 1));
}

static void
schedule(struct call *c, int64_t target, bool over)
{
    job_add(c->lab, &(struct job){ .kind = &jobs[over ? OVER : BESIDE],
                        .of = instance_subject(target),
                        .event = event_schedule(c->lab, "backups_restore",
                            instance_entity(c->lab, c->arena, target), NULL) });
}

static void
backup_restore(struct call *c)
{
    static const struct field fields[] = { { "linode_id", FIELD_INT, .required = true },
        { "overwrite", FIELD_BOOL }, { 0 } };
    struct doc *backup = backup_need(c);
    bool over = doc_get_bool(c->body, "overwrite", false);
    int64_t target;

    if (!backup || !instance_need_idle(c) || !call_check(c, c->body, "", fields))
        return;
    if (!str_eq(doc_get_text(backup, "status", ""), "successful"))
        call_error(c, NULL, "Only a backup that is complete can be restored");
    target = target_read(c, backup, over);
    if (target)
        room_check(c, target, over);
    if (call_failed(c))
        return;
    if (over) {
        world_do(&c->lab->world, "DELETE FROM disk WHERE linode = ?", "i", target);
        world_do(&c->lab->world, "DELETE FROM config WHERE linode = ?", "i", target);
    }
    rows_insert(c, target);
    schedule(c, target, over);
}

static const struct route routes[] = {
    { "POST", LINODE_PATH "/backups/{}/restore", WRITE("linodes"), RATE_OTHER, false,
        backup_restore },
    { 0 },
};

const struct noun backup_restore_noun = { .routes = routes, .jobs = jobs };
