// The client: opening and closing, and the life of a call.
#include "cloud/linode/client.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/fault.h"
#include "cloud/linode/linode.h"
#include "cloud/linode/page.h"
#include "io/retry.h"
#include "io/url.h"
#include "text/json.h"

#define ANSWER_MAX ((size_t)32 << 20)
#define TRIES_UNKNOWN 3 // of an API that has never answered: who types a command wants to know
#define WINDOW_LONGEST_MS 60000
#define MALFORMED_MAX 3 // answers to one call: a passing fault, or an API that we do not know
#define REFUSALS_MAX 20 // 429s of one call: each waits for a whole window

static void line_advance(struct linode *l, enum route r);

static int64_t
now_ms(const struct linode *l)
{
    return loop_now_ms(l->loop);
}

static int64_t
wall_ms(const struct linode *l)
{
    return loop_wall_ms(l->loop);
}

static const char *
method_of(const struct call *c)
{
    return route_facts[c->spec.route].method;
}

static bool
is_read(const struct call *c)
{
    return str_eq(method_of(c), "GET");
}

// ---- the end of a call

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

static void
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
line_leave(struct linode *l, struct call *c)
{
    struct budget *b = &l->budgets[c->spec.route];
    struct call **at = &b->first, *before = NULL;

    for (; *at && *at != c; at = &(*at)->next_in_line)
        before = *at;
    if (!*at)
        return;
    *at = c->next_in_line;
    if (b->last == c)
        b->last = before;
    c->next_in_line = NULL;
}

static void
stop(struct op *op, const struct lct_err *why)
{
    struct call *c = (struct call *)op;
    struct linode *l = c->linode;
    enum route r = c->spec.route;

    line_leave(l, c);
    if (c->http)
        budget_learn(&l->budgets[r], NULL, 0, 0);
    call_end(c, why);
    op_cancel(c->http); // its callback sees that the call is ending
    line_advance(l, r);
}

// ---- an answer

static void
try_again(void *user)
{
    struct call *c = user;
    struct linode *l = c->linode;
    struct budget *b = &l->budgets[c->spec.route];

    timer_stop(c->timer);
    c->timer = NULL;
    c->next_in_line = b->first; // it has waited already
    b->first = c;
    if (!b->last)
        b->last = c;
    line_advance(l, c->spec.route);
}

// How long to wait after a 429: as it says, else longer each time up to the longest window.
static int64_t
refusal_wait_ms(const struct call *c, const struct lct_err *err)
{
    if (err->retry_after_ms > 0)
        return err->retry_after_ms;
    return c->refusals < 6 ? 1000 << c->refusals : WINDOW_LONGEST_MS;
}

static bool
refused(struct call *c, const struct lct_err *err)
{
    struct budget *b = &c->linode->budgets[c->spec.route];

    budget_refused(b, now_ms(c->linode), refusal_wait_ms(c, err));
    return ++c->refusals <= REFUSALS_MAX;
}

// Reads are repeated; mutations only when they certainly had no effect.
static bool
repeat_later(struct call *c, const struct lct_err *err, const struct http_answer *a)
{
    int64_t since = now_ms(c->linode) - c->first_ms, delay;

    if (err->code != LCT_ERETRY)
        return false;
    if (a->status == 429) {
        if (!refused(c, err))
            return false;
        c->timer = timer_start(c->linode->loop, 0, try_again, c);
        return true;
    }
    if (!is_read(c) && a->sent)
        return false;
    if (!c->linode->answered && c->tries >= TRIES_UNKNOWN)
        return false;
    if (!retry_delay(&retry_api, c->tries, since, err->retry_after_ms,
            random_64(loop_random(c->linode->loop)), &delay))
        return false;
    c->timer = timer_start(c->linode->loop, delay, try_again, c);
    return true;
}

static void
scopes_note(struct call *c, const struct http_answer *a)
{
    const char *scopes = http_header(a, "x-oauth-scopes");

    if (scopes)
        c->scopes = arena_strdup(c->arena, scopes);
}

