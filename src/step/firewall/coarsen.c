// SPDX-License-Identifier: MIT
// What does not fit into a Cloud Firewall is made to fit by what lets more through, and that is
// noted. It goes by counts alone, so that it comes out the same before the addresses of new nodes
// are known as after.
#include "base/arena.h"
#include "base/str.h"
#include "step/firewall/outer_private.h"

struct fitting {
    struct arena *arena;
    const struct outer_args *args;
    struct openings *all;
    struct notes *notes;
};

// ---- networks

static int
refuse_nets(const struct opening *o, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN, "\"%s\" is of %zu addresses, and a rule of a Cloud Firewall takes %d",
        o->text, o->nets.n, CLOUD_NETS_MAX);
    return lct_hint(
        err, "say cloud_firewall: yes, and it becomes coarser there; or name a network");
}

static void
note_range(struct fitting *x, const struct opening *o, size_t n, size_t of, const char *range)
{
    if (n)
        vec_push(x->notes, arena_printf(x->arena, "\"%s\": %zu of %zu addresses become %s", o->text,
                               n, of, range));
}

static int
fit_nets(struct fitting *x, struct opening *o, struct lct_err *err)
{
    const size_t before = o->nets.n;
    size_t left = before;

    if (before <= CLOUD_NETS_MAX)
        return LCT_OK;
    if (x->args->exact)
        return refuse_nets(o, err);
    for (const char *const *r = x->args->ranges; r && *r && o->nets.n > CLOUD_NETS_MAX; r++) {
        const size_t n = nets_take(&o->nets, *r);
        note_range(x, o, n, before, *r);
        left -= n;
    }
    if (o->nets.n <= CLOUD_NETS_MAX)
        return LCT_OK;
    vec_push(x->notes,
        arena_printf(x->arena, "\"%s\": %zu addresses become %d networks at most around them",
            o->text, left, CLOUD_NETS_MAX));
    nets_widen(&o->nets, CLOUD_NETS_MAX);
    return LCT_OK;
}

// ---- ports

// So many ports that one rule cannot name them are several rules: no coarser.
static void
split_ports(struct fitting *x, size_t at)
{
    struct opening rest = x->all->items[at], *o = &x->all->items[at];
    size_t n = 0;

    while (n < o->n_ports && port_ends(o->ports, n + 1) <= CLOUD_PORTS_MAX)
        n++;
    if (n == o->n_ports)
        return;
    rest.ports += n;
    rest.n_ports -= n;
    rest.nets = (struct nets){ 0 };
    nets_join(&rest.nets, &o->nets);
    o->n_ports = n;
    vec_push(x->all, rest);
}

// The narrowest gap is closed, until it is one rule's.
static void
close_gaps(struct opening *o)
{
    while (port_ends(o->ports, o->n_ports) > CLOUD_PORTS_MAX) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < o->n_ports; i++)
            if (o->ports[i + 1].first - o->ports[i].last <
                o->ports[best + 1].first - o->ports[best].last)
                best = i;
        o->ports[best].last = o->ports[best + 1].last;
        for (size_t i = best + 1; i + 1 < o->n_ports; i++)
            o->ports[i] = o->ports[i + 1];
        o->n_ports--;
    }
}

static void
ports_both(struct arena *a, struct opening *to, const struct opening *from)
{
    const bool all = !to->n_ports || !from->n_ports;
    struct port_range *ports = arena_array(a, to->n_ports + from->n_ports + 1, sizeof *ports);
    size_t n = 0;

    for (size_t i = 0; i < to->n_ports; i++)
        ports[n++] = to->ports[i];
    for (size_t i = 0; i < from->n_ports; i++)
        ports[n++] = from->ports[i];
    to->ports = ports;
    to->n_ports = all ? 0 : port_ranges_join(ports, n);
}

static bool
ports_same(const struct opening *a, const struct opening *b)
{
    if (a->n_ports != b->n_ports)
        return false;
    for (size_t i = 0; i < a->n_ports; i++)
        if (a->ports[i].first != b->ports[i].first || a->ports[i].last != b->ports[i].last)
            return false;
    return true;
}

// ---- rules

static void
drop(struct openings *all, size_t at)
{
    vec_done(&all->items[at].nets);
    vec_remove(all, at);
}

