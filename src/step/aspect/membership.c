// SPDX-License-Identifier: MIT
// What a node knows of the others: its rule set, and lines of /etc/hosts.
#include "step/aspect/membership.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/reach.h"
#include "step/aspect/hosts.h"
#include "step/aspect/rules/beside.h"
#include "step/kinds.h"

static const char *const *
resolvers_of(struct member *m)
{
    struct arena *a = m->world->arena;
    const char *const *lists[2] = { m->region->resolvers_ipv4, m->region->resolvers_ipv6 };
    size_t n = 0;

    for (size_t i = 0; i < 2; i++)
        for (const char *const *r = lists[i]; r && *r; r++)
            n++;
    const char **all = arena_array(a, n + 1, sizeof *all);
    n = 0;
    for (size_t i = 0; i < 2; i++)
        for (const char *const *r = lists[i]; r && *r; r++)
            all[n++] = *r;
    return all;
}

// Yields the text, NULL where there is none for it.
static const char *
render_rules(struct arena *a, const struct ruleset *r, enum ruleset_part part, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    return ruleset_render(r, part, &text, err) < 0 ? NULL : arena_strdup(a, buf_str(&text));
}

// Only the digest of a shape is ever asked for.
static int
digest_shape(const struct ruleset *r, char digest[static DIGEST_TEXT], struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    if (ruleset_render(r, RULESET_SHAPE, &text, err) < 0)
        return err->code;
    digest_text(buf_str(&text), text.len, digest);
    return LCT_OK;
}

static struct ruleset
rules_of(struct member *m, bool of_group)
{
    size_t n;
    const struct plan_rule *rules = rules_all(m, of_group, &n);
    struct ruleset r = {
        .rules = rules,
        .n_rules = n,
        .access = m->world->plan->access,
        .resolvers = resolvers_of(m),
    };

    ruleset_networks(m, &r);
    return r;
}

void
membership_rules(struct member *m, struct ruleset *ret)
{
    *ret = rules_of(m, true);
    ruleset_selected(m, ret);
}

static int
fill_rules(struct member *m, struct membership *ms, struct lct_err *err)
{
    struct arena *a = m->world->arena;
    char shape[DIGEST_TEXT], full[DIGEST_TEXT];

    ms->rules = rules_of(m, false);
    if (m->world->known)
        ruleset_selected(m, &ms->rules);
    ms->full = render_rules(a, &ms->rules, RULESET_FULL, err);
    if (!ms->full || digest_shape(&ms->rules, shape, err) < 0)
        return lct_wrap(err, "the firewall of %s", m->np->name);
    ms->firewall = arena_printf(a, "%s.%s", shape, digest_text(ms->full, strlen(ms->full), full));
    return LCT_OK;
}

#define LINES_MOST (1 + REACH_MOST)

// The names of a node, as one sees it who is near or, without private names, as all do.
static size_t
add_lines(const struct member *viewer, const struct node *n, struct hosts_line *out)
{
    const struct plan_hosts *how = &viewer->world->plan->hosts;
    const struct node *from = how->private_names ? viewer->node : NULL;
    const char *inner = reach_of(from, n, NULL, 0).address, *outer[REACH_MOST];
    size_t n_outer = how->public_names && n->public_fqdn ? reach_all(NULL, n, outer) : 0;
    size_t lines = 0;

    if (inner)
        out[lines++] = (struct hosts_line){ inner, { n->name, n->private_fqdn } };
    for (size_t i = 0; i < n_outer; i++)
        out[lines++] = (struct hosts_line){ outer[i], { n->public_fqdn } };
    return lines;
}

// scope: node plans and tags; none: all.
static bool
in_scope(const char *const *scope, const struct node *n)
{
    if (!scope || !*scope)
        return true;
    for (const char *const *s = scope; *s; s++)
        if (str_eq(*s, n->group) || texts_have(n->tags, *s))
            return true;
    return false;
}

// Nodes of different regions may have one name: the nearest comes first.
static bool
is_told(const struct member *viewer, const struct member *m, bool near)
{
    return member_known(m) && in_scope(viewer->world->plan->hosts.scope, m->node) &&
           str_eq(m->node->region, viewer->node->region) == near;
}

static size_t
lines_most(const struct world *w)
{
    size_t n = w->n_members;

    for (size_t i = 0; i < w->n_neighbours; i++)
        n += w->neighbours[i].n;
    return n * LINES_MOST;
}

// Those that a cluster which is needed tells of.
static size_t
add_neighbour(const struct member *viewer, const struct neighbour *o, struct hosts_line *out)
{
    size_t n = 0;

    for (size_t i = 0; o->tells && i < o->n; i++)
        if (in_scope(o->tells, o->nodes[i]))
            n += add_lines(viewer, o->nodes[i], out + n);
    return n;
}

