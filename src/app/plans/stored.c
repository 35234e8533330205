// SPDX-License-Identifier: MIT
// The plan that a cluster keeps: its text, the files it named, what it was read with, and the
// counts that scale set since. So a resume wants the same from another machine, whatever became of
// the files.
#include <string.h>

#include "app/kept.h"
#include "app/plans/plan.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "text/json.h"

#define STORED_MAX (256u << 20) // bytes of JSON

static const char *
print(struct arena *a, const struct doc *d)
{
    _own_(buf) struct buf text = { 0 };

    json_print(&text, d, JSON_COMPACT);
    return arena_strdup(a, buf_str(&text));
}

static void
keep_contents(const struct parts_apart *contents, struct batch *b)
{
    map_each (it, &contents->texts) {
        const struct blob blob = { it->key, it->value };
        batch_put(b, RECORD_BLOB, &blob);
    }
}

static const char *
print_parts(struct arena *a, const struct lct_plan *p, struct batch *b)
{
    _own_(buf) struct buf text = { 0 };
    struct parts_apart contents = { .arena = a };

    parts_print(&text, &p->parts, b ? &contents : NULL);
    if (b)
        keep_contents(&contents, b);
    map_done(&contents.texts);
    return arena_strdup(a, buf_str(&text));
}

const char *const *
plan_depends(struct arena *a, const struct plan *p)
{
    const char **names = arena_array(a, p->n_depends + 1, sizeof *names);

    for (size_t i = 0; i < p->n_depends; i++)
        names[i] = p->depends[i].cluster;
    return p->n_depends ? names : NULL;
}

const char *const *
plan_tells(struct arena *a, const struct plan *p)
{
    static const char *const dependents[] = { "dependents", NULL };

    return p->hosts.dependents ? texts_both(a, dependents, p->hosts.scope) : NULL;
}

void
plan_keep(struct arena *a, struct cluster *c, const struct lct_plan *p, struct batch *b)
{
    c->plan_name = p->plan->name;
    c->plan_text = p->source.text;
    c->plan_file = p->source.name;
    c->plan_digest = p->plan->digest;
    c->plan_parts = print_parts(a, p, b);
    c->plan_args = print(a, p->args);
    c->depends = plan_depends(a, p->plan);
    c->tells = plan_tells(a, p->plan);
    c->ports = named_ports_texts(a, &p->plan->ports, NULL);
    c->expires_ms = plan_expires_ms(p->plan, c->created_ms);
}

static struct doc *
parse(struct arena *a, const char *text)
{
    struct doc *d = NULL;

    if (!text || json_parse(a, text, strlen(text), STORED_MAX, false, &d, ERR_IGNORED) < 0)
        return doc_map(a);
    return d;
}

static int
read_kept(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    const struct lct_plan *p = user;
    const struct part *part = map_get(&p->parts, name);

    (void)a;
    if (!part)
        return lct_fail(err, LCT_ENOTFOUND, "the cluster does not keep the file %s", name);
    *ret = *part;
    return LCT_OK;
}

// What is kept apart of it is read from the inventory.
static int
need_contents(
    struct lct_plan *p, const struct map *digests, struct parts_apart *ret, struct lct_err *err)
{
    struct ask *asks = arena_array(p->arena, digests->n, sizeof *asks);
    size_t n = 0;

    ret->arena = p->arena;
    if (!digests->n)
        return LCT_OK;
    map_each (it, digests)
        asks[n++] = ask_of(RECORD_BLOB, "digest", it->key);
    if (store_need(p->toolkit, err) < 0 || kept_answer(p->toolkit, p->arena, asks, n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        struct blob **found = asks[i].found;
        if (asks[i].n)
            map_put(&ret->texts, found[0]->digest, (void *)(uintptr_t)found[0]->content);
    }
    return LCT_OK;
}

static int
read_parts(struct lct_plan *p, const char *text, struct lct_err *err)
{
    _own_(map) struct map digests = { 0 };
    struct parts_apart contents = { 0 };
    int code;

    parts_not_in(text, &digests);
    code = need_contents(p, &digests, &contents, err);
    if (code == LCT_OK)
        code = parts_read(p->arena, text, &contents, &p->parts, err);
    map_done(&contents.texts);
    return code;
}

struct sets {
    struct lct_set *items;
    size_t n, cap;
};

static void
add_sets(struct sets *sets, const struct doc *d)
{
    for (size_t i = 0; i < doc_count(d); i++)
        vec_push(sets, ((struct lct_set){ d->keys[i]->text, doc_text(d->items[i], "") }));
    vec_push(sets, ((struct lct_set){ NULL, NULL }));
}

static int
read_plan(struct lct_plan *p, const struct cluster *c, struct lct_plan **ret, struct lct_err *err)
{
    const struct doc *args = parse(p->arena, c->plan_args);
    struct sets sets = { 0 };
    struct lct_plan_args how = { 0 };
    int code;

    add_sets(&sets, doc_get(args, "set"));
    how.set = sets.items;
    how.accept_substitutes = doc_get_bool(args, "accept_substitutes", false);
    if (c->plan_parts && read_parts(p, c->plan_parts, err) < 0) {
        lct_wrap(err, "the files that cluster %s keeps with its plan", c->name);
        lct_plan_free(p);
        return lct_hint(err, "give them anew: %s", ADVICE(CLUSTER_APPLY, c->name));
    }
    p->source = (struct doc_source){ arena_strdup(p->arena, c->plan_file ? c->plan_file : "plan"),
        arena_strdup(p->arena, c->plan_text), strlen(c->plan_text) };
    p->folder = doc_get_text(args, "folder", NULL);
    p->read = read_kept;
    p->kept = true;
    code = plan_finish(p, &how, ret, err);
    vec_done(&sets);
    return code;
}

int
plan_of_cluster(struct lct *t, const struct cluster *c, struct lct_plan **ret, struct lct_err *err)
{
    int code;

    *ret = NULL;
    if (!c->plan_text)
        return lct_fail(err, LCT_EFAILED, "the inventory has no plan of cluster %s", c->name);
    code = read_plan(plan_new(t), c, ret, err);
    if (code == LCT_EPLAN) {
        lct_fail(err, LCT_EPLAN, "the plan that cluster %s keeps has errors now:\n%s", c->name,
            lct_plan_problems(*ret));
        lct_plan_free(*ret);
        *ret = NULL;
        return lct_hint(err, "mend its file and give: %s", ADVICE(CLUSTER_APPLY, c->name));
    }
    if (code == LCT_OK)
        plan_counts_apply((*ret)->plan, parse((*ret)->arena, c->counts));
    return code;
}
