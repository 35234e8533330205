// SPDX-License-Identifier: MIT
// Names as they will about be: limits are met before anything is made, not in the middle.
#include <stdio.h>

#include "base/err.h"
#include "base/str.h"
#include "model/hostname.h"
#include "plan/resolve/resolve.h"

struct sample {
    const struct region_plan *rp;
    const struct node_plan *np;
    char cluster[SLUG_MOST + 1], index[16];
    const char *counter;
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
    return str_eq(name, "index") ? s->index : s->counter;
}

typedef const char *name_fault(const char *name, char why[static FAULT_WHY]);

// Yields false when it told something.
static bool
check_rendered(struct resolving *r, struct doc_pos pos, struct tmpl *t, struct sample *s,
    const char *what, name_fault *fault)
{
    _own_(buf) struct buf text = { 0 };
    char why[FAULT_WHY];

    if (!t || tmpl_render(t, sample_value, s, &text, ERR_IGNORED) < 0 ||
        !fault(buf_str(&text), why))
        return true;
    diags_add(r->diags, DIAG_ERROR, pos, "nodes would have the %s '%.300s': %s", what,
        buf_str(&text), why);
    return false;
}

static bool
check_all(struct resolving *r, const struct node_plan *np, struct sample *s)
{
    bool good = check_rendered(r, np->nodenames_pos, np->nodenames, s, "label", linode_label_fault);

    if (good || np->hostnames != np->nodenames)
        good &= check_rendered(r, np->hostnames_pos, np->hostnames, s, "host name", hostname_fault);
    good &= check_rendered(r, np->publicfqdn_pos, np->publicfqdn, s, "domain name", domain_fault);
    good &= check_rendered(r, np->privatefqdn_pos, np->privatefqdn, s, "domain name", domain_fault);
    good &= check_rendered(r, np->rdns_pos, np->rdns, s, "domain name", domain_fault);
    return good & check_rendered(r, np->group_pos, np->group_expr, s, "group", tag_fault);
}

// With the least numbers and with large ones: names are too short or too long only with some.
void
resolve_names(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    struct sample s = { .rp = rp, .np = np, .index = "1", .counter = "1" };

    if (!rp->region)
        return;
    snprintf(
        s.cluster, sizeof s.cluster, "%s", str_slug(r->diags->arena, r->plan->name, SLUG_MOST));
    if (!check_all(r, np, &s))
        return;
    snprintf(s.index, sizeof s.index, "%u", np->count > 1 ? np->count : 1);
    s.counter = "100";
    check_all(r, np, &s);
}
