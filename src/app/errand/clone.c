// SPDX-License-Identifier: MIT
// A node's machine once more, as a Linode of no cluster.
#include <string.h>

#include "app/errand/errand.h"
#include "app/plans/doc.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "lct/node.h"
#include "step/kinds.h"

// Each step's subject is the source, which is busy meanwhile.
static struct step *
build(struct run *r, struct member *m, void *user)
{
    struct copy *c = user;
    static const struct step_kind *const kinds[] = { &machine_cloned, &machine_disowned,
        &machine_copied };
    struct step *last = NULL;

    c->member = m;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct step *s = graph_add(r->graph, kinds[i], m->node->label, c->label, "", c);
        step_needs(s, last);
        last = s;
    }
    return last;
}

static void
tell(struct lct_answer *answer, void *user)
{
    const struct copy *c = user;
    struct arena *a = answer->arena;
    struct doc *d;

    if (!c->id)
        return;
    d = doc_put(a, answer->root, "clone", doc_map(a));
    doc_put_string(a, d, "id", arena_strdup(a, c->id));
    doc_put_string(a, d, "label", arena_strdup(a, c->label));
    doc_put_string(a, d, "region", arena_strdup(a, c->member->node->region));
    doc_put_string(a, d, "type", arena_strdup(a, c->member->node->type));
}

static int
check_label(const char *label, struct lct_err *err)
{
    if (label_valid(label) && strlen(label) >= 3)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "a Linode cannot have the label '%s'", label);
    return lct_hint(err, "3 to 64 letters, digits and . _ -, a letter or digit first");
}

int
lct_node_clone(struct lct *t, const char *node, const char *label, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && label && ret);
    struct copy c = { .label = label };
    const struct errand e = { "clone", "is cloned", .build = build, .tell = tell, .user = &c };

    *ret = NULL;
    return check_label(label, err) < 0 ? err->code : errand_run(t, node, &e, watch, ret, err);
}

int
lct_node_clone_preview(struct lct *t, const char *node, const char *label, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, t && node && label && ret);
    _own_(arena) struct arena *a = arena_new();
    const struct catalogue *catalogue;
    const struct type *type;
    struct cluster *c;
    struct node *n;

    *ret = NULL;
    if (check_label(label, err) < 0 || node_need(t, a, node, &n, &c, err) < 0 ||
        catalogue_need(t, CATALOGUE_BEST, &catalogue, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct arena *to = answer->arena;
    doc_put(to, answer->root, "node", node_doc(to, n, c));
    doc_put_string(to, answer->root, "label", arena_strdup(to, label));
    type = catalogue_type(catalogue, n->type);
    doc_put(to, answer->root, "price",
        type ? price_doc(to,
                   (struct price){ type_hourly(type, n->region), type_monthly(type, n->region) })
             : doc_null(to));
    *ret = answer;
    return LCT_OK;
}