int
call_malformed(struct call *c, const char *why, struct lct_err *err)
{
    fault_garbage(method_of(c), c->spec.path, why, err);
    if (is_read(c) && ++c->malformed >= MALFORMED_MAX)
        err->code = LCT_EFAILED;
    return err->code;
}

// A list goes on with its next page; anything else is done.
static int
answer_use(struct call *c, const struct doc *body, struct lct_err *err)
{
    const char *fault;

    if (!body)
        return fault_garbage(method_of(c), c->spec.path, "it is no JSON", err);
    if (c->spec.every_page || c->spec.first_page)
        return page_use(c, body, err);
    fault = c->spec.fault ? c->spec.fault(c, body) : NULL;
    if (fault)
        return call_malformed(c, fault, err);
    c->answer = body;
    return 0;
}

static const struct doc *
body_parse(struct call *c, const struct http_answer *a)
{
    struct doc *body = NULL;

    if (json_parse(c->arena, a->body, a->body_len, ANSWER_MAX, false, &body, ERR_IGNORED) != 0)
        return NULL;
    return body;
}

// Who has several tokens wants to know which one was sent.
static void
token_hint(const struct linode *l, struct lct_err *err)
{
    if (l->here)
        lct_hint(err, "%.*s does not know the token of %s", (int)(strlen(l->url) - strlen("/v4")),
            l->url, l->token_source);
    else
        lct_hint(err,
            "the token of %s is wrong, expired or revoked: make a new one in the Cloud Manager "
            "(profile, API tokens) and store it",
            l->token_source);
}

static void
answer_came(void *user, const struct lct_err *transport, const struct http_answer *a)
{
    struct call *c = user;
    const struct doc *body;
    struct lct_err err;

    c->http = NULL;
    if (c->op.ending)
        return;
    budget_learn(&c->linode->budgets[c->spec.route], a, now_ms(c->linode), wall_ms(c->linode));
    c->linode->answered |= a->status != 0;
    body = transport->code ? NULL : body_parse(c, a);
    if (fault_read(method_of(c), c->spec.path, transport, a, body, wall_ms(c->linode), &err) == 0)
        answer_use(c, body, &err);
    else if (a->status == 401 && c->linode->token)
        token_hint(c->linode, &err);
    scopes_note(c, a);
    if (err.code == 0 && !c->answer) { // the next page
        c->tries = 0;
        c->first_ms = 0;
        try_again(c);
    } else if (!repeat_later(c, &err, a)) {
        enum route r = c->spec.route;
        struct linode *l = c->linode;
        call_end(c, &err);
        line_advance(l, r);
    } else {
        line_advance(c->linode, c->spec.route);
    }
}

// ---- a request

static void
call_send(struct call *c)
{
    struct linode *l = c->linode;
    struct http_header headers[4] = { { "Accept", "application/json" } };
    _own_(free) char *query = page_query(c);
    _own_(free) char *url = mem_printf("%s%s%s", l->url, c->spec.path, query);
    struct http_request r = { .method = method_of(c), .url = url, .headers = headers };
    size_t n = 1;

    if (c->spec.filter)
        headers[n++] = (struct http_header){ "X-Filter", c->spec.filter };
    if (!is_read(c))
        headers[n++] = (struct http_header){ "Content-Type", "application/json" };
    r.bearer = l->token;
    if (c->body)
        r.body = secret_reveal(c->body, &r.body_len);
    c->tries++;
    if (!c->first_ms)
        c->first_ms = now_ms(l);
    c->http = http_send(l->http, &r, answer_came, c);
}

static void
line_wake(void *user)
{
    struct budget *b = user;
    struct linode *l = b->first ? b->first->linode : NULL;

    timer_stop(b->timer);
    b->timer = NULL;
    if (l)
        line_advance(l, b->first->spec.route);
}

static void
line_advance(struct linode *l, enum route r)
{
    struct budget *b = &l->budgets[r];
    int64_t wait = 0;

    if (l->closing)
        return;
    while (b->first && (wait = budget_wait(b, now_ms(l))) == 0) {
        struct call *c = b->first;
        line_leave(l, c);
        budget_take(b, now_ms(l));
        call_send(c);
    }
    if (!b->first || wait <= 0)
        return;
    timer_stop(b->timer);
    b->timer = timer_start(l->loop, wait, line_wake, b);
}

