// SPDX-License-Identifier: MIT
// Taking Linodes that others made into a cluster: what there is is written down, as inventory and
// as a plan. Nothing of them changes before that plan is applied.
#include <stdio.h>
#include <string.h>

#include "app/import/import.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "lct/cluster.h"
#include "model/login.h"

// ---- the plan

static int
fail_plan(const struct lct_plan *plan, struct lct_err *err)
{
    const char *problems = plan ? lct_plan_problems(plan) : "";
    struct lct_err told = *err;

    lct_fail(err, LCT_EPLAN, "no plan can say what is there: %.*s", (int)strcspn(problems, "\n"),
        *problems ? problems : told.text);
    return lct_hint(err, "leave that Linode out, and import the others");
}

static int
describe(struct importing *x, const char *name, struct lct_err *err)
{
    struct run *r = x->run;
    const char *slug = str_slug(r->arena, name, 24),
               *text = import_describe(x, *slug ? slug : "imported");

    if (lct_plan_text(r->t, text, strlen(text), "plan.yaml", NULL, &x->plan, err) < 0 ||
        lct_plan_ready(x->plan, err) < 0)
        return fail_plan(x->plan, err);
    return LCT_OK;
}

// A name that was begun, and has nothing yet, is free.
static int
find_cluster(struct importing *x, const char *name, bool *is_new, struct lct_err *err)
{
    struct run *r = x->run;
    int code = cluster_need(r->t, r->arena, name, &r->cluster, err);

    *is_new = code == LCT_ENOTFOUND;
    if (code == LCT_OK && run_is_empty(r))
        return LCT_OK;
    if (code == LCT_OK) {
        lct_fail(err, LCT_EEXISTS, "there is a cluster %s already", name);
        return lct_hint(err, "choose another name");
    }
    if (!*is_new)
        return code;
    *err = (struct lct_err){ 0 };
    if (cluster_name_check(name, err) < 0)
        return err->code;
    r->cluster = cluster_new(r->t, r->arena, name, NULL);
    r->cluster->state = STATE_CREATED;
    return LCT_OK;
}

static int
look(struct importing *x, const char *name, bool *is_new, struct lct_err *err)
{
    if (find_cluster(x, name, is_new, err) < 0 || import_choose(x, err) < 0 ||
        import_host_keys(x, err) < 0)
        return err->code;
    return describe(x, name, err);
}

// ---- the inventory

static struct node *
node_of(const struct importing *x, const struct imported *one, const char *login)
{
    struct run *r = x->run;
    const struct machine *m = one->machine;
    const struct node_plan *np = plan_node_plan(x->plan->plan, m->region, one->group);
    struct node *n = ARENA_NEW(r->arena, struct node);

    *n = (struct node){ .generation = 1,
        .group = one->group,
        .index = one->index,
        .region = m->region,
        .type = m->type,
        .image = np->image->id,
        .name = one->name,
        .label = m->label,
        .tags = np->tags,
        .state = STATE_CREATED,
        .cloud_id = m->id,
        .booted = true,
        .host_key = one->host_keys,
        .login = login,
        .rebuilt = m->rebuilt,
        .public_ipv4 = m->public_ipv4,
        .private_ipv4 = m->private_ipv4,
        .ipv6 = m->ipv6,
        .created_ms = loop_wall_ms(r->t->loop) };
    uuid_new(loop_random(r->t->loop), n->uuid);
    memcpy(n->cluster, r->cluster->uuid, sizeof n->cluster);
    return n;
}

static void
keep_volume(struct importing *x, const struct imported *one, size_t i)
{
    struct run *r = x->run;
    const struct thing *t = one->volumes[i];
    struct resource kept = { .noun = NOUN_VOLUME,
        .name = arena_printf(r->arena, "%s/%s", one->name, import_volume_name(r->arena, one, i)),
        .label = t->label,
        .region = t->region,
        .cloud_id = t->id,
        .traits = t->traits,
        .state = STATE_CREATED,
        .size_gb = t->size_gb,
        .former = "",
        .created_ms = loop_wall_ms(r->t->loop) };

    kept.updated_ms = kept.created_ms;
    uuid_new(loop_random(r->t->loop), kept.uuid);
    memcpy(kept.cluster, r->cluster->uuid, sizeof kept.cluster);
    ledger_put(r->ledger, RECORD_RESOURCE, &kept);
}

