// SPDX-License-Identifier: MIT
// The nodes of a cloud in memory. They answer bundles as share/node/bundle.sh does.
#include "nodes.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"
#include "step/bundle/bundle.h"

#define LOGIN_MS 300
#define SCRIPT_MS 1000

struct mem_shell {
    struct shell shell;
    struct loop *loop;
    struct nodes *nodes;
};

struct shell_session {
    struct mem_shell *shell;
    char *host, *host_key;
};

// ---- log-ins

struct login {
    struct op op;
    struct mem_shell *shell;
    char *host, *host_keys, *bastion; // bastion NULL: straight
    struct timer *timer;
    shell_session_fn *fn;
    void *user;
};

// From outside, or from within its VPC.
static const struct machine *
machine_at(const struct nodes *n, const char *host)
{
    vec_each (m, &n->account->machines)
        if ((str_eq((*m)->shown.public_ipv4, host) || str_eq((*m)->vpc_ipv4, host)) &&
            (*m)->shown.status == MACHINE_RUNNING)
            return &(*m)->shown;
    return NULL;
}

// Whoever is in a VPC alone is reached through one that runs and is seen.
static bool
is_reached(const struct nodes *n, const char *host, const char *bastion)
{
    const struct machine *m = machine_at(n, host);

    return m && (bastion ? machine_at(n, bastion) != NULL : str_eq(m->public_ipv4, host));
}

// Of the keys that are trusted the node has the newest.
static char *
newest_key(const char *keys)
{
    const char *last = strrchr(keys, '\n');

    return mem_strdup(last ? last + 1 : keys);
}

static void
login_stop(struct op *op, const struct lct_err *why)
{
    struct login *l = (struct login *)op;

    timer_stop(l->timer);
    op_end(op, why);
}

static void
login_deliver(struct op *op, const struct lct_err *err)
{
    struct login *l = (struct login *)op;
    struct shell_session *s = NULL;

    if (err->code == LCT_OK) {
        s = NEW(struct shell_session);
        *s = (struct shell_session){ l->shell, mem_strdup(l->host), newest_key(l->host_keys) };
    }
    l->fn(l->user, err, s);
    free(l->host);
    free(l->bastion);
    free(l->host_keys);
}

static void
login_answered(void *user)
{
    struct login *l = user;
    struct lct_err err = { 0 };

    timer_stop(l->timer);
    l->shell->nodes->logins++;
    if (!is_reached(l->shell->nodes, l->host, l->bastion))
        lct_fail(&err, LCT_ERETRY, "connection refused");
    op_end(&l->op, &err);
}

static struct op *
nodes_connect(struct shell *sh, const struct shell_target *t, int64_t deadline_ms,
    shell_session_fn *fn, void *user)
{
    struct mem_shell *shell = (struct mem_shell *)sh;
    struct login *l = op_start(shell->loop, sizeof *l, deadline_ms, login_stop, login_deliver);

    l->shell = shell;
    l->host = mem_strdup(t->host ? t->host : "");
    l->bastion = t->via.bastion ? mem_strdup(t->via.bastion->host) : NULL;
    l->host_keys = mem_strdup(t->host_keys ? t->host_keys : "");
    l->fn = fn;
    l->user = user;
    l->timer = timer_start(shell->loop, LOGIN_MS, login_answered, l);
    return &l->op;
}

// ---- commands

struct command {
    struct op op;
    struct shell_session *session;
    struct timer *timer;
    struct buf out;
    int status;
    shell_run_fn *fn;
    void *user;
};

static void
command_stop(struct op *op, const struct lct_err *why)
{
    struct command *c = (struct command *)op;

    timer_stop(c->timer);
    op_end(op, why);
}

static void
command_deliver(struct op *op, const struct lct_err *err)
{
    struct command *c = (struct command *)op;
    const struct shell_result result = {
        .status = c->status, .out = buf_str(&c->out), .out_len = c->out.len, .err_out = ""
    };

    c->fn(c->user, err, &result);
    buf_done(&c->out);
}

static void
command_ended(void *user)
{
    struct command *c = user;

    timer_stop(c->timer);
    op_end(&c->op, NULL);
}

// What a script prints that somebody reads: a host key of its own.
static const char *
output_of(const char *step)
{
    return str_eq(step, "hostkey-new") ? "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI"
                                         "MemoryMemoryMemoryMemoryMemoryMemoryMemory0"
                                       : "";
}

// One result for each step, up to the first that fails.
static void
answer_bundle(struct command *c, const char *text)
{
    struct nodes *n = c->session->shell->nodes;
    char step[BUNDLE_ID_MAX];

    for (const char *at = text; (at = strstr(at, "\n{ lct_step ")) && !c->status; at++) {
        if (sscanf(at, "\n{ lct_step %79s", step) != 1)
            continue;
        n->scripts++;
        c->status = n->status ? n->status(n->user, c->session->host, step) : 0;
        buf_addf(&c->out,
            "{\"step\":\"%s\",\"status\":%d,\"late\":0,\"what\":\"ran\",\"cut\":false,"
            "\"output\":\"%s\"}\n",
            step, c->status, output_of(step));
    }
}

// The mark behind a file that is sent is the digest of it.
static void
keep_rules(struct command *c, const char *text)
{
    struct map *rules = &c->session->shell->nodes->rules;
    const char *file = strstr(text, "\nlct_file firewall.nft "), *mark;

    if (!file || !(mark = strstr(file, "<<'LCT-")))
        return;
    free(map_get(rules, c->session->host));
    map_put(rules, c->session->host, mem_strndup(mark + strlen("<<'LCT-"), DIGEST_TEXT - 1));
}

static void
answer_look(struct command *c)
{
    const char *digest = map_get(&c->session->shell->nodes->rules, c->session->host);

    buf_addf(&c->out, "firewall %s %s boot\n", digest ? "held" : "gone", digest ? digest : "-");
}

static struct op *
nodes_run(
    struct shell_session *s, const struct shell_command *command, shell_run_fn *fn, void *user)
{
    struct loop *l = s->shell->loop;
    struct command *c = op_start(l, sizeof *c, command->deadline_ms, command_stop, command_deliver);
    _own_(free) char *text =
        mem_strndup(command->input_len ? command->input : "", command->input_len);

    c->session = s;
    c->fn = fn;
    c->user = user;
    c->timer = timer_start(l, SCRIPT_MS, command_ended, c);
    if (str_ends(text, "\nlook\n"))
        answer_look(c);
    else
        answer_bundle(c, text);
    keep_rules(c, text);
    return &c->op;
}

// ---- the port

static void
nodes_close_session(struct shell_session *s)
{
    free(s->host);
    free(s->host_key);
    free(s);
}

static bool
nodes_alive(const struct shell_session *s)
{
    return machine_at(s->shell->nodes, s->host) != NULL;
}

static const char *
nodes_host_key(const struct shell_session *s)
{
    return s->host_key;
}

static void
nodes_close(struct shell *sh)
{
    free(sh);
}

static const struct shell_ops ops = {
    .name = "mem",
    .connect = nodes_connect,
    .run = nodes_run,
    .close_session = nodes_close_session,
    .alive = nodes_alive,
    .host_key = nodes_host_key,
    .close = nodes_close,
};

void
nodes_done(struct nodes *n)
{
    map_each (it, &n->rules)
        free(it->value);
    map_done(&n->rules);
    mem_account_free(n->account);
}

struct shell *
nodes_shell(struct loop *l, struct nodes *n)
{
    struct mem_shell *shell = NEW(struct mem_shell);

    *shell = (struct mem_shell){ { &ops }, l, n };
    return &shell->shell;
}
