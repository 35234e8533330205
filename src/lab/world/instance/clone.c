// SPDX-License-Identifier: MIT
// POST /linode/instances/{}/clone: disks and configurations, to a new Linode or to one that is
// there.
#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/disk.h"
#include "lab/world/event.h"
#include "lab/world/network.h"
#include "lab/world/tag.h"

// What goes along: lists of ids, as JSON.
struct cloning {
    const char *configs, *disks;
    int64_t size; // of the disks, MB
};

// ---- the job: of the Linode that is made or filled, with the one that is copied

// What was not copied is not there.
static void
copies_drop(struct lab *lab, int64_t linode)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a,
        "SELECT id FROM disk WHERE linode = ? AND copy_of IS NOT NULL", "i", linode);

    doc_each (row, rows)
        disk_remove(lab, doc_get_int(row, "id", 0));
}

static void
cloned(struct job *job, bool well)
{
    struct world *w = &job->lab->world;

    if (!well)
        copies_drop(job->lab, job->of.id);
    world_do(w,
        "UPDATE disk SET status = 'ready', copy_of = NULL WHERE linode = ? AND copy_of IS NOT NULL",
        "i", job->of.id);
    if (job->argument)
        instance_status(job->lab, job->of.id, "offline");
}

// The argument: whether the Linode is new.
static const struct job_kind jobs[] = {
    { "linode_clone", NULL, 30, 90, NULL, disk_act_make, cloned },
    { 0 },
};

// ---- the call

static bool
fields_check(struct call *c, bool new)
{
    static const char *const of_new[] = { "region", "type", "label", "private_ip",
        "backups_enabled", "metadata", "placement_group" };
    const struct field fields[] = {
        { "linode_id", FIELD_INT },
        { "region", FIELD_TEXT, .required = new },
        { "type", FIELD_TEXT, .required = new },
        { "label", FIELD_TEXT, .min = 3, .max = 64 },
        { "group", FIELD_TEXT, .min = 0, .max = 50 },
        { "private_ip", FIELD_BOOL },
        { "backups_enabled", FIELD_BOOL },
        { "metadata", FIELD_MAP },
        { "placement_group", FIELD_MAP },
        { 0 },
    };

    for (size_t i = 0; !new &&i < sizeof of_new / sizeof *of_new; i++)
        if (!doc_is_null(doc_get(c->body, of_new[i])))
            call_error(c, of_new[i], "Can only be given when cloning to a new Linode");
    if (!doc_is_null(doc_get(c->body, "image")))
        call_error(c, "image", "A clone is made of its source's disks, not from an image");
    return call_check(c, c->body, "", fields) && !call_failed(c);
}

// The ids of a member of the body, each of a row of the source's in this table.
static const char *
ids_read(struct call *c, const char *member, const char *sql)
{
    const struct doc *list = doc_get(c->body, member);

    if (list->kind != DOC_LIST) {
        call_error(c, member, "Must be of type Array");
        return "[]";
    }
    doc_each (each, list)
        if (!world_int(&c->lab->world, 0, sql, "ii", doc_integer(each, 0), call_id(c, 0)))
            call_error(c, member, "%lld is none of this Linode's", (long long)doc_integer(each, 0));
    return instance_json(c->arena, list);
}

// All configurations unless some are named, their disks, and those that are named.
static void
cloning_read(struct call *c, struct cloning *out)
{
    struct world *w = &c->lab->world;
    int64_t source = call_id(c, 0);
    const char *extra = "[]";

    if (!doc_is_null(doc_get(c->body, "disks")))
        extra = ids_read(c, "disks", "SELECT 1 FROM disk WHERE id = ? AND linode = ?");
    out->configs =
        doc_is_null(doc_get(c->body, "configs"))
            ? world_text(w, c->arena, "SELECT json_group_array(id) FROM config WHERE linode = ?",
                  "i", source)
            : ids_read(c, "configs", "SELECT 1 FROM config WHERE id = ? AND linode = ?");
    out->disks = world_text(w, c->arena,
        "SELECT json_group_array(id) FROM disk WHERE linode = ?1 AND "
        "(id IN (SELECT value FROM json_each(?2)) OR id IN (SELECT e.value ->> 'disk_id' "
        "FROM config k, json_each(k.devices) e WHERE k.id IN (SELECT value FROM json_each(?3))))",
        "itt", source, extra, out->configs);
    out->size = world_int(w, 0,
        "SELECT sum(size) FROM disk WHERE id IN (SELECT value FROM json_each(?))", "t", out->disks);
}

static void
room_check(struct call *c, int64_t target, int64_t size)
{
    int64_t room = world_int(&c->lab->world, 0,
        "SELECT json_extract(specs, '$.disk') - coalesce((SELECT sum(size) FROM disk "
        "WHERE linode = l.id), 0) FROM linode l WHERE id = ?",
        "i", target);

    if (size > room)
        call_error(c, NULL,
            "The disks to clone take %lld MB, and the Linode that they are cloned to has %lld MB "
            "left for disks",
            (long long)size, (long long)room);
}

// It is of its source's generation, with interfaces in the same networks.
static void
interfaces_ask(struct call *c, const struct doc *source)
{
    const char *generation = doc_get_text(source, "interface_generation", NULL);
    struct doc *body = doc_copy(c->arena, c->body);

    doc_put_string(c->arena, body, "interface_generation", generation);
    if (str_eq(generation, "linode"))
        doc_put(c->arena, body, "interfaces", network_clone_linode(c, call_id(c, 0)));
    c->body = body;
}

