// SPDX-License-Identifier: MIT
// Configurations: sda to sdh, and more with more memory, each a disk or a volume.
#include "lab/world/config.h"

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/network.h"

#define KERNEL "linode/latest-64bit"

// In the API's order.
#define SELECT_CONFIG                                                                 \
    "SELECT id, label, helpers AS \"helpers:json\", kernel, comments, memory_limit, " \
    "created, updated, root_device, devices AS \"devices:json\", NULL AS initrd, "    \
    "run_level, virt_mode, " NETWORK_OF_CONFIG " FROM config WHERE linode = ? "

static struct doc *
config_need(struct call *c)
{
    struct doc *config = world_one(
        &c->lab->world, c->arena, SELECT_CONFIG "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (!config)
        call_not_found(c);
    return config;
}

static void
config_list(struct call *c)
{
    static const char *const fields[] = { "label", NULL };

    if (instance_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_CONFIG "ORDER BY id", "i", call_id(c, 0)),
            fields);
}

static void
config_get(struct call *c)
{
    struct doc *config = config_need(c);

    if (config)
        c->answer = config;
}

int64_t
config_default(struct lab *lab, int64_t linode)
{
    return world_int(&lab->world, 0,
        "SELECT coalesce(config, (SELECT min(id) FROM config WHERE linode = l.id)) "
        "FROM linode l WHERE id = ?",
        "i", linode);
}

static struct doc *
entity_of(struct lab *lab, struct arena *a, int64_t linode, int64_t id)
{
    return entity_new(a, "linode_config", doc_int(a, id),
        world_text(&lab->world, a, "SELECT label FROM config WHERE id = ?", "i", id),
        arena_printf(
            a, "/v4/linode/instances/%lld/configs/%lld", (long long)linode, (long long)id));
}

struct doc *
config_entity(struct lab *lab, struct arena *a, int64_t linode)
{
    int64_t id = config_default(lab, linode);

    return id ? entity_of(lab, a, linode, id) : NULL;
}

static void
note(struct call *c, const char *action, int64_t id)
{
    int64_t linode = call_id(c, 0);

    event_note(c->lab, action, instance_entity(c->lab, c->arena, linode),
        entity_of(c->lab, c->arena, linode, id));
}

// ---- POST, PUT, DELETE

static bool
fields_check(struct call *c, bool create)
{
    static const char *const levels[] = { "default", "single", "binbash", NULL };
    static const char *const modes[] = { "paravirt", "fullvirt", NULL };
    static const struct field helpers[] = {
        { "updatedb_disabled", FIELD_BOOL },
        { "distro", FIELD_BOOL },
        { "modules_dep", FIELD_BOOL },
        { "network", FIELD_BOOL },
        { "devtmpfs_automount", FIELD_BOOL },
        { 0 },
    };
    const struct field fields[] = {
        { "label", FIELD_TEXT, .required = create, .min = 1, .max = 48 },
        { "devices", FIELD_MAP, .required = create },
        { "helpers", FIELD_MAP },
        { "kernel", FIELD_TEXT },
        { "comments", FIELD_TEXT },
        { "memory_limit", FIELD_INT },
        { "root_device", FIELD_TEXT },
        { "run_level", FIELD_TEXT, .words = levels },
        { "virt_mode", FIELD_TEXT, .words = modes },
        { "interfaces", FIELD_MAPS },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!catalogue_find(c->lab->catalogue.kernels, doc_get_text(c->body, "kernel", KERNEL)))
        call_error(c, "kernel", "kernel is not valid");
    call_check(c, doc_get(c->body, "helpers"), "helpers.", helpers);
    return !call_failed(c);
}

