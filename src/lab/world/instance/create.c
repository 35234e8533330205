// SPDX-License-Identifier: MIT
// POST /linode/instances and .../rebuild
#include "lab/world/instance.h"

#include <sodium.h>

#include "base/buf.h"
#include "base/str.h"
#include "lab/call/quota.h"
#include "lab/world/address.h"
#include "lab/world/config.h"
#include "lab/world/event.h"
#include "lab/world/firewall/firewall.h"
#include "lab/world/network.h"
#include "lab/world/placement.h"
#include "lab/world/power.h"
#include "lab/world/tag.h"
#include "text/json.h"

#define SWAP_DEFAULT 512
#define ALERTS                                                                          \
    "{\"cpu\": %lld, \"network_in\": 10, \"network_out\": 10, \"transfer_quota\": 80, " \
    "\"io\": 10000, \"system_alerts\": [], \"user_alerts\": []}"
#define BACKUPS                                                                                 \
    "{\"enabled\": %s, \"available\": false, \"schedule\": {\"day\": null, \"window\": null}, " \
    "\"last_successful\": null}"

static const char *const on_off[] = { "enabled", "disabled", NULL };

// What has to be there before it can be made.
struct wish {
    const struct doc *region, *type;
    struct instance_image from;
    const char *label, *kernel;
    int64_t swap_size, boot_size;
    int64_t placement;   // the group to join; 0: none
    bool own_interfaces; // and not its configurations'
    int64_t firewall;    // that it is born behind; 0: none
    int64_t address;     // the reserved one that it is made with; 0: any
};

// Real fields of Linode's whose things this lab does not have: refused, never ignored.
static void
refuse_unsupported(struct call *c)
{
    if (!doc_is_null(doc_get(c->body, "backup_id")))
        call_error(c, "backup_id", "backup_id is not supported by this lab");
}

static bool
create_fields_check(struct call *c)
{
    static const char *const generations[] = { "legacy_config", "linode", NULL };
    static const struct field fields[] = {
        { "type", FIELD_TEXT, .required = true },
        { "region", FIELD_TEXT, .required = true },
        { "image", FIELD_TEXT },
        { "label", FIELD_TEXT, .min = 3, .max = 64 },
        { "root_pass", FIELD_TEXT, .min = 7, .max = 128 },
        { "authorized_keys", FIELD_TEXTS },
        { "authorized_users", FIELD_TEXTS },
        { "tags", FIELD_TEXTS, .min = 3, .max = 50 },
        { "group", FIELD_TEXT, .min = 0, .max = 50 },
        { "booted", FIELD_BOOL },
        { "private_ip", FIELD_BOOL },
        { "backups_enabled", FIELD_BOOL },
        { "network_helper", FIELD_BOOL },
        { "swap_size", FIELD_INT },
        { "boot_size", FIELD_INT },
        { "kernel", FIELD_TEXT },
        { "metadata", FIELD_MAP },
        { "placement_group", FIELD_MAP },
        { "stackscript_id", FIELD_INT },
        { "stackscript_data", FIELD_MAP },
        { "firewall_id", FIELD_INT },
        { "disk_encryption", FIELD_TEXT, .words = on_off },
        { "interface_generation", FIELD_TEXT, .words = generations },
        { "maintenance_policy", FIELD_TEXT },
        { 0 },
    };

    refuse_unsupported(c);
    return call_check(c, c->body, "", fields) && !call_failed(c);
}

static void
sizes_read(struct call *c, struct wish *w)
{
    int64_t disk = doc_get_int(w->type, "disk", 0);

    w->swap_size = doc_get_int(c->body, "swap_size", SWAP_DEFAULT);
    w->boot_size = doc_get_int(c->body, "boot_size", 0);
    if (!w->type)
        return;
    if (w->swap_size < 0 || w->swap_size >= disk)
        call_error(c, "swap_size", "Must be 0-%lld", (long long)disk - 1);
    else if (w->boot_size < 0 || w->boot_size + w->swap_size > disk)
        call_error(c, "boot_size", "Must be 1-%lld", (long long)(disk - w->swap_size));
}

static void
policy_check(struct call *c)
{
    const char *policy = doc_get_text(c->body, "maintenance_policy", "linode/migrate");

    if (!str_eq(policy, "linode/migrate") && !str_eq(policy, "linode/power_off_on"))
        call_error(c, "maintenance_policy", "Unsupported maintenance policy slug format.");
}

// Who has interfaces of its own is behind theirs.
static int64_t
firewall_read(struct call *c, bool own_interfaces)
{
    if (!own_interfaces)
        return firewall_wish_read(c, c->body, "", FIREWALL_LINODE);
    if (!doc_is_null(doc_get(c->body, "firewall_id")))
        call_error(c, "firewall_id", "Linodes with Linode interfaces name it with each of them");
    return 0;
}

