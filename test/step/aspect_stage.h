// SPDX-License-Identifier: MIT
// One node with addresses, of which tests ask what must hold on it.
#ifndef TEST_STEP_ASPECT_STAGE_H
#define TEST_STEP_ASPECT_STAGE_H

#include "../testing.h"
#include "base/mem.h"
#include "step/aspect/aspect.h"

struct stage {
    struct loop *loop;
    struct arena *arena;
    struct plan plan;
    struct cluster cluster;
    struct region region;
    struct plan_user user;
    struct node_plan np;
    struct node node;
    struct world world;
    struct member member;
};

static const struct context context = { "shop", "acme" };

// One node with addresses; its plan names a user, and nothing else.
static inline int
set_up(void **state)
{
    struct stage *s = NEW(struct stage);

    *s = (struct stage){ .loop = loop_new_virtual(),
        .arena = arena_new(),
        .cluster = { .slug = "c" },
        .region = { .id = "us-east" },
        .user = { .name = "joe" } };
    s->np = (struct node_plan){ .name = "web", .users = &s->user, .n_users = 1 };
    s->node = (struct node){ .uuid = "00000000-0000-4000-9000-000000000001",
        .name = "web-1",
        .label = "web-1",
        .group = "web",
        .region = "us-east",
        .public_ipv4 = "192.0.2.7" };
    s->member = (struct member){ .node = &s->node, .np = &s->np, .region = &s->region };
    s->world = (struct world){ .loop = s->loop,
        .arena = s->arena,
        .ledger = ledger_new(s->loop, NULL, &context), // nothing is committed
        .cluster = &s->cluster,
        .plan = &s->plan,
        .members = &s->member,
        .n_members = 1,
        .known = true };
    world_init(&s->world);
    *state = s;
    return 0;
}

static inline int
tear_down(void **state)
{
    struct stage *s = *state;

    world_done(&s->world);
    ledger_free(s->world.ledger);
    arena_free(s->arena);
    loop_free(s->loop);
    free(s);
    return 0;
}

static inline struct rendered
rendered(struct stage *s, enum aspect_id id)
{
    struct lct_err err = { 0 };
    struct rendered r;

    assert_int_equal(aspect_render(aspects[id], &s->member, &r, &err), LCT_OK);
    return r;
}

static inline bool
due(struct stage *s, enum aspect_id id)
{
    struct rendered r = rendered(s, id);

    return aspect_due(&r);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

#endif
