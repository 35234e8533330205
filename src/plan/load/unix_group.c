// SPDX-License-Identifier: MIT
// Groups of a node plan: sets defined once at the top, or groups named in place.
#include <string.h>

#include "base/str.h"
#include "model/user.h"
#include "plan/load/load.h"

struct group_list {
    struct plan_unix_group *items;
    size_t n, cap;
};

static void
load_unix_group(struct loading *l, const struct doc *d, struct plan_unix_group *g)
{
    const struct doc *gid = doc_get(d, "gid");

    g->pos = d->pos;
    g->name = doc_get_text(d, "name", "");
    g->gid = doc_integer(gid, 0);
    g->system = schema_bool(doc_get(d, "system"), false);
    if (gid && unix_group_is_of_system(g->name))
        diag_hint(l->diags,
            load_error(l, gid, "the group %s is there already, with a number of its own", g->name),
            "leave gid: away");
}

static void
add_group(struct loading *l, const struct doc *at, const struct doc *d, struct group_list *out)
{
    struct plan_unix_group g = { 0 };

    load_unix_group(l, d, &g);
    vec_each (other, out) {
        bool name = str_eq(other->name, g.name);
        if (!name && (!g.gid || other->gid != g.gid))
            continue;
        diag_note(l->diags,
            name ? load_error(l, at, "the group %s is here twice", g.name)
                 : load_error(l, at, "the groups %s and %s have the one number %lld", other->name,
                       g.name, (long long)g.gid),
            other->pos, "the first is here");
        return;
    }
    vec_push(out, g);
}

void
load_unix_groups(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "groups", NULL);
    struct group_list groups = { 0 };

    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *item = load_item(d, i), *set = item;
        if (item->kind != DOC_MAP)
            set = load_set(l, item, l->group_sets, "groups");
        for (size_t k = 0; k < load_count(set); k++)
            add_group(l, item, load_item(set, k), &groups);
    }
    np->groups = load_keep(l, &groups);
    np->n_groups = groups.n;
    vec_done(&groups);
}
