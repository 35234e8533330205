// How long an operation will take: the rate limits, then the tail after the last create.
#include "app/run/estimate.h"

#include "graph/graph.h"

const struct phase_steps phase_steps[N_PHASES] = {
    [PHASE_CREATE] = { "machine.create", NULL },
    [PHASE_BOOT] = { "machine.ready", "machine.create" },
    [PHASE_SECURE] = { "node.secure", "machine.ready" },
    [PHASE_HOSTKEY] = { "node.hostkey", "node.secure" },
    [PHASE_PUSH] = { "node.membership", NULL },
    [PHASE_HOOK] = { "node.hook", NULL },
    [PHASE_RETAG] = { "machine.retag", NULL },
    [PHASE_DELETE] = { "machine.delete", NULL },
};

// Where nothing was learned: about what Linode and a small node need.
static const int64_t usual_ms[N_PHASES] = {
    [PHASE_CREATE] = 1500,
    [PHASE_BOOT] = 45000,
    [PHASE_SECURE] = 4000,
    [PHASE_HOSTKEY] = 1000,
    [PHASE_PUSH] = 1000,
    [PHASE_HOOK] = 5000,
    [PHASE_RETAG] = 1000,
    [PHASE_DELETE] = 1500,
};

int64_t
phase_quantile(const struct known *k, enum phase p, double q)
{
    const struct phase_times *t = &k->times[p];
    double at = q * (double)(t->n ? t->n - 1 : 0);
    size_t i = (size_t)at;

    if (!t->n)
        return usual_ms[p];
    if (i + 1 >= t->n)
        return t->ms[t->n - 1];
    return t->ms[i] + (int64_t)((at - (double)i) * (double)(t->ms[i + 1] - t->ms[i]));
}

static int64_t
usually(const struct known *k, enum phase p)
{
    return phase_quantile(k, p, 0.5);
}

static int64_t
slowest_of(const struct known *k, enum phase p, size_t n)
{
    return phase_quantile(k, p, (double)n / (double)(n + 1));
}

// n of them, so many side by side.
static int64_t
in_turns(const struct known *k, enum phase p, size_t n, enum lane lane)
{
    size_t width = k->sequential ? 1 : graph_lane(lane);

    return (int64_t)((n + width - 1) / width) * usually(k, p);
}

// ---- the limits

// The requests that may go in the present window; the next one opens after `opens_ms`.
static size_t
free_now(const struct rate *r, int64_t wall_ms, int64_t *opens_ms)
{
    bool fresh = wall_ms >= r->ends_ms;

    *opens_ms = fresh ? r->window_ms + r->slack_ms : r->ends_ms - wall_ms;
    if (fresh)
        return (size_t)r->limit;
    return r->used < r->limit ? (size_t)(r->limit - r->used) : 0;
}

int64_t
rate_wait_ms(const struct rate *r, size_t n, int64_t wall_ms)
{
    int64_t opens_ms;
    size_t now = r->limit > 0 ? free_now(r, wall_ms, &opens_ms) : n;

    if (n <= now)
        return 0;
    return opens_ms + (int64_t)((n - now - 1) / (size_t)r->limit) * (r->window_ms + r->slack_ms);
}

// ---- what comes after

// When all of n nodes that begin together at `from` are secured.
static int64_t
secured_at(const struct known *k, size_t n, int64_t from)
{
    if (!n)
        return 0;
    return from + slowest_of(k, PHASE_BOOT, n) + in_turns(k, PHASE_SECURE, n, LANE_SSH);
}

static int64_t
later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

// The requests take longer in the journal when they waited for the limit: the shortest did not.
static int64_t
create_ms(const struct known *k)
{
    return phase_quantile(k, PHASE_CREATE, 0);
}

// Window by window: those of an earlier one may still be the last.
static int64_t
all_secured_at(const struct work *w, const struct known *k)
{
    size_t old = w->boots > w->creates ? w->boots - w->creates : 0, left = w->boots - old, n;
    int64_t at = 0, end = secured_at(k, old, 0), opens_ms = 0;

    n = k->create.limit > 0 ? free_now(&k->create, k->wall_ms, &opens_ms) : left;
    while (left) {
        n = n < left ? n : left;
        end = later(end, secured_at(k, n, at + create_ms(k)));
        left -= n;
        n = (size_t)k->create.limit;
        at += opens_ms;
        opens_ms = k->create.window_ms + k->create.slack_ms;
    }
    return end;
}

static int64_t
nodes_ms(const struct work *w, const struct known *k)
{
    int64_t made = 0, ready = all_secured_at(w, k), told;

    if (w->creates) // the others are told when all are known
        made = rate_wait_ms(&k->create, w->creates, k->wall_ms) + create_ms(k);
    told =
        in_turns(k, PHASE_PUSH, w->pushes, LANE_SSH) + (int64_t)w->hooks * usually(k, PHASE_HOOK);
    if (w->boots)
        told = later(told, usually(k, PHASE_HOSTKEY));
    return later(made, ready) + told;
}

static int64_t
requests_ms(const struct known *k, const struct rate *r, enum phase p, size_t n)
{
    return later(rate_wait_ms(r, n, k->wall_ms), in_turns(k, p, n, LANE_API));
}

// While a node is booted and secured the limit of creates opens again: seldom is it in the way.
// Where it is, the last node comes after it.
static struct estimate
in_sequence(const struct work *w, const struct known *k)
{
    int64_t boot = usually(k, PHASE_BOOT) + usually(k, PHASE_SECURE) + usually(k, PHASE_HOSTKEY),
            wait = rate_wait_ms(&k->create, w->creates, k->wall_ms),
            limit = wait ? wait + create_ms(k) + (w->boots ? boot : 0) : 0,
            made = (int64_t)w->creates * create_ms(k) + (int64_t)w->boots * boot,
            told = (int64_t)w->pushes * usually(k, PHASE_PUSH) +
                   (int64_t)w->all_hooks * usually(k, PHASE_HOOK);

    return (struct estimate){
        .ms = later(limit, made) + told + requests_ms(k, &k->retag, PHASE_RETAG, w->retags) +
              requests_ms(k, &k->remove, PHASE_DELETE, w->deletes),
        .limited = limit > made,
    };
}

struct estimate
estimate(const struct work *w, const struct known *k)
{
    if (k->sequential)
        return in_sequence(w, k);
    int64_t nodes = nodes_ms(w, k), retags = requests_ms(k, &k->retag, PHASE_RETAG, w->retags);

    return (struct estimate){
        .ms = later(nodes, retags) + requests_ms(k, &k->remove, PHASE_DELETE, w->deletes),
        .limited = rate_wait_ms(&k->create, w->creates, k->wall_ms) > 0,
    };
}
