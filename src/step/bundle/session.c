// SPDX-License-Identifier: MIT
// One kept SSH session per member.
#include "step/bundle/session.h"

#include <stdlib.h>

#include "base/advice.h"
#include "base/mem.h"
#include "base/vec.h"
#include "port/way.h"

#define CONNECT_MS 15000

struct waiting {
    shell_session_fn *fn;
    void *user;
};

struct link {
    struct shell_session *session;
    struct op *connecting;
    VEC(struct waiting) waiting;
};

static struct link *
link_of(struct member *m)
{
    if (!m->link)
        m->link = NEW(struct link);
    return m->link;
}

// "Connection refused" alone says neither who nor what next.
static const struct lct_err *
unreached(const struct member *m, const struct lct_err *err, struct lct_err *why)
{
    *why = *err;
    if (why->code == LCT_ERETRY) {
        lct_wrap(why, "it cannot be reached by SSH");
        lct_hint(why,
            "Linode %s runs, but does not answer: look at its console (Lish) and reboot it, or "
            "make it anew: %s",
            m->node->cloud_id, ADVICE(CLUSTER_REPLACE, m->world->cluster->name, m->node->name));
    }
    return why;
}

static void
connected(void *user, const struct lct_err *err, struct shell_session *s)
{
    struct member *m = user;
    struct link *l = m->link;
    __typeof__(l->waiting) told = l->waiting;
    struct lct_err why;

    l->connecting = NULL;
    l->session = err->code == LCT_OK ? s : NULL;
    l->waiting = (__typeof__(l->waiting)){ 0 };
    vec_each (w, &told)
        w->fn(w->user, unreached(m, err, &why), l->session);
    vec_done(&told);
}

static struct op *
start_connect(struct member *m, int64_t deadline_ms, shell_session_fn *fn, void *user)
{
    struct world *w = m->world;
    const struct shell_target as = {
        .user = "root",
        .private_key = w->controller_key,
        .via.dialer = w->dialer,
    };
    struct way way;

    // Who leaves carries only for those who do.
    way_to(&way, m->node, w->nodes, m->leaving ? w->n_carriers : w->n_nodes, &as);
    return w->shell->ops->connect(w->shell, &way.target, deadline_ms, fn, user);
}

void
session_fresh(struct member *m, int64_t deadline_ms, shell_session_fn *fn, void *user)
{
    start_connect(m, deadline_ms, fn, user);
}

bool
session_lives(const struct member *m)
{
    return m->link && m->link->session && m->world->shell->ops->alive(m->link->session);
}

// A session that exists is handed over at the end of the turn, as an op would.
static void
hand_over(void *user)
{
    struct member *m = user;
    const struct lct_err none = { 0 };

    if (m->link && m->link->waiting.n) // it may have been dropped meanwhile
        connected(m, &none, m->link->session);
}

void
session_need(struct member *m, shell_session_fn *fn, void *user)
{
    struct world *w = m->world;
    struct link *l = link_of(m);

    vec_push(&l->waiting, ((struct waiting){ fn, user }));
    if (l->connecting)
        return;
    if (l->session && !w->shell->ops->alive(l->session)) {
        w->shell->ops->close_session(l->session);
        l->session = NULL;
    }
    if (l->session)
        loop_soon(w->loop, hand_over, m);
    else
        l->connecting = start_connect(m, CONNECT_MS, connected, m);
}

void
session_run(struct member *m, const struct shell_command *c, shell_run_fn *fn, void *user)
{
    m->world->shell->ops->run(m->link->session, c, fn, user);
}

void
session_drop(struct member *m)
{
    struct link *l = m->link;

    if (!l)
        return;
    op_cancel(l->connecting);
    if (l->session)
        m->world->shell->ops->close_session(l->session);
    vec_done(&l->waiting);
    free(l);
    m->link = NULL;
}
