// SPDX-License-Identifier: MIT
// What clusters have beside their nodes, as it was made and as it is.
#include "app/audit/things.h"

#include "app/audit/audit.h"
#include "app/converge/want.h"
#include "base/advice.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/network.h"
#include "model/volume.h"
#include "plan/want/drift.h"

void
audit_thing(struct auditing *x, const struct resource *r, const char *what, const char *message,
    const char *hint)
{
    struct doc *d = doc_add(x->arena, x->list, record_doc(x->arena, resource_record, r));

    doc_put_string(x->arena, d, "what", what);
    doc_put_string(x->arena, d, "message", message);
    doc_put_string(x->arena, d, "hint", hint);
}

// ---- volumes

static const char *
lost_tags(struct auditing *x, const struct resource *r, const struct thing *t, const struct node *n)
{
    char cluster[LCT_TAG_MAX], node[LCT_TAG_MAX];
    const bool no_cluster = !texts_have(t->tags, cluster_tag(r->cluster, cluster)),
               no_node = n && !texts_have(t->tags, owner_tag(n, node));

    if (r->former || (!no_cluster && !no_node))
        return NULL;
    return arena_printf(x->arena, "%s%s%s", no_cluster ? cluster : "",
        no_cluster && no_node ? ", " : "", no_node ? node : "");
}

static void
look_at_volume(struct auditing *x, const struct resource *r, const struct thing *t)
{
    struct arena *a = x->arena;
    const struct node *n =
        map_get(x->nodes, arena_printf(a, "%s %s", r->region, volume_node(a, r->name)));
    const char *lost = lost_tags(x, r, t, n), *linode = *t->members;

    if (lost)
        audit_thing(x, r, "tags", arena_printf(a, "volume %s lost our tags %s", r->label, lost),
            "put them back: by them we know that it is ours");
    if (linode && (!n || !str_eq(linode, n->cloud_id)))
        audit_thing(x, r, "attached",
            arena_printf(a, "volume %s is attached to Linode %s, which is not %s's", r->label,
                linode, n ? n->name : x->cluster),
            "detach it there");
    if (!linode && n && node_is_up(n))
        audit_thing(x, r, "detached",
            arena_printf(a, "volume %s is attached to no Linode; %s has it by its plan, or had it",
                r->label, n->name),
            arena_printf(
                a, "where the plan has it, %s attaches it", ADVICE(CLUSTER_APPLY, x->cluster)));
    if (r->size_gb && t->size_gb != r->size_gb)
        audit_thing(x, r, "size",
            arena_printf(a, "volume %s has %lld GB, not %lld GB", r->label, (long long)t->size_gb,
                (long long)r->size_gb),
            "put its size into the plan: volumes never shrink");
}

// ---- VPCs

static void
look_at_subnets(struct auditing *x, const struct resource *r, const struct thing *t)
{
    for (const char *const *p = r->parts; p && *p; p++)
        if (!texts_have(t->parts, *p))
            audit_thing(x, r, "subnet",
                arena_printf(x->arena, "VPC %s has its subnet %s no more", r->label, *p),
                arena_printf(x->arena, "where the plan has it, %s makes it anew",
                    ADVICE(CLUSTER_APPLY, x->cluster)));
    for (const char *const *p = t->parts; *p; p++)
        if (!texts_have(r->parts, *p) && !r->existing)
            audit_thing(x, r, "subnet",
                arena_printf(x->arena, "VPC %s has the subnet %s, which is not ours", r->label, *p),
                arena_printf(x->arena, "put it into the plan, or %s removes it",
                    ADVICE(CLUSTER_APPLY, x->cluster)));
}

static void
look_at_addresses(struct auditing *x, const struct resource *r, const struct thing *t)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct node *n = x->all[i];
        const char *found = n->seen && node_is_up(n) ? drift_inner(x->arena, n, t) : NULL;
        if (found)
            audit_thing(x, r, "address", arena_printf(x->arena, "%s: %s", n->name, found),
                arena_printf(x->arena, "it is left so; %s makes it anew",
                    ADVICE(CLUSTER_REPLACE, x->cluster, n->name)));
    }
}

static void
look_at_vpc(struct auditing *x, const struct resource *r, const struct thing *t)
{
    char tag[LCT_TAG_MAX];

    if (!r->existing && !texts_have(t->tags, cluster_tag(r->cluster, tag)))
        audit_thing(x, r, "tags",
            arena_printf(x->arena, "VPC %s lost %s in its description", r->label, tag),
            "put it back: by it we know that it is ours");
    look_at_subnets(x, r, t);
    look_at_addresses(x, r, t);
}

// ---- Cloud Firewalls

// Nodes of its node plan that are not behind it with all that it filters.
static size_t
count_detached(
    struct auditing *x, const struct resource *r, const struct thing *t, const char **one)
{
    _own_(map) struct map behind = { 0 };
    size_t n = 0;

    for (const char *const *id = t->members; *id; id++)
        map_put(&behind, *id, (void *)((uintptr_t)map_get(&behind, *id) + 1));
    map_each (it, x->nodes) {
        const struct node *node = it->value;
        if (!node_is_up(node) || !node->cloud_id || !str_eq(node->region, r->region) ||
            !str_eq(node->group, r->name) ||
            (uintptr_t)map_get(&behind, node->cloud_id) >= networks_filtered(node->networks))
            continue;
        if (!n++)
            *one = node->name;
    }
    return n;
}

