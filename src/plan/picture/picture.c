// SPDX-License-Identifier: MIT
// The picture as DOT.
#include "plan/picture/picture.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "model/reach.h"
#include "plan/picture/parts.h"

#define MB_OF_GB 1024
#define MOST_LABELS 6 // of one arrow

// Quoted; our own "\n" in it stays a line end.
static void
add_quoted(struct buf *out, const char *text)
{
    uint32_t point;

    buf_addc(out, '"');
    for (size_t n; *text; text += n) {
        n = utf8_next(text, &point);
        if (point == '"' || point == '\\')
            buf_addc(out, '\\');
        if (point == '\n')
            buf_add(out, "\\n", 2);
        else if (utf8_hidden(point))
            buf_addc(out, ' ');
        else
            buf_add(out, text, n);
    }
    buf_addc(out, '"');
}

// A statement's attribute: key="text".
static void
add_attribute(struct buf *out, const char *key, const char *text)
{
    buf_addf(out, "%s%s=", out->data[out->len - 1] == '[' ? "" : " ", key);
    add_quoted(out, text);
}

// ---- nodes

static const char *
colour_of(enum state s)
{
    switch (s) {
    case STATE_STARTED:
        return "#d7f0d7";
    case STATE_FAILED:
        return "#f6c9c9";
    case STATE_STOPPED:
    case STATE_DRAINED:
    case STATE_DESTROYED:
    case STATE_NOTEXIST:
        return "#e6e6e6";
    case STATE_CREATING:
    case STATE_CREATED:
    case STATE_STARTING:
    case STATE_STOPPING:
    case STATE_DESTROYING:
        return "#fbeec1";
    }
    return "white";
}

// Of a folded group the worst is what is seen.
static enum state
worst_of(const struct pictured_group *g)
{
    enum state worst = STATE_STARTED;

    for (size_t i = 0; i < g->nodes.n && worst != STATE_FAILED; i++)
        if (g->nodes.items[i]->state != STATE_STARTED)
            worst = g->nodes.items[i]->state;
    return worst;
}

static void
add_kind(struct picture *p, struct buf *label, const struct pictured_group *g)
{
    const struct node *first = g->nodes.n ? g->nodes.items[0] : NULL;
    const char *type = first ? first->type : g->np->type->id;
    const char *image = first ? first->image : g->np->image->id;

    (void)p;
    buf_addf(label, "\n%s\n%s", type, image);
}

static void
add_counts(struct picture *p, struct buf *label, const struct pictured_group *g)
{
    size_t started = 0;

    for (size_t i = 0; i < g->nodes.n; i++)
        started += g->nodes.items[i]->state == STATE_STARTED;
    if (p->args->states && started < g->nodes.n)
        buf_addf(label, "\n%zu of %zu started", started, g->nodes.n);
}

static void
draw_folded(struct picture *p, struct buf *out, const struct pictured_group *g)
{
    _own_(buf) struct buf label = { 0 };

    buf_addf(&label, "%s x%zu", g->name, g->nodes.n);
    add_kind(p, &label, g);
    add_counts(p, &label, g);
    buf_adds(out, "      ");
    add_quoted(out, g->id);
    buf_adds(out, " [");
    add_attribute(out, "label", buf_str(&label));
    buf_addf(out, " peripheries=%d", g->nodes.n > 1 ? 2 : 1);
    if (p->args->states && g->nodes.n)
        add_attribute(out, "fillcolor", colour_of(worst_of(g)));
    buf_adds(out, "];\n");
}

// The node that arrows of an unfolded group hold on to.
static const struct node *
anchor_of(const struct pictured_group *g)
{
    return g->nodes.items[g->nodes.n / 2];
}

static const char *
node_id(struct picture *p, const struct pictured_group *g, const struct node *n)
{
    return n == anchor_of(g) ? g->id : arena_printf(p->arena, "%s/%s", g->id, n->label);
}

static void
draw_node(struct picture *p, struct buf *out, const struct pictured_group *g, const struct node *n)
{
    _own_(buf) struct buf label = { 0 };
    const char *address = reach_of(NULL, n, NULL, 0).address;

    buf_addf(&label, "%s", n->name);
    if (p->args->states && address)
        buf_addf(&label, "\n%s", address);
    buf_adds(out, "        ");
    add_quoted(out, node_id(p, g, n));
    buf_adds(out, " [");
    add_attribute(out, "label", buf_str(&label));
    if (p->args->states)
        add_attribute(out, "fillcolor", colour_of(n->state));
    buf_adds(out, "];\n");
}