// What the body names of it; the row is there.
static void
values_set(struct call *c, int64_t id)
{
    const struct doc *helpers = doc_get(c->body, "helpers");
    const struct doc *limit = doc_get(c->body, "memory_limit");
    const char *root = doc_get_text(c->body, "root_device", NULL);
    char now[WORLD_TIME];

    world_do(&c->lab->world,
        "UPDATE config SET label = coalesce(?, label), kernel = coalesce(?, kernel), "
        "comments = coalesce(?, comments), run_level = coalesce(?, run_level), "
        "virt_mode = coalesce(?, virt_mode), root_device = coalesce(?, root_device), "
        "helpers = json_patch(helpers, coalesce(?, '{}')), "
        "memory_limit = CASE ? WHEN -1 THEN memory_limit ELSE ? END, updated = ? WHERE id = ?",
        "tttttttiiti", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "kernel", NULL),
        doc_get_text(c->body, "comments", NULL), doc_get_text(c->body, "run_level", NULL),
        doc_get_text(c->body, "virt_mode", NULL),
        root && !str_starts(root, "/dev/") ? "/dev/sda" : root,
        doc_is_null(helpers) ? NULL : instance_json(c->arena, helpers), doc_integer(limit, -1),
        doc_integer(limit, -1), world_time(&c->lab->world, now), id);
}

// Volumes that it names are attached.
static void
devices_set(struct call *c, int64_t id, const struct doc *devices)
{
    world_do(&c->lab->world, "UPDATE config SET devices = ? WHERE id = ?", "ti",
        instance_json(c->arena, devices), id);
    for (size_t i = 0; i < devices->n; i++)
        world_do(&c->lab->world,
            "UPDATE volume SET linode = ?, io_ready = 1 WHERE id = ? AND linode IS NULL", "ii",
            call_id(c, 0), doc_get_int(devices->items[i], "volume_id", 0));
}

static int64_t
insert(struct call *c, int64_t linode, const char *label, const char *kernel,
    const struct doc *devices)
{
    char now[WORLD_TIME];

    return world_insert(&c->lab->world,
        "INSERT INTO config (linode, label, kernel, created, updated, devices) "
        "VALUES (?1, ?2, ?3, ?4, ?4, ?5)",
        "itttt", linode, label, kernel, world_time(&c->lab->world, now),
        instance_json(c->arena, devices));
}

void
config_insert(struct call *c, int64_t linode, const char *label, const char *kernel, int64_t disk,
    int64_t swap)
{
    const int64_t disks[] = { disk, swap };
    const struct doc *devices = config_devices_of(c->arena, disks, swap ? 2 : 1);

    insert(c, linode, label, kernel, devices);
}

static void
config_create(struct call *c)
{
    const struct doc *devices = NULL;
    int64_t id;

    if (instance_need(c) && fields_check(c, true))
        devices = config_devices_read(c);
    if (!devices || call_failed(c))
        return;
    id = insert(c, call_id(c, 0), doc_get_text(c->body, "label", NULL), KERNEL, devices);
    values_set(c, id);
    devices_set(c, id, devices);
    network_config_set(c, call_id(c, 0), id, doc_get(c->body, "interfaces"));
    note(c, "linode_config_create", id);
    c->params[1] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = config_need(c);
}

static void
config_put(struct call *c)
{
    const struct doc *devices = NULL;
    int64_t id = call_id(c, 1);

    if (!config_need(c) || !fields_check(c, false))
        return;
    if (!doc_is_null(doc_get(c->body, "devices")))
        devices = config_devices_read(c);
    if (call_failed(c))
        return;
    values_set(c, id);
    if (devices)
        devices_set(c, id, devices);
    network_config_set(c, call_id(c, 0), id, doc_get(c->body, "interfaces"));
    note(c, "linode_config_update", id);
    c->answer = config_need(c);
}

static void
config_delete(struct call *c)
{
    if (!config_need(c))
        return;
    note(c, "linode_config_delete", call_id(c, 1));
    world_do(&c->lab->world, "DELETE FROM config WHERE id = ?", "i", call_id(c, 1));
}

#define CONFIGS LINODE_PATH "/configs"
#define CONFIG CONFIGS "/{}"

static const struct route routes[] = {
    { "GET", CONFIGS, READ("linodes"), RATE_LIST, false, config_list },
    { "POST", CONFIGS, WRITE("linodes"), RATE_OTHER, false, config_create },
    { "GET", CONFIG, READ("linodes"), RATE_OTHER, false, config_get },
    { "PUT", CONFIG, WRITE("linodes"), RATE_OTHER, false, config_put },
    { "DELETE", CONFIG, WRITE("linodes"), RATE_OTHER, false, config_delete },
    { 0 },
};

const struct noun config_noun = { .routes = routes };
