// SPDX-License-Identifier: MIT
// hosts: and dns:.
#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "plan/load/load.h"

static void
load_scope(struct loading *l, const struct doc *d, struct plan_hosts *h)
{
    VEC(const char *) selectors = { 0 };

    for (size_t i = 0; i < load_count(d); i++) {
        const char *word = doc_text(load_item(d, i), "");
        if (str_eq(word, "dependents"))
            h->dependents = true;
        else if (!str_eq(word, "cluster"))
            vec_push(&selectors, word);
    }
    vec_push(&selectors, NULL);
    h->scope = load_keep(l, &selectors);
    vec_done(&selectors);
}

// Without a word of it the nodes name each other; `no` leaves their files alone.
void
load_hosts(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "hosts"), *scope = doc_get(d, "scope");
    bool on = !d || d->kind == DOC_MAP || schema_bool(d, true);
    struct plan_hosts *h = &l->plan->hosts;

    load_scope(l, scope, h);
    h->private_names = on && schema_bool(doc_get(d, "private"), true);
    h->public_names = on && schema_bool(doc_get(d, "public"), true);
    h->pos = scope ? scope->pos : l->top->pos;
}

void
load_dns(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "dns");
    struct plan *p = l->plan;

    p->n_dns = load_count(d);
    p->dns = arena_array(l->arena, p->n_dns, sizeof *p->dns);
    for (size_t i = 0; i < p->n_dns; i++) {
        const struct doc *item = load_item(d, i);
        const struct doc *servers =
            doc_get(item, "servers") ? doc_get(item, "servers") : doc_get(item, "server");
        p->dns[i] = (struct plan_dns){ .kind = doc_get_text(item, "kind", ""),
            .zone = doc_get_text(item, "zone", ""),
            .servers = load_texts(l, servers),
            .on = doc_get_text(item, "on", NULL),
            .pos = item->pos };
        if (!load_count(servers) && !p->dns[i].on && item->kind == DOC_MAP)
            diag_hint(l->diags, load_error(l, item, "dns: says no server"),
                "servers: [linode], servers: [192.0.2.53], or on: TAG for one of the nodes");
    }
}
