// SPDX-License-Identifier: MIT
// Agents that hand out a cluster's log-ins: where they are found, and for how long they serve.
#include <stdlib.h>

#include "app/login/ssh.h"
#include "app/query/inventory.h"
#include "app/run/keys.h"
#include "base/env.h"
#include "base/err.h"
#include "base/mem.h"
#include "shell/agent/agent.h"

// Beside the known hosts that are told with it.
static int
choose_place(struct lct *t, const struct cluster *c, bool shared, struct agent_place *ret,
    struct lct_err *err)
{
    _own_(free) char *folder = mem_printf("%s/%s/agents", t->data_dir, t->profile.name);
    const char *runtime = env_get(t->environment, "XDG_RUNTIME_DIR");

    if (shared)
        return agent_place_shared(ret, folder, c->uuid, err);
    return agent_place_own(ret, runtime && *runtime == '/' ? runtime : NULL, "/tmp", err);
}

// Not where somebody has it already: to read it may take seconds.
static int
need_key(struct lct *t, const struct cluster *c, struct lct_agent *a, struct lct_err *err)
{
    if (a->place.shared && agent_place_is_served(&a->place))
        return LCT_OK;
    return keys_login(t, c, &a->seed, &a->comment, err);
}

int
lct_agent_open(
    struct lct *t, const char *cluster, bool shared, struct lct_agent **ret, struct lct_err *err)
{
    API_NEEDS(err, t && cluster && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_agent *agent = NEW(struct lct_agent);
    struct cluster *c;

    agent->place.fd = -1;
    if (cluster_need(t, a, cluster, &c, err) < 0 ||
        choose_place(t, c, shared, &agent->place, err) < 0 || need_key(t, c, agent, err) < 0) {
        lct_agent_close(agent);
        return err->code;
    }
    _own_(free) char *own = own_command(t);
    agent->command = mem_printf("%s ssh-agent %s", own, c->uuid);
    *ret = agent;
    return LCT_OK;
}

const char *
lct_agent_socket(const struct lct_agent *a)
{
    return a ? a->place.path : NULL;
}

const char *
lct_agent_command(const struct lct_agent *a)
{
    return a ? a->command : NULL;
}

int
lct_agent_listen(struct lct_agent *a, struct lct_err *err)
{
    API_NEEDS(err, a);
    if (!a->seed)
        return lct_fail(err, LCT_EEXISTS, "an agent serves at %s already", a->place.path);
    return agent_place_listen(&a->place, err);
}

// ---- serving

struct serving {
    struct lct_agent *agent;
    struct loop *loop;
    struct agent *server;
    struct watch *until; // NULL: nothing ends it
    struct timer *idle;
    int64_t idle_ms;
    bool done;
};

static void
ended(void *user, int events)
{
    struct serving *s = user;

    s->done = true;
}

static void idle_from_now(void *user);

static void
idle(void *user)
{
    struct serving *s = user;

    s->done = agent_place_leave_unused(&s->agent->place);
    if (!s->done)
        idle_from_now(s);
}

static void
idle_from_now(void *user)
{
    struct serving *s = user;

    timer_stop(take(s->idle));
    if (s->idle_ms > 0)
        s->idle = timer_start(s->loop, s->idle_ms, idle, s);
}

static int
serve(struct serving *s, int until, struct lct_err *err)
{
    // A copy: what fork(2) copied is not locked into memory any more.
    _own_(secret) struct secret *seed = secret_copy(s->agent->seed);
    const struct lct_agent *a = s->agent;

    if (agent_start(s->loop, a->place.fd, seed, a->comment, idle_from_now, s, &s->server, err) < 0)
        return err->code;
    s->until = until < 0 ? NULL : watch_start(s->loop, until, WATCH_READ, ended, s);
    if (until >= 0 && !s->until)
        return lct_fail(err, LCT_EUSAGE, "descriptor %d cannot be waited for", until);
    idle_from_now(s);
    loop_run(s->loop, &s->done);
    return LCT_OK;
}

int
lct_agent_serve(struct lct_agent *a, int until, int64_t idle_ms, struct lct_err *err)
{
    API_NEEDS(err, a);
    struct serving s = { .agent = a, .idle_ms = idle_ms };
    _own_(loop) struct loop *l = NULL;

    if (a->place.fd < 0)
        return lct_fail(err, LCT_EUSAGE, "the agent does not listen yet");
    if (loop_open(&l, err) < 0)
        return err->code;
    s.loop = l;
    serve(&s, until, err);
    timer_stop(s.idle);
    watch_stop(s.until);
    if (s.server)
        agent_stop(s.server);
    return err->code;
}

void
lct_agent_close(struct lct_agent *a)
{
    if (!a)
        return;
    agent_place_remove(&a->place);
    lct_agent_forget(a);
}

void
lct_agent_forget(struct lct_agent *a)
{
    if (!a)
        return;
    agent_place_done(&a->place);
    secret_free(a->seed);
    free(a->comment);
    free(a->command);
    free(a);
}
