// Types by id, number, label, size, attribute; retired ones by their living successor.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "plan/match.h"
#include "plan/retired.h"

static void
say(const void *item, struct buf *out)
{
    const struct type *t = item;

    buf_addf(out, "%s (%s)", t->id, t->label);
}

static bool
is_shared(const struct type *t)
{
    return str_eq(t->klass, "nanode") || str_eq(t->klass, "standard");
}

static bool
same_class(const struct type *t, const char *klass)
{
    if (str_eq(klass, "nanode") || str_eq(klass, "standard"))
        return is_shared(t);
    return str_eq(t->klass, klass);
}

// The smallest living type of the class with at least this memory.
static const struct type *
at_least(const struct catalogue *c, const char *klass, int64_t memory_mb)
{
    const struct type *best = NULL;

    for (size_t i = 0; i < c->n_types; i++) {
        const struct type *t = &c->types[i];
        if (same_class(t, klass) && t->memory_mb >= memory_mb &&
            (!best || t->memory_mb < best->memory_mb ||
                (t->memory_mb == best->memory_mb && t->monthly < best->monthly)))
            best = t;
    }
    return best;
}

static const struct type *
successor(const struct catalogue *c, const struct retired_type *r)
{
    return at_least(c, r->klass, r->memory_gb * 1024);
}

static const struct type *
by_retired(const struct catalogue *c, const char *word)
{
    for (const struct retired_type *r = retired_types; r->id; r++)
        if (str_ieq(r->id, word) || str_ieq(r->label, word))
            return successor(c, r);
    int64_t memory = retired_plan_memory(word);
    return memory ? at_least(c, "standard", memory) : NULL;
}

// An attribute such as "ram:80GB": which one, and the value wanted.
struct attribute {
    enum { RAM, DISK, PRICE, VCPUS, GPU } what;
    double value;
    const char *text;
};

static bool
parse_attribute(const char *word, struct attribute *a, struct lct_err *err)
{
    static const char *const names[] = { "ram", "disk", "price", "vcpus", "gpu" };
    const char *colon = strchr(word, ':');
    uint64_t bytes;
    char *end;

    for (int i = 0; colon && i < 5; i++) {
        if (strlen(names[i]) != (size_t)(colon - word) ||
            strncasecmp(names[i], word, strlen(names[i])) != 0)
            continue;
        a->what = (__typeof__(a->what))i;
        a->text = colon + 1;
        if (i == GPU)
            return *a->text != '\0';
        if (i <= DISK ? !parse_size(a->text, 1 << 20, &bytes) : !isdigit((unsigned char)*a->text))
            break;
        a->value = i <= DISK ? (double)(bytes >> 20) : strtod(a->text, &end);
        return i <= DISK || !*end;
    }
    if (colon)
        lct_fail(err, LCT_EUSAGE, "'%s' is no attribute of a type", word),
            lct_hint(err, "for example ram:80GB, disk:1536GB, price:960, vcpus:8 or gpu:rtx6000");
    return false;
}

// "rtx4000 x2" fits "... + RTX4000 Ada GPU x2".
static bool
gpu_fits(const struct type *t, const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    char **words;
    size_t n = str_split(a, text, " ", &words);

    for (size_t i = 0; i < n; i++)
        if (!str_ihas(t->label, words[i]))
            return false;
    return t->gpus > 0 || str_eq(t->klass, "gpu");
}

static bool
equals(double a, double b)
{
    return a - b < 1e-6 && b - a < 1e-6;
}

static bool
type_fits(const struct type *t, const struct attribute *a)
{
    switch (a->what) {
    case RAM:
        return equals((double)t->memory_mb, a->value);
    case DISK:
        return equals((double)t->disk_mb, a->value);
    case PRICE:
        return equals(t->monthly, a->value);
    case VCPUS:
        return equals((double)t->vcpus, a->value);
    case GPU:
        return gpu_fits(t, a->text);
    }
    return false;
}

