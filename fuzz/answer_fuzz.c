// SPDX-License-Identifier: MIT
// What the API may answer: the whole driver over a client that hands it these bytes instead of a
// server's. Input: one character for the call, then answers ended by 0xff, each one character for
// the status, one for the headers, and the body. The last answer is given again and again.
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cloud/linode/linode.h"
#include "io/http.h"
#include "model/placement.h"
#include "port/cloud.h"

#include "fuzz.h"

#define REQUESTS_MAX 40

// ---- in place of io/http.c

struct http {
    struct loop *loop;
};

struct answer_op {
    struct op op;
    struct http_answer answer;
    char *body;
    http_fn *fn;
    void *user;
};

static const uint8_t *next_answer, *input_end;
static unsigned n_requests;

static const struct http_header no_headers[] = { { 0 } };
static const struct http_header limits[] = { { "x-ratelimit-limit", "3" },
    { "x-ratelimit-remaining", "1" }, { "x-ratelimit-reset", "1767225609" },
    { "x-oauth-scopes", "*" }, { 0 } };
static const struct http_header absurd[] = { { "retry-after", "-9223372036854775808" },
    { "x-ratelimit-limit", "0" }, { "x-ratelimit-remaining", "99999999999999999999" },
    { "x-ratelimit-reset", "9223372036854775807" }, { "date", "yesterday" }, { 0 } };
static const struct http_header html[] = { { "content-type", "text/html" },
    { "x-maintenance-mode", "1" }, { "x-accepted-oauth-scopes", "linodes:read_write" }, { 0 } };

struct http *
http_new(struct loop *l, const struct http_conf *conf)
{
    struct http *h = NEW(struct http);

    h->loop = l;
    return h;
}

void
http_free(struct http *h)
{
    free(h);
}

const char *
http_header(const struct http_answer *a, const char *lower_name)
{
    for (const struct http_header *h = a->headers; h->name; h++)
        if (strcmp(h->name, lower_name) == 0)
            return h->value;
    return NULL;
}

static void
answer_stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

static void
answer_deliver(struct op *op, const struct lct_err *err)
{
    struct answer_op *o = (struct answer_op *)op;

    o->fn(o->user, err, &o->answer);
    free(o->body);
}

static void
answer_read(struct answer_op *o)
{
    static const long statuses[] = { 200, 400, 401, 403, 404, 408, 429, 500, 503, 0, 302, 202 };
    static const struct http_header *const headers[] = { no_headers, limits, absurd, html };
    const uint8_t *at = next_answer, *end;
    size_t left = (size_t)(input_end - at);
    uint8_t status = left ? at[0] : 0, header = left > 1 ? at[1] : 0;

    at += left > 1 ? 2 : left;
    end = at < input_end ? memchr(at, 0xff, (size_t)(input_end - at)) : NULL;
    end = end ? end : input_end;
    o->body = mem_alloc((size_t)(end - at) + 1);
    memcpy(o->body, at, (size_t)(end - at));
    o->answer = (struct http_answer){ .status = statuses[status % 12],
        .headers = headers[header % 4],
        .body = o->body,
        .body_len = strlen(o->body),
        .sent = header & 4,
        .too_large = header & 8 };
    if (end < input_end)
        next_answer = end + 1;
}

struct op *
http_send(struct http *h, const struct http_request *r, http_fn *fn, void *user)
{
    struct answer_op *o = op_start(h->loop, sizeof *o, 0, answer_stop, answer_deliver);
    struct lct_err err = { 0 };

    o->fn = fn;
    o->user = user;
    answer_read(o);
    if (++n_requests > REQUESTS_MAX)
        o->answer.status = 404; // enough of repeats and pages
    else if (!o->answer.status)
        lct_fail(&err, o->answer.sent ? LCT_EAMBIGUOUS : LCT_ERETRY, "broken");
    op_end(&o->op, &err);
    return &o->op;
}

// ---- what must hold for every answer

static unsigned n_calls;

static void
error_must_hold(const struct lct_err *err)
{
    uint32_t point;

    for (const char *s = err->text; *s;) {
        s += utf8_next(s, &point);
        MUST(!utf8_hidden(point));
    }
}

static void
on_done(void *user, const struct lct_err *err)
{
    n_calls++;
    error_must_hold(err);
}

static void
machine_must_hold(const struct machine *m)
{
    MUST(word_valid(m->id) && strtoll(m->id, NULL, 10) > 0);
    MUST(m->label && m->region && m->type && m->status_name && m->tags && m->created);
    MUST(label_valid(m->label));
    MUST(!*m->region || word_valid(m->region));
    MUST(!*m->type || word_valid(m->type));
    MUST(!m->image || !*m->image || word_valid(m->image));
    MUST(!*m->status_name || word_valid(m->status_name));
    MUST(!*m->created || word_valid(m->created));
    MUST(!m->public_ipv4 || address_valid(m->public_ipv4, AF_INET));
    MUST(!m->private_ipv4 || address_valid(m->private_ipv4, AF_INET));
    MUST(!m->ipv6 || address_valid(m->ipv6, AF_INET6));
    for (const char *const *t = m->tags; *t; t++)
        MUST(strlen(*t) < SIZE_MAX);
}

