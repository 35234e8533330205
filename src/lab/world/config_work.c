// SPDX-License-Identifier: MIT
// What the fleet is told of a configuration's devices, or of rescue's.
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "lab/world/config.h"

#define BY_ID "scsi-0Linode_Volume_"

int64_t
config_root(struct lab *lab, int64_t linode)
{
    return world_int(&lab->world, 0,
        "SELECT d.id FROM config c, json_each(c.devices) e "
        "JOIN disk d ON d.id = e.value ->> 'disk_id' "
        "WHERE c.id = ? AND d.image IS NOT NULL ORDER BY '/dev/' || e.key <> c.root_device, e.key",
        "i", config_default(lab, linode));
}

static void
volume_add(struct lab *lab, struct buf *out, const char *name, int64_t volume, const char *label)
{
    _own_(free) char *file = fleet_volume_file(lab->fleet, volume);

    buf_addf(out, "%s%s %s " BY_ID "%s", out->len ? "\n" : "", name, file, label);
}

static void
disk_add(struct lab *lab, struct buf *out, const char *name, int64_t linode, int64_t disk)
{
    _own_(free) char *file = fleet_disk_file(lab->fleet, linode, disk);

    buf_addf(out, "%s%s %s", out->len ? "\n" : "", name, file);
}

// A disk that was made from an image is a layer, and no device.
static const char *
devices_text(struct lab *lab, struct arena *a, int64_t linode, const char *devices)
{
    _own_(buf) struct buf out = { 0 };
    const struct doc *rows = world_list(&lab->world, a,
        "SELECT e.key, d.id AS disk, v.id AS volume, v.label FROM json_each(?1) e "
        "LEFT JOIN disk d ON d.id = e.value ->> 'disk_id' AND d.image IS NULL "
        "LEFT JOIN volume v ON v.id = e.value ->> 'volume_id' AND v.linode = ?2 "
        "WHERE coalesce(d.id, v.id) ORDER BY e.id",
        "ti", devices, linode);

    doc_each (row, rows) {
        const char *name = doc_get_text(row, "key", "");
        int64_t disk = doc_get_int(row, "disk", 0);
        if (disk)
            disk_add(lab, &out, name, linode, disk);
        else
            volume_add(
                lab, &out, name, doc_get_int(row, "volume", 0), doc_get_text(row, "label", ""));
    }
    return arena_strdup(a, buf_str(&out));
}

const char *
config_devices(struct lab *lab, struct arena *a, int64_t linode)
{
    return devices_text(lab, a, linode,
        world_text(&lab->world, a, "SELECT devices FROM config WHERE id = ?", "i",
            config_default(lab, linode)));
}

const char *
config_device(struct lab *lab, struct arena *a, int64_t linode, int64_t volume)
{
    _own_(buf) struct buf out = { 0 };
    const char *name = world_text(&lab->world, a,
        "SELECT e.key FROM config c, json_each(c.devices) e "
        "WHERE c.id = ? AND e.value ->> 'volume_id' = ?",
        "ii", config_default(lab, linode), volume);

    volume_add(lab, &out, name ? name : "sda", volume,
        world_text(&lab->world, a, "SELECT label FROM volume WHERE id = ?", "i", volume));
    return arena_strdup(a, buf_str(&out));
}

const char *
rescue_devices(struct lab *lab, struct arena *a, int64_t linode)
{
    return devices_text(lab, a, linode,
        world_text(&lab->world, a, "SELECT rescue FROM linode WHERE id = ?", "i", linode));
}

const char *
rescue_trees(struct lab *lab, struct arena *a, int64_t linode)
{
    return world_text(&lab->world, a,
        "SELECT group_concat(e.key || ' ' || d.id, char(10)) FROM linode l, json_each(l.rescue) e "
        "JOIN disk d ON d.id = e.value ->> 'disk_id' AND d.image IS NOT NULL WHERE l.id = ?",
        "i", linode);
}
