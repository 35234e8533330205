// From a plan's words to exact ids of the catalogue, and what only the catalogue can tell is wrong.
#include <stdio.h>

#include "base/str.h"
#include "plan/plan.h"

#define LABEL_LEAST 3 // Linode's limits for labels
#define LABEL_MOST 64
#define SLUG_MOST 24 // a cluster's part of them

struct resolving {
    struct plan *plan;
    const struct catalogue *catalogue;
    bool accept;
    struct diags *diags;
};

static void
tell(struct resolving *r, struct doc_pos pos, const struct lct_err *err)
{
    struct diag *item = diags_add(r->diags, DIAG_ERROR, pos, "%s", err->text);

    if (err->hint[0])
        diag_hint(r->diags, item, "%s", err->hint);
}

static void
resolve_type(struct resolving *r, const struct region_plan *rp, struct node_plan *np)
{
    struct lct_err err = { 0 };

    if (match_type(r->catalogue, np->type_text, rp->region_text, &np->type, &np->type_substituted,
            &err) < 0) {
        tell(r, np->type_pos, &err);
        return;
    }
    if (!np->type_substituted)
        return;
    struct diag *item = diags_add(r->diags, DIAG_WARNING, np->type_pos,
        "the type '%s' is retired: %s (%s) takes its place", np->type_text, np->type->id,
        np->type->label);
    if (rp->region)
        diag_hint(r->diags, item, "$%.2f a month each", type_monthly(np->type, rp->region->id));
}

static void
resolve_image(struct resolving *r, struct node_plan *np)
{
    struct lct_err err = { 0 };
    bool accept = r->accept || r->plan->accept_substitutes;

    if (match_image(r->catalogue, np->image_text, &np->image, &np->image_substituted, &err) < 0) {
        tell(r, np->image_pos, &err);
        return;
    }
    if (!np->image_substituted) {
        if (np->image->deprecated)
            diags_add(r->diags, DIAG_WARNING, np->image_pos,
                "the image %s is deprecated: it will be gone before long", np->image->id);
        return;
    }
    struct diag *item = diags_add(r->diags, accept ? DIAG_WARNING : DIAG_ERROR, np->image_pos,
        "the image '%s' is retired: %s (%s) takes its place", np->image_text, np->image->id,
        np->image->label);
    if (!accept)
        diag_hint(r->diags, item,
            "say image: %s, or allow successors: --accept-substitutes (substitutes: accept in the "
            "plan)",
            np->image->id);
}

// What the region must be able to do for the type.
static void
check_capability(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    const char *need = NULL;

    if (!np->type || !rp->region)
        return;
    if (np->type->gpus)
        need = "GPU Linodes";
    else if (str_eq(np->type->klass, "premium"))
        need = "Premium Plans";
    if (need && !region_can(rp->region, need))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->type_pos, "the region %s has no %s", rp->region->id,
                need),
            "choose another region or type");
}

struct sample {
    const struct region_plan *rp;
    const struct node_plan *np;
    char cluster[SLUG_MOST + 1], index[16];
};

static const char *
sample_value(void *user, const char *name)
{
    const struct sample *s = user;

    if (str_eq(name, "cluster"))
        return s->cluster;
    if (str_eq(name, "region"))
        return s->rp->region->id;
    if (str_eq(name, "name"))
        return s->np->name;
    return str_eq(name, "index") ? s->index : "100"; // a counter
}

static void
check_rendered(struct resolving *r, struct doc_pos pos, struct tmpl *t, struct sample *s,
    const char *what, const char *allowed)
{
    _own_(buf) struct buf text = { 0 };
    size_t good;

    if (tmpl_render(t, sample_value, s, &text, NULL) < 0)
        return;
    good = strspn(buf_str(&text), allowed);
    if (text.len < LABEL_LEAST || text.len > LABEL_MOST)
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "nodes would have %ss of %zu characters: %s", what,
                text.len, buf_str(&text)),
            "%d to %d are possible", LABEL_LEAST, LABEL_MOST);
    else if (good < text.len)
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "a %s cannot hold '%.*s': %s", what,
                (unsigned char)text.data[good] < 0x80 ? 1 : 4, text.data + good, buf_str(&text)),
            "letters, digits, dots and dashes are possible");
}

