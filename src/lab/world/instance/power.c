// SPDX-License-Identifier: MIT
// POST .../boot, reboot and shutdown of a Linode, and DELETE.
#include "lab/world/instance.h"

#include "base/str.h"
#include "lab/world/address.h"
#include "lab/world/config.h"
#include "lab/world/disk.h"
#include "lab/world/power.h"

// Takes it out of the world; its node goes by a job.
static void
linode_remove(struct lab *lab, int64_t id)
{
    jobs_cancel(lab, instance_subject(id));
    backup_files_remove(lab, id, 0);
    world_do(&lab->world, "UPDATE volume SET io_ready = 0 WHERE linode = ?", "i", id);
    power_schedule(lab, id, LINODE_DELETE, "linode_delete", false);
    address_leave(lab, id);
    world_do(&lab->world, "DELETE FROM linode WHERE id = ?", "i", id);
}

static void
instance_delete(struct call *c)
{
    if (instance_need(c) && !instance_locked(c, call_id(c, 0)))
        linode_remove(c->lab, call_id(c, 0));
}

static void
instance_reset(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a, "SELECT id FROM linode", "");

    doc_each (row, rows)
        linode_remove(lab, doc_get_int(row, "id", 0));
}

// Whichever is booted from now on: the one that is named, or the last one, or the first.
static void
config_choose(struct call *c)
{
    int64_t id = doc_get_int(c->body, "config_id", config_default(c->lab, call_id(c, 0)));

    world_do(&c->lab->world, "UPDATE linode SET config = nullif(?, 0) WHERE id = ?", "ii", id,
        call_id(c, 0));
}

static bool
config_check(struct call *c)
{
    static const struct field fields[] = { { "config_id", FIELD_INT }, { 0 } };
    int64_t id = call_id(c, 0), config = doc_get_int(c->body, "config_id", 0);

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!world_int(&c->lab->world, 0,
            "SELECT 1 FROM disk WHERE linode = ?1 UNION SELECT 1 FROM volume WHERE linode = ?1",
            "i", id))
        call_error(c, NULL, "Must include at least one disk or volume!");
    else if (config && !world_int(&c->lab->world, 0,
                           "SELECT 1 FROM config WHERE id = ? AND linode = ?", "ii", config, id))
        call_error(c, "config_id", "config_id is not valid");
    else
        config_choose(c);
    return !call_failed(c);
}

static void
instance_boot(struct call *c)
{
    struct doc *linode = instance_need_idle(c);

    if (!linode || !config_check(c))
        return;
    if (str_eq(doc_get_text(linode, "status", NULL), "running"))
        call_error(c, NULL, "Linode %lld already booted.", (long long)call_id(c, 0));
    else
        power_schedule(c->lab, call_id(c, 0), LINODE_BOOT, "linode_boot", true);
}

static void
instance_reboot(struct call *c)
{
    if (instance_need_idle(c) && config_check(c))
        power_schedule(c->lab, call_id(c, 0), LINODE_REBOOT, "linode_reboot", true);
}

static void
instance_shutdown(struct call *c)
{
    if (instance_need_idle(c))
        power_schedule(c->lab, call_id(c, 0), LINODE_SHUTDOWN, "linode_shutdown", true);
}

static const struct route routes[] = {
    { "DELETE", LINODE_PATH, WRITE("linodes"), RATE_OTHER, false, instance_delete },
    { "POST", LINODE_PATH "/boot", WRITE("linodes"), RATE_OTHER, false, instance_boot },
    { "POST", LINODE_PATH "/reboot", WRITE("linodes"), RATE_OTHER, false, instance_reboot },
    { "POST", LINODE_PATH "/shutdown", WRITE("linodes"), RATE_OTHER, false, instance_shutdown },
    { 0 },
};

const struct noun instance_power_noun = {
    .routes = routes, .jobs = linode_jobs, .reset = instance_reset
};
