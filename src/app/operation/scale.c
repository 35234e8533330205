// SPDX-License-Identifier: MIT
// Growing and shrinking groups of a cluster, and taking chosen nodes out of it.
#include <stdio.h>
#include <string.h>

#include "app/operation/changes.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/json.h"

#define COUNT_MAX 10000 // as in the plan language

struct scaling {
    struct run *run;
    struct doc *counts; // what the cluster keeps: "REGION/GROUP" -> nodes
    struct node **nodes;
    size_t n_nodes;
    struct {
        const char **items;
        size_t n, cap;
    } leaving; // UUIDs, ends with NULL
};

struct names {
    const char **items;
    size_t n, cap;
};

// "REGION/GROUP" of every node plan that the word may mean.
static void
find_groups(const struct scaling *s, const char *word, struct names *found, struct names *all)
{
    const struct plan *p = s->run->plan->plan;
    struct arena *a = s->run->arena;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++) {
            const char *group = p->regions[r].nodes[i].name;
            const char *key = arena_printf(a, "%s/%s", p->regions[r].region->id, group);
            vec_push(all, key);
            if (!strchr(word, '/'))
                vec_push(all, group);
            if (str_eq(word, key) || str_eq(word, group))
                vec_push(found, key);
        }
}

static const char *
join(struct arena *a, const struct names *names)
{
    const char *text = "";

    for (size_t i = 0; i < names->n; i++)
        text = arena_printf(a, "%s%s%s", text, i ? ", " : "", names->items[i]);
    return text;
}

static int
need_group(const struct scaling *s, const char *word, const char **key, struct lct_err *err)
{
    struct names found = { 0 }, all = { 0 };
    int code = LCT_OK;

    find_groups(s, word, &found, &all);
    if (found.n == 1) {
        *key = found.items[0];
    } else if (found.n) {
        code = lct_fail(err, LCT_EUSAGE, "%s is in %zu regions", word, found.n);
        lct_hint(err, "say which one: %s", join(s->run->arena, &found));
    } else {
        const char *nearest = str_nearest(word, all.items, all.n);
        code = lct_fail(
            err, LCT_EUSAGE, "the plan of cluster %s has no group %s", s->run->cluster->name, word);
        lct_hint(err, nearest ? "did you mean %s?" : "it has %s",
            nearest ? nearest : join(s->run->arena, &all));
    }
    vec_done(&found);
    vec_done(&all);
    return code;
}

static struct node_plan *
group_of(const struct scaling *s, const char *key)
{
    const char *slash = strchr(key, '/');
    const char *region = arena_strndup(s->run->arena, key, (size_t)(slash - key));

    return plan_node_plan(s->run->plan->plan, region, slash + 1);
}

static int
set_count(struct scaling *s, const char *key, int64_t count, struct lct_err *err)
{
    struct node_plan *np = group_of(s, key);

    if (count < 0 || count > COUNT_MAX)
        return lct_fail(err, LCT_EUSAGE, "%s cannot have %lld nodes; 0 to %d can be asked for", key,
            (long long)count, COUNT_MAX);
    if (plan_count_check(np, count, err) < 0)
        return err->code;
    np->count = (unsigned)count;
    doc_put_int(s->run->arena, s->counts, key, count);
    return LCT_OK;
}

static int
count_one(struct scaling *s, const struct lct_count *c, struct map *said, struct lct_err *err)
{
    const char *key;
    int64_t now;

    if (need_group(s, c->group, &key, err) < 0)
        return err->code;
    if (map_put(said, key, said))
        return lct_fail(err, LCT_EUSAGE, "%s is named twice", key);
    now = group_of(s, key)->count;
    return set_count(s, key,
        c->how == LCT_COUNT_MORE   ? now + c->n
        : c->how == LCT_COUNT_LESS ? now - (int64_t)c->n
                                   : (int64_t)c->n,
        err);
}

// A node that is named leaves; its group shrinks with it unless a count was said.
static int
remove_one(struct scaling *s, const char *name, const struct map *said, struct lct_err *err)
{
    struct node *n;

    if (node_of_cluster(s->run->cluster, s->nodes, s->n_nodes, name, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < s->leaving.n; i++)
        if (str_eq(s->leaving.items[i], n->uuid))
            return lct_fail(err, LCT_EUSAGE, "%s is named twice", name);
    vec_push(&s->leaving, arena_strdup(s->run->arena, n->uuid));
    const char *key = arena_printf(s->run->arena, "%s/%s", n->region, n->group);
    if (map_has(said, key) || !group_of(s, key) || !group_of(s, key)->count)
        return LCT_OK;
    return set_count(s, key, (int64_t)group_of(s, key)->count - 1, err);
}

static int
work_out(struct scaling *s, const struct lct_count *counts, const char *const *remove,
    struct lct_err *err)
{
    _own_(map) struct map said = { 0 };

    s->nodes = kept_nodes(s->run->t, s->run->arena, s->run->cluster->uuid, &s->n_nodes, err);
    if (!s->nodes)
        return err->code;
    for (; counts && counts->group; counts++)
        if (count_one(s, counts, &said, err) < 0)
            return err->code;
    for (; remove && *remove; remove++)
        if (remove_one(s, *remove, &said, err) < 0)
            return err->code;
    vec_push(&s->leaving, NULL);
    return LCT_OK;
}

// What counts are said is added to those that the cluster keeps.
static int
set_how(struct scaling *s, struct lct_changes *c, struct lct_err *err)
{
    struct run *r = s->run;
    _own_(buf) struct buf text = { 0 };

    if (r->cluster->counts)
        json_parse(r->arena, r->cluster->counts, strlen(r->cluster->counts), 1u << 20, false,
            &s->counts, ERR_IGNORED);
    if (work_out(s, c->counts, c->nodes, err) < 0)
        return err->code;
    json_print(&text, s->counts, JSON_COMPACT);
    r->cluster->counts = arena_strdup(r->arena, buf_str(&text));
    c->how.leaving = memcpy(arena_array(r->arena, s->leaving.n, sizeof *s->leaving.items),
        s->leaving.items, s->leaving.n * sizeof *s->leaving.items);
    c->how.args = r->cluster->counts;
    return LCT_OK;
}

static int
prepare(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;
    struct scaling s = { .run = r, .counts = doc_map(r->arena) };
    int code;

    if ((leased ? converge_open(r, c->name, err) : preview_open(r, c->name, err)) < 0)
        return err->code;
    if (!r->plan && plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0)
        return err->code;
    code = set_how(&s, c, err);
    vec_done(&s.leaving);
    return code;
}

static int
scale(struct lct_changes *c, struct lct_err *err)
{
    return converge(&c->run, c->run.plan, &c->how, err);
}

const struct intent intent_scale = { "scale", prepare, changes_by_plan, scale };

int
lct_changes_scale(struct lct *t, const char *name, const struct lct_count *counts,
    const char *const *remove, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && counts && ret);
    const struct lct_changes what = { t, &intent_scale, name, .counts = counts, .nodes = remove };

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_scale(struct lct *t, const char *name, const struct lct_count *counts,
    const char *const *remove, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && name && counts && ret);
    const struct lct_changes what = { t, &intent_scale, name, .counts = counts, .nodes = remove };

    return changes_run(&what, watch, ret, err);
}