static const char *
texts_both_of(struct arena *a, const struct opening *x, const struct opening *y)
{
    return str_eq(x->text, y->text) ? x->text : arena_printf(a, "%s; %s", x->text, y->text);
}

static bool
is_alike(const struct opening *a, const struct opening *b)
{
    return a->out == b->out && a->protocol == b->protocol;
}

// Those that differ in ports or in networks alone are one: no coarser.
static bool
join_one(struct fitting *x)
{
    struct openings *all = x->all;

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = i + 1; k < all->n; k++) {
            struct opening *to = &all->items[i], *from = &all->items[k];
            const bool nets = is_alike(to, from) && nets_same(&to->nets, &from->nets);
            if (!nets && (!is_alike(to, from) || !ports_same(to, from) ||
                             to->nets.n + from->nets.n > CLOUD_NETS_MAX))
                continue;
            if (nets)
                ports_both(x->arena, to, from);
            else
                nets_join(&to->nets, &from->nets);
            to->text = texts_both_of(x->arena, to, from);
            drop(all, k);
            return true;
        }
    return false;
}

#define EVERYBODY 1e6 // addresses that a network stands for, roughly

static double
ports_weight(const struct port_range *ports, size_t n)
{
    double w = n ? 0 : 65535;

    for (size_t i = 0; i < n; i++)
        w += ports[i].last - ports[i].first + 1;
    return w;
}

static double
nets_weight(const struct nets *list)
{
    double w = 0;

    vec_each (net, list)
        w += net->prefix < 8 ? EVERYBODY : net->prefix < 24 ? 256 : 1;
    return w;
}

// What the two would let through more as one rule, roughly.
static double
cost_of(struct fitting *x, const struct opening *a, const struct opening *b)
{
    struct opening both = *a;

    ports_both(x->arena, &both, b);
    return ports_weight(both.ports, both.n_ports) *
               (nets_weight(&a->nets) + nets_weight(&b->nets)) -
           ports_weight(a->ports, a->n_ports) * nets_weight(&a->nets) -
           ports_weight(b->ports, b->n_ports) * nets_weight(&b->nets);
}

static int
merge_cheapest(struct fitting *x, struct lct_err *err)
{
    struct openings *all = x->all;
    size_t at[2] = { 0, 0 };
    double least = 0;

    for (size_t i = 0; i < all->n; i++)
        for (size_t k = i + 1; k < all->n; k++) {
            if (!is_alike(&all->items[i], &all->items[k]))
                continue;
            const double cost = cost_of(x, &all->items[i], &all->items[k]);
            if (!at[1] || cost < least) {
                least = cost;
                at[0] = i;
                at[1] = k;
            }
        }
    struct opening *to = &all->items[at[0]], *from = &all->items[at[1]];
    vec_push(x->notes, arena_printf(x->arena,
                           "\"%s\" and \"%s\" become one rule: the ports of both, from or to the "
                           "addresses of both",
                           to->text, from->text));
    ports_both(x->arena, to, from);
    close_gaps(to);
    nets_join(&to->nets, &from->nets);
    to->text = texts_both_of(x->arena, to, from);
    drop(all, at[1]);
    return fit_nets(x, &all->items[at[0]], err);
}

static int
refuse_rules(const struct openings *all, struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN, "the rules are %zu of a Cloud Firewall, and one takes %d", all->n,
        CLOUD_RULES_MAX);
    return lct_hint(
        err, "say cloud_firewall: yes, and some are joined there; or let rules name more ports");
}

int
outer_fit(struct arena *a, const struct outer_args *args, struct openings *all, struct notes *notes,
    struct lct_err *err)
{
    struct fitting x = { a, args, all, notes };

    for (size_t i = 0; i < all->n; i++)
        if (fit_nets(&x, &all->items[i], err) < 0)
            return err->code;
    while (join_one(&x))
        continue;
    for (size_t i = 0; i < all->n; i++)
        split_ports(&x, i);
    if (args->exact && all->n > CLOUD_RULES_MAX)
        return refuse_rules(all, err);
    while (all->n > CLOUD_RULES_MAX)
        if (merge_cheapest(&x, err) < 0)
            return err->code;
    vec_each (o, all)
        nets_trim(&o->nets);
    return LCT_OK;
}
