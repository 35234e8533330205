// SPDX-License-Identifier: MIT
// What is wanted beside the nodes, next to what there is.
#include "plan/want/resource.h"

#include <stdio.h>

#include "base/advice.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/volume.h"

struct comparing {
    struct arena *arena;
    const struct resource_args *args;
    struct map by_id, by_label; // "NOUN ID" and "NOUN LABEL" -> struct thing
    struct map existing;        // "NOUN REGION NAME" -> struct resource
    struct map labels;          // "NOUN LABEL" of ours
    struct map kept;            // as existing, of earlier clusters: the newest that is there
    VEC(struct resource_change) out;
};

const char resource_kept[] = "nothing wants it any more: it is kept, with all that is on it";

static const char destroyed[] = "nothing wants it any more: it is deleted, with all that is on it";
static const char taken_over[] = "it is taken over";
static const char used[] = "others made it: it is used, and stays when the cluster goes";
static const char left[] = "others made it: it stays";
static const char returns[] = "an earlier cluster of this name left it";

static const char *
key(struct comparing *c, enum noun noun, const char *text)
{
    return arena_printf(c->arena, "%d %s", (int)noun, text);
}

static const char *
place(struct comparing *c, enum noun noun, const char *region, const char *name)
{
    return arena_printf(c->arena, "%d %s %s", (int)noun, region, name);
}

static void
index_all(struct comparing *c)
{
    const struct resource_args *args = c->args;

    for (enum noun n = 0; n < N_NOUNS; n++)
        for (size_t i = 0; i < args->seen[n].n; i++) {
            struct thing *t = &args->seen[n].items[i];
            map_put(&c->by_id, key(c, n, t->id), t);
            map_put(&c->by_label, key(c, n, t->label), t);
        }
    for (size_t i = 0; i < args->n_existing; i++) {
        struct resource *r = args->existing[i];
        map_put(&c->existing, place(c, r->noun, r->region, r->name), r);
        map_put(&c->labels, key(c, r->noun, r->label), r);
    }
    for (size_t i = 0; i < args->n_kept; i++) {
        struct resource *r = args->kept[i];
        if (r->cloud_id && map_has(&c->by_id, key(c, r->noun, r->cloud_id)))
            map_put(&c->kept, place(c, r->noun, r->region, r->name), r);
    }
}

static bool
is_taken(struct comparing *c, enum noun noun, const char *label)
{
    return map_has(&c->by_label, key(c, noun, label)) || map_has(&c->labels, key(c, noun, label));
}

static const char *
label_of(struct comparing *c, const struct wanted *w, unsigned number)
{
    const char *slug = c->args->cluster_slug;

    if (noun_wants[w->noun]->label)
        return noun_wants[w->noun]->label(c->arena, w, slug, number);
    if (!number)
        return w->label ? w->label : w->name;
    return number > 1 ? NULL : arena_printf(c->arena, "%s-%s-%s", slug, w->region, w->name);
}

#define SPARES 7 // clusters of one plan that are made side by side take each its own

// Those that are free: the first one for it, the others where another takes that meanwhile.
static const char *const *
free_labels(struct comparing *c, const struct wanted *w)
{
    const char **free = arena_array(c->arena, 1 + SPARES + 1, sizeof *free), *label;
    const bool one = noun_wants[w->noun]->one_label;
    size_t n = 0;

    for (unsigned i = 0; n <= SPARES && !(one && i) && (label = label_of(c, w, i)); i++)
        if (!is_taken(c, w->noun, label))
            free[n++] = label;
    return free;
}

// Labels are unique in the account: one that is taken becomes another. What nobody asked for yet
// may have lost its own.
static int
give_label(struct comparing *c, const struct wanted *w, struct resource_change *change,
    struct lct_err *err)
{
    struct resource *r = change->resource;

    if (r->label)
        map_remove(&c->labels, key(c, r->noun, r->label));
    const char *const *free = free_labels(c, w);
    if (!*free) {
        lct_fail(err, LCT_EEXISTS,
            "the account has a %s with the label %s, which is not this cluster's",
            noun_title(r->noun), label_of(c, w, 0));
        return lct_hint(err, "rename or delete it, or choose another name in the plan");
    }
    r->label = *free;
    map_put(&c->labels, key(c, r->noun, r->label), r);
    change->spares = free + 1;
    return LCT_OK;
}

// ---- what is there

static int
check_traits(
    const struct wanted *w, const struct resource *r, const struct thing *seen, struct lct_err *err)
{
    const struct noun_want *noun = noun_wants[w->noun];
    const char *is = seen && !noun->meets ? seen->traits : r->traits;

    if (noun->meets ? noun->meets(is, w->traits) : str_eq(is, w->traits))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the %s '%s' in %s is %s and cannot become %s", noun_title(w->noun),
        w->name, w->region, *is ? is : "in no VPC", *w->traits ? w->traits : "one in no VPC");
    return lct_hint(err, "give it another name in the plan: then there will be another");
}

