// SPDX-License-Identifier: MIT
// How long a cluster is to live, and what it may cost: expires, budget.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/parse.h"
#include "base/str.h"
#include "plan/load/load.h"

#define YEARS_MOST 100

// "2026-12-24", "2026-12-24T18:00", "2026-12-24T18:00:00", with or without a Z: all of it UTC.
static bool
parse_date(const char *text, int64_t *ms)
{
    static const char *const forms[] = { "%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S" };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct tm tm = { 0 }, back;
        const char *end = strptime(text, forms[i], &tm);
        if (!end || (*end && !str_eq(end, "Z")))
            continue;
        const struct tm read = tm;
        const time_t at = timegm(&tm);
        *ms = (int64_t)at * 1000;
        // There is no 31st of June.
        return at > 0 && gmtime_r(&at, &back) && back.tm_mday == read.tm_mday;
    }
    return false;
}

// Of a number alone nobody knows whether it is hours or days.
static bool
is_bare(const char *text)
{
    return strspn(text, "0123456789. ") == strlen(text);
}

static void
load_expires(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "expires");
    const char *text = doc_text(d, "");
    struct plan *p = l->plan;

    if (!d || parse_date(text, &p->expires_ms))
        return;
    p->expires_ms = 0;
    if (!is_bare(text) && parse_duration(text, &p->expires_after_ms) && p->expires_after_ms > 0 &&
        p->expires_after_ms <= YEARS_MOST * 366LL * 24 * 3600 * 1000)
        return;
    p->expires_after_ms = 0;
    diag_hint(l->diags, load_error(l, d, "'%s' is neither a duration nor a date", text),
        "use for example 8h, 30d, 2026-12-24 or 2026-12-24T18:00 (UTC)");
}

// "$500/month", "0.75/hour", "500".
static bool
parse_budget(const char *text, struct plan_budget *b)
{
    char *end;

    text += *text == '$';
    if (*text < '0' || *text > '9')
        return false;
    b->most = strtod(text, &end);
    b->hourly = str_eq(end, "/hour") || str_eq(end, "/h");
    return b->most > 0 && b->most < 1e9 &&
           (b->hourly || !*end || str_eq(end, "/month") || str_eq(end, "/mo"));
}

static void
load_budget(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "budget");
    struct plan_budget *b = &l->plan->budget;

    if (!d)
        return;
    b->text = doc_text(d, "");
    b->pos = d->pos;
    if (parse_budget(b->text, b))
        return;
    *b = (struct plan_budget){ 0 };
    diag_hint(l->diags, load_error(l, d, "'%s' is no sum", doc_text(d, "")),
        "use for example $500/month or $0.75/hour");
}

void
load_limits(struct loading *l)
{
    load_expires(l);
    load_budget(l);
}
