// SPDX-License-Identifier: MIT
// Injected faults: parsed, drawn, told.
#include "lab/call/fault.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/str.h"

#define CUT "{\"id\": 12, \"label\": \"we"
#define HTML "<html><head><title>Bad Gateway</title></head><body>nginx</body></html>"
// A Linode, or a list of them, whose every member has another type than the API says.
#define MISTYPED                                                                                  \
    "{\"id\": \"twelve\", \"label\": 7, \"status\": [], \"tags\": \"none\", \"ipv4\": {}, "       \
    "\"page\": \"one\", \"pages\": 1, \"results\": \"many\", \"data\": [{\"id\": [], \"label\": " \
    "{}}]}"

// Those that "random" chooses from are marked.
static const struct fault_sort {
    const char *name;
    enum fault_kind kind;
    unsigned status;
    bool random, retry_after;
    const char *body;
} kinds[] = {
    { "status", FAULT_STATUS, 500, false, false, NULL },
    { "429", FAULT_STATUS, 429, true, true, NULL },
    { "429-bare", FAULT_STATUS, 429, true, false, NULL },
    { "500", FAULT_STATUS, 500, true, false, NULL },
    { "502", FAULT_STATUS, 502, true, false, HTML },
    { "503", FAULT_STATUS, 503, true, false, NULL },
    { "408-after-success", FAULT_AFTER_SUCCESS, 408, true, false, NULL },
    { "500-after-success", FAULT_AFTER_SUCCESS, 500, true, false, NULL },
    { "reset", FAULT_RESET, 0, true, false, NULL },
    { "reset-after-success", FAULT_LOST, 0, true, false, NULL },
    { "garbage", FAULT_GARBAGE, 200, true, false, CUT },
    { "garbage-html", FAULT_GARBAGE, 200, true, false, HTML },
    { "garbage-types", FAULT_GARBAGE, 200, true, false, MISTYPED },
    { "delay", FAULT_DELAY, 0, false, false, NULL },
    { "random", FAULT_RANDOM, 0, false, false, NULL },
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])

void
faults_clear(struct faults *f)
{
    vec_each (e, &f->errors) {
        free(e->method);
        free(e->path);
    }
    vec_each (pattern, &f->unbootable)
        free(*pattern);
    vec_done(&f->errors);
    vec_done(&f->unbootable);
}

static size_t
kind_find(const struct doc *d)
{
    const char *name = doc_text(doc_get(d, "kind"), "status");

    for (size_t i = 0; i < N_KINDS; i++)
        if (str_eq(kinds[i].name, name))
            return i;
    return N_KINDS;
}

static const char *
check(struct arena *a, const struct doc *d)
{
    doc_each (label, doc_get(d, "unbootable"))
        if (label->kind != DOC_TEXT)
            return "unbootable is a list of labels, or patterns of them";
    doc_each (e, doc_get(d, "errors")) {
        int64_t status = doc_get_int(e, "status", 500);
        double rate = doc_number(doc_get(e, "rate"), 1);
        if (kind_find(e) == N_KINDS)
            return arena_printf(a, "%s is not a kind of fault", doc_get_text(e, "kind", "this"));
        if (status < 400 || status > 599)
            return "status is an HTTP status from 400 to 599";
        if (!(rate >= 0 && rate <= 1))
            return "rate is from 0 to 1";
    }
    return NULL;
}

static void
error_add(struct faults *f, const struct doc *e)
{
    const struct fault_sort *sort = &kinds[kind_find(e)];

    *vec_add(&f->errors) = (struct fault){
        .name = sort->name,
        .kind = sort->kind,
        .method = mem_strdup(doc_get_text(e, "method", "*")),
        .path = mem_strdup(doc_get_text(e, "path", "*")),
        .status = (unsigned)doc_get_int(e, "status", sort->status),
        .rate = doc_number(doc_get(e, "rate"), 1),
        .left = doc_get_int(e, "count", -1),
        .delay_ms = doc_get_int(e, "delay_ms", 1000),
        .retry_after = sort->retry_after,
        .body = sort->body,
    };
}

const char *
faults_add(struct faults *f, struct arena *a, const struct doc *d)
{
    const char *why = check(a, d);

    if (why)
        return why;
    f->seed = (uint64_t)doc_get_int(d, "seed", (int64_t)f->seed);
    doc_each (label, doc_get(d, "unbootable"))
        vec_push(&f->unbootable, mem_strdup(doc_text(label, "")));
    doc_each (e, doc_get(d, "errors"))
        error_add(f, e);
    return NULL;
}

struct doc *
faults_doc(const struct faults *f, struct arena *a)
{
    struct doc *d = doc_map(a), *unbootable = doc_put(a, d, "unbootable", doc_list(a)),
               *errors = doc_put(a, d, "errors", doc_list(a));

    doc_put_int(a, d, "seed", (int64_t)f->seed);
    vec_each (pattern, &f->unbootable)
        doc_add(a, unbootable, doc_string(a, *pattern));
    vec_each (e, &f->errors) {
        struct doc *one = doc_add(a, errors, doc_map(a));
        doc_put_string(a, one, "kind", e->name);
        doc_put_string(a, one, "method", e->method);
        doc_put_string(a, one, "path", e->path);
        doc_put_int(a, one, "status", e->status);
        doc_put(a, one, "rate", doc_real(a, e->rate));
        doc_put_int(a, one, "left", e->left);
        doc_put_int(a, one, "struck", e->struck);
    }
    return d;
}

// From 0 to below 1 (splitmix64).
static double
draw(struct faults *f)
{
    uint64_t z = (f->seed += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return (double)(z >> 11) * 0x1p-53;
}

// One of those that a day may bring, in the place of "random".
static const struct fault *
choose(struct faults *f, const struct fault *e)
{
    const struct fault_sort *of[N_KINDS] = { NULL };
    size_t n = 0;

    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i].random)
            of[n++] = &kinds[i];
    const struct fault_sort *one = of[(size_t)(draw(f) * (double)n)];
    f->drawn = *e;
    f->drawn.name = one->name;
    f->drawn.kind = one->kind;
    f->drawn.status = one->status;
    f->drawn.retry_after = one->retry_after;
    f->drawn.body = one->body;
    return &f->drawn;
}

const struct fault *
fault_draw(struct faults *f, const char *method, const char *path)
{
    vec_each (e, &f->errors) {
        if (e->left == 0 || fnmatch(e->method, method, 0) != 0 || fnmatch(e->path, path, 0) != 0)
            continue;
        if (draw(f) >= e->rate)
            continue;
        e->left -= e->left > 0;
        e->struck++;
        return e->kind == FAULT_RANDOM ? choose(f, e) : e;
    }
    return NULL;
}

bool
faults_unbootable(const struct faults *f, const char *label)
{
    vec_each (pattern, &f->unbootable)
        if (fnmatch(*pattern, label, 0) == 0)
            return true;
    return false;
}
