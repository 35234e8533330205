// SPDX-License-Identifier: MIT
// Counts and names of what runs.
#include "cli/show/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/show/duration.h"
#include "cli/term/fold.h"

#define TELL_FROM_MS 5000

// ---- what begins and ends

static void
doing_free(struct doing *d)
{
    free((char *)(uintptr_t)d->subject);
    free((char *)(uintptr_t)d->verb);
    free(d->text);
    free(d);
}

void
tally_done(struct tally *t)
{
    map_each (it, &t->doings)
        doing_free(it->value);
    map_done(&t->doings);
    map_done(&t->verbs);
}

struct doing *
tally_begin(
    struct tally *t, const char *subject, const char *verb, int64_t since_ms, int64_t usual_ms)
{
    _own_(free) char *key = mem_printf("%s\n%s", subject, verb);
    struct doing *d = map_get(&t->doings, key);

    if (!d) {
        d = NEW(struct doing);
        *d = (struct doing){ mem_strdup(subject), mem_strdup(verb), NULL, since_ms, usual_ms };
        map_put(&t->doings, key, d);
        map_put(&t->verbs, verb, t);
    }
    return d;
}

void
tally_end(struct tally *t, const char *subject, const char *verb)
{
    _own_(free) char *key = mem_printf("%s\n%s", subject, verb);
    struct doing *d = map_remove(&t->doings, key);

    if (d)
        doing_free(d);
}

// ---- what is said

static void
add_time(const struct doing *d, int64_t now_ms, struct buf *out)
{
    char age[32], usual[32];

    if (now_ms - d->since_ms < TELL_FROM_MS && !d->usual_ms)
        return;
    duration_text(now_ms - d->since_ms, age, sizeof age);
    buf_addf(out, " (%s", age);
    if (d->usual_ms) {
        usual_text(d->usual_ms, usual, sizeof usual);
        buf_addf(out, "; usually %s", usual);
    }
    buf_addc(out, ')');
}

void
doing_text(const struct doing *d, int64_t now_ms, struct buf *out)
{
    buf_adds(out, d->verb);
    add_time(d, now_ms, out);
    if (d->text)
        buf_addf(out, ", %s", d->text);
}

// "changing its users" of several: "changing their users".
static void
add_verb(struct buf *out, const char *verb, size_t n)
{
    static const char *const one[] = { " its script", " its ", " it " };
    static const char *const many[] = { " their scripts", " their ", " them " };

    for (size_t i = 0; n > 1 && i < sizeof one / sizeof one[0]; i++) {
        const char *at = strstr(verb, one[i]);
        if (!at)
            continue;
        buf_add(out, verb, (size_t)(at - verb));
        buf_addf(out, "%s%s", many[i], at + strlen(one[i]));
        return;
    }
    buf_adds(out, verb);
}

struct names {
    const char **items; // borrowed
    size_t n, cap;
};

struct some {
    struct names names;
    const struct doing *longest;
};

// All that runs, by verb, in one pass; values are struct some.
static void
by_verb(const struct tally *t, struct map *verbs)
{
    map_each (it, &t->verbs)
        map_put(verbs, it->key, NEW(struct some));
    map_each (it, &t->doings) {
        const struct doing *d = it->value;
        struct some *s = map_get(verbs, d->verb);
        vec_push(&s->names, d->subject);
        if (!s->longest || d->since_ms < s->longest->since_ms)
            s->longest = d;
    }
}

static void
some_free(struct some *s)
{
    vec_done(&s->names);
    free(s);
}

void
tally_counts(const struct tally *t, int64_t now_ms, struct buf *out)
{
    _own_(map) struct map verbs = { 0 };
    const char *comma = "";

    by_verb(t, &verbs);
    map_each (it, &verbs) {
        struct some *s = it->value;
        if (s->names.n) {
            buf_addf(out, "%s%zu ", comma, s->names.n);
            add_verb(out, it->key, s->names.n);
            add_time(s->longest, now_ms, out);
            comma = ", ";
        }
        some_free(s);
    }
}

void
tally_names(const struct tally *t, struct buf *out)
{
    _own_(map) struct map verbs = { 0 };
    const char *comma = "";

    by_verb(t, &verbs);
    map_each (it, &verbs) {
        struct some *s = it->value;
        if (s->names.n) {
            buf_adds(out, comma);
            add_verb(out, it->key, s->names.n);
            buf_adds(out, " (");
            fold_some(out, s->names.items, s->names.n);
            buf_addc(out, ')');
            comma = ", ";
        }
        some_free(s);
    }
}
