// From what was seen of steps to the length of each one of a graph, and of the whole.
#include "app/run/lessons.h"

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

#define ENOUGH 3      // lengths seen of a kind, from which on they are believed
#define STRETCH 1.732 // what is not known may be so much longer, or shorter: threefold in all
#define ALIKE 1.2     // ends that are no farther from the middle are not told
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
    const struct step_length *x = a, *y = b;

    return (x->ms > y->ms) - (x->ms < y->ms);
}

void
lesson_learn(struct lesson *l, struct step_length *seen, size_t n)
{
    if (n)
        qsort(seen, n, sizeof *seen, by_length);
    l->seen = seen;
    l->n_seen = n;
}

void
lesson_forget_waits(struct lesson *l)
{
    while (l->n_seen && l->seen[l->n_seen - 1].ms > WAITED * l->seen[0].ms)
        l->n_seen--;
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
        return l->seen[l->n_seen - 1];
    const struct step_length *low = &l->seen[i], *high = low + 1;
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
        for (size_t i = 0; l->n_seen && i < l->n_steps; i++)
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

// stretch: of what is not known.
static void
spread(const struct lesson *l, const struct graph *g, uint64_t *seed, double stretch,
    struct step_length *lengths)
{
    const size_t n = l->n_steps;
    const double by = l->n_seen < ENOUGH ? stretch : 1;
    _own_(free) size_t *order = mem_array(n, sizeof *order);

    shuffle(order, n, seed);
    for (size_t i = 0; i < n; i++) {
        double place = (double)(order[i] + 1) / (double)(n + 1);
        struct step_length at = { step_usual_ms(graph_at(g, l->steps[i])), 0 };
        if (l->n_seen)
            at = lesson_at(l, place);
        lengths[l->steps[i]] = (struct step_length){ (int64_t)((double)at.ms * by),
            (int64_t)((double)at.waits_ms * by) };
    }
}

static size_t
plays_of(size_t n_steps)
{
    size_t plays = PLAYED / (n_steps + 1);

    return plays < 1 ? 1 : plays > PLAYS ? PLAYS : plays;
}

static int64_t
played(const struct lessons *all, struct graph *g, const struct forecast_args *args, double stretch)
{
    const size_t plays = plays_of(graph_count(g));
    _own_(free) struct step_length *lengths = mem_array(graph_count(g) + 1, sizeof *lengths);
    struct forecast_args one = *args;
    int64_t sum = 0;

    one.lengths = lengths;
    for (size_t play = 0; play < plays; play++) {
        uint64_t seed = play;
        vec_each (l, all)
            spread(l, g, &seed, stretch, lengths);
        sum += graph_forecast(g, &one);
    }
    return sum / (int64_t)plays;
}

// ---- the whole

static bool
all_known(const struct lessons *all)
{
    vec_each (l, all)
        if (l->n_seen < ENOUGH && l->kind->lane != LANE_LOCAL)
            return false;
    return true;
}

// Scheduling has its surprises: shorter steps may take longer as a whole.
static struct estimate
in_order(int64_t from, int64_t ms, int64_t to)
{
    struct estimate e = { ms, from < ms ? from : ms, to > ms ? to : ms };

    if (e.to_ms > 3 * e.from_ms)
        e.to_ms = 3 * e.from_ms;
    if ((double)e.to_ms <= ALIKE * (double)ms && (double)ms <= ALIKE * (double)e.from_ms)
        e.from_ms = e.to_ms = ms;
    return e;
}

struct estimate
lessons_estimate(const struct lessons *all, struct graph *g, const struct forecast_args *args)
{
    bool known = all_known(all);
    int64_t from = known ? 0 : played(all, g, args, 1 / STRETCH),
            to = known ? 0 : played(all, g, args, STRETCH), ms = played(all, g, args, 1);

    return known ? (struct estimate){ ms, ms, ms } : in_order(from, ms, to);
}
