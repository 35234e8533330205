// SPDX-License-Identifier: MIT
// The contract of the cloud port: placement groups. Their ids are texts, in every driver.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

struct told_group {
    struct told t;
    char id[40], label[80], traits[80];
    size_t members;
};

static void
keep(struct told_group *g, const struct thing *one)
{
    snprintf(g->id, sizeof g->id, "%s", one->id);
    snprintf(g->label, sizeof g->label, "%s", one->label);
    snprintf(g->traits, sizeof g->traits, "%s %s", one->region, one->traits);
    g->members = texts_count(one->members);
}

static void
on_group(void *user, const struct lct_err *err, const struct thing *one)
{
    struct told_group *g = user;

    if (one)
        keep(g, one);
    told_err(&g->t, err);
}

static void
on_groups(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_group *g = user;

    g->t.n = n;
    if (n)
        keep(g, &list[0]);
    told_err(&g->t, err);
}

static const struct thing_ops *
groups(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_PLACEMENT];
}

static struct told_group
make(struct fixture *f, const char *traits)
{
    const struct thing_spec spec = { f->label, "us-east", traits };
    struct told_group g = { 0 };

    groups(f)->create(f->cloud, &spec, on_group, &g);
    wait_for(f, &g.t);
    return g;
}

static struct told_group
look(struct fixture *f, const char *id)
{
    struct told_group g = { 0 };

    groups(f)->get(f->cloud, id, on_group, &g);
    wait_for(f, &g.t);
    return g;
}

static size_t
find(struct fixture *f, const char *label)
{
    struct told_group g = { 0 };

    groups(f)->find(f->cloud, label, on_groups, &g);
    wait_for(f, &g.t);
    assert_int_equal(g.t.err.code, 0);
    return g.t.n;
}

static int
move(struct fixture *f, bool in, const char *id, const char *machine)
{
    const char *const ids[] = { machine, NULL };
    struct told t = { 0 };

    (in ? f->cloud->ops->placements->assign : f->cloud->ops->placements->unassign)(
        f->cloud, id, ids, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
drop(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    groups(f)->remove(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
test_placement_groups(void **state)
{
    struct fixture *f = *state;
    struct told_group made = make(f, "anti_affinity:local flexible"), all = { 0 };
    struct told m;

    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.label, f->label);
    assert_string_equal(made.traits, "us-east anti_affinity:local flexible");
    assert_int_equal(made.members, 0);
    assert_int_equal(make(f, "anti_affinity:local strict").t.err.code, LCT_EEXISTS);
    assert_int_equal(find(f, f->label), 1);
    assert_int_equal(find(f, "nobody-has-this"), 0);
    groups(f)->list(f->cloud, on_groups, &all);
    wait_for(f, &all.t);
    assert_true(all.t.n >= 1);

    m = create(f, f->label, false);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(move(f, true, made.id, m.id), 0);
    assert_int_equal(look(f, made.id).members, 1);
    assert_int_equal(drop(f, made.id), LCT_EWAIT);
    assert_int_equal(move(f, false, made.id, m.id), 0);
    assert_int_equal(look(f, made.id).members, 0);
    assert_int_equal(move(f, true, made.id, m.id), 0);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
    assert_int_equal(look(f, made.id).members, 0); // who goes leaves it

    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, made.id), LCT_ENOTFOUND);
    assert_int_equal(look(f, "no-number").t.err.code, LCT_ENOTFOUND);
}
