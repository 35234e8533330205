// SPDX-License-Identifier: MIT
// Linodes: listed, shown, changed.
#include "lab/world/instance.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/tag.h"
#include "text/json.h"

#define IN_GROUP                                                               \
    "(SELECT json_object('migrating_to', NULL, 'id', p.id, 'label', p.label, " \
    "'placement_group_type', placement_group_type, 'placement_group_policy', " \
    "placement_group_policy) FROM linode_placement m JOIN placement_group p "  \
    "ON p.id = m.placement_group WHERE m.linode = l.id)"
// In the API's order.
#define SELECT_LINODE                                                                              \
    "SELECT id, label, grp AS \"group\", status, created, updated, type, "                         \
    "(SELECT json_group_array(address) FROM (SELECT address FROM address WHERE linode = l.id "     \
    "ORDER BY public DESC, turn)) AS \"ipv4:json\", nullif(ipv6, '') || '/128' AS ipv6, image, "   \
    "region, "                                                                                     \
    "site_type, specs AS \"specs:json\", alerts AS \"alerts:json\", "                              \
    "backups AS \"backups:json\", 'kvm' AS hypervisor, "                                           \
    "watchdog_enabled AS \"watchdog_enabled:bool\", "                                              \
    "(SELECT json_group_array(label) FROM (SELECT label FROM linode_tag WHERE linode = l.id "      \
    "ORDER BY label)) AS \"tags:json\", host_uuid, "                                               \
    "user_data IS NOT NULL AS \"has_user_data:bool\", " IN_GROUP " AS \"placement_group:json\", "  \
    "disk_encryption, NULL AS lke_cluster_id, "                                                    \
    "'[\"Block Storage Encryption\", \"Maintenance Policy\"]' AS \"capabilities:json\", "          \
    "interface_generation, maintenance_policy, "                                                   \
    "(SELECT json_group_array(lock_type) FROM linode_lock WHERE linode = l.id) AS \"locks:json\" " \
    "FROM linode l "

static void
instance_list(struct call *c)
{
    static const char *const fields[] = { "group", "id", "image", "interface_generation", "ipv4",
        "label", "placement_group.label", "placement_group.placement_group_type", "region", "tags",
        NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_LINODE "ORDER BY id", ""), fields);
}

struct doc *
instance_entity(struct lab *lab, struct arena *a, int64_t id)
{
    return entity_new(a, "linode", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM linode WHERE id = ?", "i", id),
        arena_printf(a, "/v4/linode/instances/%lld", (long long)id));
}

void
instance_status(struct lab *lab, int64_t id, const char *status)
{
    char now[WORLD_TIME];

    world_do(&lab->world, "UPDATE linode SET status = ?, updated = ? WHERE id = ?", "tti", status,
        world_time(&lab->world, now), id);
}

struct doc *
instance_need(struct call *c)
{
    struct doc *linode =
        world_one(&c->lab->world, c->arena, SELECT_LINODE "WHERE id = ?", "i", call_id(c, 0));

    if (!linode)
        call_not_found(c);
    return linode;
}

struct doc *
instance_need_idle(struct call *c)
{
    struct doc *linode = instance_need(c);

    if (!linode)
        return NULL;
    if (job_pending(c->lab, instance_subject(call_id(c, 0)))) {
        call_error(c, NULL, "Linode busy.");
        return NULL;
    }
    return linode;
}

static void
instance_get(struct call *c)
{
    struct doc *linode = instance_need(c);

    if (linode)
        c->answer = linode;
}

static bool
is_label(const char *s)
{
    for (const char *p = s; *p; p++) {
        bool mark = strchr("-_.", *p) != NULL;
        if (!mark && !isalnum((unsigned char)*p))
            return false;
        if (mark && p[0] == p[1])
            return false;
    }
    return true;
}

bool
instance_label_check(struct call *c, const char *label, int64_t but)
{
    if (!label)
        return true;
    if (!is_label(label))
        call_error(c, "label",
            "Must only use ASCII letters, numbers, underscores, dashes, and periods, and none of "
            "the latter twice in a row");
    else if (!isalpha((unsigned char)label[0]) || !isalnum((unsigned char)label[strlen(label) - 1]))
        call_error(c, "label", "Must begin with a letter and end with a letter or number");
    else if (world_int(&c->lab->world, 0, "SELECT 1 FROM linode WHERE label = ? AND id <> ?", "ti",
                 label, but))
        call_error(c, "label", "Label must be unique among your linodes");
    return !call_failed(c);
}

// ---- PUT

