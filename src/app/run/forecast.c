// Gathers what is known: limits from the cloud and the store, lengths of steps from the journal.
#include "app/run/forecast.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/str.h"
#include "plan/want/preflight.h"

#define TIMES_MAX 200 // of each kind of step, the newest

// ---- the work

static size_t
hooks_of(const struct node_plan *np)
{
    size_t n = 0;

    for (size_t i = 0; np->boot_on_create && i < np->n_steps; i++)
        n += np->steps[i].event == EVENT_FIRSTBOOT;
    return n;
}

static void
add_new(struct work *w, const struct change *c)
{
    size_t hooks = hooks_of(c->np);

    w->creates += change_makes(c);
    if (!c->np->boot_on_create)
        return;
    w->boots++;
    w->pushes++;
    w->hooks = hooks > w->hooks ? hooks : w->hooks;
    w->all_hooks += hooks;
}

struct work
work_of(const struct change *changes, size_t n)
{
    struct work w = { 0 };
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        const struct change *c = &changes[i];
        w.retags += c->put_tags || c->put_label;
        w.deletes += c->kind == CHANGE_DELETE || c->kind == CHANGE_REPLACE;
        kept += c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE;
        w.boots += c->kind == CHANGE_BOOT || c->kind == CHANGE_WAIT;
        if (c->kind == CHANGE_CREATE || c->kind == CHANGE_REPLACE || c->kind == CHANGE_FINISH)
            add_new(&w, c);
    }
    if (w.creates || w.retags || w.deletes)
        w.pushes += kept;
    return w;
}

// ---- what is known

static int
by_length(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void
read_times(struct lct *t, struct arena *a, struct known *k)
{
    for (int p = 0; p < N_PHASES; p++) {
        int64_t *ms;
        size_t n = 0;
        const struct step_times of = {
            .kind = phase_steps[p].kind, .since = phase_steps[p].since, .most = TIMES_MAX
        };
        if (t->store->ops->step_times(t->store, a, t->context.app, t->context.customer, &of, &ms,
                &n, ERR_IGNORED) != LCT_OK)
            continue;
        if (n)
            qsort(ms, n, sizeof *ms, by_length);
        k->times[p] = (struct phase_times){ ms, n };
    }
}

int64_t
usual_ms(struct lct *t, const char *kind, const char *digest)
{
    _own_(arena) struct arena *a = arena_new();
    const struct step_times of = { .kind = kind, .digest = digest, .most = TIMES_MAX };
    int64_t *ms;
    size_t n = 0;

    if (t->store->ops->step_times(t->store, a, t->context.app, t->context.customer, &of, &ms, &n,
            ERR_IGNORED) != LCT_OK ||
        !n)
        return 0;
    qsort(ms, n, sizeof *ms, by_length);
    return ms[n / 2] ? ms[n / 2] : 1;
}

static struct rate
rate_of(struct cloud *c, const char *kind)
{
    struct rate r = { 0 };

    if (!c->ops->rate || !c->ops->rate(c, kind, &r))
        return (struct rate){ 0 };
    return r;
}

struct estimate
forecast(struct lct *t, struct cloud *c, const struct work *w, struct rate *create)
{
    _own_(arena) struct arena *a = arena_new();
    struct known k = { .create = rate_of(c, "machine.create"),
        .retag = rate_of(c, "machine.retag"),
        .remove = rate_of(c, "machine.remove"),
        .wall_ms = loop_wall_ms(t->loop),
        .sequential = t->sequential };

    read_times(t, a, &k);
    *create = k.create;
    return estimate(w, &k);
}
