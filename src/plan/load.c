// From text to a plan: syntax, schema, then every part in its own terms. All that is wrong is told
// at once.
#include "plan/load.h"

#include <stdio.h>
#include <string.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/vec.h"
#include "text/json.h"
#include "text/yaml.h"

#define DEFAULT_NAMES "{cluster}-{region}-{name}-{index:02}"

struct diag *
load_error(struct loading *l, const struct doc *at, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return diags_add(l->diags, DIAG_ERROR, at->pos, "%s", text);
}

const struct doc *
node_key(const struct loading *l, const struct doc *node, const char *key, const char *other)
{
    const struct doc *from[] = { node, l->defaults };

    for (size_t i = 0; i < 2; i++) {
        const struct doc *found = doc_get(from[i], key);
        if (!found && other)
            found = doc_get(from[i], other);
        if (found)
            return found;
    }
    return NULL;
}

const char *const *
load_texts(struct loading *l, const struct doc *d)
{
    size_t n = d && d->kind == DOC_LIST ? d->n : d ? 1 : 0;
    const char **texts = arena_array(l->arena, n + 1, sizeof *texts);

    for (size_t i = 0; i < n; i++)
        texts[i] = doc_text(d->kind == DOC_LIST ? d->items[i] : d, "");
    return texts;
}

static struct tmpl *
load_names(struct loading *l, const struct doc *at, const char *text)
{
    struct lct_err err = { 0 };
    struct tmpl *t = NULL;
    size_t offset;

    if (tmpl_parse(l->arena, text, &t, &offset, &err) < 0) {
        struct diag *item = load_error(l, at, "%s", err.text);
        item->pos.col += (unsigned)offset + at->quoted;
    }
    return t;
}

static void
load_expressions(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *labels = node_key(l, node, "nodenames", NULL);
    const struct doc *hosts = node_key(l, node, "hostnames", NULL);

    np->nodenames_pos = labels ? labels->pos : node->pos;
    np->hostnames_pos = hosts ? hosts->pos : np->nodenames_pos;
    np->nodenames_text = doc_text(labels, DEFAULT_NAMES);
    np->nodenames = load_names(l, labels ? labels : node, np->nodenames_text);
    np->hostnames_text = doc_text(hosts, np->nodenames_text);
    np->hostnames = hosts ? load_names(l, hosts, np->hostnames_text) : np->nodenames;
}

// How many items to load; a value that is no list has been told of already.
static size_t
list_count(const struct doc *d)
{
    return d && d->kind == DOC_LIST ? d->n : 0;
}

// Nodes without a name are "node", "node-2"...
static const char *
name_of(struct loading *l, const struct doc *node, unsigned *unnamed)
{
    const char *name = doc_get_text(node, "name", NULL);

    if (name)
        return name;
    return ++*unnamed == 1 ? "node" : arena_printf(l->arena, "node-%u", *unnamed);
}

static void
load_image(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *image = node_key(l, node, "image", "distribution");
    const struct doc *init = node_key(l, node, "init", NULL);

    if (!image)
        image = doc_get(init, "distribution");
    if (!image)
        image = doc_get(init, "image");
    np->image_text = doc_text(image, "linode/debian12");
    np->image_pos = image ? image->pos : node->pos;
}

static void
load_rules(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "firewall", NULL);
    struct rule_list rules = { 0 };

    if (d && d->kind != DOC_LIST)
        load_rule(l, d, &rules);
    for (size_t i = 0; i < list_count(d); i++)
        load_rule(l, doc_at(d, i), &rules);
    np->rules = arena_array(l->arena, rules.n, sizeof *np->rules);
    if (rules.n)
        memcpy(np->rules, rules.items, rules.n * sizeof *np->rules);
    np->n_rules = rules.n;
    vec_done(&rules);
}

static void
load_type(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *type = node_key(l, node, "type", NULL);
    const struct doc *kernel = node_key(l, node, "kernel", NULL);

    if (!type)
        load_error(l, node, "the key 'type' is missing");
    np->type_text = doc_text(type, "");
    np->type_pos = type ? type->pos : node->pos;
    np->kernel_text = doc_text(kernel, NULL);
    np->kernel_pos = kernel ? kernel->pos : node->pos;
}

static void
load_node(struct loading *l, const struct doc *node, struct node_plan *np, unsigned *unnamed)
{
    np->pos = node->pos;
    np->named = doc_get(node, "name") != NULL;
    np->name = name_of(l, node, unnamed);
    np->count = (unsigned)doc_integer(node_key(l, node, "count", NULL), 1);
    np->tags = load_texts(l, node_key(l, node, "tags", "tag"));
    np->private_ip = schema_bool(node_key(l, node, "private_ip", "private-ip"), true);
    np->watchdog = true; // the API takes another wish only after the create
    np->boot_on_create =
        schema_bool(doc_get(node_key(l, node, "init", NULL), "boot-on-create"), true);
    load_type(l, node, np);
    load_image(l, node, np);
    load_expressions(l, node, np);
    load_users(l, node, np);
    load_steps(l, node, np);
    load_rules(l, node, np);
}

