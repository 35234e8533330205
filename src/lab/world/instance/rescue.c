// SPDX-License-Identifier: MIT
// POST .../rescue: a Linode boots another system, which finds its disks as devices. What is on them
// stays as it is, and its next boot is one of its configuration again.
#include "lab/world/config.h"
#include "lab/world/power.h"

#define BANNER                                                                                   \
    "This is rescue: the lab's Debian 12 on a root of its own, which goes with the next boot.\n" \
    "What was asked for as a device and was made from an image lies below /media.\n"

// Who logs in as a rule does so here: by the keys of the first disk made from an image.
bool
rescue_describe(struct lab *lab, struct arena *a, int64_t linode, struct fleet_node *out)
{
    int64_t disk = world_int(&lab->world, 0,
        "SELECT min(id) FROM disk WHERE linode = ? AND image IS NOT NULL", "i", linode);

    if (!power_describe_with(lab, a, linode, disk, out))
        return false;
    out->disk = RESCUE_DISK;
    out->user_data = NULL;
    out->cloud_init = false;
    out->vendor_banner = BANNER;
    out->unbootable = false;
    out->devices = rescue_devices(lab, a, linode);
    out->trees = rescue_trees(lab, a, linode);
    return true;
}

// ---- the call

// Each of its disks, where none is named.
static struct doc *
disks_all(struct call *c)
{
    const struct doc *rows = world_list(&c->lab->world, c->arena,
        "SELECT id FROM disk WHERE linode = ? ORDER BY id LIMIT 7", "i", call_id(c, 0));
    int64_t *disks = arena_array(c->arena, doc_count(rows) + 1, sizeof *disks);
    size_t n = 0;

    doc_each (row, rows)
        disks[n++] = doc_get_int(row, "id", 0);
    return config_devices_of(c->arena, disks, n);
}

static void
last_check(struct call *c)
{
    if (!doc_is_null(doc_path(c->body, "devices.sdh")))
        call_error(c, "devices.sdh", "sdh is reserved and unavailable during rescue");
}

static void
instance_rescue(struct call *c)
{
    static const struct field fields[] = { { "devices", FIELD_MAP }, { 0 } };
    const struct doc *devices;

    if (!instance_need_idle(c) || !call_check(c, c->body, "", fields))
        return;
    last_check(c);
    devices = doc_is_null(doc_get(c->body, "devices")) ? disks_all(c) : config_devices_read(c);
    if (call_failed(c))
        return;
    world_do(&c->lab->world, "UPDATE linode SET rescue = ? WHERE id = ?", "ti",
        instance_json(c->arena, devices), call_id(c, 0));
    power_schedule(c->lab, call_id(c, 0), LINODE_RESCUE, "linode_reboot", false);
}

static const struct route routes[] = {
    { "POST", LINODE_PATH "/rescue", WRITE("linodes"), RATE_OTHER, false, instance_rescue },
    { 0 },
};

const struct noun instance_rescue_noun = { .routes = routes };
