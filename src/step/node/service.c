// SPDX-License-Identifier: MIT
// service.start, service.stop: what start: and stop: of a plan name, on one node; started, it is
// waited for until it says that it is ready.
#include "base/str.h"
#include "step/bundle/node_bundle.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define LATE_MS 60000               // beyond what the script waits itself
#define COMMAND_MS (15 * 60 * 1000) // for a command, or systemctl, to end

// Where a stop is forced, the machine goes off whatever its services do.
static bool
may_fail(const struct step *s)
{
    const struct service *sv = s->item;

    return s->kind == &service_stop && sv->member->world->forced;
}

static void
told(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    const struct service *sv = s->item;
    struct lct_err outcome = *err;

    (void)results;
    if (outcome.code != LCT_OK && may_fail(s))
        outcome.code = LCT_OK;
    if (outcome.code != LCT_OK)
        lct_wrap(&outcome, "%s", sv->service->title);
    step_end(s, &outcome);
}

// The text of a probe as the script takes it.
static const char *
ready_text(struct arena *a, const struct plan_probe *p)
{
    return p->command ? p->command : p->port ? arena_printf(a, "%u", p->port) : p->http;
}

static size_t
add_files(struct arena *a, const struct plan_service *p, bool stops, struct bundle_file *files)
{
    const char *command = stops ? p->stop : p->start;
    size_t n = 0;

    if (p->name)
        files[n++] = (struct bundle_file){ "unit", p->name, 0600 };
    if (command)
        files[n++] = (struct bundle_file){ "command", command, 0600 };
    if (!stops && p->ready)
        files[n++] = (struct bundle_file){ "ready", ready_text(a, p->ready), 0600 };
    return n;
}

// Once a start of the node, or a stop; what failed is tried again.
static struct bundle_step
service_step(const struct service *sv, bool stops)
{
    struct arena *a = sv->member->world->arena;
    const struct plan_service *p = sv->service;
    const struct plan_probe *ready = stops ? NULL : p->ready;
    struct bundle_file *files = arena_array(a, 3, sizeof *files);
    struct bundle_env *env = arena_array(a, 4, sizeof *env);

    env[0] = (struct bundle_env){ "LCT_DO", stops ? "stop" : "start" };
    if (ready) {
        env[1] = (struct bundle_env){ "LCT_READY_S",
            arena_printf(a, "%lld", (long long)(ready->timeout_ms + 999) / 1000) };
        env[2] = (struct bundle_env){ "LCT_EVERY_S",
            arena_printf(a, "%lld", (long long)(ready->every_ms + 999) / 1000) };
    }
    return (struct bundle_step){
        .id = arena_printf(a, "service:%s", p->title),
        .digest = arena_printf(a, "%s#%u", stops ? "stop" : "start", sv->member->node->starts),
        .script = embed_find(node_files, "service.sh")->data,
        .files = files,
        .n_files = add_files(a, p, stops, files),
        .env = env,
        .timeout_ms = COMMAND_MS + (ready ? ready->timeout_ms : 0),
        .mode = BUNDLE_RETRY,
    };
}

static void
run(struct step *s, bool stops)
{
    const struct service *sv = s->item;
    const struct bundle_step step = service_step(sv, stops);

    node_bundle_run(s, sv->member, &step, 1, step.timeout_ms + LATE_MS, told);
}

static void
start(struct step *s)
{
    run(s, false);
}

static void
stop(struct step *s)
{
    run(s, true);
}

static void
failed(struct step *s)
{
    const struct service *sv = s->item;

    member_fail(sv->member, s->err);
}

const struct step_kind service_start = {
    .name = "service.start",
    .verb = "starting its service",
    .past = "service started",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 5000,
    .start = start,
    .failed = failed,
};

// A node whose service does not stop runs on, and is not failed for that.
const struct step_kind service_stop = {
    .name = "service.stop",
    .verb = "stopping its service",
    .past = "service stopped",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 5000,
    .start = stop,
};