static void
begin_box(struct buf *out, const char *indent, const char *id, const char *label)
{
    buf_addf(out, "%ssubgraph ", indent);
    add_quoted(out, id);
    buf_addf(out, " {\n%s  label=", indent);
    add_quoted(out, label);
    buf_adds(out, ";\n");
}

static void
draw_unfolded(struct picture *p, struct buf *out, const struct pictured_group *g)
{
    _own_(buf) struct buf label = { 0 };

    buf_addf(&label, "%s", g->name);
    add_kind(p, &label, g);
    begin_box(out, "      ", arena_printf(p->arena, "cluster_%s", g->id), buf_str(&label));
    buf_adds(out, "        style=\"rounded,dashed\";\n");
    for (size_t i = 0; i < g->nodes.n; i++)
        draw_node(p, out, g, g->nodes.items[i]);
    buf_adds(out, "      }\n");
}

// ---- volumes

static void
draw_volume(
    struct buf *out, const struct pictured_group *g, const struct plan_disk *d, struct arena *a)
{
    const char *id = arena_printf(a, "%s/volume:%s", g->id, d->label);
    long long gb = (long long)(d->size_mb / MB_OF_GB);

    buf_adds(out, "      ");
    add_quoted(out, id);
    buf_adds(out, " [shape=cylinder");
    add_attribute(out, "label",
        g->nodes.n > 1 ? arena_printf(a, "%s\n%zu x %lld GB", d->label, g->nodes.n, gb)
                       : arena_printf(a, "%s\n%lld GB", d->label, gb));
    buf_adds(out, "];\n      ");
    add_quoted(out, g->id);
    buf_adds(out, " -> ");
    add_quoted(out, id);
    buf_adds(out, " [dir=none style=dotted");
    if (!g->folded)
        add_attribute(out, "ltail", arena_printf(a, "cluster_%s", g->id));
    buf_adds(out, "];\n");
}

static void
draw_group(struct picture *p, struct buf *out, const struct pictured_group *g)
{
    if (g->folded)
        draw_folded(p, out, g);
    else
        draw_unfolded(p, out, g);
    for (size_t i = 0; g->np && g->np->storage && i < g->np->storage->n_disks; i++)
        if (g->np->storage->disks[i].blockstore)
            draw_volume(out, g, &g->np->storage->disks[i], p->arena);
}

// ---- regions

static void
draw_balancer(struct picture *p, struct buf *out, const char *region, const struct plan_balancer *b)
{
    buf_adds(out, "      ");
    add_quoted(out, arena_printf(p->arena, "%s/balancer:%s", region, b->name));
    buf_adds(out, " [shape=hexagon");
    add_attribute(out, "label", arena_printf(p->arena, "NodeBalancer\n%s", b->name));
    buf_adds(out, "];\n");
}

static void
draw_balancers(struct picture *p, struct buf *out, const char *region)
{
    const struct plan *plan = p->args->plan;

    for (size_t r = 0; r < plan->n_regions; r++)
        for (size_t i = 0; i < plan->regions[r].n_balancers; i++)
            if (str_eq(plan->regions[r].region->id, region))
                draw_balancer(p, out, region, &plan->regions[r].balancers[i]);
}

static const char *
vpc_of(const struct pictured_group *g)
{
    return g->np && g->np->vpc ? g->np->vpc->vpc : NULL;
}

static const char *
vpc_label(struct picture *p, const struct region_plan *rp, const char *name)
{
    _own_(buf) struct buf label = { 0 };

    buf_addf(&label, "VPC %s", name);
    for (size_t i = 0; i < rp->n_vpcs; i++)
        for (size_t k = 0; str_eq(rp->vpcs[i].name, name) && k < rp->vpcs[i].n_subnets; k++)
            buf_addf(&label, "\n%s %s", rp->vpcs[i].subnets[k].name, rp->vpcs[i].subnets[k].ipv4);
    return arena_strdup(p->arena, buf_str(&label));
}

// Those of the region's groups that are in no VPC (like NULL), or in that of this one.
static void
draw_groups(
    struct picture *p, struct buf *out, const struct selected *s, const struct pictured_group *like)
{
    const char *vpc = like ? vpc_of(like) : NULL;

    if (vpc) {
        begin_box(out, "      ", arena_printf(p->arena, "cluster_vpc:%s/%s", like->region, vpc),
            vpc_label(p, like->rp, vpc));
        buf_adds(out, "        style=\"rounded\"; color=\"#88aa99\";\n");
    }
    vec_each (g, &s->groups)
        if (str_eq(vpc_of(*g), vpc))
            draw_group(p, out, *g);
    if (vpc)
        buf_adds(out, "      }\n");
}

