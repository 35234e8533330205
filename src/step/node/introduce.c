// SPDX-License-Identifier: MIT
// node.introduce: the first log-in to a machine that others made, as whom they let in, by the host
// key that is known of it. From then on the cluster's key opens it.
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "io/retry.h"
#include "model/login.h"
#include "port/way.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define LOGIN_MS 15000
#define RUN_MS 60000
#define KEY_MAX_BYTES 16384

struct visit {
    struct step *step;
    struct shell_session *session;
    struct login login;
    const char *script;
};

static void
finish(struct visit *v, const struct lct_err *err)
{
    struct step *s = v->step;
    struct member *m = s->item;

    if (v->session)
        m->world->shell->ops->close_session(v->session);
    free(v);
    step_end(s, err);
}

static void
explain(const struct visit *v, const struct shell_result *r, struct lct_err *err)
{
    const struct member *m = v->step->item;

    lct_fail(err, LCT_EFAILED, "%s of Linode %s could not let the cluster's key in: %.*s",
        v->login.user, m->node->cloud_id, (int)strcspn(r->err_out, "\n"), r->err_out);
    lct_hint(err, "it must be root, or may use sudo without a password");
}

static void
ran(void *user, const struct lct_err *err, const struct shell_result *r)
{
    struct visit *v = user;
    struct member *m = v->step->item;
    struct lct_err why = *err;

    if (why.code == LCT_EAMBIGUOUS)
        why.code = LCT_ERETRY; // to do it again is safe
    if (why.code == LCT_OK && r->status != 0)
        explain(v, r, &why);
    if (why.code == LCT_OK) {
        m->node->login = NULL;
        m->node->rebuilt = m->node->seen ? m->node->seen->rebuilt : 0;
        member_save(m);
    }
    finish(v, &why);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *session)
{
    struct visit *v = user;
    struct member *m = v->step->item;
    struct lct_err why = *err;

    if (why.code != LCT_OK) {
        if (why.code == LCT_EAUTH)
            lct_hint(&why, "it is logged in to as %s, by the key in %s", v->login.user,
                v->login.identity);
        finish(v, &why);
        return;
    }
    v->session = session;
    const struct shell_command command = {
        .command = str_eq(v->login.user, "root") ? "exec sh -s" : "exec sudo -n sh -s",
        .input = v->script,
        .input_len = strlen(v->script),
        .deadline_ms = RUN_MS,
        .max_output = 4096,
    };
    m->world->shell->ops->run(session, &command, ran, v);
}

static int
read_identity(const char *path, struct secret **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    int code = file_read(path, KEY_MAX_BYTES, &text, err);

    if (code == LCT_OK)
        *ret = secret_new(buf_str(&text), text.len);
    if (text.data)
        secret_wipe(text.data, text.len);
    return code;
}

// The first of the authorized keys is the cluster's.
static const char *
script_of(const struct member *m)
{
    return arena_printf(m->world->arena, "key='%s'\n%s", m->world->authorized_keys[0],
        embed_find(node_files, "introduce.sh")->data);
}

static void
start(struct step *s)
{
    struct member *m = s->item;
    struct world *w = m->world;
    struct visit *v = mem_alloc(sizeof *v);
    _own_(secret) struct secret *identity = NULL;
    struct lct_err err = { 0 };
    struct way way;

    *v = (struct visit){ .step = s, .script = script_of(m) };
    login_read(w->arena, m->node->login, &v->login);
    if (read_identity(v->login.identity, &identity, &err) < 0) {
        finish(v, &err);
        return;
    }
    const struct shell_target as = {
        .user = v->login.user, .private_key = identity, .via.dialer = w->dialer
    };
    way_to(&way, m->node, w->nodes, w->n_nodes, &as);
    w->shell->ops->connect(w->shell, &way.target, LOGIN_MS, logged_in, v);
}

const struct step_kind node_introduce = {
    .name = "node.introduce",
    .verb = "taking over",
    .past = "taken over",
    .lane = LANE_SSH,
    .retry = &retry_ssh,
    .usual_ms = 2000,
    .start = start,
    .failed = member_failed,
};
