// SPDX-License-Identifier: MIT
// What a real data centre would never let anybody do.
#include "lab/api/control.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/parse.h"
#include "base/str.h"
#include "lab/api/api.h"
#include "lab/api/stock.h"
#include "lab/api/upkeep.h"
#include "lab/call/quota.h"
#include "lab/status.h"
#include "lab/world/noun.h"

typedef void control_fn(struct lab *lab, struct httpd_request *r, const struct doc *body);

static const struct http_header json[] = { { "Content-Type", "application/json" },
    { "Cache-Control", "no-store" }, { 0 } };

static void
answer(struct httpd_request *r, const struct doc *d)
{
    api_answer(r, 200, json, d);
}

static void
refuse(struct httpd_request *r, unsigned status, const char *why)
{
    api_answer(r, status, json, api_errors(httpd_arena(r), why));
}

static void
show_status(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    struct arena *a = httpd_arena(r);
    struct doc *d = status_doc(lab, a, "running");

    doc_put(a, d, "faults", faults_doc(&lab->faults, a));
    doc_put_int(a, d, "jobs", world_int(&lab->world, 0, "SELECT count(*) FROM job", ""));
    answer(r, d);
}

static void
show_log(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    const char *text = httpd_query(r, "since");
    int64_t since = 0;

    if (text && !parse_int(text, 0, INT64_MAX, &since))
        refuse(r, 400, "since is a number");
    else
        answer(r, request_log_doc(&lab->log, httpd_arena(r), since));
}

static void
stop(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    answer(r, doc_map(httpd_arena(r)));
    lab->done = true;
}

// ---- reset

struct reset {
    struct lab *lab;
    struct httpd_request *http;
};

static void
reset_ended(void *user)
{
    struct reset *reset = user;
    struct lab *lab = reset->lab;

    world_begin(&lab->world);
    world_do(&lab->world, "DELETE FROM event", "");
    if (world_end(&lab->world))
        answer(reset->http, doc_map(httpd_arena(reset->http)));
    else
        refuse(reset->http, 500, "the lab's world cannot be written");
    free(reset);
    status_changed(lab);
}

// Everything goes but the tokens, by which its clients know it, and the regions' networks, which
// the nodes' supervisor keeps. Answered when the nodes are gone.
static void
reset(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    struct reset *reset = NEW(struct reset);

    *reset = (struct reset){ lab, r };
    faults_clear(&lab->faults);
    budgets_done(&lab->budgets);
    budgets_init(&lab->budgets);
    world_begin(&lab->world);
    for (const struct noun *const *noun = lab->nouns; *noun; noun++)
        if ((*noun)->reset)
            (*noun)->reset(lab);
    world_do(&lab->world, "DELETE FROM setting", "");
    world_end(&lab->world);
    jobs_when_idle(lab, reset_ended, reset);
}

// ---- faults and limits

static void
faults_post(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    const char *why = faults_add(&lab->faults, httpd_arena(r), body);

    if (why)
        refuse(r, 400, why);
    else
        answer(r, faults_doc(&lab->faults, httpd_arena(r)));
}

static void
faults_delete(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    faults_clear(&lab->faults);
    answer(r, doc_map(httpd_arena(r)));
}

static void
limits_post(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    int64_t limit = doc_get_int(body, "limit", -1), window = doc_get_int(body, "window_s", -1);

    if (limit < 0 || limit > 1000000 || window < 1 || window > 86400)
        refuse(r, 400, "limit is from 0, window_s from 1");
    else if (!budgets_set(
                 &lab->budgets, doc_get_text(body, "class", ""), (unsigned)limit, window * 1000))
        refuse(r, 400, "class is create, list, images, stats or other");
    else
        answer(r, doc_map(httpd_arena(r)));
}

static void
quota_post(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    const char *why = quota_set(lab, body);

    if (why)
        refuse(r, 400, why);
    else
        answer(r, doc_map(httpd_arena(r)));
}

static void
stock_post(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    const char *why = stock_set(lab, body);

    if (why)
        refuse(r, 400, why);
    else
        answer(r, doc_map(httpd_arena(r)));
}

static void
maintenance_post(struct lab *lab, struct httpd_request *r, const struct doc *body)
{
    const char *why = upkeep_set(lab, body);

    if (why)
        refuse(r, 400, why);
    else
        answer(r, doc_map(httpd_arena(r)));
}

static const struct {
    const char *method, *path;
    control_fn *fn;
} routes[] = {
    { "GET", "/lab/status", show_status },
    { "GET", "/lab/log", show_log },
    { "POST", "/lab/reset", reset },
    { "POST", "/lab/stop", stop },
    { "POST", "/lab/faults", faults_post },
    { "DELETE", "/lab/faults", faults_delete },
    { "POST", "/lab/limits", limits_post },
    { "POST", "/lab/quota", quota_post },
    { "POST", "/lab/stock", stock_post },
    { "POST", "/lab/maintenance", maintenance_post },
};

static bool
is_allowed(const struct lab *lab, struct httpd_request *r)
{
    const char *given = httpd_header(r, "Authorization");
    size_t n = strlen(lab->control);

    return given && str_istarts(given, "Bearer ") && strlen(given + 7) == n &&
           sodium_memcmp(given + 7, lab->control, n) == 0;
}

void
control_handle(struct lab *lab, struct httpd_request *r)
{
    const struct doc *body;
    const char *why = api_body(r, &body);

    if (!is_allowed(lab, r)) {
        refuse(r, 401, "Invalid Token");
        return;
    }
    if (why) {
        refuse(r, 400, why);
        return;
    }
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (str_eq(routes[i].path, httpd_path(r)) && str_eq(routes[i].method, httpd_method(r))) {
            routes[i].fn(lab, r, body);
            return;
        }
    refuse(r, 404, "Not found");
}
