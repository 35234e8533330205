// SPDX-License-Identifier: MIT
// Questions name what will be destroyed.
#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/show/changes.h"
#include "cli/term/fold.h"

struct labels {
    const char **items; // borrowed
    size_t n, cap;
};

static const char *
text_of(const struct lct_value *map, const char *field)
{
    return lct_text(lct_get(map, field), "");
}

// boot: the disks that they boot go, no other.
static void
add_count(struct buf *out, size_t n, bool boot)
{
    buf_addf(out, "%zu node%s, with %s %sdisk%s", n, n == 1 ? "" : "s", n == 1 ? "its" : "their",
        boot ? "boot " : "", boot && n == 1 ? "" : "s");
}

static bool
goes(const struct lct_value *change, const char *action, bool boot)
{
    return str_eq(text_of(change, "action"), action) &&
           lct_bool(lct_get(change, "loses_disks"), false) &&
           lct_bool(lct_get(change, "keeps_other_disks"), false) == boot;
}

// Those of which the field says yes. Yields whether there are any.
static bool
gather(struct labels *l, const struct lct_value *changes, const char *field)
{
    for (size_t i = 0; i < lct_count(changes); i++)
        if (lct_bool(lct_get(lct_at(changes, i), field), false))
            vec_push(l, text_of(lct_at(changes, i), "label"));
    return l->n > 0;
}

// Those of one action whose disks are lost. Yields whether there are any.
static bool
add_losers(struct buf *out, const char *before, const struct lct_value *plan, const char *action,
    bool boot)
{
    const struct lct_value *changes = lct_get(plan, "changes");
    struct labels l = { 0 };
    bool any;

    for (size_t i = 0; i < lct_count(changes); i++) {
        const struct lct_value *c = lct_at(changes, i);
        if (goes(c, action, boot))
            vec_push(&l, text_of(c, "label"));
    }
    any = l.n > 0;
    if (any) {
        buf_addf(out, "%s %s ", before, action);
        add_count(out, l.n, boot);
        buf_adds(out, " (");
        fold_some(out, l.items, l.n);
        buf_addc(out, ')');
    }
    vec_done(&l);
    return any;
}

// ---- a whole cluster

static size_t
by_region(struct map *regions, const struct lct_value *changes)
{
    size_t n = 0;

    for (size_t i = 0; i < lct_count(changes); i++) {
        const struct lct_value *c = lct_at(changes, i);
        struct labels *l = map_get(regions, text_of(c, "region"));
        if (!goes(c, "delete", false))
            continue;
        if (!l) {
            l = NEW(struct labels);
            map_put(regions, text_of(c, "region"), l);
        }
        vec_push(l, text_of(c, "label"));
        n++;
    }
    return n;
}

static void
add_all(struct buf *out, const struct lct_value *changes)
{
    _own_(map) struct map regions = { 0 };
    size_t n = by_region(&regions, changes);
    const char *before = ", in";

    if (!n) {
        buf_adds(out, ", which has no machines");
        return;
    }
    buf_adds(out, ": ");
    add_count(out, n, false);
    map_each (it, &regions) {
        struct labels *l = it->value;
        buf_addf(out, "%s %s (", before, it->key);
        fold_some(out, l->items, l->n);
        buf_addc(out, ')');
        before = ",";
        vec_done(l);
        free(l);
    }
}

// Yields whether there are any.
static bool
add_all_losers(struct buf *out, const struct lct_value *plan)
{
    static const struct {
        const char *action;
        bool boot;
    } of[] = { { "replace", false }, { "rebuild", false }, { "rebuild", true },
        { "delete", false } };
    bool any = false;

    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++)
        any |= add_losers(out, any ? "," : ":", plan, of[i].action, of[i].boot);
    return any;
}

// ---- volumes

struct volumes {
    const char **items; // "db-1-data (20 GB)"
    size_t n, cap;
    double monthly;
};

// Those of which the field says yes.
static void
volumes_of(struct volumes *v, const struct lct_value *plan, const char *field)
{
    const struct lct_value *list = lct_get(plan, "resources");

    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *r = lct_at(list, i);
        if (!lct_bool(lct_get(r, field), false))
            continue;
        vec_push(v, mem_printf("%s (%lld GB)", text_of(r, "label"),
                        (long long)lct_int(lct_get(r, "size_gb"), 0)));
        v->monthly += lct_number(lct_get(lct_get(r, "price"), "monthly"), 0);
    }
}

static void
volumes_done(struct volumes *v)
{
    for (size_t i = 0; i < v->n; i++)
        free((char *)(uintptr_t)v->items[i]);
    vec_done(v);
}

// What is on them is lost. any: something else is deleted, too. Yields whether there are any.
static bool
add_volumes(struct buf *out, bool any, const struct lct_value *plan)
{
    struct volumes v = { 0 };

    volumes_of(&v, plan, "loses_data");
    if (v.n) {
        buf_addf(out, "%s %zu volume%s, with all that is on %s (", any ? ", and" : ": delete", v.n,
            v.n == 1 ? "" : "s", v.n == 1 ? "it" : "them");
        fold_some(out, v.items, v.n);
        buf_addc(out, ')');
    }
    any = v.n > 0;
    volumes_done(&v);
    return any;
}

