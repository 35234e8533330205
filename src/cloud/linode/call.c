// SPDX-License-Identifier: MIT
// The life of a call: started, in line, sent, ended.
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/call_private.h"
#include "text/json.h"

const char *
call_method(const struct call *c)
{
    return route_facts[c->spec.route].method;
}

bool
call_is_read(const struct call *c)
{
    return str_eq(call_method(c), "GET");
}

static void
call_close(struct call *c)
{
    struct linode *l = c->linode;

    if (c->older)
        c->older->newer = c->newer;
    if (c->newer)
        c->newer->older = c->older;
    else
        l->newest = c->older;
    timer_stop(c->timer);
    c->timer = NULL;
}

void
call_end(struct call *c, const struct lct_err *err)
{
    call_close(c);
    op_end(&c->op, err);
}

static void
deliver(struct op *op, const struct lct_err *err)
{
    struct call *c = (struct call *)op;

    c->spec.read(c, err);
    map_done(&c->ids);
    arena_free(c->arena);
    if (c->body)
        secret_free(c->body);
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct call *c = (struct call *)op;
    struct linode *l = c->linode;
    enum route r = c->spec.route;

    line_leave(c);
    if (c->http)
        budget_learn(&l->budgets[r], NULL, 0, 0);
    call_end(c, why);
    op_cancel(c->http); // its callback sees that the call is ending
    line_advance(l, r);
}

void
call_send(struct call *c)
{
    struct linode *l = c->linode;
    struct http_header headers[4] = { { "Accept", "application/json" } };
    _own_(free) char *query = page_query(c);
    _own_(free) char *url = mem_printf("%s%s%s", l->url, c->spec.path, query);
    struct http_request r = { .method = call_method(c), .url = url, .headers = headers };
    size_t n = 1;

    if (c->spec.filter)
        headers[n++] = (struct http_header){ "X-Filter", c->spec.filter };
    if (!call_is_read(c))
        headers[n++] = (struct http_header){ "Content-Type", "application/json" };
    r.bearer = l->token;
    if (c->body)
        r.body = secret_reveal(c->body, &r.body_len);
    c->tries++;
    if (!c->first_ms)
        c->first_ms = linode_now_ms(l);
    c->http = http_send(l->http, &r, call_answered, c);
}

// Those that may not even be sent.
static int
call_check(const struct call *c, struct lct_err *err)
{
    const struct linode *l = c->linode;

    if (l->cloud.mode == CLOUD_READ && !call_is_read(c))
        return lct_fail(err, LCT_EUSAGE, "%s: this connection to the cloud only reads",
            route_facts[c->spec.route].kind);
    if (!l->token && !route_facts[c->spec.route].is_public) {
        lct_fail(err, LCT_EAUTH, "%s %s: there is no token", call_method(c), c->spec.path);
        return lct_hint(err, "make one in the Cloud Manager (profile, API tokens) and store it");
    }
    if (c->spec.id == ID_NONE)
        return lct_fail(err, LCT_ENOTFOUND, "%s: what was asked for has no id of Linode's",
            route_facts[c->spec.route].kind);
    return 0;
}

static void
spec_copy(struct call *c, const struct call_spec *spec)
{
    c->spec = *spec;
    c->spec.path = arena_strdup(c->arena, spec->path);
    c->spec.filter = spec->filter ? arena_strdup(c->arena, spec->filter) : NULL;
    c->spec.want = spec->want ? arena_strdup(c->arena, spec->want) : NULL;
    c->spec.body = NULL;
    if (spec->body)
        c->body = secret_copy(spec->body);
    else if (str_eq(route_facts[spec->route].method, "POST"))
        c->body = secret_new("{}", 2);
}

struct secret *
call_body(const struct doc *d)
{
    _own_(buf) struct buf text = { 0 };

    json_print(&text, d, JSON_COMPACT);
    return secret_new(text.data, text.len);
}

struct secret *
body_end(struct buf *b)
{
    buf_addc(b, '}');

    struct secret *body = secret_new(b->data, b->len);
    secret_wipe(b->data, b->len);
    buf_done(b);
    return body;
}

void
read_done(struct call *c, const struct lct_err *err)
{
    cloud_done_fn *fn = (cloud_done_fn *)c->spec.fn;

    if (fn)
        fn(c->spec.user, err);
}

struct op *
call_start(struct linode *l, const struct call_spec *spec)
{
    // No deadline of its own: the line moves with time, a request has one, repeats are counted.
    struct call *c = op_start(l->loop, sizeof *c, 0, stop, deliver);
    struct lct_err err;

    c->linode = l;
    c->arena = arena_new();
    spec_copy(c, spec);
    page_begin(c);
    c->older = l->newest;
    if (c->older)
        c->older->newer = c;
    l->newest = c;
    if (call_check(c, &err) != 0) {
        call_end(c, &err);
        return &c->op;
    }
    line_join(c);
    line_advance(l, spec->route);
    return &c->op;
}