static int
check_size(const struct wanted *w, const struct thing *seen, struct lct_err *err)
{
    if (!seen || seen->size_gb <= w->size_gb)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the %s '%s' in %s has %lld GB and cannot shrink to %lld GB",
        noun_title(w->noun), w->name, w->region, (long long)seen->size_gb, (long long)w->size_gb);
    return lct_hint(err,
        "say size: %lldGB in the plan, or give it another label: then there will "
        "be another, and this one is kept",
        (long long)seen->size_gb);
}

// What is known of it beside what the cloud shows.
static void
compare_seen(struct comparing *c, const struct wanted *w, struct resource_change *change)
{
    const struct resource *r = change->resource;

    if (!change->seen) {
        change->kind = r->state == STATE_NOTEXIST ? CHANGE_CREATE : CHANGE_FINISH;
        change->reason =
            r->cloud_id ? arena_printf(c->arena, "%s %s is gone", noun_title(r->noun), r->cloud_id)
                        : NULL;
    } else if (r->former) {
        change->kind = CHANGE_FINISH;
        change->reason = *r->former ? returns : taken_over;
    } else if (change->seen->size_gb < w->size_gb) {
        change->kind = CHANGE_UPDATE;
        change->reason = arena_printf(c->arena, "it grows from %lld GB to %lld GB",
            (long long)change->seen->size_gb, (long long)w->size_gb);
    } else if (change->seen->rules && !change->seen->ready) {
        change->kind = CHANGE_UPDATE;
        change->reason = "it was disabled by another hand";
    } else if (change->seen->rules && r->rules && !str_eq(change->seen->rules, r->rules)) {
        change->kind = CHANGE_UPDATE;
        change->reason = "its rules were changed by another hand";
    } else if (r->state != STATE_STARTED) {
        change->kind = CHANGE_FINISH;
    } else if (noun_wants[w->noun]->differs) {
        change->reason = noun_wants[w->noun]->differs(c->arena, w, change->seen);
        change->kind = change->reason ? CHANGE_UPDATE : CHANGE_KEEP;
    }
}

// Whose it is does not change.
static int
check_owner(const struct wanted *w, const struct resource *r, struct lct_err *err)
{
    if (w->existing == r->existing)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "the %s '%s' in %s was made by %s", noun_title(w->noun), w->name,
        w->region, r->existing ? "others, and stays theirs" : "this cluster, which will delete it");
    return lct_hint(err, "say existing: %s in the plan, or give it another name there",
        r->existing ? "yes" : "no");
}

static int
settle(struct comparing *c, const struct wanted *w, struct resource *r, struct lct_err *err)
{
    const struct noun_want *noun = noun_wants[w->noun];
    return noun->settle ? noun->settle(c->arena, w, c->args, c->out.items, c->out.n, r, err)
                        : LCT_OK;
}

static int
check_noun(const struct wanted *w, const struct thing *seen, struct lct_err *err)
{
    return noun_wants[w->noun]->fits ? noun_wants[w->noun]->fits(w, seen, err) : LCT_OK;
}

static int
add_existing(struct comparing *c, const struct wanted *w, struct resource *r, struct lct_err *err)
{
    struct resource_change change = { CHANGE_KEEP, r, .size_gb = w->size_gb, .parts = w->parts,
        .balancer = w->balancer };
    const bool unasked = r->state == STATE_NOTEXIST && !r->existing;

    if (r->cloud_id)
        change.seen = map_get(&c->by_id, key(c, r->noun, r->cloud_id));
    if ((!r->cloud_id && settle(c, w, r, err) < 0) || check_owner(w, r, err) < 0 ||
        check_traits(w, r, change.seen, err) < 0 || check_size(w, change.seen, err) < 0 ||
        check_noun(w, change.seen, err) < 0 || (unasked && give_label(c, w, &change, err) < 0))
        return err->code;
    compare_seen(c, w, &change);
    vec_push(&c->out, change);
    return LCT_OK;
}

// ---- what an earlier cluster of the name left

static int
check_free(const struct resource *r, const struct thing *seen, struct lct_err *err)
{
    if (!*seen->members)
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "the %s %s, which is kept for '%s', is attached to Linode %s",
        noun_title(r->noun), seen->label, r->name, *seen->members);
    return lct_hint(err, "detach it there, then try again; to have new ones instead: %s",
        ADVICE(CHANGES_VOLUMES));
}

static int
check_kept(
    const struct wanted *w, const struct resource *r, const struct thing *seen, struct lct_err *err)
{
    if (check_traits(w, r, seen, err) == LCT_OK && check_size(w, seen, err) == LCT_OK)
        return check_free(r, seen, err);
    return lct_hint(err,
        "it is kept from an earlier cluster of this name: let the plan say what it is (%lld GB, "
        "%s); to have a new one instead: %s",
        (long long)seen->size_gb, seen->traits, ADVICE(CHANGES_VOLUMES));
}

// The record becomes this cluster's at once; the tags when a step put them.
static int
add_kept(
    struct comparing *c, const struct wanted *w, const struct resource *kept, struct lct_err *err)
{
    struct resource *r = ARENA_NEW(c->arena, struct resource);
    const struct thing *seen = map_get(&c->by_id, key(c, kept->noun, kept->cloud_id));

