// SPDX-License-Identifier: MIT
// Disks and configurations of a Linode: made with it, shown here.
#include "lab/call/page.h"
#include "lab/world/instance.h"
#include "lab/world/nouns.h"

#define SELECT_DISK                                                                            \
    "SELECT id, status, label, created, updated, filesystem, size, disk_encryption FROM disk " \
    "WHERE linode = ? "

void
disk_list(struct call *c)
{
    static const char *const fields[] = { "label", "size", NULL };

    if (instance_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_DISK "ORDER BY id", "i", call_id(c, 0)),
            fields);
}

void
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

void
config_list(struct call *c)
{
    static const char *const fields[] = { "label", NULL };

    if (instance_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_CONFIG "ORDER BY id", "i", call_id(c, 0)),
            fields);
}

void
config_get(struct call *c)
{
    struct doc *config = world_one(
        &c->lab->world, c->arena, SELECT_CONFIG "AND id = ?", "ii", call_id(c, 0), call_id(c, 1));

    if (config)
        c->answer = config;
    else
        call_not_found(c);
}
