// SPDX-License-Identifier: MIT
// What jobs do with a Linode and its node.
#include "lab/world/power.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

// What to tell of an image whose nodes really boot from another one; NULL: it is real.
static const char *
substitute(struct arena *a, const char *image)
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
        "SELECT l.label, region, d.image, ipv6, d.authorized_keys, d.root_hash, user_data, "
        "(SELECT address || '/' || prefix FROM address WHERE linode = l.id AND public) AS public, "
        "(SELECT address || '/' || prefix FROM address WHERE linode = l.id AND NOT public) "
        "AS private FROM linode l LEFT JOIN disk d ON d.linode = l.id AND d.image IS NOT NULL "
        "WHERE l.id = ? ORDER BY d.id",
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
        .vendor_banner = substitute(a, image),
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

    if (node_describe(job->lab, a, job->of.id, &node))
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
pass(void *user)
{
    struct job *job = user;
    _own_(arena) struct arena *a = arena_new();
    const char *label =
        world_text(&job->lab->world, a, "SELECT label FROM linode WHERE id = ?", "i", job->of.id);

    job_acted(job, job->kind->starts && label && faults_unbootable(&job->lab->faults, label)
                       ? "the kernel panicked: it could not start init"
                       : NULL);
}

// Where there are no nodes, and where it has no image to be one from, only time passes.
static bool
has_node(struct job *job)
{
    struct lab *lab = job->lab;

    if (lab->fleet &&
        world_int(&lab->world, 0, "SELECT 1 FROM linode WHERE id = ? AND image IS NOT NULL", "i",
            job->of.id))
        return true;
    loop_soon(lab->loop, pass, job);
    return false;
}

static void
act_provision(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    struct fleet_node node = { 0 };

    if (!has_node(job))
        return;
    node_describe(job->lab, a, job->of.id, &node);
    fleet_provision(job->lab->fleet, &node, acted, job);
}

static void
act_boot(struct job *job)
{
    if (has_node(job))
        boot(job);
}

static void
act_reboot(struct job *job)
{
    if (has_node(job))
        fleet_shutdown(job->lab->fleet, job->of.id, reboot_is_down, job);
}

void
power_act_shutdown(struct job *job)
{
    if (has_node(job))
        fleet_shutdown(job->lab->fleet, job->of.id, acted, job);
}

static void
act_destroy(struct job *job)
{
    if (job->lab->fleet)
        fleet_destroy(job->lab->fleet, job->of.id, acted, job);
    else
        loop_soon(job->lab->loop, pass, job);
}

// ---- what it does to the Linode

static void
begun(struct job *job)
{
    if (job->kind->starts)
        world_do(&job->lab->world, "UPDATE linode SET config = nullif(?, 0) WHERE id = ?", "ii",
            config_default(job->lab, job->of.id), job->of.id);
    instance_status(job->lab, job->of.id, job->kind->status);
}

static void
stopped(struct job *job, bool well)
{
    instance_status(job->lab, job->of.id, "offline");
}

static void
started(struct job *job, bool well)
{
    instance_status(job->lab, job->of.id, well ? "running" : "offline");
}

static void
made(struct job *job, bool well)
{
    if (well)
        world_do(
            &job->lab->world, "UPDATE disk SET status = 'ready' WHERE linode = ?", "i", job->of.id);
    if (well && job->argument)
        power_schedule(job->lab, job->of.id, LINODE_BOOT, "linode_boot", true);
    else
        stopped(job, well);
}

const struct job_kind linode_jobs[] = {
    [LINODE_CREATE] = { "linode_create", "provisioning", 15, 45, begun, act_provision, made },
    [LINODE_BOOT] = { "linode_boot", "booting", 8, 20, begun, act_boot, started, .starts = true },
    [LINODE_SHUTDOWN] = { "linode_shutdown", "shutting_down", 5, 15, begun, power_act_shutdown,
        stopped },
    [LINODE_REBOOT] = { "linode_reboot", "rebooting", 10, 30, begun, act_reboot, started,
        .starts = true },
    [LINODE_REBUILD] = { "linode_rebuild", "rebuilding", 15, 45, begun, act_provision, made },
    [LINODE_DELETE] = { "linode_delete", NULL, 3, 10, NULL, act_destroy, NULL },
    { 0 },
};

void
power_schedule(
    struct lab *lab, int64_t linode, enum linode_job kind, const char *action, bool configured)
{
    _own_(arena) struct arena *a = arena_new();
    struct job job = { .kind = &linode_jobs[kind], .of = instance_subject(linode) };

    job.event = event_schedule(lab, action, instance_entity(lab, a, linode),
        configured ? config_entity(lab, a, linode) : NULL);
    if (job.kind->status)
        instance_status(lab, linode, job.kind->status);
    job_add(lab, &job);
}

// ---- from one lab to the next

void
power_resume(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();

    world_begin(&lab->world);
    const struct doc *stopped =
        world_list(&lab->world, a, "SELECT id FROM linode WHERE status = 'running'", "");
    doc_each (row, stopped)
        power_schedule(lab, doc_get_int(row, "id", 0), LINODE_BOOT, "host_reboot", false);
    if (!world_end(&lab->world)) {
        lab->done = true;
        lab->status = 1;
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
