// SPDX-License-Identifier: MIT
// From a plan's words to exact ids of the catalogue, and what only the catalogue can tell is wrong.
#include "plan/resolve/resolve.h"
#include "base/str.h"
#include "plan/want/preflight.h"

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

    if (!*np->type_text)
        return; // told already: the key is missing
    if (memo_type(&r->memo, np->type_text, &np->type, &np->type_substituted, &err) < 0) {
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

    if (memo_image(&r->memo, np->image_text, &np->image, &np->image_substituted, &err) < 0) {
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

static void
resolve_node(struct resolving *r, const struct region_plan *rp, struct node_plan *np)
{
    struct lct_err err = { 0 };

    resolve_type(r, rp, np);
    resolve_image(r, np);
    if (np->kernel_text && memo_kernel(&r->memo, np->kernel_text, &np->kernel, &err) < 0)
        tell(r, np->kernel_pos, &err);
    resolve_image_abilities(r, np);
    resolve_storage(r, np);
    resolve_names(r, rp, np);
}

static void
resolve_region(struct resolving *r, struct region_plan *rp)
{
    struct lct_err err = { 0 };

    if (!*rp->region_text)
        return; // told already: the key is missing
    if (memo_region(&r->memo, rp->region_text, &rp->region, &err) < 0)
        tell(r, rp->pos, &err);
    else if (!region_can(rp->region, CAN_METADATA))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, rp->pos,
                "the region %s has no Metadata service: host keys could not be handed over",
                rp->region->id),
            "choose another region");
    for (size_t i = 0; i < rp->n_nodes; i++)
        resolve_node(r, rp, &rp->nodes[i]);
    if (rp->region)
        resolve_capabilities(r, rp);
}

int
plan_resolve(struct plan *p, const struct catalogue *c, bool accept, struct diags *diags,
    struct lct_err *err)
{
    struct resolving r = { .plan = p, .catalogue = c, .accept = accept, .diags = diags };

    match_memo_init(&r.memo, c);
    for (size_t i = 0; i < p->n_regions; i++)
        resolve_region(&r, &p->regions[i]);
    resolve_twins(&r);
    resolve_conditions(&r);
    preflight_limits(p, diags);
    match_memo_done(&r.memo);
    map_done(&r.scripts);
    if (!diags->n_errors)
        resolve_clash(&r);
    if (!diags->n_errors)
        return LCT_OK;
    return lct_fail(err, LCT_EPLAN, "the plan has %zu %s", diags->n_errors,
        diags->n_errors == 1 ? "error" : "errors");
}