static bool
wish_read(struct call *c, struct wish *w)
{
    struct lab *lab = c->lab;

    *w = (struct wish){
        .region = catalogue_find(lab->catalogue.regions, doc_get_text(c->body, "region", NULL)),
        .type = catalogue_find(lab->catalogue.types, doc_get_text(c->body, "type", NULL)),
        .label = doc_get_text(c->body, "label", NULL),
        .kernel = doc_get_text(c->body, "kernel", "linode/grub2"),
    };
    if (!w->type)
        call_error(c, "type", "A valid plan type by that ID was not found");
    if (!w->region)
        call_error(c, "region", "region is not valid");
    if (!catalogue_find(lab->catalogue.kernels, w->kernel))
        call_error(c, "kernel", "kernel is not valid");
    sizes_read(c, w);
    policy_check(c);
    instance_image_read(c, w->region, &w->from);
    instance_label_check(c, w->label, 0);
    w->placement = placement_read(c, w->region);
    w->own_interfaces = network_generation_read(c);
    w->firewall = firewall_read(c, w->own_interfaces);
    w->address = address_read(c, w->region);
    if (!call_failed(c))
        quota_check(c, QUOTA_LINODES, world_int(&lab->world, 0, "SELECT count(*) FROM linode", ""),
            lab->conf.nodes_max);
    return !call_failed(c);
}

// ---- making it

struct doc *
instance_specs(struct arena *a, const struct doc *type)
{
    static const char *const names[] = { "disk", "memory", "vcpus", "gpus", "transfer" };
    struct doc *specs = doc_map(a);

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        doc_put_int(a, specs, names[i], doc_get_int(type, names[i], 0));
    doc_put_int(a, specs, "accelerated_devices", 0);
    return specs;
}

const char *
instance_json(struct arena *a, const struct doc *d)
{
    _own_(buf) struct buf text = { 0 };

    json_print(&text, d, JSON_COMPACT);
    return arena_strdup(a, buf_str(&text));
}

static const char *
hex_new(struct call *c)
{
    unsigned char bytes[20];
    char text[41];
    struct random *r = loop_random(c->lab->loop);

    r->fill(r, bytes, sizeof bytes);
    return arena_strdup(c->arena, sodium_bin2hex(text, sizeof text, bytes, sizeof bytes));
}

static int64_t
linode_insert(struct call *c, const struct wish *w)
{
    char now[WORLD_TIME];
    struct arena *a = c->arena;
    bool backups = doc_get_bool(c->body, "backups_enabled", false);

    // A label of its own, until it has an id to be named by.
    return world_insert(&c->lab->world,
        "INSERT INTO linode (label, grp, status, created, updated, type, region, site_type, specs, "
        "image, ipv6, alerts, backups, host_uuid, disk_encryption, maintenance_policy, user_data, "
        "interface_generation) "
        "VALUES (?, ?, 'provisioning', ?3, ?3, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?)",
        "ttttttttttttttt", w->label ? w->label : hex_new(c), doc_get_text(c->body, "group", ""),
        world_time(&c->lab->world, now), doc_get_text(w->type, "id", NULL),
        doc_get_text(w->region, "id", NULL), doc_get_text(w->region, "site_type", "core"),
        instance_json(a, instance_specs(a, w->type)), doc_get_text(w->from.image, "id", NULL),
        arena_printf(a, ALERTS, (long long)doc_get_int(w->type, "vcpus", 1) * 90),
        arena_printf(a, BACKUPS, backups ? "true" : "false"), hex_new(c),
        doc_get_text(c->body, "disk_encryption", "enabled"),
        doc_get_text(c->body, "maintenance_policy", "linode/migrate"), w->from.user_data,
        w->own_interfaces ? "linode" : "legacy_config");
}

static bool
addresses_make(struct call *c, int64_t id, const struct wish *w)
{
    bool private = doc_get_bool(c->body, "private_ip", false);
    const char *region = doc_get_text(w->region, "id", NULL);

    if (w->address)
        address_move(c->lab, w->address, id);
    if (w->own_interfaces)
        network_linode_set(c, id, region, doc_get(c->body, "interfaces"));
    else if ((!w->address && !address_give(c->lab, id, region, true)) ||
             (private && !address_give(c->lab, id, region, false)))
        call_error(c, "region", "The lab has no more addresses in this region");
    if (call_failed(c))
        return false;
    world_do(&c->lab->world,
        "UPDATE linode SET ipv6 = coalesce(?1, ipv6), label = CASE WHEN ?2 IS NULL THEN 'linode' "
        "|| id ELSE label "
        "END WHERE id = ?3",
        "tti", w->own_interfaces ? NULL : address_slaac(c->lab, c->arena, region, id),
        doc_get_text(c->body, "label", NULL), id);
    return true;
}

static void
job_schedule(struct call *c, int64_t id, enum linode_job kind, const char *action, bool boots)
{
    const char *image = doc_get_text(c->body, "image", NULL);
    int64_t event = event_schedule(c->lab, action, instance_entity(c->lab, c->arena, id),
        image_entity(&c->lab->catalogue, c->arena, image));

    job_add(c->lab, &(struct job){ .kind = &linode_jobs[kind],
                        .of = instance_subject(id),
                        .event = event,
                        .argument = boots });
}