static int64_t
target_new(struct call *c, const struct doc *source)
{
    int64_t id;

    if (doc_get_bool(source, "has_user_data", false) &&
        doc_is_null(doc_path(c->body, "metadata.user_data")))
        call_error(c, "metadata.user_data", "A Linode with user-data is cloned with user-data");
    interfaces_ask(c, source);
    id = instance_bare_make(c);
    if (!id)
        return 0;
    world_do(&c->lab->world,
        "UPDATE linode SET (image, disk_encryption) = (SELECT image, disk_encryption FROM linode "
        "WHERE id = ?) WHERE id = ?",
        "ii", call_id(c, 0), id);
    tags_set(c->lab, "linode", id, doc_get(source, "tags"));
    return id;
}

static int64_t
target_existing(struct call *c)
{
    int64_t id = doc_get_int(c->body, "linode_id", 0);
    const char *status =
        world_text(&c->lab->world, c->arena, "SELECT status FROM linode WHERE id = ?", "i", id);

    if (!status || id == call_id(c, 0))
        call_error(c, "linode_id", "linode_id is not valid");
    else if (job_pending(c->lab, instance_subject(id)))
        call_error(c, NULL, "Linode busy.");
    else if (!str_eq(status, "offline"))
        call_error(c, "linode_id", "The Linode to clone to must be powered off");
    return call_failed(c) ? 0 : id;
}

// Volumes stay where they are: no two Linodes have one.
static void
rows_copy(struct call *c, const struct cloning *of, int64_t target)
{
    struct world *w = &c->lab->world;
    char now[WORLD_TIME];

    world_time(w, now);
    world_do(w,
        "INSERT INTO disk (linode, label, status, created, updated, filesystem, size, "
        "disk_encryption, image, authorized_keys, root_hash, copy_of) "
        "SELECT t.id, d.label, 'not ready', ?1, ?1, d.filesystem, d.size, t.disk_encryption, "
        "d.image, d.authorized_keys, d.root_hash, d.id FROM disk d, linode t "
        "WHERE t.id = ?2 AND d.id IN (SELECT value FROM json_each(?3)) ORDER BY d.id",
        "tit", now, target, of->disks);
    world_do(w,
        "INSERT INTO config (linode, label, kernel, created, updated, devices, comments, helpers, "
        "memory_limit, root_device, run_level, virt_mode) "
        "SELECT ?2, label, kernel, ?1, ?1, (SELECT json_group_object(e.key, json(CASE WHEN d.id "
        "THEN json_object('disk_id', d.id, 'volume_id', NULL) ELSE 'null' END)) "
        "FROM json_each(k.devices) e LEFT JOIN disk d ON d.linode = ?2 "
        "AND d.copy_of = e.value ->> 'disk_id'), "
        "comments, helpers, memory_limit, root_device, run_level, virt_mode FROM config k "
        "WHERE k.id IN (SELECT value FROM json_each(?3)) ORDER BY k.id",
        "tit", now, target, of->configs);
}

// Copies have the order of what they are copies of, and are the newest.
static void
interfaces_copy(struct call *c, const struct cloning *of, int64_t target)
{
    const struct doc *pairs = world_list(&c->lab->world, c->arena,
        "WITH copied AS (SELECT value AS id, row_number() OVER (ORDER BY value DESC) AS nth FROM "
        "json_each(?1)), made AS (SELECT id, row_number() OVER (ORDER BY id DESC) AS nth FROM "
        "config "
        "WHERE linode = ?2) SELECT copied.id AS source, made.id AS copy FROM copied JOIN made "
        "USING "
        "(nth)",
        "ti", of->configs, target);

    doc_each (pair, pairs)
        network_clone_config(
            c, doc_get_int(pair, "source", 0), target, doc_get_int(pair, "copy", 0));
}

static void
schedule(struct call *c, int64_t target, bool new)
{
    int64_t source = call_id(c, 0);

    job_add(c->lab, &(struct job){ .kind = &jobs[0],
                        .of = instance_subject(target),
                        .with = instance_subject(source),
                        .event = event_schedule(c->lab, "linode_clone",
                            instance_entity(c->lab, c->arena, source),
                            instance_entity(c->lab, c->arena, target)),
                        .argument = new });
}

static void
instance_clone(struct call *c)
{
    struct doc *source = instance_need_idle(c);
    bool new = doc_is_null(doc_get(c->body, "linode_id"));
    struct cloning of;
    int64_t target;

    if (!source || !fields_check(c, new))
        return;
    cloning_read(c, &of);
    target = call_failed(c) ? 0 : new ? target_new(c, source) : target_existing(c);
    if (target)
        room_check(c, target, of.size);
    if (!target || call_failed(c))
        return;
    rows_copy(c, &of, target);
    interfaces_copy(c, &of, target);
    if (call_failed(c))
        return;
    schedule(c, target, new);
    c->params[0] = arena_printf(c->arena, "%lld", (long long)target);
    c->answer = instance_need(c);
}

static const struct route routes[] = {
    { "POST", LINODE_PATH "/clone", WRITE("linodes"), RATE_CREATE, false, instance_clone },
    { 0 },
};

const struct noun instance_clone_noun = { .routes = routes, .jobs = jobs };