// Those to come go on behind the highest.
static void
keep_numbers(struct importing *x)
{
    struct run *r = x->run;
    _own_(map) struct map highest = { 0 };

    for (size_t i = 0; i < x->n; i++) {
        const struct imported *one = &x->items[i];
        const char *key = arena_printf(r->arena, "#%s/%s", one->machine->region, one->group);
        if (one->index > (uintptr_t)map_get(&highest, key))
            map_put(&highest, key, (void *)(uintptr_t)one->index);
    }
    map_each (it, &highest)
        batch_draw(ledger_batch(r->ledger), r->cluster->uuid, it->key, 1, (intptr_t)it->value);
}

static void
keep_all(struct importing *x)
{
    struct run *r = x->run;
    const struct lct_import_args *args = x->args;
    const struct login login = { args->login ? args->login : "root", args->identity };
    const char *text = login_text(r->arena, &login);
    struct member *members = run_members(r, x->n);

    for (size_t i = 0; i < x->n; i++) {
        members[i].node = node_of(x, &x->items[i], text);
        member_save(&members[i]);
        for (size_t k = 0; k < x->items[i].n_volumes; k++)
            keep_volume(x, &x->items[i], k);
    }
    world_init(&r->world);
    keep_numbers(x);
}

static int
check_identity(const struct lct_import_args *args, struct lct_err *err)
{
    if (str_empty(args->identity) || str_empty(args->known_hosts))
        return lct_fail(err, LCT_EUSAGE, "a private key and a known_hosts file are needed");
    if (args->login && (!*args->login || strpbrk(args->login, " \t\n/:")))
        return lct_fail(err, LCT_EUSAGE, "'%s' is no user's name", args->login);
    return LCT_OK;
}

// ---- both

static struct lct_answer *
answer_of(const struct importing *x)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *list;

    doc_put_string(a, answer->root, "cluster", x->run->cluster->name);
    doc_put_string(a, answer->root, "plan", x->plan->source.text);
    list = doc_put(a, answer->root, "nodes", doc_list(a));
    for (size_t i = 0; i < x->n; i++) {
        const struct imported *one = &x->items[i];
        struct doc *d = doc_add(a, list, machine_doc(a, one->machine)), *volumes;
        doc_put_string(a, d, "group", one->group);
        doc_put_string(a, d, "name", one->name);
        volumes = doc_put(a, d, "volumes", doc_list(a));
        for (size_t k = 0; k < one->n_volumes; k++)
            doc_add(a, volumes, doc_string(a, one->volumes[k]->label));
    }
    return answer;
}

static int
keep(struct importing *x, bool is_new, struct lct_err *err)
{
    struct run *r = x->run;

    plan_keep(r->arena, r->cluster, x->plan, ledger_batch(r->ledger));
    if ((is_new && run_found(r, err) < 0) || run_lease(r, err) < 0 ||
        keys_open(r->t, r->arena, r->cluster, true, &r->keys, err) < 0)
        return err->code;
    keep_all(x);
    if (run_record(r, "import", NULL, err) < 0)
        return err->code;
    return run_conclude(r, STATE_CREATED,
        arena_printf(
            r->arena, "%zu %s in the inventory", x->n, x->n == 1 ? "Linode is" : "Linodes are"),
        err);
}

static int
import(struct lct *t, const char *name, const struct lct_import_args *args, bool keeps,
    struct lct_answer **ret, struct lct_err *err)
{
    struct run r;
    struct importing x = { .run = &r, .args = args };
    bool is_new = false;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK && (code = check_identity(args, err)) == LCT_OK &&
        (code = run_connect_to_read(&r, err)) == LCT_OK)
        code = look(&x, name, &is_new, err);
    if (code == LCT_OK && keeps)
        code = keep(&x, is_new, err);
    if (code == LCT_OK)
        *ret = answer_of(&x);
    lct_plan_free(x.plan);
    run_done(&r);
    return code;
}

int
lct_cluster_import_preview(struct lct *t, const char *name, const struct lct_import_args *args,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && args && ret);
    return import(t, name, args, false, ret, err);
}

int
lct_cluster_import(struct lct *t, const char *name, const struct lct_import_args *args,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && args && ret);
    return import(t, name, args, true, ret, err);
}
