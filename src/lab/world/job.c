// SPDX-License-Identifier: MIT
// Jobs: taken up in the order of their making, one at a time for each Linode.
#include "lab/world/job.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/world/event.h"
#include "lab/world/power.h"

#define WATCH_MS 250 // a node whose kernel panics does so within it

// Seconds from request to end, about as seen in recorded traffic.
static const struct job_facts {
    const char *name;
    const char *status; // of the Linode meanwhile; NULL: as it is
    int least_s, most_s;
    bool starts; // the node's init begins to run
} facts[JOB_KINDS] = {
    [JOB_CREATE] = { "create", "provisioning", 15, 45, false },
    [JOB_BOOT] = { "boot", "booting", 8, 20, true },
    [JOB_SHUTDOWN] = { "shutdown", "shutting_down", 5, 15, false },
    [JOB_REBOOT] = { "reboot", "rebooting", 10, 30, true },
    [JOB_REBUILD] = { "rebuild", "rebuilding", 15, 45, false },
    [JOB_DELETE] = { "delete", NULL, 3, 10, false },
};

static void jobs_step(void *user);

static void
jobs_kick(struct lab *lab)
{
    if (!lab->jobs.kick)
        lab->jobs.kick = timer_start(lab->loop, 0, jobs_step, lab);
}

void
job_add(struct lab *lab, enum job_kind kind, int64_t linode, int64_t event, bool boots)
{
    world_do(&lab->world, "INSERT INTO job (kind, linode, event, boots) VALUES (?, ?, ?, ?)",
        "tiii", facts[kind].name, linode, event, (int64_t)boots);
    jobs_kick(lab);
}

bool
job_pending(struct lab *lab, int64_t linode)
{
    return world_int(&lab->world, 0, "SELECT 1 FROM job WHERE linode = ?", "i", linode);
}

void
jobs_cancel(struct lab *lab, int64_t linode)
{
    world_do(&lab->world,
        "UPDATE event SET status = 'failed', duration = 0 WHERE duration IS NULL AND id IN "
        "(SELECT event FROM job WHERE linode = ?)",
        "i", linode);
    world_do(&lab->world, "DELETE FROM job WHERE linode = ?", "i", linode);
}

static void
linode_status(struct lab *lab, int64_t linode, const char *status)
{
    char now[WORLD_TIME];

    world_do(&lab->world, "UPDATE linode SET status = ?, updated = ? WHERE id = ?", "tti", status,
        world_time(&lab->world, now), linode);
}

// ---- the end of a job

static void
boot_follows(struct lab *lab, int64_t linode)
{
    _own_(arena) struct arena *a = arena_new();
    int64_t event = event_schedule(
        lab, "linode_boot", entity_linode(lab, a, linode), entity_config(lab, a, linode));

    job_add(lab, JOB_BOOT, linode, event, false);
}

static void
outcome_keep(struct lab *lab, const struct job *job)
{
    bool made = job->kind == JOB_CREATE || job->kind == JOB_REBUILD, well = !job->why[0];

    event_end(lab, job->event, well, job->why);
    if (job->kind == JOB_DELETE)
        return;
    if (made && well)
        world_do(
            &lab->world, "UPDATE disk SET status = 'ready' WHERE linode = ?", "i", job->linode);
    if (job->boots && well)
        boot_follows(lab, job->linode);
    else
        linode_status(lab, job->linode, facts[job->kind].starts && well ? "running" : "offline");
}

static void
job_remove(struct lab *lab, struct job *job)
{
    for (size_t i = 0; i < lab->jobs.items.n; i++)
        if (lab->jobs.items.items[i] == job) {
            vec_remove(&lab->jobs.items, i);
            break;
        }
    timer_stop(job->timer);
    free(job);
}

static bool
job_exists(struct lab *lab, const struct job *job)
{
    return world_int(&lab->world, 0, "SELECT 1 FROM job WHERE id = ?", "i", job->id);
}

static void
job_finish(struct job *job)
{
    struct lab *lab = job->lab;

    if (job->why[0])
        log_warn("Linode %lld, %s: %s", (long long)job->linode, facts[job->kind].name, job->why);
    world_begin(&lab->world);
    if (job_exists(lab, job)) {
        world_do(&lab->world, "DELETE FROM job WHERE id = ?", "i", job->id);
        outcome_keep(lab, job);
    }
    if (!world_end(&lab->world)) {
        lab->done = true;
        lab->status = 1;
    }
    job_remove(lab, job);
    jobs_kick(lab);
    lab_changed(lab);
}

static void job_timed(void *user);

// Done when both the node and the time are.
static void
job_look(struct job *job)
{
    bool watch = facts[job->kind].starts && job->lab->fleet && !job->why[0];

    if (!job->acted || !job->timed)
        return;
    if (!watch || job->watched) {
        job_finish(job);
        return;
    }
    job->watched = true;
    timer_stop(job->timer);
    job->timer = timer_start(job->lab->loop, WATCH_MS, job_timed, job);
}