// A Linode without disks; 0: the call is refused.
static int64_t
bare_make(struct call *c, const struct wish *w)
{
    int64_t id = linode_insert(c, w);

    if (!addresses_make(c, id, w))
        return 0;
    if (w->placement)
        placement_join(c, w->placement, id);
    if (w->firewall)
        firewall_device_add(c, w->firewall, firewall_kind_find(FIREWALL_LINODE), id);
    return id;
}

int64_t
instance_bare_make(struct call *c)
{
    struct wish w;

    return wish_read(c, &w) ? bare_make(c, &w) : 0;
}

static void
instance_create(struct call *c)
{
    struct wish w;
    int64_t id;

    if (!create_fields_check(c) || !wish_read(c, &w))
        return;
    id = bare_make(c, &w);
    if (!id)
        return;
    tags_set(c->lab, "linode", id, doc_get(c->body, "tags"));
    if (w.from.image)
        instance_disks_make(
            c, id, &w.from, doc_get_int(w.type, "disk", 0), w.swap_size, w.boot_size, w.kernel);
    if (w.from.image && !w.own_interfaces)
        network_config_set(c, id, config_default(c->lab, id), doc_get(c->body, "interfaces"));
    if (call_failed(c))
        return;
    job_schedule(c, id, LINODE_CREATE, "linode_create",
        w.from.image && doc_get_bool(c->body, "booted", true));
    c->params[0] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = instance_need(c);
}

// ---- rebuild

static bool
rebuild_fields_check(struct call *c)
{
    static const struct field fields[] = {
        { "image", FIELD_TEXT },
        { "root_pass", FIELD_TEXT, .min = 7, .max = 128 },
        { "authorized_keys", FIELD_TEXTS },
        { "authorized_users", FIELD_TEXTS },
        { "booted", FIELD_BOOL },
        { "metadata", FIELD_MAP },
        { "stackscript_id", FIELD_INT },
        { "stackscript_data", FIELD_MAP },
        { "disk_encryption", FIELD_TEXT, .words = on_off },
        { "type", FIELD_TEXT },
        { 0 },
    };

    if (doc_is_null(doc_get(c->body, "image")))
        call_error(c, "image", "You must specify an image");
    return call_check(c, c->body, "", fields) && !call_failed(c);
}

// Another plan on the way, which must hold the disks of before, too.
static void
rebuild_type_take(struct call *c)
{
    const char *id = doc_get_text(c->body, "type", NULL);
    const struct doc *type = catalogue_find(c->lab->catalogue.types, id);

    if (!id)
        return;
    if (!type) {
        call_error(c, "type", "A valid plan type by that ID was not found");
        return;
    }
    if (world_int(&c->lab->world, 0, "SELECT sum(size) FROM disk WHERE linode = ?", "i",
            call_id(c, 0)) > doc_get_int(type, "disk", 0))
        call_error(c, NULL,
            "Linode has allocated more disk than the new service plan allows. Delete or resize "
            "disks smaller.");
    if (!call_failed(c))
        world_do(&c->lab->world, "UPDATE linode SET type = ?, specs = ? WHERE id = ?", "tti", id,
            instance_json(c->arena, instance_specs(c->arena, type)), call_id(c, 0));
}

static void
instance_rebuild(struct call *c)
{
    struct doc *linode = instance_need_idle(c);
    struct world *world = &c->lab->world;
    struct instance_image from;
    const struct doc *interfaces;
    int64_t id = call_id(c, 0);

    if (!linode || instance_locked(c, id) || !rebuild_fields_check(c))
        return;
    instance_image_read(
        c, catalogue_find(c->lab->catalogue.regions, doc_get_text(linode, "region", NULL)), &from);
    if (!call_failed(c))
        rebuild_type_take(c);
    if (call_failed(c))
        return;
    linode = instance_need(c);
    interfaces = network_of_default(c, id);
    world_do(world, "DELETE FROM disk WHERE linode = ?", "i", id);
    world_do(world, "DELETE FROM config WHERE linode = ?", "i", id);
    world_do(world,
        "UPDATE linode SET status = 'rebuilding', image = ?, user_data = ?, "
        "disk_encryption = coalesce(?, disk_encryption) WHERE id = ?",
        "ttti", doc_get_text(from.image, "id", NULL), from.user_data,
        doc_get_text(c->body, "disk_encryption", NULL), id);
    instance_disks_make(c, id, &from, doc_get_int(doc_get(linode, "specs"), "disk", 0),
        SWAP_DEFAULT, 0, "linode/grub2");
    network_config_set(c, id, config_default(c->lab, id), interfaces);
    job_schedule(c, id, LINODE_REBUILD, "linode_rebuild", doc_get_bool(c->body, "booted", true));
    c->answer = instance_need(c);
}

static const struct route routes[] = {
    { "POST", LINODES_PATH, WRITE("linodes"), RATE_CREATE, false, instance_create },
    { "POST", LINODE_PATH "/rebuild", WRITE("linodes"), RATE_OTHER, false, instance_rebuild },
    { 0 },
};

const struct noun instance_create_noun = { .routes = routes };
