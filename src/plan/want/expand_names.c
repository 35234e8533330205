// SPDX-License-Identifier: MIT
// Names of nodes by the plan's expressions; each counter is drawn once a node, however many of them
// name it.
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "plan/want/expand.h"
#include "text/json.h"

#define MOST_DRAWS 65536 // bytes of JSON

// What placeholders of one node stand for.
struct naming {
    const struct expansion *x;
    const struct desired *d;
    struct doc *draws;
    bool missing; // a number that a node which exists never drew
};

static const char *
draw_counter(struct naming *nm, const char *name)
{
    const struct expansion *x = nm->x;
    const struct doc *drawn = doc_get(nm->draws, name);
    const char *key = name;

    if (!drawn && !nm->d->is_new) {
        nm->missing = true;
        return "";
    }
    if (!drawn) {
        if (!texts_have(x->plan->counters, name))
            key = arena_printf(x->arena, "%s/%s", nm->d->rp->region->id, name);
        drawn = doc_put(
            x->arena, nm->draws, name, doc_int(x->arena, x->args->draw(x->args->user, key)));
    }
    return arena_printf(x->arena, "%lld", (long long)doc_integer(drawn, 0));
}

static const char *
placeholder(void *user, const char *name)
{
    struct naming *nm = user;
    const struct desired *d = nm->d;

    if (str_eq(name, "cluster"))
        return nm->x->args->cluster_slug;
    if (str_eq(name, "region"))
        return d->rp->region->id;
    if (str_eq(name, "name"))
        return d->np->name;
    if (str_eq(name, "index"))
        return arena_printf(nm->x->arena, "%u", d->node->index);
    if (texts_have(nm->x->plan->counters, name) || texts_have(d->rp->counters, name))
        return draw_counter(nm, name);
    return NULL;
}

// Leaves *ret alone where there is no expression, or where a node that exists lacks its numbers.
static int
render(struct naming *nm, const struct tmpl *t, const char **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    nm->missing = false;
    if (!t)
        return LCT_OK;
    if (tmpl_render(t, placeholder, nm, &text, err) < 0)
        return lct_wrap(err, "naming a node of %s", nm->d->np->name);
    if (!nm->missing)
        *ret = arena_strdup(nm->x->arena, buf_str(&text));
    return LCT_OK;
}

// The display group is a tag, too.
static void
add_tags(struct arena *a, struct desired *d)
{
    size_t n = 0;

    d->tags = d->np->tags;
    if (!d->display_group || texts_have(d->tags, d->display_group))
        return;
    while (d->tags[n])
        n++;
    const char **tags = arena_array(a, n + 2, sizeof *tags);
    memcpy(tags, d->tags, n * sizeof *tags);
    tags[n] = d->display_group;
    d->tags = tags;
}

static struct doc *
drawn_before(struct arena *a, const struct node *n)
{
    struct doc *d = NULL;

    if (!n->draws ||
        json_parse(a, n->draws, strlen(n->draws), MOST_DRAWS, false, &d, ERR_IGNORED) < 0 ||
        d->kind != DOC_MAP)
        return doc_map(a);
    return d;
}

// The names that the plan may change while the node lives.
static int
render_rest(struct naming *nm, struct desired *d, struct lct_err *err)
{
    const struct node_plan *np = d->np;
    struct node *node = d->node;

    if (!np->publicfqdn)
        node->public_fqdn = NULL;
    if (!np->privatefqdn)
        node->private_fqdn = NULL;
    if (render(nm, np->publicfqdn, &node->public_fqdn, err) < 0 ||
        render(nm, np->privatefqdn, &node->private_fqdn, err) < 0 ||
        render(nm, np->rdns, &d->rdns, err) < 0 ||
        render(nm, np->group_expr, &d->display_group, err) < 0)
        return err->code;
    add_tags(nm->x->arena, d);
    return LCT_OK;
}

int
expand_names(const struct expansion *x, struct desired *d, struct lct_err *err)
{
    struct naming nm = { .x = x, .d = d };
    struct node *node = d->node;
    _own_(buf) struct buf draws = { 0 };

    if (!d->is_new) {
        nm.draws = drawn_before(x->arena, node);
        return render_rest(&nm, d, err);
    }
    nm.draws = doc_map(x->arena);
    if (render(&nm, d->np->nodenames, &node->label, err) < 0 ||
        render(&nm, d->np->hostnames, &node->name, err) < 0 || render_rest(&nm, d, err) < 0)
        return err->code;
    json_print(&draws, nm.draws, JSON_COMPACT);
    node->draws = arena_strdup(x->arena, buf_str(&draws));
    return LCT_OK;
}