// What is said of it is otherwise, all else stays; what it does not have is passed over.
static struct doc *
merge(struct arena *a, const struct doc *old, const struct doc *new)
{
    struct doc *merged = doc_copy(a, old);

    if (old->kind != DOC_MAP || new->kind != DOC_MAP)
        return doc_copy(a, new);
    for (size_t i = 0; i < new->n; i++) {
        const struct doc *was = doc_get(old, new->keys[i]->text);
        if (was)
            doc_put(a, merged, new->keys[i]->text, merge(a, was, new->items[i]));
    }
    return merged;
}

// Overwrites what the body names of an object that is kept as JSON.
static void
object_change(struct call *c, const char *column, const struct doc *old, const struct doc *new)
{
    const char *sql = arena_printf(c->arena, "UPDATE linode SET %s = ? WHERE id = ?", column);
    _own_(buf) struct buf text = { 0 };

    if (doc_is_null(new))
        return;
    json_print(&text, merge(c->arena, old, new), JSON_COMPACT);
    world_do(&c->lab->world, sql, "ti", buf_str(&text), call_id(c, 0));
}

static bool
put_check(struct call *c)
{
    static const char *const policies[] = { "linode/migrate", "linode/power_off_on", NULL };
    static const struct field limits[] = {
        { "cpu", FIELD_INT, .max = 4800 },
        { "io", FIELD_INT, .max = 100000 },
        { "network_in", FIELD_INT, .max = 100000 },
        { "network_out", FIELD_INT, .max = 100000 },
        { "transfer_quota", FIELD_INT, .max = 400 },
        { 0 },
    };
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 3, .max = 64 },
        { "group", FIELD_TEXT, .min = 0, .max = 50 },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { "watchdog_enabled", FIELD_BOOL },
        { "alerts", FIELD_MAP },
        { "backups", FIELD_MAP },
        { "maintenance_policy", FIELD_TEXT },
        { 0 },
    };
    const char *policy = doc_get_text(c->body, "maintenance_policy", policies[0]);

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!str_eq(policy, policies[0]) && !str_eq(policy, policies[1]))
        call_error(c, "maintenance_policy", "Unsupported maintenance policy slug format.");
    call_check(c, doc_get(c->body, "alerts"), "alerts.", limits);
    return instance_label_check(c, doc_get_text(c->body, "label", NULL), call_id(c, 0));
}

static void
put_scalars(struct call *c)
{
    char now[WORLD_TIME];
    const struct doc *watchdog = doc_get(c->body, "watchdog_enabled");

    world_do(&c->lab->world,
        "UPDATE linode SET label = coalesce(?, label), grp = coalesce(?, grp), "
        "maintenance_policy = coalesce(?, maintenance_policy), "
        "watchdog_enabled = CASE ? WHEN -1 THEN watchdog_enabled WHEN 0 THEN 0 ELSE 1 END, "
        "updated = ? WHERE id = ?",
        "tttiti", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "group", NULL),
        doc_get_text(c->body, "maintenance_policy", NULL),
        doc_is_null(watchdog) ? (int64_t)-1 : (int64_t)doc_boolean(watchdog, true),
        world_time(&c->lab->world, now), call_id(c, 0));
}

static void
instance_put(struct call *c)
{
    struct doc *linode = instance_need(c);
    const struct doc *tags = doc_get(c->body, "tags");
    const struct doc *schedule = doc_path(c->body, "backups.schedule");
    struct doc *backups;

    if (!linode || !put_check(c))
        return;
    put_scalars(c);
    object_change(c, "alerts", doc_get(linode, "alerts"), doc_get(c->body, "alerts"));
    if (schedule && schedule->kind == DOC_MAP) {
        backups = doc_map(c->arena);
        doc_put(c->arena, backups, "schedule", doc_copy(c->arena, schedule));
        object_change(c, "backups", doc_get(linode, "backups"), backups);
    }
    if (!doc_is_null(tags))
        tags_set(c->lab, "linode", call_id(c, 0), tags);
    event_note(c->lab, "linode_update", instance_entity(c->lab, c->arena, call_id(c, 0)), NULL);
    c->answer = instance_need(c);
}

static const struct route routes[] = {
    { "GET", LINODES_PATH, READ("linodes"), RATE_LIST, false, instance_list },
    { "GET", LINODE_PATH, READ("linodes"), RATE_OTHER, false, instance_get },
    { "PUT", LINODE_PATH, WRITE("linodes"), RATE_OTHER, false, instance_put },
    { 0 },
};

const struct noun instance_noun = { .routes = routes };