static void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    n_calls++;
    MUST((err->code == 0) == (m != NULL));
    error_must_hold(err);
    if (m)
        machine_must_hold(m);
}

static void
on_machines(void *user, const struct lct_err *err, const struct machine *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++) {
        machine_must_hold(&list[i]);
        for (size_t j = 0; j < i; j++)
            MUST(strcmp(list[i].id, list[j].id) != 0);
    }
}

static void
on_events(void *user, const struct lct_err *err, const struct cloud_event *list, size_t n)
{
    n_calls++;
    for (size_t i = 0; i < n; i++) {
        MUST(list[i].action && list[i].status && (!i || list[i].id > list[i - 1].id));
        MUST(!list[i].entity_id || word_valid(list[i].entity_id));
    }
}

static void
on_catalogue(void *user, const struct lct_err *err, struct catalogue *c)
{
    n_calls++;
    MUST((err->code == 0) == (c != NULL));
    if (!c)
        return;
    for (size_t i = 0; i < c->n_types; i++)
        MUST(word_valid(c->types[i].id) && c->types[i].klass);
    for (size_t i = 0; i < c->n_regions; i++) {
        MUST(word_valid(c->regions[i].id) && c->regions[i].capabilities);
        for (const char *const *r = c->regions[i].resolvers_ipv4; *r; r++)
            MUST(address_valid(*r, AF_INET));
    }
    arena_free(c->arena);
}

static void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    n_calls++;
    MUST(err->code || (p->username && p->email && p->scopes));
}

static void
on_availability(void *user, const struct lct_err *err, const struct availability *a)
{
    n_calls++;
    MUST((err->code == 0) == (a != NULL));
    error_must_hold(err);
    for (size_t i = 0; a && i < a->n_types; i++)
        MUST(word_valid(a->types[i].region) && word_valid(a->types[i].what));
    for (size_t i = 0; a && i < a->n_services; i++)
        MUST(a->services[i].region && a->services[i].what);
}

static void
group_must_hold(const struct thing *g)
{
    _own_(arena) struct arena *a = arena_new();
    const char *type, *policy;

    placement_traits_read(a, g->traits, &type, &policy);
    MUST(label_valid(g->label) && word_valid(g->region));
    MUST(word_valid(type) && word_valid(policy));
    MUST(strtoll(g->id, NULL, 10) > 0);
    for (const char *const *id = g->members; *id; id++)
        MUST(strtoll(*id, NULL, 10) > 0);
}

static void
on_group(void *user, const struct lct_err *err, const struct thing *g)
{
    n_calls++;
    MUST((err->code == 0) == (g != NULL));
    error_must_hold(err);
    if (g)
        group_must_hold(g);
}

static void
on_groups(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++)
        group_must_hold(&list[i]);
}

// 'a' asks for what is sold out, 'g' and 'G' for placement groups; other letters ask by their last
// three bits.
static void
call(struct cloud *c, uint8_t which)
{
    static const struct machine_spec spec = { .label = "x", .region = "r", .type = "t" };
    const struct machine_ops *m = c->ops->machines;

    if (which == 'a') {
        c->ops->stock->availability(c, on_availability, NULL);
        return;
    }
    if (which == 'g' || which == 'G') {
        if (which == 'g')
            c->ops->things[NOUN_PLACEMENT]->get(c, "1", on_group, NULL);
        else
            c->ops->things[NOUN_PLACEMENT]->list(c, on_groups, NULL);
        return;
    }
    switch (which % 8) {
    case 0:
        m->get(c, "1", on_machine, NULL);
        break;
    case 1:
        m->list(c, NULL, on_machines, NULL);
        break;
    case 2:
        m->create(c, &spec, on_machine, NULL);
        break;
    case 3:
        m->remove(c, "1", on_done, NULL);
        break;
    case 4:
        c->ops->events->since(c, which, on_events, NULL);
        break;
    case 5:
        c->ops->catalogue->fetch(c, on_catalogue, NULL);
        break;
    case 6:
        c->ops->account->profile(c, on_profile, NULL);
        break;
    default:
        m->boot(c, "1", NULL, on_done, NULL);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(secret) struct secret *token = secret_new("t", 1);
    struct linode_conf conf = {
        .url = "http://127.0.0.1", .token = token, .mode = CLOUD_WRITE, .user_agent = "fuzz"
    };
    struct loop *l;
    struct cloud *c;
    struct lct_err err;

    if (!size)
        return 0;
    l = loop_new_virtual();
    MUST(linode_open(l, &conf, &c, &err) == 0);
    next_answer = data + 1;
    input_end = data + size;
    n_requests = n_calls = 0;
    call(c, data[0]);
    while (!n_calls)
        loop_turn(l, true); // hours of waiting pass at once
    MUST(n_calls == 1);
    c->ops->close(c);
    loop_free(l);
    return 0;
}
