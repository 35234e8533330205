// Creating a cluster, and continuing a creation that ended early: the same way, taken again.
#include <stdio.h>
#include <stdlib.h>

#include "app/inventory.h"
#include "app/run.h"
#include "app/want.h"
#include "base/mem.h"
#include "base/str.h"

#define SLUG_MAX 24

static const char *
slug_of(struct arena *a, const char *name)
{
    const char *slug = str_slug(a, name, SLUG_MAX);

    // A label begins with a letter.
    return slug[0] >= 'a' && slug[0] <= 'z' ? slug : arena_printf(a, "c%s", slug);
}

static int
check_name(const char *name, struct lct_err *err)
{
    size_t n = strlen(name);

    if (!n || n > 128 || !str_utf8(name, n))
        return lct_fail(err, LCT_EUSAGE, "a cluster's name has 1 to 128 characters");
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '/' || *p == 127)
            return lct_fail(
                err, LCT_EUSAGE, "a cluster's name has no '/' and no control characters");
    return LCT_OK;
}

static struct cluster *
new_cluster(struct lct *t, struct arena *a, const char *name, const char *app_id)
{
    struct cluster *c = ARENA_NEW(a, struct cluster);

    uuid_new(c->uuid);
    c->context_app = t->context.app;
    c->context_customer = t->context.customer;
    c->name = arena_strdup(a, name);
    c->app_id = app_id ? arena_strdup(a, app_id) : NULL;
    c->slug = slug_of(a, name);
    c->state = STATE_CREATING;
    c->created_ms = clock_real.wall_ms(&clock_real);
    return c;
}

static void
set_plan(struct cluster *c, const struct lct_plan *p)
{
    c->plan_name = p->plan->name;
    c->plan_text = p->source.text;
    c->plan_file = p->source.name;
    c->plan_digest = p->plan->digest;
}

// Nothing was made of it yet: a creation that failed early may be begun again with another plan.
static bool
is_empty(struct run *r)
{
    struct lct *t = r->t;
    struct node **nodes;
    size_t n = 1;

    t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
        r->cluster->uuid, &nodes, &n, NULL);
    return n == 0;
}

// The cluster with this very name, or a new one. One with another plan is not touched.
static int
find_or_make(struct run *r, const char *name, const char *app_id, const struct lct_plan *p,
    bool *is_new, struct lct_err *err)
{
    int code = cluster_need(r->t, r->arena, name, &r->cluster, err);

    *is_new = code == LCT_ENOTFOUND || (code == LCT_OK && !str_eq(r->cluster->name, name));
    if (*is_new) {
        *err = (struct lct_err){ 0 };
        r->cluster = new_cluster(r->t, r->arena, name, app_id);
        set_plan(r->cluster, p);
        return LCT_OK;
    }
    if (code != LCT_OK)
        return code;
    if (str_eq(r->cluster->plan_digest, p->plan->digest) || is_empty(r)) {
        set_plan(r->cluster, p);
        return LCT_OK;
    }
    lct_fail(err, LCT_EEXISTS, "there is a cluster %s already, of another plan", name);
    return lct_hint(err, "choose another name, or delete it: linodetool cluster delete '%s'", name);
}

// The new cluster and its root secret are durable before anything else is done in its name.
static int
secure_identity(struct run *r, bool is_new, struct lct_err *err)
{
    struct store *store = r->t->store;

    if (is_new && (store->ops->cluster_put(store, r->cluster, err) < 0 ||
                      store->ops->commit_now(store, err) < 0))
        return err->code;
    if (run_lease(r, err) < 0)
        return err->code;
    return keys_open(r->t, r->arena, r->cluster, true, &r->keys, err);
}

static int
prepare_node(struct run *r, struct member *m, const struct change *c, struct lct_err *err)
{
    m->node = c->node;
    m->np = c->np;
    m->region = c->rp ? c->rp->region : NULL;
    if (c->kind == CHANGE_DELETE) {
        m->leaving = true;
        return LCT_OK;
    }
    if (keys_host(&r->keys, r->arena, m->node, &m->host_key, &m->node->host_key, err) < 0)
        return err->code;
    if (c->kind == CHANGE_KEEP)
        return LCT_OK;
    if (c->kind == CHANGE_CREATE)
        m->node->created_ms = clock_real.wall_ms(&clock_real);
    m->failed_before = m->node->state == STATE_FAILED;
    if (m->failed_before)
        m->node->state = m->node->linode_id ? STATE_CREATED : STATE_CREATING;
    return member_save(m, err);
}

