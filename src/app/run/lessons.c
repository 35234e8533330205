// SPDX-License-Identifier: MIT
// From what was seen of steps to the length of each one of a graph, and of the whole.
#include "app/run/lessons.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#define ENOUGH 3      // lengths seen of a kind, from which on they are believed
#define STRETCH 1.732 // what is not known may be so much longer, or shorter: threefold in all
#define ALIKE 1.5     // ends that are no farther from the middle are not told ...
#define UNSURE 1.2    // ... nor such, where something is not known
#define WAITED 3      // times the shortest: what took longer waited for the limit

#define PLAYED 20000 // steps, about, for one estimate ...
#define PLAYS 16     // ... of a small graph in so many plays

void
lessons_done(struct lessons *all)
{
    vec_each (l, all)
        free(l->steps);
    vec_done(all);
}

static struct lesson *
lesson_for(struct lessons *all, struct map *places, const struct step *s, const char *digest)
{
    _own_(free) char *key = mem_printf("%s %s", s->kind->name, digest ? digest : "");
    size_t at = (size_t)(uintptr_t)map_get(places, key);
    struct lesson *l;

    if (at)
        return &all->items[at - 1];
    l = vec_add(all);
    l->kind = s->kind;
    l->digest = digest;
    map_put(places, key, (void *)(uintptr_t)all->n);
    return l;
}

void
lessons_of(const struct graph *g, const struct step_kind *scripts, struct lessons *ret)
{
    _own_(map) struct map places = { 0 };

    *ret = (struct lessons){ 0 };
    for (size_t i = 0; i < graph_count(g); i++) {
        const struct step *s = graph_at(g, i);
        struct lesson *l = lesson_for(ret, &places, s, s->kind == scripts ? s->digest : NULL);
        vec_grow((void **)&l->steps, &l->n_steps, &l->cap_steps, sizeof *l->steps);
        l->steps[l->n_steps - 1] = i;
    }
}

// ---- what was seen

static int
by_length(const void *a, const void *b)
{
    const struct seen *x = a, *y = b;

    return (x->length.ms > y->length.ms) - (x->length.ms < y->length.ms);
}

static void
sort_seen(struct lesson *l)
{
    if (l->n_seen)
        qsort(l->seen, l->n_seen, sizeof *l->seen, by_length);
}

bool
lesson_lacks(const struct lesson *l, const struct graph *g)
{
    return l->digest && !l->n_seen && !graph_at(g, l->steps[0])->usual_ms;
}

void
lesson_learn(struct lesson *l, struct seen *seen, size_t n)
{
    l->seen = seen;
    l->n_seen = n;
    crowd_count(seen, n);
    sort_seen(l);
}

void
lesson_forget_waits(struct lesson *l)
{
    while (l->n_seen && l->seen[l->n_seen - 1].length.ms > WAITED * l->seen[0].length.ms)
        l->n_seen--;
    l->queues = true;
}

static int64_t
between(int64_t from, int64_t to, double part)
{
    return from + (int64_t)(part * (double)(to - from));
}

struct step_length
lesson_at(const struct lesson *l, double q)
{
    double at = q * (double)(l->n_seen - 1);
    size_t i = (size_t)at;

    if (i + 1 >= l->n_seen)
        return l->seen[l->n_seen - 1].length;
    const struct step_length *low = &l->seen[i].length, *high = &l->seen[i + 1].length;
    return (struct step_length){ between(low->ms, high->ms, at - (double)i),
        between(low->waits_ms, high->waits_ms, at - (double)i) };
}

int64_t
lesson_median(const struct lesson *l)
{
    int64_t ms = lesson_at(l, 0.5).ms;

    return ms ? ms : 1;
}

void
lessons_tell(const struct lessons *all, struct graph *g)
{
    vec_each (l, all)
        for (size_t i = 0; l->n_seen && !l->others && i < l->n_steps; i++)
            graph_at(g, l->steps[i])->usual_ms = lesson_median(l);
}

// ---- the lengths of one play

// Looks drawn, and is the same each time: a preview and what follows it say the same (splitmix64).
static uint64_t
next_number(uint64_t *seed)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

// Each of 0 .. n-1 once.
static void
shuffle(size_t *order, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = next_number(seed) % (i + 1);
        order[i] = order[at];
        order[at] = i;
    }
}

// How things go: all of them, or the faster or slower half of what was seen, which may come of what
// the machine has to do beside; and what becomes of what is not known.
struct luck {
    double from, part, stretch;
};
static const struct luck good = { 0, 0.5, 1 / STRETCH }, usual = { 0, 1, 1 },
                         bad = { 0.5, 0.5, STRETCH };

