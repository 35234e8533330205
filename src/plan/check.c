// What can be checked only with the whole plan at hand: names, counters, selectors.
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "plan/load.h"

#define MOST_HINTS 100

struct names {
    const char **items;
    size_t n, cap;
};

struct checking {
    struct loading *l;
    struct map selectors;    // node plan names and tags
    struct names candidates; // the same, for did-you-mean
};

static struct diag *
error_at(struct checking *c, struct doc_pos pos, const char *what, const char *name)
{
    return diags_add(c->l->diags, DIAG_ERROR, pos, "%s '%s'", what, name);
}

static void
add_selector(struct checking *c, const char *name)
{
    if (map_put(&c->selectors, name, c))
        return;
    vec_push(&c->candidates, name);
}

static void
collect_selectors(struct checking *c)
{
    const struct plan *p = c->l->plan;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            const struct node_plan *np = &p->regions[r].nodes[i];
            add_selector(c, np->name);
            for (const char *const *tag = np->tags; *tag; tag++)
                add_selector(c, *tag);
        }
}

static void
check_peers(struct checking *c, const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->n_peers; i++) {
        const struct plan_peer *peer = &rule->peers[i];
        if (peer->kind != PEER_SELECTOR || map_has(&c->selectors, peer->text))
            continue;
        struct diag *item = error_at(c, peer->pos, "no node plan and no tag is named", peer->text);
        // Thousands of wrong selectors in a plan of thousands of nodes: most go without advice.
        const char *near = c->l->diags->n_errors > MOST_HINTS
                               ? NULL
                               : str_nearest(peer->text, c->candidates.items, c->candidates.n);
        if (near)
            diag_hint(c->l->diags, item, "did you mean %s?", near);
    }
}

static bool
listed(const char *const *names, const char *name)
{
    for (; *names; names++)
        if (str_eq(*names, name))
            return true;
    return false;
}

static void
unknown_placeholder(
    struct checking *c, const struct region_plan *rp, struct doc_pos pos, const char *name)
{
    struct names known = { 0 };
    static const char *const usual[] = { "cluster", "region", "name", "index" };
    struct diag *item = error_at(c, pos, "unknown placeholder", name);

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        vec_push(&known, usual[i]);
    for (const char *const *n = c->l->plan->counters; *n; n++)
        vec_push(&known, *n);
    for (const char *const *n = rp->counters; *n; n++)
        vec_push(&known, *n);
    const char *near = str_nearest(name, known.items, known.n);
    if (str_eq(name, "linode_id"))
        diag_hint(c->l->diags, item, "{linode_id} is not known before the Linode exists");
    else if (near)
        diag_hint(c->l->diags, item, "did you mean {%s}?", near);
    else
        diag_hint(c->l->diags, item, "declare it: counters: [%s]", name);
    vec_done(&known);
}

// Yields whether the expression may tell the nodes of one plan apart.
static bool
check_expression(
    struct checking *c, const struct region_plan *rp, const struct tmpl *t, struct doc_pos pos)
{
    const char *const *names;
    size_t n = tmpl_names(t, &names);
    bool apart = false;

    for (size_t i = 0; i < n; i++) {
        bool counter = listed(c->l->plan->counters, names[i]) || listed(rp->counters, names[i]);
        bool fixed =
            str_eq(names[i], "cluster") || str_eq(names[i], "region") || str_eq(names[i], "name");
        apart |= !fixed;
        if (!counter && !fixed && !str_eq(names[i], "index"))
            unknown_placeholder(c, rp, pos, names[i]);
    }
    return apart;
}

static void
check_names(struct checking *c, const struct region_plan *rp, const struct node_plan *np)
{
    bool labels, hosts;

    if (!np->nodenames || !np->hostnames)
        return;
    labels = check_expression(c, rp, np->nodenames, np->nodenames_pos);
    hosts = np->hostnames == np->nodenames
                ? labels
                : check_expression(c, rp, np->hostnames, np->hostnames_pos);
    if (np->count > 1 && !(labels && hosts))
        diag_hint(c->l->diags,
            error_at(c, labels ? np->hostnames_pos : np->nodenames_pos,
                "all nodes would have the one name",
                labels ? np->hostnames_text : np->nodenames_text),
            "use {index} or a counter in it");
}

// Names of node plans are unique in their region.
static void
check_region(struct checking *c, const struct region_plan *rp)
{
    _own_(map) struct map names = { 0 };

    for (size_t i = 0; i < rp->n_nodes; i++) {
        const struct node_plan *np = &rp->nodes[i];
        if (map_put(&names, np->name, c))
            error_at(c, np->pos, "two node plans of this region have the name", np->name);
        check_names(c, rp, np);
        for (size_t k = 0; k < np->n_rules; k++)
            check_peers(c, &np->rules[k]);
    }
}

static void
check_counters(struct checking *c)
{
    static const char *const reserved[] = { "cluster", "region", "name", "index", "linode_id",
        NULL };
    const struct plan *p = c->l->plan;

    for (size_t r = 0; r <= p->n_regions; r++) {
        const char *const *names = r ? p->regions[r - 1].counters : p->counters;
        for (; *names; names++) {
            struct doc_pos pos = r ? p->regions[r - 1].pos : c->l->top->pos;
            if (listed(reserved, *names))
                error_at(c, pos, "a counter cannot have the name", *names);
            if (r && listed(p->counters, *names))
                error_at(c, pos, "regional and global at once: the counter", *names);
        }
    }
}

// A plan that wants nothing is a mistake: carried out, it would delete all there is.
static void
check_anything(struct checking *c)
{
    const struct doc *regions = doc_get(c->l->top, "regions");
    const struct plan *p = c->l->plan;

    if (regions && regions->kind == DOC_LIST && !regions->n)
        load_error(c->l, regions, "the plan has no region");
    for (size_t r = 0; r < p->n_regions; r++)
        if (!p->regions[r].n_nodes && !doc_get(doc_at(regions, r), "regionplan"))
            load_error(c->l, doc_at(regions, r), "the region has no nodes");
}

static void
check_hosts(struct checking *c)
{
    const struct plan_hosts *h = &c->l->plan->hosts;

    for (const char *const *s = h->scope; *s; s++) {
        if (map_has(&c->selectors, *s))
            continue;
        struct diag *item = error_at(c, h->pos, "no node plan and no tag is named", *s);
        const char *near = str_nearest(*s, c->candidates.items, c->candidates.n);
        if (near)
            diag_hint(c->l->diags, item, "did you mean %s?", near);
    }
}

void
check_plan(struct loading *l)
{
    struct checking c = { .l = l };

    check_anything(&c);
    collect_selectors(&c);
    check_counters(&c);
    check_hosts(&c);
    for (size_t r = 0; r < l->plan->n_regions; r++)
        check_region(&c, &l->plan->regions[r]);
    map_done(&c.selectors);
    vec_done(&c.candidates);
}
