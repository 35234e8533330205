// SPDX-License-Identifier: MIT
// Jobs: taken up in the order of their making, one at a time for each of their subjects.
#include "lab/world/job.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/status.h"
#include "lab/world/event.h"
#include "lab/world/noun.h"

#define TOUCHES "(of_type = ?1 AND of_id = ?2 OR with_type = ?1 AND with_id = ?2)"
#define WATCH_MS 250 // a node whose kernel panics does so within it

static void jobs_step(void *user);

void
jobs_kick(struct lab *lab)
{
    if (!lab->jobs.kick)
        lab->jobs.kick = timer_start(lab->loop, 0, jobs_step, lab);
}

void
job_add(struct lab *lab, const struct job *job)
{
    world_do(&lab->world,
        "INSERT INTO job (kind, event, of_type, of_id, with_type, with_id, argument) "
        "VALUES (?, ?, ?, ?, nullif(?, ''), ?, ?)",
        "tititii", job->kind->name, job->event, job->of.type, job->of.id, job->with.type,
        job->with.id, job->argument);
    jobs_kick(lab);
}

bool
job_pending(struct lab *lab, struct subject s)
{
    return world_int(&lab->world, 0, "SELECT 1 FROM job WHERE " TOUCHES, "ti", s.type, s.id);
}

static bool
touches(const struct job *job, struct subject s)
{
    return s.type[0] && ((job->of.id == s.id && str_eq(job->of.type, s.type)) ||
                            (job->with.id == s.id && str_eq(job->with.type, s.type)));
}

// ---- from rows

static const struct job_kind *
kind_find(const struct lab *lab, const char *name)
{
    for (const struct noun *const *noun = lab->nouns; *noun; noun++)
        for (const struct job_kind *kind = (*noun)->jobs; kind && kind->name; kind++)
            if (str_eq(kind->name, name))
                return kind;
    return NULL;
}

static struct subject
subject_of(const struct doc *row, const char *type, const char *id)
{
    struct subject s = { .id = doc_get_int(row, id, 0) };

    snprintf(s.type, sizeof s.type, "%s", doc_get_text(row, type, ""));
    return s;
}

static struct job
job_of(struct lab *lab, const struct doc *row)
{
    static const struct job_kind unknown = { .name = "unknown" };
    const struct job_kind *kind = kind_find(lab, doc_get_text(row, "kind", NULL));
    struct job job = {
        .lab = lab,
        .id = doc_get_int(row, "id", 0),
        .event = doc_get_int(row, "event", 0),
        .kind = kind ? kind : &unknown,
        .of = subject_of(row, "of_type", "of_id"),
        .with = subject_of(row, "with_type", "with_id"),
        .argument = doc_get_int(row, "argument", 0),
    };

    if (!kind)
        snprintf(job.why, sizeof job.why, "there is no such kind of job");
    return job;
}

// ---- the end of a job

static void
job_close(struct job *job, bool well)
{
    world_do(&job->lab->world, "DELETE FROM job WHERE id = ?", "i", job->id);
    event_end(job->lab, job->event, well, job->why);
    if (job->kind->end)
        job->kind->end(job, well);
}

void
jobs_cancel(struct lab *lab, struct subject s)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(
        &lab->world, a, "SELECT * FROM job WHERE " TOUCHES " ORDER BY id", "ti", s.type, s.id);

    doc_each (row, rows) {
        struct job job = job_of(lab, row);
        job_close(&job, false);
    }
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
        log_warn(
            "%s of %s %lld: %s", job->kind->name, job->of.type, (long long)job->of.id, job->why);
    world_begin(&lab->world);
    if (job_exists(lab, job))
        job_close(job, !job->why[0]);
    if (!world_end(&lab->world)) {
        lab->done = true;
        lab->status = 1;
    }
    job_remove(lab, job);
    jobs_kick(lab);
    status_changed(lab);
}

static void job_timed(void *user);

// Done when what it does is, and its time is over. Without nodes nothing falls over.
static void
job_look(struct job *job)
{
    bool watch = job->kind->starts && job->lab->fleet && !job->why[0];

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
job_fell(struct lab *lab, struct subject s, const char *why)
{
    vec_each (each, &lab->jobs.items) {
        struct job *job = *each;
        if (!job->kind->starts || !job->acted || !touches(job, s))
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
job_duration(struct lab *lab, const struct job_kind *kind)
{
    int64_t least = kind->least_s * 1000, most = kind->most_s * 1000;
    uint64_t z = (lab->jobs.seed += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    if (lab->conf.speed == SPEED_INSTANT)
        return 0;
    return (least + (int64_t)(z % (uint64_t)(most - least + 1))) *
           (lab->conf.speed == SPEED_SLOW ? 4 : 1);
}

static void
act_nothing(void *user)
{
    job_acted(user, NULL);
}

static void
job_begin(struct job *job)
{
    struct lab *lab = job->lab;
    int64_t ms = job_duration(lab, job->kind);

    job->begun = true;
    world_begin(&lab->world);
    event_begin(lab, job->event, ms);
    if (job->kind->begin)
        job->kind->begin(job);
    world_end(&lab->world);
    job->timer = timer_start(lab->loop, ms, job_timed, job);
    if (job->kind->act)
        job->kind->act(job);
    else
        loop_soon(lab->loop, act_nothing, job);
}

// The list is in the order of their making.
static bool
has_its_turn(const struct lab *lab, const struct job *job)
{
    vec_each (each, &lab->jobs.items) {
        if (*each == job)
            return true;
        if (touches(*each, job->of) || touches(*each, job->with))
            return false;
    }
    return false;
}

static void
jobs_take_up(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(
        &lab->world, a, "SELECT * FROM job WHERE id > ? ORDER BY id", "i", lab->jobs.last);

    doc_each (row, rows) {
        struct job *job = NEW(struct job);
        *job = job_of(lab, row);
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
        if (!job->begun && has_its_turn(lab, job))
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
