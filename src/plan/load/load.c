// SPDX-License-Identifier: MIT
// From text to a plan: syntax, schema, then every part in its own terms. All that is wrong is told
// at once.
#include "plan/load/load.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/json.h"
#include "text/yaml.h"

#define NAME_MOST 128

static void
load_access(struct loading *l)
{
    const struct doc *access = doc_get(l->top, "access");
    size_t n = load_count(access);

    l->plan->access = load_texts(l, access);
    if (access)
        l->plan->access_pos = access->pos;
    for (size_t i = 0; i < n; i++) {
        const struct doc *item = load_item(access, i);
        const char *text = doc_text(item, ""), *hint, *fault;
        struct cidr c;
        if (str_eq(text, "any") && n > 1)
            load_error(l, item, "any leaves nothing for the others");
        if (!str_eq(text, "any") && (fault = load_cidr(l, text, &c, &hint)))
            diag_hint(l->diags, load_error(l, item, "'%s' %s", text, fault), "%s",
                hint ? hint : "use for example 203.0.113.0/24 or 2001:db8::/32");
    }
    if (n == 1 && str_eq(l->plan->access[0], "any"))
        l->plan->access = load_texts(l, NULL);
}

static const struct doc *
map_or_null(const struct doc *d)
{
    return d && d->kind == DOC_MAP ? d : NULL;
}

static void
find_sets(struct loading *l)
{
    l->defaults = doc_get(l->top, "defaults");
    l->user_sets = map_or_null(doc_get(l->top, "users"));
    l->group_sets = map_or_null(doc_get(l->top, "groups"));
    l->storage_sets = map_or_null(doc_get(l->top, "storageplans"));
    l->rule_sets = map_or_null(doc_get(l->top, "firewall"));
}

static void
check_plan_name(struct loading *l)
{
    const char *name = l->plan->name;
    bool printable = true;

    for (const char *c = name; *c; c++)
        printable &= (unsigned char)*c >= ' ' && *c != 127;
    if (!printable || utf8_count(name) > NAME_MOST)
        load_error(l, doc_get(l->top, "name"),
            "a plan's name has at most %d characters, all of them visible", NAME_MOST);
}

static void
load_plan(struct loading *l)
{
    struct plan *p = l->plan;

    p->name = doc_get_text(l->top, "name", "");
    check_plan_name(l);
    p->description = doc_get_text(l->top, "description", NULL);
    p->counters = load_texts(l, doc_get(l->top, "counters"));
    p->counters_pos = load_places(l, doc_get(l->top, "counters"));
    p->accept_substitutes = str_eq(doc_get_text(l->top, "substitutes", ""), "accept");
    find_sets(l);
    load_depends(l);
    load_named_ports(l);
    load_access(l);
    load_networks(l);
    load_storage_plans(l);
    load_regions(l);
    load_hosts(l);
    load_dns(l);
    load_order(l);
    load_cluster_hooks(l);
    load_limits(l);
    load_ports_unused(l);
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
        json_parse(a, src->text, src->len, YAML_MAX_BYTES, true, ret, ERR_IGNORED) == LCT_OK)
        return LCT_OK;
    code = yaml_parse(a, src->text, src->len, ret, &pos, err);

    if (code == LCT_OK && (*ret)->kind == DOC_NULL)
        code = lct_fail(err, LCT_EPLAN, "the plan is empty");
    if (code == LCT_OK)
        return LCT_OK;
    struct diag *item = diags_add(diags, DIAG_ERROR, pos, "%s", err->text);
    if (err->hint[0])
        diag_hint(diags, item, "%s", err->hint);
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

// What was noted as not carried out yet becomes part of the plan: creating refuses it by name.
static void
collect_later(struct loading *l)
{
    VEC(struct plan_later) later = { 0 };

    for (size_t i = 0; i < l->diags->n; i++) {
        const struct diag *d = &l->diags->items[i];
        if (d->level == DIAG_LATER)
            vec_push(&later, ((struct plan_later){ d->what, d->hint, d->pos }));
    }
    l->plan->later = load_keep(l, &later);
    l->plan->n_later = later.n;
    vec_done(&later);
}

static bool
has_field(const struct schema *s, const char *key)
{
    for (const struct schema_field *f = s->fields; f->name; f++)
        if (str_eq(f->name, key) || str_eq(f->alias, key))
            return true;
    return false;
}

// Keys that are right, but not there.
static void
tell_place(struct loading *l, const struct doc *map, const struct schema *own,
    const struct schema *other, const char *where)
{
    for (size_t i = 0; map && map->kind == DOC_MAP && i < map->n; i++)
        if (!has_field(own, map->keys[i]->text) && has_field(other, map->keys[i]->text))
            diag_hint(l->diags, load_error(l, map->keys[i], "unknown key '%s'", map->keys[i]->text),
                "%s", where);
}

static void
tell_misplaced(struct loading *l)
{
    const struct doc *regions = doc_get(l->top, "regions");

    tell_place(l, l->top, &plan_schema, &language_region, "it belongs to a region, below regions:");
    tell_place(l, l->top, &plan_schema, &language_node,
        "it belongs to a node plan, below nodes:; or, for all of them, below defaults:");
    for (size_t i = 0; regions && regions->kind == DOC_LIST && i < regions->n; i++)
        tell_place(l, regions->items[i], &language_region, &language_node,
            "it belongs to a node plan, below nodes:");
}

// With other values the same text is another plan.
static void
keep_settings(struct loading *l)
{
    const struct parameters *ps = l->parameters;
    struct plan_setting *settings = arena_array(l->arena, ps->n + 1, sizeof *settings);

    for (size_t i = 0; i < ps->n; i++) {
        if (!ps->items[i].setting)
            continue;
        struct plan_setting *s = &settings[l->plan->n_settings++];
        *s = (struct plan_setting){ ps->items[i].name,
            arena_strdup(l->arena, ps->items[i].setting->value) };
        buf_addf(&l->digest, "%c--set %s=%s", 0, s->name, s->value);
    }
    l->plan->settings = settings;
}

int
plan_load(struct arena *a, const struct doc_source *src, const struct load_args *args,
    struct diags *diags, struct plan **ret, struct lct_err *err)
{
    struct parameters parameters = { .arena = a, .diags = diags };
    struct loading l = { .arena = a, .diags = diags, .args = args, .parameters = &parameters };
    char digest[DIGEST_TEXT];
    struct doc *top = NULL;

    *ret = NULL;
    if (parse_text(a, src, diags, &top, err) < 0)
        return conclude(diags, err);
    parameters_read(&parameters, top, args);
    l.top = top = parameters_replace(&parameters, top);
    // What the schema finds does not hide what comes after: loading takes any tree.
    load_unseen(&l, top);
    tell_misplaced(&l);
    schema_check(&plan_schema, top, diags);
    l.plan = ARENA_NEW(a, struct plan);
    l.plan->arena = a;
    l.plan->source = *src;
    buf_add(&l.digest, src->text, src->len);
    keep_settings(&l);
    load_plan(&l);
    check_plan(&l);
    collect_later(&l);
    l.plan->digest = arena_strdup(a, digest_text(buf_str(&l.digest), l.digest.len, digest));
    buf_done(&l.digest);
    map_done(&l.templates);
    map_done(&l.ports);
    map_done(&l.parts);
    map_done(&l.good_scripts);
    parameters_done(&parameters);
    *ret = l.plan;
    return conclude(diags, err);
}