// ---- backups

bool
add_nodes_of(struct buf *out, const struct lct_value *plan, const char *field)
{
    const struct lct_value *changes = lct_get(plan, "changes");
    struct labels l = { 0 };
    const bool any = gather(&l, changes, field);

    if (any) {
        buf_addf(out, "%zu node%s (", l.n, l.n == 1 ? "" : "s");
        fold_some(out, l.items, l.n);
        buf_addc(out, ')');
    }
    vec_done(&l);
    return any;
}

// Yields whether there are any.
static bool
add_backups(struct buf *out, bool any, const struct lct_value *plan)
{
    _own_(buf) struct buf nodes = { 0 };

    if (!add_nodes_of(&nodes, plan, "loses_backups"))
        return false;
    buf_addf(out, "%s all backups of %s", any ? ", and delete" : ": delete", buf_str(&nodes));
    return true;
}

char *
question_of_backups(const struct lct_value *plan)
{
    _own_(buf) struct buf nodes = { 0 };

    if (!add_nodes_of(&nodes, plan, "keeps_backups"))
        return NULL;
    return mem_printf(
        "The plan says no to backups of %s. Cancel them, and delete all that there are?",
        buf_str(&nodes));
}

// ---- what nodes have of the plan

// With a node that goes it goes anyway. An account is no key of one.
static bool
is_taken_off(const struct lct_value *content)
{
    static const char *const what[] = { "user", "group", "file", "unit" };
    size_t i = 0;

    while (i < sizeof what / sizeof what[0] && !str_eq(text_of(content, "what"), what[i]))
        i++;
    return i < sizeof what / sizeof what[0] && str_eq(text_of(content, "action"), "remove") &&
           !*text_of(content, "of");
}

static void
gather_taken_off(struct map *ret, const struct lct_value *change)
{
    const struct lct_value *contents = lct_get(change, "contents");

    for (size_t i = 0; i < lct_count(contents); i++) {
        const struct lct_value *c = lct_at(contents, i);
        _own_(free) char *said = mem_printf("%s %s", text_of(c, "what"), text_of(c, "name"));
        if (is_taken_off(c))
            map_put(ret, said, ret);
    }
}

static void
add_taken_off(struct buf *out, bool any, const struct lct_value *plan)
{
    const struct lct_value *changes = lct_get(plan, "changes");
    _own_(map) struct map seen = { 0 };
    struct labels l = { 0 };

    for (size_t i = 0; i < lct_count(changes); i++)
        gather_taken_off(&seen, lct_at(changes, i));
    map_each (it, &seen)
        vec_push(&l, it->key);
    if (l.n) {
        buf_addf(out, "%s what the plan no longer has (",
            any ? ", and take off nodes" : ": take off nodes");
        fold_some(out, l.items, l.n);
        buf_addc(out, ')');
    }
    vec_done(&l);
}

// ---- the whole

static void
add_losses(struct buf *out, const struct lct_value *plan)
{
    bool any = true;

    if (str_eq(text_of(plan, "operation"), "delete")) {
        add_all(out, lct_get(plan, "changes"));
    } else {
        any = add_all_losers(out, plan);
    }
    any |= add_volumes(out, any, plan);
    any |= add_backups(out, any, plan);
    add_taken_off(out, any, plan);
}

char *
question_of(const char *begin, const struct lct_value *plan)
{
    const struct lct_value *before = lct_get(plan, "before");
    struct buf out = { 0 };

    buf_adds(&out, begin);
    add_losses(&out, plan);
    for (size_t i = 0; i < lct_count(before); i++) {
        buf_addf(&out, "%s cluster '%s'", i ? ", then" : "; before it",
            text_of(lct_at(before, i), "cluster"));
        add_losses(&out, lct_at(before, i));
    }
    buf_addc(&out, '?');
    return buf_take(&out);
}

char *
question_of_volumes(const struct lct_value *plan)
{
    const struct lct_value *before = lct_get(plan, "before");
    struct buf out = { 0 };
    struct volumes v = { 0 };

    volumes_of(&v, plan, "may_go");
    for (size_t i = 0; i < lct_count(before); i++)
        volumes_of(&v, lct_at(before, i), "may_go");
    if (v.n) {
        const char *them = v.n == 1 ? "it" : "them";
        buf_addf(&out, "Nothing wants %zu volume%s any more: ", v.n, v.n == 1 ? "" : "s");
        fold_some(&out, v.items, v.n);
        buf_addf(&out, ". To keep %s costs $%.2f a month. Delete %s, too, with all that is on %s?",
            them, v.monthly, them, them);
    }
    volumes_done(&v);
    return out.len ? buf_take(&out) : NULL;
}
