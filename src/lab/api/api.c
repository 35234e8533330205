// SPDX-License-Identifier: MIT
// One request of the API: who, may he, is it too much, does a fault befall it, then the handler.
#include "lab/api/api.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "lab/api/control.h"
#include "lab/api/route.h"
#include "lab/api/token.h"
#include "lab/status.h"
#include "text/json.h"

#define BODY_MAX ((size_t)1 << 20)
#define HEADERS 12

// All that goes into one answer.
struct exchange {
    struct httpd_request *http;
    struct request_entry *entry;
    const struct route *route;
    struct call call;
    struct budget_view budget;
    struct http_header headers[HEADERS];
    size_t n_headers;
    const struct fault *fault;
};

struct doc *
api_errors(struct arena *a, const char *reason)
{
    struct doc *answer = doc_map(a), *list = doc_put(a, answer, "errors", doc_list(a));

    doc_put_string(a, doc_add(a, list, doc_map(a)), "reason", reason);
    return answer;
}

void
api_answer(struct httpd_request *r, unsigned status, const struct http_header *headers,
    const struct doc *answer)
{
    _own_(buf) struct buf text = { 0 };

    if (answer)
        json_print(&text, answer, JSON_COMPACT);
    httpd_answer(r, status, headers, buf_str(&text), text.len);
}

const char *
api_body(struct httpd_request *r, const struct doc **ret)
{
    struct arena *a = httpd_arena(r);
    struct doc *body = doc_map(a);
    size_t n;
    const char *text = httpd_body(r, &n);

    *ret = body;
    if (n == 0 || str_eq(httpd_method(r), "GET") || str_eq(httpd_method(r), "DELETE"))
        return NULL; // clients do send bodies with these; they mean nothing
    if (json_parse(a, text, n, BODY_MAX, false, &body, ERR_IGNORED) < 0)
        return "Invalid JSON";
    if (body->kind != DOC_MAP && body->kind != DOC_NULL)
        return "The body must be a JSON object";
    if (body->kind == DOC_MAP)
        *ret = body;
    return NULL;
}

// ---- headers

static void
header_add(struct exchange *x, const char *name, const char *value)
{
    x->headers[x->n_headers++] = (struct http_header){ name, value };
}

static bool
is_html(const struct fault *f)
{
    return f && f->body && f->body[0] == '<';
}

static void
headers_common(struct exchange *x)
{
    struct arena *a = x->call.arena;

    header_add(x, "Content-Type", is_html(x->fault) ? "text/html" : "application/json");
    header_add(x, "Cache-Control", "private, max-age=0, s-maxage=0, no-cache, no-store");
    header_add(x, "Vary", "Authorization, X-Filter");
    if (x->route)
        header_add(x, "X-Accepted-OAuth-Scopes", x->route->scope);
    if (x->call.token)
        header_add(x, "X-OAuth-Scopes", x->call.scopes);
    if (!x->budget.limit && !x->budget.reset_s)
        return;
    header_add(x, "X-RateLimit-Limit", arena_printf(a, "%u", x->budget.limit));
    header_add(x, "X-RateLimit-Remaining", arena_printf(a, "%u", x->budget.remaining));
    header_add(x, "X-RateLimit-Reset", arena_printf(a, "%lld", (long long)x->budget.reset_s));
}

// ---- what comes before the handler

static void
route_take(struct exchange *x, const char *path)
{
    bool other;

    x->route = route_find(
        x->call.lab->nouns, x->call.arena, httpd_method(x->http), path, x->call.params, &other);
    if (!x->route && other)
        call_refuse(&x->call, 405, NULL, "Method Not Allowed");
    else if (!x->route)
        call_not_found(&x->call);
}

static void
caller_check(struct exchange *x)
{
    struct call *c = &x->call;
    bool known = token_recognize(c, httpd_header(x->http, "Authorization"));

    if (known && c->token)
        httpd_trust(x->http);
    if (!known || (!c->token && !x->route->public))
        call_refuse(c, 401, NULL, "Invalid Token");
    else if (c->token && !x->route->public && !scopes_include(c->scopes, x->route->scope))
        call_refuse(c, 401, NULL, "Your OAuth token is not authorized to use this endpoint.");
}

static void
budget_check(struct exchange *x)
{
    struct call *c = &x->call;
    struct lab *lab = c->lab;
    const char *who =
        c->token ? arena_printf(c->arena, "token %lld", (long long)c->token) : httpd_peer(x->http);
    const char *what = arena_printf(c->arena, "%s %s", x->route->method, x->route->path);

    if (budget_take(
            &lab->budgets, x->route->rate, who, what, lab->clock->wall_ms(lab->clock), &x->budget))
        return;
    header_add(x, "Retry-After", arena_printf(c->arena, "%lld", (long long)x->budget.retry_s));
    call_refuse(c, 429, NULL, "Too many requests");
}

static void
fault_strike(struct exchange *x)
{
    const struct fault *f = x->fault;

    if (!f || f->kind != FAULT_STATUS)
        return;
    if (f->retry_after)
        header_add(x, "Retry-After", "1");
    call_refuse(&x->call, f->status, NULL, "%s",
        f->status == 429 ? "Too many requests" : "An injected fault");
}

