// SPDX-License-Identifier: MIT
// The store's contract: leases and fences.
#include "../testing.h"
#include "base/err.h"
#include "base/str.h"
#include "store_fixture.h"

#define TTL 30000

static int64_t
take_ok(struct fixture *f, struct store *s, const char *holder)
{
    struct lease lease = { 0 };

    assert_int_equal(s->ops->lease_take(s, CLUSTER_A, holder, TTL, &lease, &f->err), LCT_OK);
    assert_string_equal(lease.holder, holder);
    assert_int_equal(lease.expires_ms, loop_clock(f->loop)->wall_ms(loop_clock(f->loop)) + TTL);
    return lease.fence;
}

static void
take_refused(struct fixture *f, struct store *s, const char *holder)
{
    struct lease lease = { 0 };

    assert_int_equal(s->ops->lease_take(s, CLUSTER_A, holder, TTL, &lease, &f->err), LCT_EEXISTS);
}

static void
passed(void *user)
{
    *(bool *)user = true;
}

static void
let_pass(struct fixture *f, int64_t ms)
{
    bool done = false;
    struct timer *t = timer_start(f->loop, ms, passed, &done);

    loop_run(f->loop, &done);
    timer_stop(t);
}

static int
write_node(struct fixture *f, struct store *s, unsigned number)
{
    struct node n = sample_node(number);

    return s->ops->node_put(s, &n, &f->err);
}

void
one_holder_has_the_lease(void **state)
{
    struct fixture *f = *state;

    take_ok(f, f->store, "first");
    take_refused(f, f->other, "second");
    assert_non_null(strstr(f->err.text, "first"));
    let_pass(f, TTL - 1000);
    take_refused(f, f->other, "second");
    assert_non_null(strstr(f->err.hint, "1 s"));
    assert_int_equal(write_node(f, f->store, 1), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
}

void
renewing_keeps_the_fence(void **state)
{
    struct fixture *f = *state;
    int64_t fence = take_ok(f, f->store, "first");

    let_pass(f, TTL / 2);
    assert_int_equal(take_ok(f, f->store, "first"), fence);
    let_pass(f, TTL / 2 + 1);
    take_refused(f, f->other, "second");
    let_pass(f, TTL);
    assert_int_equal(take_ok(f, f->store, "first"), fence); // late, but nobody came
}

void
a_dead_holder_is_taken_over(void **state)
{
    struct fixture *f = *state;
    int64_t fence = take_ok(f, f->store, "first");

    let_pass(f, TTL);
    assert_true(take_ok(f, f->other, "second") > fence);
    assert_int_equal(write_node(f, f->other, 1), LCT_OK);
    assert_int_equal(f->other->ops->commit_now(f->other, &f->err), LCT_OK);
}

void
a_wrong_clock_does_not_lengthen_a_lease(void **state)
{
    struct fixture *f = *state;
    struct lease lease;

    assert_int_equal(
        f->store->ops->lease_take(f->store, CLUSTER_A, "me [marks]", 100 * TTL, &lease, &f->err),
        LCT_OK);
    take_refused(f, f->other, "second");
    assert_non_null(strstr(f->err.hint, "in 30 s"));
    assert_null(strstr(f->err.text, "marks"));
    let_pass(f, TTL - 1000);
    take_refused(f, f->other, "second");
    assert_non_null(strstr(f->err.hint, "in 1 s"));
    let_pass(f, 1000);
    assert_true(take_ok(f, f->other, "second") > lease.fence);
}

void
the_fence_stops_whoever_lost_the_lease(void **state)
{
    struct fixture *f = *state;
    struct cluster c = sample_cluster(CLUSTER_A, "changed"),
                   unrelated = sample_cluster(CLUSTER_B, "not leased");
    struct operation o = { .cluster = CLUSTER_A, .cluster_name = "n", .kind = "k", .who = "w" };
    struct fact fact = { .key = "k", .value = "v" };
    struct node n = sample_node(1);
    struct store *s = f->store;
    int64_t number;

    take_ok(f, s, "first");
    assert_int_equal(s->ops->node_put(s, &n, &f->err), LCT_OK);
    assert_int_equal(s->ops->operation_put(s, &o, &f->err), LCT_OK);
    assert_int_equal(s->ops->commit_now(s, &f->err), LCT_OK);
    let_pass(f, TTL);
    take_ok(f, f->other, "second");
    fact.node = n.uuid;
    struct journal_step st = {
        .operation = o.id, .key = "k", .kind = "k", .subject = "s", .state = "running"
    };
    assert_int_equal(s->ops->node_put(s, &n, &f->err), LCT_EEXISTS);
    assert_non_null(strstr(f->err.text, "second"));
    assert_int_equal(s->ops->commit_now(s, &f->err), LCT_EEXISTS);
    assert_int_equal(s->ops->cluster_put(s, &c, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(s->ops->operation_put(s, &o, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(s->ops->step_put(s, &st, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(s->ops->fact_put(s, &fact, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(s->ops->node_remove(s, n.uuid, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(
        s->ops->counter_draw(s, CLUSTER_A, "web", 1, &number, ERR_IGNORED), LCT_EEXISTS);
    s->ops->rollback(s);
    assert_int_equal(s->ops->cluster_put(s, &unrelated, &f->err), LCT_OK);
}

void
a_lost_lease_does_not_come_back(void **state)
{
    struct fixture *f = *state;

    take_ok(f, f->store, "first");
    let_pass(f, TTL);
    take_ok(f, f->other, "second");
    assert_int_equal(f->other->ops->lease_drop(f->other, CLUSTER_A, "second", &f->err), LCT_OK);
    take_refused(f, f->store, "first");
    assert_int_equal(write_node(f, f->store, 1), LCT_EEXISTS);
    f->store->ops->rollback(f->store);
    assert_int_equal(f->store->ops->lease_drop(f->store, CLUSTER_A, "first", &f->err), LCT_OK);
    take_ok(f, f->store, "first");
    assert_int_equal(write_node(f, f->store, 1), LCT_OK);
}

void
a_dropped_lease_is_free(void **state)
{
    struct fixture *f = *state;
    int64_t fence = take_ok(f, f->store, "first");

    assert_int_equal(f->other->ops->lease_drop(f->other, CLUSTER_A, "thief", &f->err), LCT_OK);
    take_refused(f, f->other, "second");
    assert_int_equal(f->store->ops->lease_drop(f->store, CLUSTER_A, "first", &f->err), LCT_OK);
    assert_true(take_ok(f, f->other, "second") > fence);
}

void
renewing_leaves_the_transaction_open(void **state)
{
    struct fixture *f = *state;
    struct node **nodes;
    size_t n;

    take_ok(f, f->store, "first");
    assert_int_equal(write_node(f, f->store, 1), LCT_OK);
    take_ok(f, f->store, "first");
    f->other->ops->node_list(f->other, f->arena, "shop", "acme", CLUSTER_A, &nodes, &n, &f->err);
    assert_int_equal(n, 0);
    f->store->ops->rollback(f->store);
    f->store->ops->node_list(f->store, f->arena, "shop", "acme", CLUSTER_A, &nodes, &n, &f->err);
    assert_int_equal(n, 0);
    assert_int_equal(write_node(f, f->store, 1), LCT_OK);
}
