// SPDX-License-Identifier: MIT
// The watchdog ("Lassie") boots what has switched itself off.
#include "lab/world/watchdog.h"

#include <string.h>

#include "base/err.h"
#include "base/log.h"
#include "lab/status.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"
#include "lab/world/power.h"
#include "text/json.h"

#define REVIVALS_MAX 5                        // by the watchdog ...
#define REVIVALS_MS ((int64_t)15 * 60 * 1000) // ... within this time

// Remembers one more boot by the watchdog, unless there were too many lately.
static bool
revival_take(struct lab *lab, int64_t linode, const char *before)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    int64_t now = lab->clock->wall_ms(lab->clock);
    struct doc *times = NULL, *kept = doc_list(a);

    if (json_parse(a, before, strlen(before), SIZE_MAX, false, &times, ERR_IGNORED) == LCT_OK)
        doc_each (each, times)
            if (doc_integer(each, 0) > now - REVIVALS_MS)
                doc_add(a, kept, doc_int(a, doc_integer(each, 0)));
    if (doc_count(kept) >= REVIVALS_MAX)
        return false;
    doc_add(a, kept, doc_int(a, now));
    json_print(&text, kept, JSON_COMPACT);
    world_do(
        &lab->world, "UPDATE linode SET revivals = ? WHERE id = ?", "ti", buf_str(&text), linode);
    return true;
}

static void
watchdog_look(struct lab *lab, struct arena *a, const struct doc *linode, enum fleet_end how)
{
    int64_t id = doc_get_int(linode, "id", 0);

    if (how == FLEET_REBOOT) { // it runs again already
        int64_t event = event_schedule(lab, "lassie_reboot", instance_entity(lab, a, id), NULL);
        event_begin(lab, event, 0);
        event_end(lab, event, true, "");
    } else if (doc_get_int(linode, "watchdog_enabled", 0) &&
               revival_take(lab, id, doc_get_text(linode, "revivals", "[]"))) {
        power_schedule(lab, id, LINODE_BOOT, "lassie_reboot", false);
    } else {
        world_do(&lab->world, "UPDATE linode SET status = 'offline' WHERE id = ?", "i", id);
    }
}

void
watchdog_ended(void *user, int64_t node, enum fleet_end how)
{
    static const char *const words[] = { "switched itself off", "rebooted itself", "crashed" };
    _own_(arena) struct arena *a = arena_new();
    struct lab *lab = user;
    const struct doc *linode;

    log_info("Linode %lld %s", (long long)node, words[how]);
    if (how != FLEET_REBOOT &&
        job_fell(lab, instance_subject(node),
            how == FLEET_CRASH ? "the kernel panicked: it could not start init"
                               : "it switched itself off at once"))
        return;
    linode = world_one(&lab->world, a,
        "SELECT id, watchdog_enabled, revivals FROM linode WHERE id = ? AND status = 'running'",
        "i", node);
    if (!linode)
        return;
    world_begin(&lab->world);
    watchdog_look(lab, a, linode, how);
    world_end(&lab->world);
    status_changed(lab);
}
