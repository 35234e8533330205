// Injected faults: parsed, drawn, told.
#include "lab/fault.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "base/str.h"

static const struct {
    const char *name;
    enum fault_kind kind;
    unsigned status;
} kinds[] = {
    { "status", FAULT_STATUS, 500 },
    { "429", FAULT_STATUS, 429 },
    { "500", FAULT_STATUS, 500 },
    { "408-after-success", FAULT_AFTER_SUCCESS, 408 },
    { "500-after-success", FAULT_AFTER_SUCCESS, 500 },
    { "reset", FAULT_RESET, 0 },
    { "reset-after-success", FAULT_LOST, 0 },
    { "garbage", FAULT_GARBAGE, 0 },
    { "delay", FAULT_DELAY, 0 },
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
    size_t i = kind_find(e);

    *vec_add(&f->errors) = (struct fault){
        .kind = kinds[i].kind,
        .method = mem_strdup(doc_get_text(e, "method", "*")),
        .path = mem_strdup(doc_get_text(e, "path", "*")),
        .status = (unsigned)doc_get_int(e, "status", kinds[i].status),
        .rate = doc_number(doc_get(e, "rate"), 1),
        .left = doc_get_int(e, "count", -1),
        .delay_ms = doc_get_int(e, "delay_ms", 1000),
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

static const char *
kind_name(const struct fault *e)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i].kind == e->kind)
            return e->kind == FAULT_AFTER_SUCCESS ? "408-after-success" : kinds[i].name;
    return "";
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
        doc_put_string(a, one, "kind", kind_name(e));
        doc_put_string(a, one, "method", e->method);
        doc_put_string(a, one, "path", e->path);
        doc_put_int(a, one, "status", e->status);
        doc_put(a, one, "rate", doc_real(a, e->rate));
        doc_put_int(a, one, "left", e->left);
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

const struct fault *
fault_draw(struct faults *f, const char *method, const char *path)
{
    vec_each (e, &f->errors) {
        if (e->left == 0 || fnmatch(e->method, method, 0) != 0 || fnmatch(e->path, path, 0) != 0)
            continue;
        if (draw(f) >= e->rate)
            continue;
        e->left -= e->left > 0;
        return e;
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
