// SPDX-License-Identifier: MIT
// Disks and configurations of a Linode: made with it, shown here.
#include "lab/call/page.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

#define SELECT_DISK                                                                            \
    "SELECT id, status, label, created, updated, filesystem, size, disk_encryption FROM disk " \
    "WHERE linode = ? "

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
    struct doc *disk = world_one(
        &c->lab->world, c->arena, SELECT_DISK "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (disk)
        c->answer = disk;
    else
        call_not_found(c);
}

#define SELECT_CONFIG                                                                            \
    "SELECT id, label, '{\"updatedb_disabled\": true, \"distro\": true, \"modules_dep\": true, " \
    "\"network\": true, \"devtmpfs_automount\": true}' AS \"helpers:json\", kernel, "            \
    "'' AS comments, 0 AS memory_limit, created, updated, '/dev/sda' AS root_device, "           \
    "devices AS \"devices:json\", NULL AS initrd, 'default' AS run_level, "                      \
    "'paravirt' AS virt_mode, '[]' AS \"interfaces:json\" FROM config WHERE linode = ? "

struct doc *
config_entity(struct lab *lab, struct arena *a, int64_t linode)
{
    struct doc *config = world_one(&lab->world, a,
        "SELECT id, label FROM config WHERE linode = ? ORDER BY id LIMIT 1", "i", linode);
    long long id = doc_get_int(config, "id", 0);

    if (!config)
        return NULL;
    return entity_new(a, "linode_config", doc_int(a, id), doc_get_text(config, "label", NULL),
        arena_printf(a, "/v4/linode/instances/%lld/configs/%lld", (long long)linode, id));
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
    struct doc *config = world_one(
        &c->lab->world, c->arena, SELECT_CONFIG "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (config)
        c->answer = config;
    else
        call_not_found(c);
}

static const struct route routes[] = {
    { "GET", LINODE_PATH "/disks", READ("linodes"), RATE_LIST, false, disk_list },
    { "GET", LINODE_PATH "/disks/{}", READ("linodes"), RATE_OTHER, false, disk_get },
    { "GET", LINODE_PATH "/configs", READ("linodes"), RATE_LIST, false, config_list },
    { "GET", LINODE_PATH "/configs/{}", READ("linodes"), RATE_OTHER, false, config_get },
    { 0 },
};

const struct noun disk_noun = { .routes = routes };