static void
look_at_firewall(struct auditing *x, const struct resource *r, const struct thing *t)
{
    const char *mend = arena_printf(x->arena, "%s mends it", ADVICE(CLUSTER_APPLY, x->cluster)),
               *one = NULL;
    char tag[LCT_TAG_MAX];
    size_t n;

    if (!texts_have(t->tags, cluster_tag(r->cluster, tag)))
        audit_thing(x, r, "tags",
            arena_printf(x->arena, "Cloud Firewall %s lost our tag %s", r->label, tag),
            "put it back: by it we know that it is ours");
    if (!t->ready)
        audit_thing(x, r, "disabled",
            arena_printf(x->arena, "Cloud Firewall %s is disabled", r->label), mend);
    if (r->rules && !str_eq(t->rules, r->rules))
        audit_thing(x, r, "rules",
            arena_printf(
                x->arena, "the rules of Cloud Firewall %s were changed by another hand", r->label),
            mend);
    n = count_detached(x, r, t, &one);
    if (n)
        audit_thing(x, r, "detached",
            n == 1 ? arena_printf(x->arena, "%s is not behind Cloud Firewall %s", one, r->label)
                   : arena_printf(x->arena, "%s and %zu others are not behind Cloud Firewall %s",
                         one, n - 1, r->label),
            mend);
}

// ---- of any noun

static void
look_at(struct auditing *x, const struct resource_change *c)
{
    const struct resource *r = c->resource;
    const char *title = noun_title(r->noun);

    if (r->cloud_id && !c->seen)
        audit_thing(x, r, "gone", arena_printf(x->arena, "%s %s is gone", title, r->cloud_id),
            arena_printf(x->arena, "%s makes it anew", ADVICE(CLUSTER_APPLY, x->cluster)));
    else if (!c->seen || r->state != STATE_STARTED)
        audit_thing(x, r, "unfinished",
            arena_printf(x->arena, "%s %s was not made", title, r->label),
            arena_printf(x->arena, "%s goes on", ADVICE(CLUSTER_RESUME, x->cluster)));
    else if (!str_eq(c->seen->label, r->label))
        audit_thing(x, r, "label",
            arena_printf(
                x->arena, "%s %s has the label %s now", title, r->cloud_id, c->seen->label),
            "put the label back: by it we know that it is ours");
    else if (r->noun == NOUN_VOLUME)
        look_at_volume(x, r, c->seen);
    else if (r->noun == NOUN_VPC)
        look_at_vpc(x, r, c->seen);
    else if (r->noun == NOUN_FIREWALL)
        look_at_firewall(x, r, c->seen);
    else if (r->noun == NOUN_BALANCER)
        audit_balancer(x, r, c->seen);
}

int
audit_things(struct run *r, struct node *const *nodes, size_t n, struct lct_answer *answer,
    struct lct_err *err)
{
    struct arena *a = answer->arena;
    _own_(map) struct map by_name = { 0 };
    struct auditing x = { a, doc_put(a, answer->root, "resources", doc_list(a)), r->cluster->name,
        &by_name, nodes, n, want_kept_plan(r) };
    struct want w = { 0 };

    for (size_t i = 0; i < n; i++)
        map_put(&by_name, arena_printf(a, "%s %s", nodes[i]->region, nodes[i]->name), nodes[i]);
    if (want_things(r, NULL, LCT_VOLUMES_KEEP, &w, err) < 0)
        return err->code;
    for (size_t i = 0; i < w.n_things; i++)
        look_at(&x, &w.things[i]);
    return LCT_OK;
}

// ---- of nobody

static bool
is_ours(const struct thing *t)
{
    for (const char *const *tag = t->tags; *tag; tag++)
        if (str_starts(*tag, "lct:"))
            return true;
    return false;
}

static struct doc *
volume_doc(struct arena *a, const struct thing *t)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "id", t->id);
    doc_put_string(a, d, "label", t->label);
    doc_put_string(a, d, "region", t->region);
    doc_put_int(a, d, "size_gb", t->size_gb);
    doc_put_string(a, d, "linode", *t->members);
    return d;
}

int
audit_stray_volumes(struct run *r, struct lct_answer *answer, size_t *n, struct lct_err *err)
{
    const bool nouns[N_NOUNS] = { [NOUN_VOLUME] = true };
    const struct things *all = &r->seen.things[NOUN_VOLUME];
    struct arena *a = answer->arena;
    struct doc *list = doc_list(a);
    _own_(map) struct map known = { 0 };
    struct resource **kept;
    size_t n_kept;

    *n = 0;
    if (!(kept = kept_resources(r->t, r->arena, NULL, &n_kept, err)))
        return err->code;
    if (run_observe_things(r, nouns, err) == LCT_EAUTH) {
        *err = (struct lct_err){ 0 };
        doc_put(a, answer->root, "volumes", doc_null(a));
        return LCT_OK;
    }
    if (err->code != LCT_OK)
        return err->code;
    for (size_t i = 0; i < n_kept; i++)
        if (kept[i]->noun == NOUN_VOLUME && kept[i]->cloud_id)
            map_put(&known, kept[i]->cloud_id, kept[i]);
    for (size_t i = 0; i < all->n; i++)
        if (is_ours(&all->items[i]) && !map_has(&known, all->items[i].id))
            doc_add(a, list, volume_doc(a, &all->items[i]));
    *n = doc_count(doc_put(a, answer->root, "volumes", list));
    return LCT_OK;
}
