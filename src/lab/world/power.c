// SPDX-License-Identifier: MIT
// Linodes as nodes of the fleet, and the watchdog that boots what has switched itself off.
#include "lab/world/power.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "lab/world/event.h"
#include "text/json.h"

#define REVIVALS_MAX 5                        // by the watchdog ...
#define REVIVALS_MS ((int64_t)15 * 60 * 1000) // ... within this time

const char *
power_substitute(struct arena *a, const char *image)
{
    if (!image || str_eq(image, CATALOGUE_REAL_IMAGE))
        return NULL;
    return arena_printf(a,
        "This is a node of lct-lab: it runs the lab's Debian 12, not %s, whose root file system "
        "the lab does not have.\n",
        image);
}

static const char *
user_data_decode(struct arena *a, const char *text)
{
    size_t n = text ? strlen(text) : 0, len;
    char *data = arena_alloc(a, n + 1);

    if (!text || sodium_base642bin((unsigned char *)data, n, text, n, "\r\n ", &len, NULL,
                     sodium_base64_VARIANT_ORIGINAL) != 0)
        return NULL;
    data[len] = '\0';
    return data;
}

// False when there is no such Linode any more.
static bool
node_describe(struct lab *lab, struct arena *a, int64_t id, struct fleet_node *out)
{
    struct doc *l = world_one(&lab->world, a,
        "SELECT label, region, image, ipv6, authorized_keys, root_hash, user_data, "
        "(SELECT address || '/' || prefix FROM address WHERE linode = l.id AND public) AS public, "
        "(SELECT address || '/' || prefix FROM address WHERE linode = l.id AND NOT public) "
        "AS private FROM linode l WHERE id = ?",
        "i", id);
    const char *image = doc_get_text(l, "image", NULL), *label = doc_get_text(l, "label", "");
    const char *user_data = user_data_decode(a, doc_get_text(l, "user_data", NULL));

    if (!l)
        return false;
    *out = (struct fleet_node){
        .id = id,
        .region = doc_get_text(l, "region", NULL),
        .hostname = arena_strndup(a, label, strnlen(label, 63)),
        .public_ipv4 = doc_get_text(l, "public", NULL),
        .private_ipv4 = doc_get_text(l, "private", NULL),
        .ipv6 = arena_printf(a, "%s/64", doc_get_text(l, "ipv6", "")),
        .authorized_keys = doc_get_text(l, "authorized_keys", ""),
        .root_hash = doc_get_text(l, "root_hash", NULL),
        .user_data = user_data,
        .vendor_banner = power_substitute(a, image),
        .cloud_init =
            user_data && catalogue_can(catalogue_find(lab->catalogue.images, image), "cloud-init"),
        .unbootable = faults_unbootable(&lab->faults, label),
    };
    return true;
}

// ---- what a job does to its node

// A lab that ends has its jobs resumed by the next one: they have not failed.
static bool
is_ending(const struct lct_err *err)
{
    return err->code == LCT_ECANCELLED || err->code == LCT_EAMBIGUOUS;
}

static void
acted(void *user, const struct lct_err *err)
{
    if (!is_ending(err))
        job_acted(user, err->code ? err->text : NULL);
}

static void
boot(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    struct fleet_node node;

    if (node_describe(job->lab, a, job->linode, &node))
        fleet_boot(job->lab->fleet, &node, acted, job);
    else // deleted while its other half ran
        job_acted(job, NULL);
}

// Its addresses may have changed: it is described anew.
static void
reboot_is_down(void *user, const struct lct_err *err)
{
    if (err->code)
        acted(user, err);
    else
        boot(user);
}

static void
provision(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    struct fleet_node node = { 0 };

    node_describe(job->lab, a, job->linode, &node);
    fleet_provision(job->lab->fleet, &node, acted, job);
}

static void
act_nothing(void *user)
{
    struct job *job = user;
    struct lab *lab = job->lab;
    _own_(arena) struct arena *a = arena_new();
    const char *label =
        world_text(&lab->world, a, "SELECT label FROM linode WHERE id = ?", "i", job->linode);
    bool starts = job->kind == JOB_BOOT || job->kind == JOB_REBOOT;

    job_acted(job, starts && label && faults_unbootable(&lab->faults, label)
                       ? "the kernel panicked: it could not start init"
                       : NULL);
}

static bool
has_image(struct lab *lab, int64_t linode)
{
    return world_int(
        &lab->world, 0, "SELECT 1 FROM linode WHERE id = ? AND image IS NOT NULL", "i", linode);
}

void
power_act(struct job *job)
{
    struct lab *lab = job->lab;

    if (!lab->fleet || (job->kind != JOB_DELETE && !has_image(lab, job->linode))) {
        loop_soon(lab->loop, act_nothing, job);
        return;
    }
    switch (job->kind) {
    case JOB_CREATE:
    case JOB_REBUILD:
        provision(job);
        break;
    case JOB_BOOT:
        boot(job);
        break;
    case JOB_REBOOT:
        fleet_shutdown(lab->fleet, job->linode, reboot_is_down, job);
        break;
    case JOB_SHUTDOWN:
        fleet_shutdown(lab->fleet, job->linode, acted, job);
        break;
    case JOB_DELETE:
    case JOB_KINDS:
        fleet_destroy(lab->fleet, job->linode, acted, job);
        break;
    }
}

void
power_sweep(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a, "SELECT id FROM linode", "");
    int64_t *ids = arena_array(a, doc_count(rows) + 1, sizeof *ids);
    size_t n = 0;

    doc_each (row, rows)
        ids[n++] = doc_get_int(row, "id", 0);
    fleet_keep_only(lab->fleet, ids, n);
}

// ---- the watchdog ("Lassie")

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
    world_do(&lab->world, "UPDATE linode SET revivals = ?, status = 'booting' WHERE id = ?", "ti",
        buf_str(&text), linode);
    return true;
}

static void
watchdog_look(struct lab *lab, struct arena *a, const struct doc *linode, enum fleet_end how)
{
    int64_t id = doc_get_int(linode, "id", 0), event;

    if (how == FLEET_REBOOT) { // it runs again already
        event = event_schedule(lab, "lassie_reboot", entity_linode(lab, a, id), NULL);
        event_begin(lab, event, 0);
        event_end(lab, event, true, "");
    } else if (doc_get_int(linode, "watchdog_enabled", 0) &&
               revival_take(lab, id, doc_get_text(linode, "revivals", "[]"))) {
        event = event_schedule(lab, "lassie_reboot", entity_linode(lab, a, id), NULL);
        job_add(lab, JOB_BOOT, id, event, false);
    } else {
        world_do(&lab->world, "UPDATE linode SET status = 'offline' WHERE id = ?", "i", id);
    }
}

void
power_ended(void *user, int64_t node, enum fleet_end how)
{
    static const char *const words[] = { "switched itself off", "rebooted itself", "crashed" };
    _own_(arena) struct arena *a = arena_new();
    struct lab *lab = user;
    const struct doc *linode;

    log_info("Linode %lld %s", (long long)node, words[how]);
    if (how != FLEET_REBOOT &&
        job_fell(lab, node,
            how == FLEET_CRASH ? "the kernel panicked: it could not start init"
                               : "it switched itself off at once"))
        return;
    linode = world_one(&lab->world, a,
        "SELECT id, watchdog_enabled, revivals FROM linode WHERE id = ? AND status = 'running' "
        "AND id NOT IN (SELECT linode FROM job)",
        "i", node);
    if (!linode)
        return;
    world_begin(&lab->world);
    watchdog_look(lab, a, linode, how);
    world_end(&lab->world);
    lab_changed(lab);
}
