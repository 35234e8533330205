// SPDX-License-Identifier: MIT
// cluster cp: files and folders to many nodes, and back.
#include <stdlib.h>
#include <string.h>

#include "app/fanout/copying.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

static struct doc *
copied_doc(struct arena *a, const struct target *t, const struct copied *d)
{
    struct doc *doc = doc_map(a);

    doc_put_string(a, doc, "node", t->name);
    doc_put_string(a, doc, "label", t->node->label);
    doc_put_int(a, doc, "files", d->files);
    doc_put_int(a, doc, "bytes", d->bytes);
    doc_put_string(a, doc, "stderr", d->said ? d->said : "");
    doc_put_string(a, doc, "code", d->err.code ? lct_code_name(d->err.code) : NULL);
    doc_put_string(a, doc, "error", d->err.code ? d->err.text : NULL);
    doc_put_string(a, doc, "hint", d->err.code && d->err.hint[0] ? d->err.hint : NULL);
    return doc;
}

static void
tell(const struct copying *c, const struct target *t, const struct copied *d)
{
    const struct lct_run_result result = {
        .node = t->name,
        .label = t->node->label,
        .code = d->err.code,
        .status = d->err.code ? -1 : 0,
        .error = d->err.code ? d->err.text : NULL,
        .hint = d->err.code && d->err.hint[0] ? d->err.hint : NULL,
        .out = "",
        .err_out = d->said ? d->said : "",
        .err_n = d->said ? strlen(d->said) : 0,
        .files = d->files,
        .bytes = d->bytes,
    };

    if (c->watch && c->watch->ended)
        c->watch->ended(c->watch->user, &result);
}

static struct lct_answer *
answer_of(const struct copying *c, size_t *failed)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "nodes", doc_list(a));

    for (size_t i = 0; i < c->runner->n; i++) {
        struct copied *d = &c->nodes[i];
        *failed += d->err.code != LCT_OK;
        tell(c, &c->runner->targets[i], d);
        doc_add(a, list, copied_doc(a, &c->runner->targets[i], d));
        free(take(d->said));
    }
    return answer;
}

static int
check(const struct lct_copy_args *args, struct lct_err *err)
{
    if (!args->from || !args->from[0])
        return lct_fail(err, LCT_EUSAGE, "nothing to copy is given");
    if (str_empty(args->to))
        return lct_fail(err, LCT_EUSAGE, "no place to copy to is given");
    return LCT_OK;
}

int
lct_runner_copy(struct lct_runner *r, const struct lct_copy_args *args,
    const struct lct_run_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, r && args && ret && args->from && args->to);
    _own_(free) struct copied *nodes = mem_array(r->n, sizeof *nodes);
    struct copying c = { r, args, watch, nodes };
    size_t failed = 0;
    int code;

    code = check(args, err);
    if (code == LCT_OK)
        code = args->back ? copy_from_nodes(&c, err) : copy_to_nodes(&c, err);
    if (code != LCT_OK && code != LCT_ECANCELLED)
        return code;
    *ret = answer_of(&c, &failed);
    return runner_conclude(*ret, r->n, failed, "copying", err);
}

int
lct_cluster_copy(struct lct *t, const char *cluster, const struct lct_runner_args *args,
    const struct lct_copy_args *copy, const struct lct_run_watch *watch, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && cluster && copy && ret);
    struct lct_runner *r;

    if (lct_runner_open(t, cluster, args, &r, err) < 0)
        return err->code;
    lct_runner_copy(r, copy, watch, ret, err);
    lct_runner_close(r);
    return err->code;
}