    if (check_kept(w, kept, seen, err) < 0)
        return err->code;
    *r = *kept;
    snprintf(r->cluster, sizeof r->cluster, "%s", c->args->cluster_uuid);
    r->state = STATE_CREATING;
    if (!r->former)
        r->former = kept->cluster;
    map_put(&c->labels, key(c, r->noun, r->label), r);
    vec_push(&c->out,
        ((struct resource_change){ CHANGE_FINISH, r, seen, returns, w->size_gb, .kept = kept }));
    return LCT_OK;
}

// ---- all of it

// What others made, under the label that the plan says; it becomes no other.
static int
take_existing(struct comparing *c, const struct wanted *w, struct resource *r, struct lct_err *err)
{
    const struct thing *seen = map_get(&c->by_label, key(c, w->noun, w->name));

    r->label = w->name;
    r->existing = true;
    if (seen && str_eq(seen->region, w->region))
        return check_noun(w, seen, err);
    lct_fail(err, LCT_EPLAN, "the account has no %s '%s' in %s", noun_title(w->noun), w->name,
        w->region);
    return lct_hint(err, "without existing: yes it is made");
}

static int
add_new(struct comparing *c, const struct wanted *w, struct lct_err *err)
{
    struct resource *r = ARENA_NEW(c->arena, struct resource);
    struct resource_change change = { CHANGE_CREATE, r, .reason = w->existing ? used : NULL,
        .size_gb = w->size_gb, .parts = w->parts, .balancer = w->balancer };

    *r = (struct resource){
        .noun = w->noun, .name = w->name, .region = w->region, .traits = w->traits
    };
    c->args->new_uuid(c->args->user, r->uuid);
    snprintf(r->cluster, sizeof r->cluster, "%s", c->args->cluster_uuid);
    if ((w->existing ? take_existing(c, w, r, err) : give_label(c, w, &change, err)) < 0 ||
        settle(c, w, r, err) < 0)
        return err->code;
    vec_push(&c->out, change);
    return LCT_OK;
}

static int
add_wanted(struct comparing *c, struct map *named, struct lct_err *err)
{
    const struct wanted_list *wanted = c->args->wanted;
    int code = LCT_OK;

    for (size_t i = 0; i < wanted->n && code == LCT_OK; i++) {
        const struct wanted *w = &wanted->items[i];
        const char *at = place(c, w->noun, w->region, w->name);
        struct resource *r = map_get(&c->existing, at);
        const struct resource *kept = r ? NULL : map_get(&c->kept, at);
        if (r)
            map_put(named, r->uuid, r);
        code = r      ? add_existing(c, w, r, err)
               : kept ? add_kept(c, w, kept, err)
                      : add_new(c, w, err);
    }
    return code;
}

static bool
may_go(struct comparing *c, const struct resource *r)
{
    const struct map *nodes = c->args->nodes;

    return !nodes || map_has(nodes, arena_printf(c->arena, "%s %s", r->region,
                                        volume_node(c->arena, r->name)));
}

// Of a noun that outlives. What was begun was asked for.
static void
decide_outliving(struct comparing *c, struct resource_change *change)
{
    const bool may = may_go(c, change->resource);

    change->destroys = change->resource->state == STATE_DESTROYING || (may && c->args->destroys);
    if (change->destroys) {
        change->reason = destroyed;
    } else if (change->seen) {
        change->kind = CHANGE_KEEP;
        change->may_go = may;
        change->reason = resource_kept;
    }
}

static void
add_leaving(struct comparing *c, const struct map *named)
{
    for (size_t i = 0; i < c->args->n_existing; i++) {
        struct resource *r = c->args->existing[i];
        struct resource_change change = { CHANGE_DELETE, r };
        if (map_has(named, r->uuid))
            continue;
        if (r->cloud_id)
            change.seen = map_get(&c->by_id, key(c, r->noun, r->cloud_id));
        if (noun_wants[r->noun]->outlives)
            decide_outliving(c, &change);
        else
            change.reason = noun_wants[r->noun]->leaves;
        if (r->existing)
            change.reason = left;
        vec_push(&c->out, change);
    }
}

int
resources_diff(struct arena *a, const struct resource_args *args, struct resource_change **ret,
    size_t *n, struct lct_err *err)
{
    struct comparing c = { .arena = a, .args = args };
    _own_(map) struct map named = { 0 };
    int code;

    index_all(&c);
    code = add_wanted(&c, &named, err);
    add_leaving(&c, &named);
    *n = c.out.n;
    *ret = arena_array(a, c.out.n, sizeof **ret);
    for (size_t i = 0; i < c.out.n; i++)
        (*ret)[i] = c.out.items[i];
    vec_done(&c.out);
    map_done(&c.by_id);
    map_done(&c.by_label);
    map_done(&c.existing);
    map_done(&c.labels);
    map_done(&c.kept);
    return code;
}