static int
hooks_done(struct run *r, struct map *done, struct lct_err *err)
{
    struct fact *facts;
    size_t n;

    if (r->t->store->ops->fact_list(r->t->store, r->arena, r->cluster->uuid, &facts, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (str_starts(facts[i].key, "hook:")) {
            _own_(free) char *key = mem_printf("%s %s", facts[i].node, facts[i].key + 5);
            map_put(done, key, done);
        }
    return LCT_OK;
}

static int
build(struct run *r, const struct want *w, const struct lct_plan *p, struct lct_err *err)
{
    struct member *members = run_members(r, w->n_changes);
    _own_(map) struct map done = { 0 };

    r->world.plan = p->plan;
    for (size_t i = 0; i < w->n_changes; i++)
        if (prepare_node(r, &members[i], &w->changes[i], err) < 0)
            return err->code;
    world_init(&r->world);
    if (hooks_done(r, &done, err) < 0)
        return err->code;
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, w->changes, w->n_changes, &done, err);
}

static const char *
summarise(const struct run *r)
{
    size_t good = 0, bad = 0;

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct member *m = &r->world.members[i];
        bool ready = m->node->state == STATE_STARTED ||
                     (m->np && !m->np->boot_on_create && m->node->state == STATE_CREATED);
        good += ready;
        bad += !ready && !m->leaving;
    }
    if (bad)
        return arena_printf(
            r->arena, "%zu of %zu nodes are ready, %zu are not", good, good + bad, bad);
    return arena_printf(r->arena, "%zu %s ready", good, good == 1 ? "node is" : "nodes are");
}

static int
create(struct run *r, const char *name, const char *app_id, const struct lct_plan *plan,
    struct lct_err *err)
{
    struct want_args args = { .arena = r->arena, .by_tag = &r->by_tag, .by_label = &r->by_label };
    struct want want = { 0 };
    bool is_new;

    if (find_or_make(r, name, app_id, plan, &is_new, err) < 0 ||
        secure_identity(r, is_new, err) < 0 || run_observe(r, err) < 0)
        return err->code;
    args.cluster = r->cluster;
    if (want_make(r->t, plan->plan, &args, &want, err) < 0 || build(r, &want, plan, err) < 0 ||
        run_record(r, "create", plan, err) < 0 || run_graph(r, err) < 0)
        return err->code;
    return run_conclude(r, STATE_STARTED, summarise(r), err);
}

int
lct_cluster_create(struct lct *t, const char *name, const char *app_id, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    struct run r;
    int code;

    *ret = NULL;
    *err = (struct lct_err){ 0 };
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    if (check_name(name, err) < 0)
        return err->code;
    code = run_begin(&r, t, watch, err);
    if (code == LCT_OK)
        code = run_connect(&r, err);
    if (code == LCT_OK)
        code = create(&r, name, app_id, plan, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

static struct doc *
change_doc(struct arena *a, const struct change *c)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "action", change_name(c->kind));
    doc_put_string(a, d, "node", c->node->name);
    doc_put_string(a, d, "label", c->node->label);
    doc_put_string(a, d, "group", c->node->group);
    doc_put_string(a, d, "region", c->node->region);
    doc_put_string(a, d, "type", c->np ? c->np->type->id : c->node->type);
    doc_put_string(a, d, "image", c->np ? c->np->image->id : c->node->image);
    doc_put_string(a, d, "reason", c->reason);
    return d;
}

static void
put_changes(struct lct_answer *answer, const struct want *w)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "changes", doc_list(a));
    struct doc *summary = doc_put(a, answer->root, "summary", doc_map(a));
    int64_t counts[CHANGE_DELETE + 1] = { 0 };

    for (size_t i = 0; i < w->n_changes; i++) {
        doc_add(a, list, change_doc(a, &w->changes[i]));
        counts[w->changes[i].kind]++;
    }
    for (int k = CHANGE_CREATE; k <= CHANGE_DELETE; k++)
        doc_put_int(a, summary, change_name((enum change_kind)k), counts[k]);
}

static void
put_price(struct lct_answer *answer, const struct plan *p)
{
    struct arena *a = answer->arena;
    struct doc *price = doc_put(a, answer->root, "price", doc_map(a));
    double hourly, monthly;

    plan_price(p, &hourly, &monthly);
    doc_put(a, price, "hourly", doc_real(a, hourly));
    doc_put(a, price, "monthly", doc_real(a, monthly));
}

// By the limits known without asking: what the rate of creates allows.
static int64_t
estimate(struct lct *t, const struct want *w)
{
    struct linode_conf conf = { .url = t->url, .mode = CLOUD_READ };
    struct cloud *cloud;
    size_t creates = 0;
    int64_t ms = 0;

    for (size_t i = 0; i < w->n_changes; i++)
        creates += w->changes[i].kind == CHANGE_CREATE;
    if (!creates || linode_open(t->loop, &conf, &cloud, NULL) < 0)
        return 0;
    if (cloud->ops->estimate_ms)
        ms = cloud->ops->estimate_ms(cloud, "machine.create", creates);
    cloud->ops->close(cloud);
    return ms;
}

int
lct_cluster_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(secret) struct secret *token = NULL;
    struct want_args args = { .arena = a, .provisional = true };
    struct want want = { 0 };
    struct cluster *cluster = NULL;

    *err = (struct lct_err){ 0 };
    if (token_find(t, &token, NULL, err) < 0) // said before anybody is asked to agree
        return err->code;
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    if (check_name(name, err) < 0)
        return err->code;
    int code = cluster_need(t, a, name, &cluster, err);
    if (code == LCT_ENOTFOUND) {
        *err = (struct lct_err){ 0 };
        cluster = new_cluster(t, a, name, NULL);
    } else if (code != LCT_OK) {
        return code;
    }
    args.cluster = cluster;
    if (want_make(t, plan->plan, &args, &want, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    put_changes(answer, &want);
    put_price(answer, plan->plan);
    doc_put_int(answer->arena, answer->root, "estimate_ms", estimate(t, &want));
    *ret = answer;
    return LCT_OK;
}
