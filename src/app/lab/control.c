// SPDX-License-Identifier: MIT
// Asking the lab for what no data centre would do: to begin anew, to misbehave.
#include <string.h>

#include "app/lab/lab.h"
#include "base/advice.h"
#include "base/err.h"
#include "io/http.h"
#include "text/json.h"

#define ANSWER_MAX ((size_t)1 << 20)

struct asking {
    struct arena *arena;
    struct doc *answer;
    struct lct_err *err;
    bool done;
};

static const char *
reason_of(const struct doc *answer)
{
    return doc_get_text(doc_at(doc_get(answer, "errors"), 0), "reason", "no reason is known");
}

static void
answered(void *user, const struct lct_err *err, const struct http_answer *a)
{
    struct asking *q = user;

    q->done = true;
    *q->err = *err;
    if (err->code != LCT_OK)
        return;
    q->answer = doc_map(q->arena);
    json_parse(q->arena, a->body, a->body_len, ANSWER_MAX, false, &q->answer, ERR_IGNORED);
    if (a->status == 400)
        lct_fail(q->err, LCT_EUSAGE, "the lab says: %s", reason_of(q->answer));
    else if (a->status != 200)
        lct_fail(q->err, LCT_EFAILED, "the lab answered %ld: %s", a->status, reason_of(q->answer));
}

// One request to the control interface of the lab that runs. body NULL: none.
static int
ask(struct lct *t, struct arena *a, const char *method, const char *path, const struct doc *body,
    struct doc **ret, struct lct_err *err)
{
    const struct doc *status = lab_status_read(t, a);
    const char *control = doc_get_text(status, "control_token", "");
    _own_(secret) struct secret *token = secret_new(control, strlen(control));
    _own_(buf) struct buf text = { 0 };
    struct asking q = { .arena = a, .err = err };

    *err = (struct lct_err){ 0 };
    if (!lab_is_ready(status)) {
        lct_fail(err, LCT_ENOTFOUND, "the lab is not running");
        return lct_hint(err, "start it: %s", ADVICE(LAB_START));
    }
    json_print(&text, body ? body : doc_map(a), JSON_COMPACT);
    struct http *http = http_new(
        t->loop, &(struct http_conf){ .user_agent = USER_AGENT, .max_answer = ANSWER_MAX });
    const struct http_request request = {
        .method = method,
        .url = arena_printf(a, "%s/lab/%s", doc_get_text(status, "url", ""), path),
        .bearer = token,
        .body = buf_str(&text),
        .body_len = text.len,
    };
    http_send(http, &request, answered, &q);
    loop_run(t->loop, &q.done);
    http_free(http);
    *ret = q.answer;
    return err->code;
}

int
lct_lab_reset(struct lct *t, struct lct_err *err)
{
    API_NEEDS(err, t);
    _own_(arena) struct arena *a = arena_new();
    struct doc *answer;

    return ask(t, a, "POST", "reset", NULL, &answer, err);
}

static struct doc *
fault_doc(struct arena *a, const struct lct_lab_fault *f)
{
    struct doc *d = doc_map(a), *list = doc_put(a, d, "errors", doc_list(a)),
               *one = doc_add(a, list, doc_map(a));

    doc_put_string(a, one, "kind", f->kind);
    doc_put(a, one, "rate", doc_real(a, f->rate));
    if (f->method)
        doc_put_string(a, one, "method", f->method);
    if (f->path)
        doc_put_string(a, one, "path", f->path);
    if (f->count > 0)
        doc_put_int(a, one, "count", f->count);
    if (f->seed >= 0)
        doc_put_int(a, d, "seed", f->seed);
    return d;
}

int
lct_lab_fault(
    struct lct *t, const struct lct_lab_fault *f, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *told = NULL;

    *ret = NULL;
    if (ask(t, a, f ? "POST" : "DELETE", "faults", f ? fault_doc(a, f) : NULL, &told, err) < 0) {
        lct_answer_free(answer);
        return err->code;
    }
    const struct doc *errors = doc_get(told, "errors");
    doc_put(a, answer->root, "faults", errors ? doc_copy(a, errors) : doc_list(a));
    *ret = answer;
    return LCT_OK;
}
