// SPDX-License-Identifier: MIT
// Backups of a Linode: the service, what there is, and snapshots taken. The last one that succeeded
// takes the place of the one before.
#include "lab/world/backup/backup.h"

#include "base/str.h"
#include "lab/world/disk.h"
#include "lab/world/event.h"

#define SELECT_BACKUP                                                                              \
    "SELECT id, region, 'snapshot' AS type, status, status = 'successful' AS \"available:bool\", " \
    "created, updated, finished, label, "                                                          \
    "(SELECT json_group_array(value ->> 'label') FROM json_each(configs)) AS \"configs:json\", "   \
    "(SELECT json_group_array(json_object('label', value ->> 'label', 'size', "                    \
    "value ->> 'size', 'filesystem', value ->> 'filesystem')) FROM json_each(disks)) "             \
    "AS \"disks:json\" FROM backup WHERE linode = ? "

struct doc *
backup_need(struct call *c)
{
    struct doc *backup = world_one(
        &c->lab->world, c->arena, SELECT_BACKUP "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (!backup)
        call_not_found(c);
    return backup;
}

static struct doc *
newest(struct call *c, const char *which)
{
    const char *sql =
        arena_printf(c->arena, SELECT_BACKUP "AND %s ORDER BY id DESC LIMIT 1", which);
    struct doc *found = world_one(&c->lab->world, c->arena, sql, "i", call_id(c, 0));

    return found ? found : doc_null(c->arena);
}

static void
backup_list(struct call *c)
{
    struct doc *snapshot;

    if (!instance_need(c))
        return;
    c->answer = doc_map(c->arena);
    doc_put(c->arena, c->answer, "automatic", doc_list(c->arena));
    snapshot = doc_put(c->arena, c->answer, "snapshot", doc_map(c->arena));
    doc_put(c->arena, snapshot, "current", newest(c, "status IN ('successful', 'failed')"));
    doc_put(c->arena, snapshot, "in_progress", newest(c, "status IN ('pending', 'running')"));
}

static void
backup_get(struct call *c)
{
    struct doc *backup = backup_need(c);

    if (backup)
        c->answer = backup;
}

// ---- the service

static void
service_set(struct call *c, bool on)
{
    world_do(&c->lab->world,
        "UPDATE linode SET backups = json_set(backups, '$.enabled', json(?)) WHERE id = ?", "ti",
        on ? "true" : "false", call_id(c, 0));
    event_note(c->lab, on ? "backups_enable" : "backups_cancel",
        instance_entity(c->lab, c->arena, call_id(c, 0)), NULL);
}

static void
backup_enable(struct call *c)
{
    if (instance_need(c))
        service_set(c, true);
}

static void
backup_cancel(struct call *c)
{
    if (!instance_need_idle(c))
        return;
    backup_files_remove(c->lab, call_id(c, 0), 0);
    world_do(&c->lab->world, "DELETE FROM backup WHERE linode = ?", "i", call_id(c, 0));
    world_do(&c->lab->world,
        "UPDATE linode SET backups = json_set(backups, '$.available', json('false'), "
        "'$.last_successful', NULL) WHERE id = ?",
        "i", call_id(c, 0));
    service_set(c, false);
}

// ---- a snapshot

static void
status_set(struct job *job, const char *status)
{
    char now[WORLD_TIME];

    world_do(&job->lab->world, "UPDATE backup SET status = ?, updated = ? WHERE id = ?", "tti",
        status, world_time(&job->lab->world, now), job->argument);
}

// What it has by then is what it is of.
static void
begin(struct job *job)
{
    world_do(&job->lab->world,
        "UPDATE backup SET configs = (SELECT json_group_array(json_object('label', label, "
        "'kernel', kernel, 'devices', json(devices), 'comments', comments, 'helpers', "
        "json(helpers), 'memory_limit', memory_limit, 'root_device', root_device, 'run_level', "
        "run_level, 'virt_mode', virt_mode)) FROM config WHERE linode = ?1), "
        "disks = (SELECT json_group_array(json_object('id', id, 'label', label, 'filesystem', "
        "filesystem, 'size', size, 'image', image, 'authorized_keys', authorized_keys, "
        "'root_hash', root_hash)) FROM disk WHERE linode = ?1) WHERE id = ?2",
        "ii", job->of.id, job->argument);
    status_set(job, "running");
}

static void
taken(struct job *job, bool well)
{
    struct world *w = &job->lab->world;
    char now[WORLD_TIME];

    status_set(job, well ? "successful" : "failed");
    world_time(w, now);
    world_do(w, "UPDATE backup SET finished = ? WHERE id = ?", "ti", now, job->argument);
    if (!well)
        return;
    backup_files_remove(job->lab, job->of.id, job->argument);
    world_do(w, "DELETE FROM backup WHERE linode = ? AND id <> ?", "ii", job->of.id, job->argument);
    world_do(w,
        "UPDATE linode SET backups = json_set(backups, '$.available', json('true'), "
        "'$.last_successful', ?) WHERE id = ?",
        "ti", now, job->of.id);
}

// The argument: the backup.
static const struct job_kind jobs[] = {
    { "linode_snapshot", NULL, 60, 260, begin, backup_act_take, taken },
    { 0 },
};

static void
backup_take(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 255 }, { 0 }
    };
    struct doc *linode = instance_need_idle(c);
    char now[WORLD_TIME];
    int64_t id;

    if (!linode || !call_check(c, c->body, "", fields))
        return;
    if (!doc_boolean(doc_path(linode, "backups.enabled"), false)) {
        call_error(c, NULL, "The Backup service is not enabled for this Linode");
        return;
    }
    id = world_insert(&c->lab->world,
        "INSERT INTO backup (linode, region, label, status, created, updated) "
        "VALUES (?1, ?2, ?3, 'pending', ?4, ?4)",
        "ittt", call_id(c, 0), doc_get_text(linode, "region", ""),
        doc_get_text(c->body, "label", ""), world_time(&c->lab->world, now));
    job_add(c->lab, &(struct job){ .kind = &jobs[0],
                        .of = instance_subject(call_id(c, 0)),
                        .event = event_schedule(c->lab, "linode_snapshot",
                            instance_entity(c->lab, c->arena, call_id(c, 0)), NULL),
                        .argument = id });
    c->params[1] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = backup_need(c);
}

#define BACKUPS LINODE_PATH "/backups"

static const struct route routes[] = {
    { "GET", BACKUPS, READ("linodes"), RATE_OTHER, false, backup_list },
    { "POST", BACKUPS, WRITE("linodes"), RATE_OTHER, false, backup_take },
    { "POST", BACKUPS "/enable", WRITE("linodes"), RATE_OTHER, false, backup_enable },
    { "POST", BACKUPS "/cancel", WRITE("linodes"), RATE_OTHER, false, backup_cancel },
    { "GET", BACKUPS "/{}", READ("linodes"), RATE_OTHER, false, backup_get },
    { 0 },
};

const struct noun backup_noun = { .routes = routes, .jobs = jobs };
