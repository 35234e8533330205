// SPDX-License-Identifier: MIT
// Requests about placement groups, with the API's rules: labels are unique, machines are of the
// group's region and in one group only, a group with machines in it stays.
#include <stdio.h>
#include <stdlib.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- the account's

static int64_t
number_of(const char *id)
{
    int64_t n = 0;

    return parse_int(id, 1, INT64_MAX, &n) ? n : 0;
}

const struct mem_placement *
account_placement(const struct mem_account *a, const char *id)
{
    const int64_t n = number_of(id);

    vec_each (g, &a->groups)
        if (g->id == n)
            return g;
    return NULL;
}

size_t
account_members(const struct mem_account *a, int64_t group)
{
    size_t n = 0;

    vec_each (m, &a->machines)
        n += (*m)->group == group;
    return n;
}

// ---- what is told

static void
snap(struct request *r, const struct mem_placement *g)
{
    struct mem_account *a = r->cloud->account;
    const char **ids = arena_array(r->arena, account_members(a, g->id) + 1, sizeof *ids);
    size_t n = 0;

    vec_each (m, &a->machines)
        if ((*m)->group == g->id)
            ids[n++] = arena_strdup(r->arena, (*m)->shown.id);
    r->things[r->n++] = (struct thing){
        .id = arena_printf(r->arena, "%lld", (long long)g->id),
        .label = arena_strdup(r->arena, g->label),
        .region = g->region,
        .traits = g->traits,
        .members = ids,
        .tags = texts_copy(r->arena, NULL),
        .ready = true,
    };
}

static void
snap_one(struct request *r, const struct mem_placement *g)
{
    r->things = ARENA_NEW(r->arena, struct thing);
    snap(r, g);
}

// ---- effects

static const struct mem_placement *
target(struct request *r, struct lct_err *err)
{
    const struct mem_placement *g = account_placement(r->cloud->account, r->group);

    if (!g)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    return g;
}

static size_t
count_in(const struct mem_account *a, const char *region)
{
    size_t n = 0;

    vec_each (g, &a->groups)
        n += str_eq(g->region, region);
    return n;
}

static int
effect_create(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct thing_spec *s = &r->thing_spec;

    vec_each (g, &a->groups)
        if (str_eq(g->label, s->label))
            return lct_fail(err, LCT_EEXISTS, "%s: Label must be unique", r->kind);
    if (count_in(a, s->region) >= GROUPS_MAX)
        return lct_fail(err, LCT_EQUOTA, "%s: Account Limit reached", r->kind);
    vec_push(
        &a->groups, ((struct mem_placement){ ++a->last_id, arena_strdup(a->arena, s->label),
                        arena_strdup(a->arena, s->region), arena_strdup(a->arena, s->traits) }));
    snap_one(r, &a->groups.items[a->groups.n - 1]);
    return LCT_OK;
}

static int
effect_get(struct request *r, struct lct_err *err)
{
    const struct mem_placement *g = target(r, err);

    if (g)
        snap_one(r, g);
    return err->code;
}

static int
effect_list(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;

    (void)err;
    r->things = arena_array(r->arena, a->groups.n + 1, sizeof *r->things);
    vec_each (g, &a->groups)
        if (!r->want || str_eq(g->label, r->want))
            snap(r, g);
    return LCT_OK;
}

static int
effect_remove(struct request *r, struct lct_err *err)
{
    struct mem_account *a = r->cloud->account;
    const struct mem_placement *g = target(r, err);

    if (!g)
        return err->code;
    if (account_members(a, g->id))
        return lct_fail(err, LCT_EWAIT, "%s: machines are in it", r->kind);
    vec_remove(&a->groups, (size_t)(g - a->groups.items));
    return LCT_OK;
}

static int
check_member(const struct request *r, const struct mem_placement *g, const char *id,
    struct mem_machine **ret, struct lct_err *err)
{
    *ret = account_find(r->cloud->account, id);
    if (!*ret)
        return lct_fail(err, LCT_EFAILED, "%s: there is no machine %s", r->kind, id);
    if (!str_eq((*ret)->shown.region, g->region))
        return lct_fail(err, LCT_EFAILED, "%s: machine %s is in another region", r->kind, id);
    if ((*ret)->group && (*ret)->group != g->id)
        return lct_fail(err, LCT_EFAILED, "%s: machine %s is in another group", r->kind, id);
    return LCT_OK;
}

// All of them or none.
static int
move(struct request *r, bool in, struct lct_err *err)
{
    const struct mem_placement *g = target(r, err);
    struct mem_machine *m;
    size_t n = g ? account_members(r->cloud->account, g->id) : 0;

    for (const char *const *id = r->ids; in && g && *id; id++)
        if (++n > MEMBERS_MAX)
            return lct_fail(err, LCT_EFAILED, "%s: the group is full", r->kind);
    for (const char *const *id = r->ids; g && *id; id++)
        if (check_member(r, g, *id, &m, err) < 0)
            return err->code;
    for (const char *const *id = r->ids; g && *id; id++)
        if (check_member(r, g, *id, &m, err) == LCT_OK)
            m->group = in ? g->id : 0;
    return err->code;
}

static int
effect_assign(struct request *r, struct lct_err *err)
{
    return move(r, true, err);
}

static int
effect_unassign(struct request *r, struct lct_err *err)
{
    return move(r, false, err);
}

// ---- the port

static struct op *
create(struct cloud *c, const struct thing_spec *s, cloud_thing_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "placement.create", effect_create, tell_thing, (any_fn *)fn, user);

    r->want = request_text(r, s->label); // for whoever makes trouble
    r->thing_spec =
        (struct thing_spec){ r->want, request_text(r, s->region), request_text(r, s->traits) };
    return request_go(r, true);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    struct request *r = request_new(c, "placement.get", effect_get, tell_thing, (any_fn *)fn, user);

    r->group = request_text(r, id);
    return request_go(r, false);
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return request_go(
        request_new(c, "placement.list", effect_list, tell_things, (any_fn *)fn, user), false);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    struct request *r =
        request_new(c, "placement.find", effect_list, tell_things, (any_fn *)fn, user);

    r->want = request_text(r, label);
    return request_go(r, false);
}

static struct op *
change(struct cloud *c, const char *kind, request_effect_fn *effect, const char *id,
    const char *const *machines, cloud_done_fn *fn, void *user)
{
    struct request *r = request_new(c, kind, effect, tell_done, (any_fn *)fn, user);

    r->group = r->want = request_text(r, id); // the subject of trouble, too
    r->ids = texts_copy(r->arena, machines);
    return request_go(r, true);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return change(c, "placement.remove", effect_remove, id, NULL, fn, user);
}

static struct op *
assign(struct cloud *c, const char *id, const char *const *machines, cloud_done_fn *fn, void *user)
{
    return change(c, "placement.assign", effect_assign, id, machines, fn, user);
}

static struct op *
unassign(
    struct cloud *c, const char *id, const char *const *machines, cloud_done_fn *fn, void *user)
{
    return change(c, "placement.unassign", effect_unassign, id, machines, fn, user);
}

const struct thing_ops mem_placement_groups = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct placement_ops mem_placements = {
    .assign = assign,
    .unassign = unassign,
};