// Those that may not even be sent.
static int
call_check(const struct call *c, struct lct_err *err)
{
    const struct linode *l = c->linode;

    if (l->cloud.mode == CLOUD_READ && !is_read(c))
        return lct_fail(err, LCT_EUSAGE, "%s: this connection to the cloud only reads",
            route_facts[c->spec.route].kind);
    if (!l->token && !route_facts[c->spec.route].is_public) {
        lct_fail(err, LCT_EAUTH, "%s %s: there is no token", method_of(c), c->spec.path);
        return lct_hint(err, "make one in the Cloud Manager (profile, API tokens) and store it");
    }
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

struct op *
call_start(struct linode *l, const struct call_spec *spec)
{
    // No deadline of its own: the line moves with time, a request has one, repeats are counted.
    struct call *c = op_start(l->loop, sizeof *c, 0, stop, deliver);
    struct budget *b = &l->budgets[spec->route];
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
    if (b->last)
        b->last->next_in_line = c;
    else
        b->first = c;
    b->last = c;
    line_advance(l, spec->route);
    return &c->op;
}

// ---- the driver

static void
linode_close(struct cloud *cloud)
{
    struct linode *l = (struct linode *)cloud;

    l->closing = true;
    while (l->newest)
        op_cancel(&l->newest->op);
    for (int i = 0; i < N_ROUTES; i++)
        timer_stop(l->budgets[i].timer);
    http_free(l->http);
    if (l->token)
        secret_free(l->token);
    free(l->token_source);
    free(l->url);
    free(l);
}

static int
route_of(const char *kind)
{
    for (int i = 0; i < N_ROUTES; i++)
        if (str_eq(route_facts[i].kind, kind))
            return i;
    return N_ROUTES;
}

static bool
linode_rate(struct cloud *cloud, const char *kind, struct rate *r)
{
    struct linode *l = (struct linode *)cloud;
    int i = route_of(kind);

    if (i == N_ROUTES)
        return false;
    budget_tell(&l->budgets[i], (enum route)i, now_ms(l), wall_ms(l), r);
    return true;
}

static void
linode_rate_recall(struct cloud *cloud, const struct rate *r)
{
    struct linode *l = (struct linode *)cloud;
    int i = route_of(r->kind);

    if (i != N_ROUTES)
        budget_recall(&l->budgets[i], r, now_ms(l), wall_ms(l));
}

static const struct cloud_ops linode_ops = {
    .name = "linode",
    .machines = &linode_machines,
    .catalogue = &linode_catalogue,
    .events = &linode_events,
    .account = &linode_account,
    .stock = &linode_stock,
    .close = linode_close,
    .rate = linode_rate,
    .rate_recall = linode_rate_recall,
};

static char *
base_url(const char *url)
{
    size_t n = strlen(url);

    while (n && url[n - 1] == '/')
        n--;
    return mem_printf("%.*s/v4", (int)n, url);
}

int
linode_open(struct loop *l, const struct linode_conf *conf, struct cloud **ret, struct lct_err *err)
{
    bool here = url_is_loopback(conf->url);
    struct linode *n;
    struct http_conf http = { .user_agent = conf->user_agent, .max_answer = ANSWER_MAX };

    if (!url_is_https(conf->url) && !(str_istarts(conf->url, "http://") && here)) {
        lct_fail(err, LCT_EUSAGE, "the API's address '%s' does not begin with https://", conf->url);
        return lct_hint(err, "by http anybody on the way reads the token: that is for an API on "
                             "this machine only, by a loopback address or localhost");
    }
    n = NEW(struct linode);
    n->cloud.ops = &linode_ops;
    n->cloud.mode = conf->mode;
    n->loop = l;
    n->url = base_url(conf->url);
    n->token = conf->token ? secret_copy(conf->token) : NULL;
    n->token_source = mem_strdup(conf->token_source ? conf->token_source : "this program");
    n->here = here;
    n->http = http_new(l, &http);
    for (int i = 0; i < N_ROUTES; i++)
        budget_init(&n->budgets[i], (enum route)i);
    *ret = &n->cloud;
    return 0;
}