static void
load_region(struct loading *l, const struct doc *region, struct region_plan *rp)
{
    const struct doc *nodes = doc_get(region, "nodes");
    const struct doc *where = doc_get(region, "region");
    unsigned unnamed = 0;

    rp->region_text = doc_text(where, "");
    rp->pos = where ? where->pos : region->pos;
    rp->counters = load_texts(l, doc_get(region, "counters"));
    rp->n_nodes = list_count(nodes);
    rp->nodes = arena_array(l->arena, rp->n_nodes, sizeof *rp->nodes);
    for (size_t i = 0; i < rp->n_nodes; i++)
        load_node(l, doc_at(nodes, i), &rp->nodes[i], &unnamed);
}

static void
load_access(struct loading *l)
{
    const struct doc *access = doc_get(l->top, "access");
    size_t n = access && access->kind == DOC_LIST ? access->n : access ? 1 : 0;

    l->plan->access = load_texts(l, access);
    for (size_t i = 0; i < n; i++) {
        const struct doc *item = access->kind == DOC_LIST ? access->items[i] : access;
        struct cidr c;
        if (!cidr_parse(doc_text(item, ""), false, &c) && !str_eq(doc_text(item, ""), "any"))
            diag_hint(l->diags,
                load_error(l, item, "'%s' is no address and no CIDR", doc_text(item, "")),
                "use for example 203.0.113.0/24 or 2001:db8::/32");
    }
    if (n == 1 && str_eq(l->plan->access[0], "any"))
        l->plan->access = load_texts(l, NULL);
}

static void
load_hosts(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "hosts"), *scope = doc_get(d, "scope");
    bool on = !d || d->kind == DOC_MAP || schema_bool(d, true);
    struct plan_hosts *h = &l->plan->hosts;

    h->private_names = on && schema_bool(doc_get(d, "private"), true);
    h->public_names = on && schema_bool(doc_get(d, "public"), true);
    h->scope = str_eq(doc_text(scope, ""), "cluster") ? load_texts(l, NULL) : load_texts(l, scope);
    h->pos = scope ? scope->pos : l->top->pos;
}

static void
load_plan(struct loading *l)
{
    const struct doc *regions = doc_get(l->top, "regions");
    struct plan *p = l->plan;

    p->name = doc_get_text(l->top, "name", "");
    p->counters = load_texts(l, doc_get(l->top, "counters"));
    p->accept_substitutes = str_eq(doc_get_text(l->top, "substitutes", ""), "accept");
    load_access(l);
    load_hosts(l);
    p->n_regions = list_count(regions);
    p->regions = arena_array(l->arena, p->n_regions, sizeof *p->regions);
    for (size_t i = 0; i < p->n_regions; i++)
        load_region(l, doc_at(regions, i), &p->regions[i]);
}

static int
parse_text(struct arena *a, const struct doc_source *src, struct diags *diags, struct doc **ret,
    struct lct_err *err)
{
    struct doc_pos pos = { 0 };
    size_t blank = 0;
    int code;

    while (blank < src->len && strchr(" \t\r\n", src->text[blank]))
        blank++;
    // JSON is YAML but for a few escapes; what YAML then says of broken JSON has its place.
    if (blank < src->len && src->text[blank] == '{' &&
        json_parse(a, src->text, src->len, YAML_MAX_BYTES, true, ret, NULL) == LCT_OK)
        return LCT_OK;
    code = yaml_parse(a, src->text, src->len, ret, &pos, err);

    if (code == LCT_OK && (*ret)->kind == DOC_NULL)
        code = lct_fail(err, LCT_EPLAN, "the plan is empty");
    if (code == LCT_OK)
        return LCT_OK;
    diags_add(diags, DIAG_ERROR, pos, "%s", err->text);
    return LCT_EPLAN;
}

static int
conclude(const struct diags *diags, struct lct_err *err)
{
    if (!diags->n_errors)
        return LCT_OK;
    return lct_fail(err, LCT_EPLAN, "the plan has %zu %s", diags->n_errors,
        diags->n_errors == 1 ? "error" : "errors");
}

int
plan_load(struct arena *a, const struct doc_source *src, const struct load_args *args,
    struct diags *diags, struct plan **ret, struct lct_err *err)
{
    struct loading l = { .arena = a, .diags = diags, .args = args };
    char digest[DIGEST_TEXT];
    struct doc *top = NULL;

    *ret = NULL;
    if (parse_text(a, src, diags, &top, err) < 0)
        return conclude(diags, err);
    for (size_t i = 0; i < args->n_params; i++)
        diag_hint(diags,
            diags_add(diags, DIAG_ERROR, top->pos, "the plan has no parameter '%s'",
                args->params[i].name),
            "parameters come with the whole plan language");
    // What the schema finds does not hide what comes after: loading takes any tree.
    schema_check(&plan_schema, top, diags);
    l.plan = ARENA_NEW(a, struct plan);
    l.plan->arena = a;
    l.plan->source = *src;
    l.top = top;
    l.defaults = doc_get(top, "defaults");
    l.user_sets = doc_get(top, "users");
    if (l.user_sets && l.user_sets->kind != DOC_MAP)
        l.user_sets = NULL;
    buf_add(&l.digest, src->text, src->len);
    load_plan(&l);
    check_plan(&l);
    l.plan->digest = arena_strdup(a, digest_text(buf_str(&l.digest), l.digest.len, digest));
    buf_done(&l.digest);
    *ret = diags->n_errors ? NULL : l.plan;
    return conclude(diags, err);
}
