// SPDX-License-Identifier: MIT
// cluster run: one command on many nodes.
#include "app/fanout/runner.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct running {
    const struct lct_run_args *args;
    const struct lct_run_watch *watch;
    struct lct_answer *answer;
    struct doc **nodes; // of the answer, in the order of targets
    size_t failed;
};

static void
on_output(void *user, int stream, const char *data, size_t n)
{
    const struct target *t = user;
    const struct running *g = t->runner->errand->user;

    g->watch->output(g->watch->user, t->name, stream, data, n);
}

static bool
make_command(void *user, struct target *t, struct shell_command *c)
{
    const struct running *g = user;

    (void)t;
    c->command = g->args->command;
    c->input = g->args->input;
    c->input_len = g->args->input_n;
    c->max_output = g->args->max_output;
    c->on_output = g->watch->output ? on_output : NULL;
    return true;
}

// An answer's texts end at a NUL: one in the output becomes what JSON makes of all that is no text.
static const char *
text_of(struct arena *a, const char *data, size_t n)
{
    _own_(buf) struct buf text = { 0 };

    if (!memchr(data, '\0', n))
        return arena_strndup(a, data, n);
    for (size_t i = 0; i < n; i++)
        buf_add(&text, data[i] ? &data[i] : "\xef\xbf\xbd", data[i] ? 1 : 3);
    return arena_strndup(a, buf_str(&text), text.len);
}

static struct doc *
result_doc(struct arena *a, const struct lct_run_result *r)
{
    struct doc *d = doc_map(a);
    bool ran = r->code == LCT_OK;

    doc_put_string(a, d, "node", r->node);
    doc_put_string(a, d, "label", r->label);
    doc_put(a, d, "status", ran ? doc_int(a, r->status) : doc_null(a));
    doc_put_string(a, d, "stdout", text_of(a, r->out, r->out_n));
    doc_put_string(a, d, "stderr", text_of(a, r->err_out, r->err_n));
    doc_put_bool(a, d, "cut", r->cut);
    doc_put_string(a, d, "code", ran ? NULL : lct_code_name(r->code));
    doc_put_string(a, d, "error", r->error);
    doc_put_string(a, d, "hint", r->hint);
    return d;
}

static void
command_ended(void *user, struct target *t, const struct lct_err *err, const struct shell_result *r)
{
    static const struct shell_result nothing = { .out = "", .err_out = "" };
    struct running *g = user;
    bool ran = err->code == LCT_OK;

    r = r ? r : &nothing;
    const struct lct_run_result result = {
        .node = t->name,
        .label = t->node->label,
        .code = err->code,
        .status = ran ? r->status : -1,
        .error = ran ? NULL : err->text,
        .hint = ran || !err->hint[0] ? NULL : err->hint,
        .out = r->out,
        .err_out = r->err_out,
        .out_n = r->out_len,
        .err_n = r->err_len,
        .cut = r->cut,
    };
    g->failed += !ran || r->status != 0;
    g->nodes[t - t->runner->targets] = result_doc(g->answer->arena, &result);
    if (g->watch->ended)
        g->watch->ended(g->watch->user, &result);
}

int
lct_runner_run(struct lct_runner *r, const struct lct_run_args *args,
    const struct lct_run_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, r && args && ret);
    static const struct lct_run_watch silence = { 0 };
    struct running g = { .args = args, .watch = watch ? watch : &silence };
    const struct errand e = {
        .command = make_command, .ended = command_ended, .user = &g, .timeout_ms = args->timeout_ms
    };

    if (str_empty(args->command))
        return lct_fail(err, LCT_EUSAGE, "the command is empty");
    g.answer = answer_new();
    g.nodes = arena_array(g.answer->arena, r->n, sizeof(struct doc *));
    doc_put_string(g.answer->arena, g.answer->root, "command", args->command);
    runner_each(r, &e, err);
    struct doc *list = doc_put(g.answer->arena, g.answer->root, "nodes", doc_list(g.answer->arena));
    for (size_t i = 0; i < r->n; i++)
        doc_add(g.answer->arena, list, g.nodes[i]);
    *ret = g.answer;
    return runner_conclude(g.answer, r->n, g.failed, "the command", err);
}

int
lct_cluster_run(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    const struct lct_run_args *run, const struct lct_run_watch *watch, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && cluster && run && ret);
    struct lct_runner *r;

    if (lct_runner_open(t, cluster, args, &r, err) < 0)
        return err->code;
    lct_runner_run(r, run, watch, ret, err);
    lct_runner_close(r);
    return err->code;
}