static void
handler_run(struct exchange *x)
{
    struct call *c = &x->call;
    const char *why = api_body(x->http, &c->body);

    if (why) {
        call_error(c, NULL, "%s", why);
        return;
    }
    world_begin(&c->lab->world);
    x->route->fn(c);
    if (call_failed(c))
        world_undo(&c->lab->world);
    else if (!world_end(&c->lab->world))
        call_refuse(c, 500, NULL, "The lab's world cannot be written");
    if (!str_eq(x->route->method, "GET"))
        status_changed(c->lab);
}

// ---- the answer

struct held {
    struct lab *lab;
    struct httpd_request *http;
    struct timer *timer;
    unsigned status;
    const struct http_header *headers;
    const struct doc *answer;
};

static void
held_release(void *user)
{
    struct held *h = user;
    struct lab *lab = h->lab;

    for (size_t i = 0; i < lab->held.n; i++)
        if (lab->held.items[i] == h) {
            vec_remove(&lab->held, i);
            break;
        }
    timer_stop(h->timer);
    api_answer(h->http, h->status, h->headers, h->answer);
    free(h);
}

void
api_release(struct lab *lab)
{
    while (lab->held.n)
        held_release(lab->held.items[0]);
    vec_done(&lab->held);
}

static void
answer_later(struct exchange *x, const struct doc *answer, int64_t ms)
{
    struct held *h = NEW(struct held);
    struct http_header *headers = arena_array(x->call.arena, HEADERS, sizeof *headers);

    memcpy(headers, x->headers, sizeof x->headers);
    *h = (struct held){ .lab = x->call.lab,
        .http = x->http,
        .status = x->call.status,
        .headers = headers,
        .answer = answer };
    h->timer = timer_start(x->call.lab->loop, ms, held_release, h);
    vec_push(&x->call.lab->held, h);
}

static void
answer_send(struct exchange *x)
{
    struct call *c = &x->call;
    const struct fault *f = x->fault;
    const struct doc *answer = c->answer;

    if (f && f->kind == FAULT_AFTER_SUCCESS)
        call_refuse(c, f->status, NULL, "Please try again");
    if (call_failed(c)) {
        answer = doc_map(c->arena);
        doc_put(c->arena, (struct doc *)(uintptr_t)answer, "errors", c->errors);
    }
    x->entry->status = c->status;
    headers_common(x);
    if (f && f->kind == FAULT_LOST) {
        x->entry->status = 0;
        httpd_abort(x->http);
    } else if (f && f->body) {
        httpd_answer(x->http, c->status, x->headers, f->body, strlen(f->body));
    } else if (f && f->kind == FAULT_DELAY) {
        answer_later(x, answer, f->delay_ms);
    } else {
        api_answer(x->http, c->status, x->headers, answer);
    }
}

// "/v4/regions" and "/v4/regions/" yield "regions"; NULL: not of the API.
static const char *
path_behind_version(struct arena *a, const char *path)
{
    size_t n;

    if (str_starts(path, "/v4beta/"))
        path += strlen("/v4beta/");
    else if (str_starts(path, "/v4/"))
        path += strlen("/v4/");
    else
        return NULL;
    n = strlen(path);
    return n && path[n - 1] == '/' ? arena_strndup(a, path, n - 1) : path;
}

static void
exchange_run(struct exchange *x, const char *path)
{
    void (*const gates[])(struct exchange *) = { caller_check, budget_check };

    route_take(x, path);
    for (size_t i = 0; i < sizeof gates / sizeof gates[0] && !call_failed(&x->call); i++)
        gates[i](x);
    if (call_failed(&x->call))
        x->fault = NULL; // what is refused anyway is told as it is
    fault_strike(x);
    if (x->fault && x->fault->kind == FAULT_RESET) {
        httpd_abort(x->http);
        return;
    }
    if (!call_failed(&x->call)) {
        handler_run(x);
        if (call_failed(&x->call))
            x->fault = NULL;
    }
    answer_send(x);
}

static struct request_entry *
log_add(struct lab *lab, struct httpd_request *r)
{
    struct request_entry *e = request_log_add(&lab->log);
    const char *filter = httpd_header(r, "X-Filter");

    e->wall_ms = lab->clock->wall_ms(lab->clock);
    snprintf(e->method, sizeof e->method, "%s", httpd_method(r));
    snprintf(e->target, sizeof e->target, "%s", httpd_path(r));
    snprintf(e->filter, sizeof e->filter, "%s", filter ? filter : "");
    return e;
}

void
api_handle(void *user, struct httpd_request *r)
{
    struct lab *lab = user;
    struct arena *a = httpd_arena(r);
    const char *path = path_behind_version(a, httpd_path(r));
    struct exchange x = {
        .http = r,
        .call = { .lab = lab,
            .arena = a,
            .page = httpd_query(r, "page"),
            .page_size = httpd_query(r, "page_size"),
            .filter = httpd_header(r, "X-Filter"),
            .status = 200,
            .answer = doc_map(a),
            .errors = doc_list(a) },
    };

    if (str_starts(httpd_path(r), "/lab/")) {
        control_handle(lab, r);
        return;
    }
    x.entry = log_add(lab, r);
    x.fault = path ? fault_draw(&lab->faults, httpd_method(r), httpd_path(r)) : NULL;
    exchange_run(&x, path ? path : "");
}