static const char *
region_label(const struct picture *p, const struct pictured_group *g)
{
    return g->rp ? arena_printf(p->arena, "%s\n%s", g->region, g->rp->region->label) : g->region;
}

static void
draw_vpcs(struct picture *p, struct buf *out, const struct selected *s)
{
    _own_(map) struct map drawn = { 0 };

    vec_each (g, &s->groups)
        if (vpc_of(*g) && !map_put(&drawn, vpc_of(*g), p))
            draw_groups(p, out, s, *g);
}

static void
draw_regions(struct picture *p, struct buf *out)
{
    _own_(map) struct map regions = { 0 }; // id -> its groups

    vec_each (g, &p->groups) {
        struct selected *s = map_get(&regions, (*g)->region);
        if (!s) {
            s = ARENA_NEW(p->arena, struct selected);
            map_put(&regions, (*g)->region, s);
        }
        vec_push(&s->groups, *g);
    }
    map_each (it, &regions) {
        struct selected *s = it->value;
        begin_box(out, "    ", arena_printf(p->arena, "cluster_region:%s", it->key),
            region_label(p, s->groups.items[0]));
        buf_adds(out, "      style=\"rounded\"; color=\"#8899aa\";\n");
        draw_groups(p, out, s, NULL);
        draw_vpcs(p, out, s);
        draw_balancers(p, out, it->key);
        buf_adds(out, "    }\n");
        vec_done(&s->groups);
    }
}

// ---- arrows

static void
add_end(struct picture *p, struct buf *out, const char *key, const char *id)
{
    const struct pictured_group *g = map_get(&p->by_id, id);

    if (g && !g->folded)
        add_attribute(out, key, arena_printf(p->arena, "cluster_%s", id));
}

static void
add_labels(struct buf *out, const struct arrow *a)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < a->labels.n && i < MOST_LABELS; i++)
        buf_addf(&text, "%s%s", i ? "\n" : "", a->labels.items[i]);
    if (a->labels.n > MOST_LABELS)
        buf_addf(&text, "\nand %zu more", a->labels.n - MOST_LABELS);
    add_attribute(out, "label", buf_str(&text));
}

static void
draw_arrow(struct picture *p, struct buf *out, const struct arrow *a)
{
    buf_adds(out, "  ");
    add_quoted(out, a->from);
    buf_adds(out, " -> ");
    add_quoted(out, a->to);
    buf_adds(out, " [");
    add_labels(out, a);
    if (!str_eq(a->from, a->to)) {
        add_end(p, out, "ltail", a->from);
        add_end(p, out, "lhead", a->to);
    }
    if (str_eq(a->style, "order"))
        buf_adds(out, " style=dashed color=\"#7777aa\" fontcolor=\"#7777aa\" constraint=false");
    else if (str_eq(a->style, "depends"))
        buf_adds(out, " style=bold ltail=\"cluster_all\"");
    buf_adds(out, "];\n");
}

static void
draw_outsiders(struct picture *p, struct buf *out)
{
    map_each (it, &p->outsiders) {
        buf_adds(out, "  ");
        add_quoted(out, it->key);
        buf_addf(out, " [shape=%s", str_starts(it->key, "cluster:") ? "folder" : "ellipse");
        add_attribute(out, "label", it->value);
        buf_adds(out, "];\n");
    }
}

static void
draw(struct picture *p, struct buf *out)
{
    buf_adds(out, "digraph ");
    add_quoted(out, p->args->title);
    buf_addf(out, " {\n"
                  "  graph [compound=true rankdir=LR fontname=\"sans-serif\" fontsize=12];\n"
                  "  node [shape=box style=\"rounded,filled\" fillcolor=white "
                  "fontname=\"sans-serif\" fontsize=10];\n"
                  "  edge [fontname=\"sans-serif\" fontsize=9];\n");
    begin_box(out, "  ", "cluster_all", p->args->title);
    buf_adds(out, "    style=\"rounded,bold\"; color=\"#445566\";\n");
    draw_regions(p, out);
    buf_adds(out, "  }\n");
    draw_outsiders(p, out);
    map_each (it, &p->arrows)
        draw_arrow(p, out, it->value);
    buf_adds(out, "}\n");
}

void
picture_dot(struct buf *out, const struct picture_args *args)
{
    _own_(arena) struct arena *a = arena_new();
    struct picture p = { .arena = a, .args = args };

    picture_collect(&p);
    picture_arrows(&p);
    draw(&p, out);
    picture_done(&p);
}
