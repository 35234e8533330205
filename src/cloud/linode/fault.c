// SPDX-License-Identifier: MIT
// Linode's ways to say no, made into what to do next.
#include "cloud/linode/fault.h"

#include "base/parse.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cloud/linode/budget.h"

#define BUSY_WAIT_MS 3000
#define WAIT_MAX_MS (5 * 60 * 1000)

// After a lost answer only these may simply be asked again.
static bool
repeats_safely(const char *method)
{
    return !str_eq(method, "POST");
}

static int
lost_code(const char *method)
{
    return repeats_safely(method) ? LCT_ERETRY : LCT_EAMBIGUOUS;
}

void
text_clean(struct buf *text)
{
    _own_(buf) struct buf clean = { 0 };
    uint32_t point;

    for (const char *s = buf_str(text); *s;) {
        size_t n = utf8_next(s, &point);
        if (utf8_hidden(point))
            buf_addc(&clean, ' ');
        else
            buf_add(&clean, s, n);
        s += n;
    }
    buf_clear(text);
    buf_adds(text, buf_str(&clean));
}

// "reason (field); reason".
static void
reasons_add(struct buf *out, const struct doc *body)
{
    const struct doc *errors = doc_get(body, "errors");

    doc_each (e, errors) {
        const char *reason = doc_get_text(e, "reason", NULL);
        const char *field = doc_get_text(e, "field", NULL);
        if (!reason || out->len > 600)
            continue;
        buf_addf(out, "%s%.300s", out->len ? "; " : "", reason);
        if (field)
            buf_addf(out, " (%.60s)", field);
    }
    text_clean(out);
}

// The end of the window counts only when the window is used up: one may be refused before.
static int64_t
window_left_ms(const struct http_answer *a, int64_t wall_ms)
{
    const char *remaining = http_header(a, "x-ratelimit-remaining");
    int64_t n = 0;

    if (remaining && parse_int(remaining, INT32_MIN, INT32_MAX, &n) && n > 0)
        return 0;
    return reset_wait_ms(a, wall_ms);
}

static int
wait_hint_ms(const struct http_answer *a, int64_t wall_ms)
{
    const char *after = http_header(a, "retry-after");
    int64_t seconds = 0, reset = window_left_ms(a, wall_ms), ms;

    // Servers have sent negative ones, and absurd ones.
    if (after && !parse_int(after, INT32_MIN, INT32_MAX, &seconds))
        seconds = 0;
    ms = seconds * 1000 > reset ? seconds * 1000 : reset;
    return (int)(ms <= 0 ? 0 : ms > WAIT_MAX_MS ? WAIT_MAX_MS : ms);
}

static int
code_of_refusal(const char *reasons)
{
    // Of an address whose Linode has just been deleted, too.
    if (strstr(reasons, "Linode busy.") || strstr(reasons, "must be currently unassigned"))
        return LCT_EWAIT;
    if (strstr(reasons, "Label must be unique"))
        return LCT_EEXISTS;
    if (strstr(reasons, "Account Limit reached"))
        return LCT_EQUOTA;
    return LCT_EFAILED;
}

static bool
is_html(const struct http_answer *a)
{
    const char *type = http_header(a, "content-type");

    return type && str_istarts(type, "text/html");
}

static int
code_of(const char *method, const struct http_answer *a, const char *reasons)
{
    switch (a->status) {
    case 400:
        // From the proxy in front of the API: the request was not carried out.
        return is_html(a) ? LCT_ERETRY : code_of_refusal(reasons);
    case 401:
    case 403:
        return LCT_EAUTH;
    case 404:
        return LCT_ENOTFOUND;
    case 408:
        return lost_code(method);
    case 429:
        return LCT_ERETRY;
    case 503:
        return http_header(a, "x-maintenance-mode") ? LCT_EFAILED : lost_code(method);
    default:
        return a->status >= 500 ? lost_code(method) : LCT_EFAILED;
    }
}

static void
hint_set(const struct http_answer *a, struct lct_err *err)
{
    const char *scopes = http_header(a, "x-accepted-oauth-scopes");

    if (a->status == 401)
        lct_hint(err, "the token is wrong, expired or revoked: make a new one in the Cloud Manager "
                      "(profile, API tokens) and store it");
    else if (a->status == 403 && scopes)
        lct_hint(err, "the token needs the scope %.200s", scopes);
    else if (a->status == 403)
        lct_hint(err, "the token or its user may not do this");
    else if (err->code == LCT_EQUOTA)
        lct_hint(err, "ask Linode's support for a higher limit, or use less");
    else if (a->status == 503 && err->code == LCT_EFAILED)
        lct_hint(err, "the API is under maintenance: try again later");
}

static int
fault_transport(const char *method, const struct lct_err *transport, const struct http_answer *a,
    struct lct_err *err)
{
    *err = *transport;
    if (transport->code == LCT_ECANCELLED)
        return err->code;
    if (!a->sent)
        return lct_hint(err, "check the network and the API's address");
    if (a->too_large && repeats_safely(method))
        return err->code = LCT_EFAILED; // it would be as large again
    return err->code = lost_code(method);
}

int
fault_read(const char *method, const char *path, const struct lct_err *transport,
    const struct http_answer *a, const struct doc *body, int64_t wall_ms, struct lct_err *err)
{
    _own_(buf) struct buf reasons = { 0 };
    int code;

    *err = (struct lct_err){ 0 };
    if (transport->code)
        return fault_transport(method, transport, a, err);
    if (a->status >= 200 && a->status < 300)
        return 0;
    reasons_add(&reasons, body);
    code = code_of(method, a, buf_str(&reasons));
    if (reasons.len)
        lct_fail(err, code, "%s %s: %s", method, path, buf_str(&reasons));
    else
        lct_fail(err, code, "%s %s: the API answered with status %ld", method, path, a->status);
    if (a->status == 429)
        err->retry_after_ms = wait_hint_ms(a, wall_ms);
    else if (code == LCT_EWAIT)
        err->retry_after_ms = BUSY_WAIT_MS;
    else if (http_header(a, "retry-after"))
        err->retry_after_ms = wait_hint_ms(a, wall_ms);
    hint_set(a, err);
    return err->code;
}

int
fault_garbage(const char *method, const char *path, const char *why, struct lct_err *err)
{
    return lct_fail(
        err, lost_code(method), "%s %s: the answer cannot be used: %s", method, path, why);
}
