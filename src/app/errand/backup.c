// SPDX-License-Identifier: MIT
// Backups of a node's machine: listed, taken, restored.
#include "app/errand/errand.h"
#include "app/plans/doc.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "lct/node.h"
#include "step/kinds.h"

static struct step *
add(struct run *r, const struct step_kind *kind, struct saving *b, struct step *before)
{
    struct step *s = graph_add(r->graph, kind, b->member->node->label, NULL, "", b);

    step_needs(s, before);
    return s;
}

// ---- list

struct looking {
    struct arena *arena; // of the answer
    struct doc *list;
    struct lct_err err;
    bool done;
};

static void
listed(void *user, const struct lct_err *err, const struct backup *backups, size_t n)
{
    struct looking *k = user;

    k->err = *err;
    for (size_t i = 0; i < n; i++)
        doc_add(k->arena, k->list, record_doc(k->arena, backup_record, &backups[i]));
    k->done = true;
}

static struct doc *
price_of_backups(struct lct *t, struct arena *a, const struct node *n)
{
    const struct catalogue *c;
    const struct type *type = NULL;

    if (catalogue_need(t, CATALOGUE_BEST, &c, ERR_IGNORED) == LCT_OK)
        type = catalogue_type(c, n->type);
    if (!type)
        return doc_null(a);
    return price_doc(a, (struct price){ tariff_hourly(&type->backups, n->region),
                            tariff_monthly(&type->backups, n->region) });
}

static int
list(struct run *r, const char *name, struct lct_answer *answer, struct lct_err *err)
{
    struct arena *a = answer->arena;
    struct looking k = { .arena = a };
    struct node *n;

    if (node_need(r->t, r->arena, name, &n, &r->cluster, err) < 0 ||
        run_connect_to_read(r, err) < 0 || run_observe(r, err) < 0 || errand_machine(r, n, err) < 0)
        return err->code;
    doc_put(a, answer->root, "node", node_doc(a, n, r->cluster));
    doc_put_bool(a, answer->root, "enabled", n->seen->backups);
    doc_put(a, answer->root, "price", price_of_backups(r->t, a, n));
    k.list = doc_put(a, answer->root, "backups", doc_list(a));
    r->cloud->ops->backups->list(r->cloud, n->cloud_id, listed, &k);
    loop_run(r->t->loop, &k.done);
    *err = k.err;
    return err->code;
}

int
lct_node_backup_list(struct lct *t, const char *node, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    struct lct_answer *answer = answer_new();
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = list(&r, node, answer, err);
    run_done(&r);
    if (code == LCT_OK)
        *ret = answer;
    else
        lct_answer_free(answer);
    return code;
}

// ---- take

static int
check_enabled(const struct node *n, void *user, struct lct_err *err)
{
    struct saving *b = user;

    if (!b->label)
        b->label = n->label;
    b->enables = b->enables && !n->seen->backups;
    if (n->seen->backups || b->enables)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "Linode %s of node %s has no backups", n->cloud_id, n->label);
    return lct_hint(err, "enabling them costs by the month: say that you want it");
}

static struct step *
build_take(struct run *r, struct member *m, void *user)
{
    struct saving *b = user;
    struct step *last = NULL;

    b->member = m;
    if (b->enables)
        last = graph_add(r->graph, &backup_enabled, m->node->label, NULL, "", m);
    return add(r, &backup_complete, b, add(r, &backup_made, b, last));
}

static void
tell(struct lct_answer *answer, void *user)
{
    const struct saving *b = user;
    struct arena *a = answer->arena;
    struct doc *d = b->id ? doc_put(a, answer->root, "backup", doc_map(a)) : NULL;

    if (!d)
        return;
    doc_put_string(a, d, "id", arena_strdup(a, b->id));
    doc_put_string(a, d, "label", b->label ? arena_strdup(a, b->label) : NULL);
}

int
lct_node_backup_take(struct lct *t, const char *node, const char *label, bool enable,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    struct saving b = { .label = label, .enables = enable };
    const struct errand e = { "backup", "is backed up", .check = check_enabled, .build = build_take,
        .tell = tell, .user = &b };

    return errand_run(t, node, &e, watch, ret, err);
}

// ---- restore

// One that is not restored boots all the same.
static struct step *
build_restore(struct run *r, struct member *m, void *user)
{
    struct saving *b = user;
    struct step *last = errand_step(r, &machine_stopped, m, NULL);

    b->member = m;
    last = add(r, &backup_restored, b, add(r, &backup_restore, b, last));
    return errand_boot(r, m, last, true);
}

int
lct_node_backup_restore(struct lct *t, const char *node, const char *backup,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && backup && ret);
    struct saving b = { .id = backup };
    const struct errand e = { "restore", "is restored", .returns = true, .build = build_restore,
        .tell = tell, .user = &b };

    return errand_run(t, node, &e, watch, ret, err);
}