static void
job_timed(void *user)
{
    struct job *job = user;

    job->timed = true;
    job_look(job);
}

void
job_acted(struct job *job, const char *why)
{
    if (why)
        snprintf(job->why, sizeof job->why, "%s", why);
    job->acted = true;
    job_look(job);
}

bool
job_fell(struct lab *lab, int64_t linode, const char *why)
{
    vec_each (each, &lab->jobs.items) {
        struct job *job = *each;
        if (job->linode != linode || !job->begun || !facts[job->kind].starts || !job->acted)
            continue;
        snprintf(job->why, sizeof job->why, "%s", why);
        if (job->watched)
            job_finish(job);
        return true;
    }
    return false;
}

// ---- the beginning of a job

// Between the least and the most of its kind (splitmix64).
static int64_t
job_duration(struct lab *lab, enum job_kind kind)
{
    int least = facts[kind].least_s * 1000, most = facts[kind].most_s * 1000;
    uint64_t z = (lab->jobs.seed += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    if (lab->conf.speed == SPEED_INSTANT)
        return 0;
    return (least + (int64_t)(z % (uint64_t)(most - least))) *
           (lab->conf.speed == SPEED_SLOW ? 4 : 1);
}

static void
job_begin(struct job *job)
{
    struct lab *lab = job->lab;
    int64_t ms = job_duration(lab, job->kind);

    job->begun = true;
    world_begin(&lab->world);
    event_begin(lab, job->event, ms);
    if (facts[job->kind].status)
        linode_status(lab, job->linode, facts[job->kind].status);
    world_end(&lab->world);
    job->timer = timer_start(lab->loop, ms, job_timed, job);
    power_act(job);
}

static bool
is_first(const struct lab *lab, const struct job *job)
{
    vec_each (each, &lab->jobs.items)
        if ((*each)->linode == job->linode)
            return *each == job;
    return false;
}

static enum job_kind
kind_of(const char *name)
{
    for (int i = 0; i < JOB_KINDS; i++)
        if (str_eq(facts[i].name, name))
            return (enum job_kind)i;
    return JOB_DELETE;
}

static void
jobs_take_up(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(
        &lab->world, a, "SELECT * FROM job WHERE id > ? ORDER BY id", "i", lab->jobs.last);

    doc_each (row, rows) {
        struct job *job = NEW(struct job);
        *job = (struct job){
            .lab = lab,
            .id = doc_get_int(row, "id", 0),
            .linode = doc_get_int(row, "linode", 0),
            .event = doc_get_int(row, "event", 0),
            .kind = kind_of(doc_get_text(row, "kind", NULL)),
            .boots = doc_get_int(row, "boots", 0),
        };
        lab->jobs.last = job->id;
        vec_push(&lab->jobs.items, job);
    }
}

static void
waiters_call(struct jobs *jobs)
{
    while (jobs->waiters.n) {
        struct job_waiter w = jobs->waiters.items[0];
        vec_remove(&jobs->waiters, 0);
        w.fn(w.user);
    }
}

// Begins what can begin. Whatever it does, it does not change the list but for those never begun.
static void
jobs_step(void *user)
{
    struct lab *lab = user;
    struct jobs *jobs = &lab->jobs;

    timer_stop(jobs->kick);
    jobs->kick = NULL;
    jobs_take_up(lab);
    for (size_t i = 0; i < jobs->items.n;) {
        struct job *job = jobs->items.items[i];
        if (!job->begun && !job_exists(lab, job)) {
            job_remove(lab, job);
            continue;
        }
        if (!job->begun && is_first(lab, job))
            job_begin(job);
        i++;
    }
    if (!jobs->items.n)
        waiters_call(jobs);
}

void
jobs_when_idle(struct lab *lab, job_idle_fn *fn, void *user)
{
    vec_push(&lab->jobs.waiters, ((struct job_waiter){ fn, user }));
    jobs_kick(lab);
}

// ---- from one lab to the next

void
jobs_resume(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();

    world_begin(&lab->world);
    const struct doc *stopped = world_list(&lab->world, a,
        "SELECT id FROM linode WHERE status = 'running' AND id NOT IN (SELECT linode FROM job)",
        "");
    doc_each (row, stopped) {
        int64_t id = doc_get_int(row, "id", 0);
        int64_t event = event_schedule(lab, "host_reboot", entity_linode(lab, a, id), NULL);
        linode_status(lab, id, facts[JOB_BOOT].status);
        job_add(lab, JOB_BOOT, id, event, false);
    }
    if (!world_end(&lab->world)) {
        lab->done = true;
        lab->status = 1;
    }
    jobs_kick(lab);
}

void
jobs_done(struct lab *lab)
{
    while (lab->jobs.items.n)
        job_remove(lab, lab->jobs.items.items[0]);
    timer_stop(lab->jobs.kick);
    waiters_call(&lab->jobs); // nobody hears them any more
    vec_done(&lab->jobs.items);
    vec_done(&lab->jobs.waiters);
}
