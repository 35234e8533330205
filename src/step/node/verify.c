// SPDX-License-Identifier: MIT
// node.verify: logs in to a node whose host key nobody knows, lets it prove that it is the one that
// we made, and only then trusts the key it showed.
#include <stdlib.h>
#include <string.h>

#include "base/advice.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/way.h"
#include "step/aspect/identity.h"
#include "step/kinds.h"

#define LOGIN_MS 15000
#define PROOF_MS 15000

struct asking {
    struct step *step;
    struct shell_session *session;
    char nonce[UUID_TEXT];
};

static void
finish(struct asking *q, const struct lct_err *err)
{
    struct step *s = q->step;
    struct member *m = s->item;

    if (q->session)
        m->world->shell->ops->close_session(q->session);
    free(q);
    step_end(s, err);
}

// A node that has not changed its key yet shows the one of its user-data, which we made.
static bool
shows_first_key(const struct member *m, const char *key)
{
    return m->host_public && str_starts(m->host_public, key);
}

static void
trust(struct asking *q, bool hardened)
{
    struct member *m = q->step->item;
    const struct lct_err none = { 0 };

    m->node->host_key = arena_strdup(m->world->arena, m->world->shell->ops->host_key(q->session));
    m->node->secured = hardened;
    m->node->booted = true;
    member_state(m, hardened ? STATE_STARTED : STATE_CREATED);
    finish(q, &none);
}

static void
answered(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct asking *q = user;
    struct member *m = q->step->item;
    const char *key = m->world->shell->ops->host_key(q->session);
    _own_(secret) struct secret *identity = identity_of(m->world->root_secret, m->node);
    struct lct_err why = *err;

    if (why.code == LCT_EAMBIGUOUS)
        why.code = LCT_ERETRY; // to ask again is safe
    if (why.code == LCT_OK && identity_proves(identity, q->nonce, key, r->out, r->out_len)) {
        trust(q, true);
        return;
    }
    if (why.code == LCT_OK) {
        lct_fail(&why, LCT_EAUTH, "Linode %s does not prove that it is the node we made",
            m->node->cloud_id);
        lct_hint(&why, "it can be deleted, or made anew: %s",
            ADVICE(CLUSTER_REPLACE, m->world->cluster->name, m->node->name));
    }
    finish(q, &why);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *session)
{
    struct asking *q = user;
    struct member *m = q->step->item;

    if (err->code != LCT_OK) {
        finish(q, err);
        return;
    }
    q->session = session;
    if (shows_first_key(m, m->world->shell->ops->host_key(session))) {
        trust(q, false);
        return;
    }
    const char *question = identity_question(m->world->arena, q->nonce);
    const struct shell_command command = { .command = "exec sh -s",
        .input = question,
        .input_len = strlen(question),
        .deadline_ms = PROOF_MS,
        .max_output = 4096 };
    m->world->shell->ops->run(session, &command, answered, q);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct world *w = m->world;
    const struct shell_target as = {
        .user = "root",
        .any_host_key = true,
        .private_key = w->controller_key,
        .via.dialer = w->dialer,
    };
    struct asking *q = NEW(struct asking);
    struct way way;

    q->step = s;
    uuid_new(loop_random(w->loop), q->nonce);
    way_to(&way, m->node, w->nodes, w->n_nodes, &as);
    w->shell->ops->connect(w->shell, &way.target, LOGIN_MS, logged_in, q);
}

const struct step_kind node_verify = {
    .name = "node.verify",
    .verb = "letting it prove itself",
    .past = "verified",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 2000,
    .start = start,
    .failed = member_failed,
};
