// SPDX-License-Identifier: MIT
// The answer to a call: learned from, judged, and the call repeated when that is safe.
#include <string.h>

#include "base/err.h"
#include "cloud/linode/call_private.h"
#include "cloud/linode/fault.h"
#include "io/retry.h"
#include "text/json.h"

#define TRIES_UNKNOWN 3 // of an API that has never answered: who types a command wants to know
#define WINDOW_LONGEST_MS 60000
#define MALFORMED_MAX 3 // answers to one call: a passing fault, or an API that we do not know
#define REFUSALS_MAX 20 // 429s of one call: each waits for a whole window

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

    budget_refused(b, linode_now_ms(c->linode), refusal_wait_ms(c, err));
    return ++c->refusals <= REFUSALS_MAX;
}

// Reads are repeated; mutations only when they certainly had no effect.
static bool
repeat_later(struct call *c, const struct lct_err *err, const struct http_answer *a)
{
    int64_t since = linode_now_ms(c->linode) - c->first_ms, delay;

    if (err->code != LCT_ERETRY)
        return false;
    if (a->status == 429) {
        if (!refused(c, err))
            return false;
        c->timer = timer_start(c->linode->loop, 0, line_again, c);
        return true;
    }
    if (!call_is_read(c) && a->sent)
        return false;
    if (!c->linode->answered && c->tries >= TRIES_UNKNOWN)
        return false;
    if (!retry_delay(&retry_api, c->tries, since, err->retry_after_ms,
            random_64(loop_random(c->linode->loop)), &delay))
        return false;
    c->timer = timer_start(c->linode->loop, delay, line_again, c);
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
    fault_garbage(call_method(c), c->spec.path, why, err);
    if (call_is_read(c) && ++c->malformed >= MALFORMED_MAX)
        err->code = LCT_EFAILED;
    return err->code;
}

// A list goes on with its next page; anything else is done.
static int
answer_use(struct call *c, const struct doc *body, struct lct_err *err)
{
    const char *fault;

    if (!body)
        return fault_garbage(call_method(c), c->spec.path, "it is no JSON", err);
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

    if (json_parse(c->arena, a->body, a->body_len, LINODE_ANSWER_MAX, false, &body, ERR_IGNORED) !=
        0)
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

void
call_answered(void *user, const struct lct_err *transport, const struct http_answer *a)
{
    struct call *c = user;
    const struct doc *body;
    struct lct_err err;

    c->http = NULL;
    if (c->op.ending)
        return;
    budget_learn(
        &c->linode->budgets[c->spec.route], a, linode_now_ms(c->linode), linode_wall_ms(c->linode));
    c->linode->answered |= a->status != 0;
    body = transport->code ? NULL : body_parse(c, a);
    if (fault_read(
            call_method(c), c->spec.path, transport, a, body, linode_wall_ms(c->linode), &err) == 0)
        answer_use(c, body, &err);
    else if (a->status == 401 && c->linode->token)
        token_hint(c->linode, &err);
    scopes_note(c, a);
    if (err.code == 0 && !c->answer) { // the next page
        c->tries = 0;
        c->first_ms = 0;
        line_again(c);
    } else if (!repeat_later(c, &err, a)) {
        enum route r = c->spec.route;
        struct linode *l = c->linode;
        call_end(c, &err);
        line_advance(l, r);
    } else {
        line_advance(c->linode, c->spec.route);
    }
}