static bool
retired_fits(const struct retired_type *r, const struct attribute *a)
{
    switch (a->what) {
    case RAM:
        return equals((double)r->memory_gb * 1024, a->value);
    case DISK:
        return equals((double)r->disk_gb * 1024, a->value);
    case PRICE:
        return equals((double)r->monthly, a->value);
    case VCPUS:
        return equals((double)r->vcpus, a->value);
    case GPU:
        break;
    }
    return false;
}

static int
by_attribute(const struct catalogue *c, const char *word, const struct attribute *a,
    const struct type **ret, bool *substituted, struct lct_err *err)
{
    struct candidates found = { 0 }, old = { 0 };
    const void *item = NULL;
    int code;

    for (size_t i = 0; i < c->n_types; i++)
        if (type_fits(&c->types[i], a))
            candidate_add(&found, &c->types[i]);
    for (const struct retired_type *r = retired_types; !found.n && r->id; r++)
        if (retired_fits(r, a) && successor(c, r))
            candidate_add(&old, successor(c, r));
    *substituted = !found.n && old.n == 1;
    code = candidates_judge(found.n ? &found : &old, "type", word, say, &item, err);
    if (code == LCT_OK)
        *ret = item;
    return code;
}

// "1gb": the shared type with exactly this memory.
static const struct type *
by_memory(const struct catalogue *c, const char *word)
{
    uint64_t bytes;

    if (!isdigit((unsigned char)*word) || strspn(word, "0123456789.") == strlen(word) ||
        !parse_size(word, 1, &bytes))
        return NULL;
    for (size_t i = 0; i < c->n_types; i++)
        if (is_shared(&c->types[i]) && (uint64_t)c->types[i].memory_mb << 20 == bytes)
            return &c->types[i];
    return NULL;
}

static void
hint_type(const struct catalogue *c, const char *word, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char **names = arena_array(a, c->n_types * 2 + 1, sizeof *names);

    for (size_t i = 0; i < c->n_types; i++) {
        names[2 * i] = c->types[i].id;
        names[2 * i + 1] = c->types[i].label;
    }
    match_hint(word, "type", names, c->n_types * 2, err);
}

static int
by_label(const struct catalogue *c, const char *word, const struct type **ret, struct lct_err *err)
{
    struct candidates parts = { 0 };
    const void *item = NULL;
    int code;

    for (size_t i = 0; i < c->n_types && strlen(word) >= 3; i++)
        if (str_ihas(c->types[i].label, word) || str_istarts(c->types[i].id, word))
            candidate_add(&parts, &c->types[i]);
    code = candidates_judge(&parts, "type", word, say, &item, err);
    if (code == LCT_OK)
        *ret = item;
    else if (code == LCT_ENOTFOUND)
        hint_type(c, word, err);
    return code;
}

int
match_type(const struct catalogue *c, const char *word, const char *region, const struct type **ret,
    bool *substituted, struct lct_err *err)
{
    bool unheard;
    struct lct_err trouble = { 0 };
    struct attribute a = { 0 };

    (void)region; // types are sold out by region; that is the preflight's business
    substituted = substituted ? substituted : &unheard;
    *substituted = false;
    for (size_t i = 0; i < c->n_types; i++)
        if (str_ieq(c->types[i].id, word) || str_ieq(c->types[i].label, word)) {
            *ret = &c->types[i];
            return LCT_OK;
        }
    if (parse_attribute(word, &a, &trouble))
        return by_attribute(c, word, &a, ret, substituted, err);
    if (trouble.code) {
        if (err)
            *err = trouble;
        return trouble.code;
    }
    *ret = by_memory(c, word);
    if (*ret)
        return LCT_OK;
    *ret = by_retired(c, word);
    *substituted = *ret != NULL;
    return *ret ? LCT_OK : by_label(c, word, ret, err);
}