static int
render_hosts(struct member *viewer, struct buf *out, struct lct_err *err)
{
    struct world *w = viewer->world;
    _own_(free) struct hosts_line *lines = mem_array(lines_most(w), sizeof *lines);
    size_t n = 0;

    for (int near = 1; near >= 0; near--)
        for (size_t i = 0; i < w->n_members; i++)
            if (is_told(viewer, &w->members[i], near))
                n += add_lines(viewer, w->members[i].node, lines + n);
    for (size_t i = 0; i < w->n_neighbours; i++)
        n += add_neighbour(viewer, &w->neighbours[i], lines + n);
    return hosts_render(lines, n, out, err);
}

// All that reach asks of who looks: the region, the VPC, whether there is more than that.
static const char *
view_of(const struct member *m)
{
    const struct node *n = m->node;

    return arena_printf(m->world->arena, "%s %s %d", n->region, n->vpc ? n->vpc : "-",
        networks_public(n->networks));
}

// The names do not depend on the node plan of who reads them: one text for a region.
static int
fill_hosts(struct member *viewer, struct membership *ms, struct lct_err *err)
{
    struct world *w = viewer->world;
    const struct plan_hosts *how = &w->plan->hosts;
    _own_(free) char *key = mem_printf("%u %s", w->generation, view_of(viewer));
    _own_(buf) struct buf text = { 0 };
    char digest[DIGEST_TEXT];

    ms->lines = ms->hosts = "";
    if (!w->known || (!how->public_names && !how->private_names) ||
        !in_scope(how->scope, viewer->node))
        return LCT_OK;
    ms->lines = map_get(&w->hosts, key);
    if (!ms->lines) {
        if (render_hosts(viewer, &text, err) < 0)
            return lct_wrap(err, "the hosts file of %s", viewer->node->name);
        ms->lines = arena_strdup(w->arena, buf_str(&text));
        map_put(&w->hosts, key, (void *)(uintptr_t)ms->lines);
    }
    ms->hosts = arena_strdup(w->arena, digest_text(ms->lines, strlen(ms->lines), digest));
    return LCT_OK;
}

// One for all who see the others alike.
int
membership_of(struct member *m, struct membership **ret, struct lct_err *err)
{
    struct world *w = m->world;
    _own_(free) char *key = mem_printf(
        "%d %u %s %p%s", w->known, w->generation, view_of(m), (const void *)m->np, rules_opened(m));
    struct membership *ms = map_get(&w->memberships, key);

    if (!ms) {
        ms = ARENA_NEW(w->arena, struct membership);
        if (fill_rules(m, ms, err) < 0 || fill_hosts(m, ms, err) < 0)
            return err->code;
        map_put(&w->memberships, key, ms);
    }
    *ret = ms;
    return LCT_OK;
}

// ---- the firewall

static int
render_firewall(struct rendered *r, struct lct_err *err)
{
    struct membership *ms;

    if (membership_of(r->member, &ms, err) < 0)
        return err->code;
    r->digest = r->member->np->own_firewall ? RULES_OWN : ms->firewall;
    r->made = ms;
    return LCT_OK;
}

// A node that has the chains already lacks only members. Nothing in the step tells one node from
// another: it is made for the first that asks.
static int
step_firewall(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    struct arena *a = r->member->world->arena;
    struct membership *ms = r->made;
    bool same = !r->member->amiss && !r->member->found[ASPECT_FIREWALL] && aspect_of_plan(r);
    struct bundle_step **put = &ms->put[same];
    const char *sets = NULL;

    if (r->member->np->own_firewall) {
        *ret = ruleset_own_step(a);
        return LCT_OK;
    }
    if (!*put) {
        if (same && !(sets = render_rules(a, &ms->rules, RULESET_SETS, err)))
            return err->code;
        *put = ARENA_NEW(a, struct bundle_step);
        **put = ruleset_step(a, ms->full, sets);
    }
    *ret = **put;
    return LCT_OK;
}

const struct aspect aspect_firewall = {
    .id = ASPECT_FIREWALL,
    .name = "firewall",
    .kind = &node_membership,
    .basis = ASPECT_OF_OTHERS,
    .limit_ms = 60000,
    .looked_at = true,
    .on_trial = true,
    .render = render_firewall,
    .step = step_firewall,
    .look = "look_firewall.sh",
};

// ---- the names

static int
render_names(struct rendered *r, struct lct_err *err)
{
    struct membership *ms;

    if (membership_of(r->member, &ms, err) < 0)
        return err->code;
    r->digest = ms->hosts;
    r->made = ms;
    return LCT_OK;
}

static int
step_names(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    const struct member *m = r->member;
    const struct membership *ms = r->made;

    (void)err;
    *ret = hosts_step(m->world->arena, m->world->cluster->slug, m->node->name, ms->lines);
    return LCT_OK;
}

const struct aspect aspect_hosts = {
    .id = ASPECT_HOSTS,
    .name = "hosts",
    .kind = &node_membership,
    .basis = ASPECT_OF_OTHERS,
    .limit_ms = 60000,
    .render = render_names,
    .step = step_names,
    .look = "look_hosts.sh",
};