// Names as they will about be: limits are met before anything is made, not in the middle.
static void
check_names(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    static const char label[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    struct sample s = { .rp = rp, .np = np };

    if (!rp->region)
        return;
    snprintf(
        s.cluster, sizeof s.cluster, "%s", str_slug(r->diags->arena, r->plan->name, SLUG_MOST));
    snprintf(s.index, sizeof s.index, "%u", np->count);
    if (np->hostnames == np->nodenames) {
        check_rendered(r, np->nodenames_pos, np->nodenames, &s, "name", host);
        return;
    }
    check_rendered(r, np->nodenames_pos, np->nodenames, &s, "label", label);
    check_rendered(r, np->hostnames_pos, np->hostnames, &s, "host name", host);
}

// Two entries of one region are one place: their groups must not be one, too.
static void
check_twins(struct resolving *r, size_t region)
{
    const struct region_plan *rp = &r->plan->regions[region];

    for (size_t i = 0; i < region; i++) {
        const struct region_plan *other = &r->plan->regions[i];
        if (other->region != rp->region || !rp->region)
            continue;
        for (size_t k = 0; k < rp->n_nodes; k++)
            for (size_t m = 0; m < other->n_nodes; m++)
                if (str_eq(rp->nodes[k].name, other->nodes[m].name))
                    diags_add(r->diags, DIAG_ERROR, rp->nodes[k].pos,
                        "the region %s has another node plan of the name '%s', in line %u",
                        rp->region->id, rp->nodes[k].name, other->nodes[m].pos.line);
    }
}

// The way in is closed unless the first host key can be handed over: by user-data, which the image
// and the region must both take.
static void
check_cloud_init(struct resolving *r, const struct node_plan *np)
{
    if (np->image && !image_can(np->image, "cloud-init"))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->image_pos,
                "the image %s does not run cloud-init: its host key could not be known beforehand",
                np->image->id),
            "choose one that does: linodetool list images shows capabilities");
}

static void
resolve_node(struct resolving *r, const struct region_plan *rp, struct node_plan *np)
{
    struct lct_err err = { 0 };

    resolve_type(r, rp, np);
    resolve_image(r, np);
    if (np->kernel_text && match_kernel(r->catalogue, np->kernel_text, &np->kernel, &err) < 0)
        tell(r, np->kernel_pos, &err);
    check_cloud_init(r, np);
    check_capability(r, rp, np);
    check_names(r, rp, np);
}

static void
resolve_region(struct resolving *r, struct region_plan *rp)
{
    struct lct_err err = { 0 };

    if (match_region(r->catalogue, rp->region_text, &rp->region, &err) < 0)
        tell(r, rp->pos, &err);
    else if (!region_can(rp->region, "Metadata"))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, rp->pos,
                "the region %s has no Metadata service: host keys could not be handed over",
                rp->region->id),
            "choose another region");
    for (size_t i = 0; i < rp->n_nodes; i++)
        resolve_node(r, rp, &rp->nodes[i]);
}

int
plan_resolve(struct plan *p, const struct catalogue *c, bool accept, struct diags *diags,
    struct lct_err *err)
{
    struct resolving r = { .plan = p, .catalogue = c, .accept = accept, .diags = diags };
    size_t before = diags->n_errors;

    for (size_t i = 0; i < p->n_regions; i++)
        resolve_region(&r, &p->regions[i]);
    for (size_t i = 1; i < p->n_regions; i++)
        check_twins(&r, i);
    if (diags->n_errors == before)
        return LCT_OK;
    return lct_fail(err, LCT_EPLAN, "the plan has %zu %s", diags->n_errors,
        diags->n_errors == 1 ? "error" : "errors");
}
