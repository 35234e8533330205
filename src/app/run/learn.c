// SPDX-License-Identifier: MIT
// Lengths of steps are kept by kind, those of scripts also by script: the newest of each. So
// neither the journal need be kept for their sake, nor all of it read.
#include <stdlib.h>

#include "app/run/run.h"
#include "app/run/taught.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/kinds.h"

#define SCRIPTS_MAX 100 // those that were not run for longest are forgotten

struct addition {
    const char *kind, *digest;
    struct {
        struct seen *items;
        size_t n, cap;
    } seen;
};

static void
add(struct arena *a, struct map *additions, const char *kind, const char *digest, struct seen one)
{
    const char *key = taught_key(a, kind, digest);
    struct addition *to = map_get(additions, key);

    if (!to) {
        to = ARENA_NEW(a, struct addition);
        *to = (struct addition){ .kind = kind, .digest = digest };
        map_put(additions, key, to);
    }
    vec_push(&to->seen, one);
}

// What was found done already, without a start, tells nothing.
static void
collect(struct run *r, struct map *additions)
{
    map_each (it, &r->noted) {
        const struct noted *noted = it->value;
        const struct step *s = graph_find(r->graph, it->key);
        const struct seen one = { .began_ms = noted->first_ms,
            .length = { noted->outcome_ms - noted->first_ms,
                s->attempts > 1 ? noted->intent_ms - noted->first_ms : 0 } };
        if (s->state != STEP_DONE || !s->attempts || one.length.waits_ms < 0 ||
            one.length.ms < one.length.waits_ms)
            continue;
        add(r->arena, additions, s->kind->name, "", one);
        if (s->kind == &node_hook && !str_empty(s->digest))
            add(r->arena, additions, s->kind->name, s->digest, one);
    }
}

static void
print(struct buf *out, const struct seen *s)
{
    buf_addf(out, "%s[%lld,%lld,%lld]", out->len ? "," : "[", (long long)s->began_ms,
        (long long)s->length.ms, (long long)s->length.waits_ms);
}

// The newest first, then what was kept.
static void
keep(struct run *r, const struct map *taught, const struct addition *of)
{
    _own_(buf) struct buf text = { 0 };
    size_t n_had, n = of->seen.n < TAUGHT_MAX ? of->seen.n : TAUGHT_MAX;
    const struct seen *had = taught_seen(taught, r->arena, of->kind, of->digest, &n_had);

    for (size_t i = 0; i < n; i++)
        print(&text, &of->seen.items[of->seen.n - 1 - i]);
    for (size_t i = 0; i < n_had && n + i < TAUGHT_MAX; i++)
        print(&text, &had[i]);
    buf_addc(&text, ']');
    ledger_put(r->ledger, RECORD_LESSON,
        &(struct lesson_kept){ .kind = of->kind,
            .digest = of->digest,
            .times = buf_str(&text),
            .at_ms = of->seen.items[of->seen.n - 1].began_ms });
}

static int
newest_first(const void *a, const void *b)
{
    const struct lesson_kept *const *x = a, *const *y = b;

    return ((*x)->at_ms < (*y)->at_ms) - ((*x)->at_ms > (*y)->at_ms);
}

static void
forget_old_scripts(struct run *r, const struct map *taught)
{
    VEC(const struct lesson_kept *) scripts = { 0 };

    map_each (it, taught) {
        const struct lesson_kept *l = it->value;
        if (!str_empty(l->digest))
            vec_push(&scripts, l);
    }
    if (scripts.n > SCRIPTS_MAX)
        qsort(scripts.items, scripts.n, sizeof *scripts.items, newest_first);
    for (size_t i = SCRIPTS_MAX; i < scripts.n; i++)
        batch_remove(ledger_batch(r->ledger), RECORD_LESSON, scripts.items[i]);
    vec_done(&scripts);
}

int
lessons_keep(struct run *r, struct lct_err *err)
{
    _own_(map) struct map taught = { 0 }, additions = { 0 };

    if (taught_read(r->t, r->arena, &taught, err) < 0)
        return err->code;
    forget_old_scripts(r, &taught);
    collect(r, &additions);
    map_each (it, &additions) {
        struct addition *of = it->value;
        keep(r, &taught, of);
        vec_done(&of->seen);
    }
    return LCT_OK;
}
