// SPDX-License-Identifier: MIT
// What jobs do with a Linode and its node.
#include "lab/world/power.h"

#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/disk.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/instance.h"
#include "lab/world/network.h"

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

bool
power_describe_with(
    struct lab *lab, struct arena *a, int64_t linode, int64_t disk, struct fleet_node *out)
{
    struct doc *l = world_one(&lab->world, a,
        "SELECT l.id, l.label, region, d.image, d.authorized_keys, d.root_hash, user_data, "
        "d.script, d.script_words FROM linode l LEFT JOIN disk d ON d.id = ? WHERE l.id = ?",
        "ii", disk, linode);
    const char *image = doc_get_text(l, "image", NULL), *label = doc_get_text(l, "label", "");
    const char *user_data = doc_get_text(l, "user_data", NULL);

    if (!l)
        return false;
    *out = (struct fleet_node){
        .id = doc_get_int(l, "id", 0),
        .disk = disk,
        .region = doc_get_text(l, "region", NULL),
        .hostname = arena_strndup(a, label, strnlen(label, 63)),
        .authorized_keys = doc_get_text(l, "authorized_keys", ""),
        .root_hash = doc_get_text(l, "root_hash", NULL),
        .user_data = user_data,
        .script = doc_get_text(l, "script", NULL),
        .script_words = doc_get_text(l, "script_words", NULL),
        .vendor_banner = substitute(a, image),
        .cloud_init =
            user_data && catalogue_can(catalogue_find(lab->catalogue.images, image), "cloud-init"),
        .unbootable = faults_unbootable(&lab->faults, label),
    };
    network_ports(lab, a, linode, out->ports);
    return true;
}

bool
power_describe(struct lab *lab, struct arena *a, int64_t disk, struct fleet_node *out)
{
    int64_t linode = world_int(&lab->world, 0, "SELECT linode FROM disk WHERE id = ?", "i", disk);

    return linode && power_describe_with(lab, a, linode, disk, out);
}

// ---- what a job does to its node

// A lab that ends has its jobs resumed by the next one: they have not failed.
static bool
is_ending(const struct lct_err *err)
{
    return err->code == LCT_ECANCELLED || err->code == LCT_EAMBIGUOUS;
}

void
power_acted(void *user, const struct lct_err *err)
{
    if (!is_ending(err))
        job_acted(user, err->code ? err->text : NULL);
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

void
power_pass(struct job *job)
{
    loop_soon(job->lab->loop, pass, job);
}

static void
boot(struct job *job)
{
    _own_(arena) struct arena *a = arena_new();
    struct lab *lab = job->lab;
    struct fleet_node node;

    if (power_describe(lab, a, config_root(lab, job->of.id), &node)) {
        node.devices = config_devices(lab, a, job->of.id);
        filter_boot(lab, job->of.id);
        fleet_boot(lab->fleet, &node, power_acted, job);
    } else { // without a disk that one could boot from; or it is deleted while its other half ran
        power_pass(job);
    }
}

// Its addresses may have changed: it is described anew.
static void
reboot_is_down(void *user, const struct lct_err *err)
{
    if (err->code)
        power_acted(user, err);
    else
        boot(user);
}

static void
rescue_is_made(void *user, const struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct job *job = user;
    struct fleet_node node;

    if (err->code) {
        power_acted(user, err);
    } else if (rescue_describe(job->lab, a, job->of.id, &node)) {
        filter_boot(job->lab, job->of.id);
        fleet_boot(job->lab->fleet, &node, power_acted, job);
    } else { // it is deleted
        power_pass(job);
    }
}

// Its system is a fresh one each time.
static void
rescue_is_down(void *user, const struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct job *job = user;
    struct fleet_node node;

    if (err->code)
        power_acted(user, err);
    else if (rescue_describe(job->lab, a, job->of.id, &node))
        fleet_provision(job->lab->fleet, &node, rescue_is_made, job);
    else
        power_pass(job);
}

bool
power_has_nodes(struct job *job)
{
    if (!job->lab->fleet)
        power_pass(job);
    return job->lab->fleet;
}

static void
act_boot(struct job *job)
{
    if (power_has_nodes(job))
        boot(job);
}

static void
act_reboot(struct job *job)
{
    if (power_has_nodes(job))
        fleet_shutdown(job->lab->fleet, job->of.id, reboot_is_down, job);
}

static void
act_rescue(struct job *job)
{
    if (power_has_nodes(job))
        fleet_shutdown(job->lab->fleet, job->of.id, rescue_is_down, job);
}

static void
act_shutdown(struct job *job)
{
    if (power_has_nodes(job))
        fleet_shutdown(job->lab->fleet, job->of.id, power_acted, job);
}

static void
act_destroy(struct job *job)
{
    if (power_has_nodes(job))
        fleet_destroy(job->lab->fleet, job->of.id, power_acted, job);
}

static void
rebuild_is_gone(void *user, const struct lct_err *err)
{
    if (err->code)
        power_acted(user, err);
    else
        disk_act_make(user);
}

static void
act_rebuild(struct job *job)
{
    if (power_has_nodes(job))
        fleet_destroy(job->lab->fleet, job->of.id, rebuild_is_gone, job);
}

// ---- what it does to the Linode

static void
begun(struct job *job)
{
    if (job->kind->starts)
        world_do(&job->lab->world,
            "UPDATE linode SET config = nullif(?, 0), rescue = NULL WHERE id = ?", "ii",
            config_default(job->lab, job->of.id), job->of.id);
    instance_status(job->lab, job->of.id, job->kind->status);
}

static void
rescue_begun(struct job *job)
{
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
    [LINODE_CREATE] = { "linode_create", "provisioning", 15, 45, begun, disk_act_make, made },
    [LINODE_BOOT] = { "linode_boot", "booting", 8, 20, begun, act_boot, started, .starts = true },
    [LINODE_SHUTDOWN] = { "linode_shutdown", "shutting_down", 5, 15, begun, act_shutdown, stopped },
    [LINODE_REBOOT] = { "linode_reboot", "rebooting", 10, 30, begun, act_reboot, started,
        .starts = true },
    [LINODE_RESCUE] = { "linode_rescue", "rebooting", 10, 30, rescue_begun, act_rescue, started },
    [LINODE_REBUILD] = { "linode_rebuild", "rebuilding", 15, 45, begun, act_rebuild, made },
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

static const int64_t *
ids_of(struct lab *lab, struct arena *a, const char *sql, size_t *n)
{
    const struct doc *rows = world_list(&lab->world, a, sql, "");
    int64_t *ids = arena_array(a, doc_count(rows) + 1, sizeof *ids);

    *n = 0;
    doc_each (row, rows)
        ids[(*n)++] = doc_get_int(row, "id", 0);
    return ids;
}

void
power_sweep(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    size_t nodes, volumes, backups;
    const int64_t *kept_nodes = ids_of(lab, a, "SELECT id FROM linode", &nodes);
    const int64_t *kept_volumes = ids_of(lab, a, "SELECT id FROM volume", &volumes);
    const int64_t *kept_backups = ids_of(lab, a, "SELECT id FROM backup", &backups);

    fleet_keep(lab->fleet, "backups", "", kept_backups, backups);
    fleet_keep(lab->fleet, "nodes", "", kept_nodes, nodes);
    fleet_keep(lab->fleet, "volumes", ".img", kept_volumes, volumes);
}