static struct step_length
stretched(struct step_length l, double by)
{
    return (struct step_length){ (int64_t)((double)l.ms * by), (int64_t)((double)l.waits_ms * by) };
}

static void
spread(const struct lesson *l, const struct graph *g, uint64_t *seed, const struct luck *luck,
    struct step_length *lengths)
{
    const size_t n = l->n_steps;
    _own_(free) size_t *order = mem_array(n, sizeof *order);

    shuffle(order, n, seed);
    for (size_t i = 0; i < n; i++) {
        double place = (double)(order[i] + 1) / (double)(n + 1);
        struct step_length at = { step_usual_ms(graph_at(g, l->steps[i])), 0 };
        if (l->n_seen)
            at = lesson_at(l, l->sure ? luck->from + luck->part * place : place);
        lengths[l->steps[i]] = l->sure ? at : stretched(at, luck->stretch);
    }
}

static size_t
plays_of(size_t n_steps)
{
    size_t plays = PLAYED / (n_steps + 1);

    return plays < 1 ? 1 : plays > PLAYS ? PLAYS : plays;
}

static int64_t
played(const struct lessons *all, struct graph *g, const struct forecast_args *args,
    const struct luck *luck)
{
    const size_t plays = plays_of(graph_count(g));
    _own_(free) struct step_length *lengths = mem_array(graph_count(g) + 1, sizeof *lengths);
    struct forecast_args one = *args;
    int64_t sum = 0;

    one.lengths = lengths;
    for (size_t play = 0; play < plays; play++) {
        uint64_t seed = play;
        vec_each (l, all)
            spread(l, g, &seed, luck, lengths);
        sum += graph_forecast(g, &one);
    }
    return sum / (int64_t)plays;
}

// ---- the whole

// Each as long as such steps are in the middle.
static void
play_once(const struct lessons *all, struct graph *g, const struct forecast_args *args,
    struct step_length *lengths, int64_t *begins)
{
    struct forecast_args one = *args;

    vec_each (l, all)
        for (size_t i = 0; i < l->n_steps; i++)
            lengths[l->steps[i]] =
                l->n_seen ? lesson_at(l, 0.5)
                          : (struct step_length){ step_usual_ms(graph_at(g, l->steps[i])) };
    one.lengths = lengths;
    one.begins = begins;
    graph_forecast(g, &one);
}

// Among how many of its kind each step will run.
static double
crowd_of(const struct lesson *l, const struct step_length *lengths, const int64_t *begins)
{
    _own_(free) struct seen *played = mem_array(l->n_steps, sizeof *played);

    for (size_t i = 0; i < l->n_steps; i++)
        played[i] = (struct seen){ lengths[l->steps[i]], begins[l->steps[i]] };
    crowd_count(played, l->n_steps);
    return crowd_mean(played, l->n_steps);
}

// Joins of others take no time whatever was seen.
static void
suit(struct lessons *all, struct graph *g, const struct forecast_args *args)
{
    _own_(free) struct step_length *lengths = mem_array(graph_count(g) + 1, sizeof *lengths);
    _own_(free) int64_t *begins = mem_array(graph_count(g) + 1, sizeof *begins);

    play_once(all, g, args, lengths, begins);
    vec_each (l, all) {
        l->sure = (l->n_seen >= ENOUGH && !l->others) || l->kind->lane == LANE_LOCAL;
        if (!l->queues && l->kind->lane != LANE_LOCAL)
            l->sure &= crowd_suit(l->seen, l->n_seen, crowd_of(l, lengths, begins));
        sort_seen(l);
    }
}

// Scheduling has its surprises: shorter steps may take longer as a whole.
static struct estimate
in_order(int64_t from, int64_t ms, int64_t to, double alike)
{
    struct estimate e = { ms, from < ms ? from : ms, to > ms ? to : ms };

    if (e.to_ms > 3 * e.from_ms) {
        int64_t least = (int64_t)((double)ms / STRETCH);
        e.from_ms = e.from_ms > least ? e.from_ms : least;
        e.to_ms = e.to_ms < 3 * e.from_ms ? e.to_ms : 3 * e.from_ms;
    }
    if ((double)e.to_ms <= alike * (double)ms && (double)ms <= alike * (double)e.from_ms)
        e.from_ms = e.to_ms = ms;
    return e;
}

static bool
all_sure(const struct lessons *all)
{
    vec_each (l, all)
        if (!l->sure)
            return false;
    return true;
}

struct estimate
lessons_estimate(struct lessons *all, struct graph *g, const struct forecast_args *args)
{
    suit(all, g, args);
    int64_t from = played(all, g, args, &good), to = played(all, g, args, &bad);

    return in_order(from, played(all, g, args, &usual), to, all_sure(all) ? ALIKE : UNSURE);
}
