// SPDX-License-Identifier: MIT
// The store's contract: leases and fences.
#include "../testing.h"
#include "base/err.h"
#include "base/str.h"
#include "store_fixture.h"

#define TTL 30000

static void
take_ok(struct fixture *f, struct use *u, const char *holder, struct lease *lease)
{
    if (use_take(u, CLUSTER_A, holder, TTL, lease) < 0)
        fail_msg("%s", u->err.text);
    assert_string_equal(lease->holder, holder);
    assert_string_equal(lease->cluster, CLUSTER_A);
    assert_int_equal(lease->expires_ms, loop_wall_ms(f->loop) + TTL);
}

static void
take_refused(struct use *u, const char *holder, int64_t fence)
{
    struct lease lease = { .fence = fence };

    assert_int_equal(use_take(u, CLUSTER_A, holder, TTL, &lease), LCT_EEXISTS);
}

static int
write_under(struct use *u, const struct lease *lease)
{
    struct batch *b = batch_new(&u->context);
    struct node n = sample_node(1);

    batch_fence(b, CLUSTER_A, lease->fence);
    batch_put(b, RECORD_NODE, &n);
    return use_commit(u, b);
}

void
one_holder_has_the_lease(void **state)
{
    struct fixture *f = *state;
    struct lease first = { 0 };

    take_ok(f, &f->one, "first", &first);
    take_refused(&f->other, "second", 0);
    assert_non_null(strstr(f->other.err.text, "first"));
    let_pass(f, TTL - 1000);
    take_refused(&f->other, "second", 0);
    assert_non_null(strstr(f->other.err.hint, "1 s"));
    assert_int_equal(write_under(&f->one, &first), LCT_OK);
    assert_int_equal(use_count(&f->other, ask_of(RECORD_LEASE, "holder", "first")), 1);
}

void
renewing_keeps_the_fence(void **state)
{
    struct fixture *f = *state;
    struct lease lease = { 0 };
    int64_t fence;

    take_ok(f, &f->one, "first", &lease);
    fence = lease.fence;
    let_pass(f, TTL / 2);
    take_ok(f, &f->one, "first", &lease);
    assert_int_equal(lease.fence, fence);
    let_pass(f, TTL / 2 + 1);
    take_refused(&f->other, "second", 0);
    let_pass(f, TTL);
    take_ok(f, &f->one, "first", &lease); // late, but nobody came
    assert_int_equal(lease.fence, fence);
}

void
a_dead_holder_is_taken_over(void **state)
{
    struct fixture *f = *state;
    struct lease first = { 0 }, second = { 0 };

    take_ok(f, &f->one, "first", &first);
    let_pass(f, TTL);
    take_ok(f, &f->other, "second", &second);
    assert_true(second.fence > first.fence);
    assert_int_equal(write_under(&f->other, &second), LCT_OK);
}

void
a_wrong_clock_does_not_lengthen_a_lease(void **state)
{
    struct fixture *f = *state;
    struct lease first = { 0 }, second = { 0 };

    assert_int_equal(use_take(&f->one, CLUSTER_A, "me [marks]", 100 * TTL, &first), LCT_OK);
    take_refused(&f->other, "second", 0);
    assert_non_null(strstr(f->other.err.hint, "in 30 s"));
    assert_null(strstr(f->other.err.text, "marks"));
    let_pass(f, TTL - 1000);
    take_refused(&f->other, "second", 0);
    assert_non_null(strstr(f->other.err.hint, "in 1 s"));
    let_pass(f, 1000);
    take_ok(f, &f->other, "second", &second);
    assert_true(second.fence > first.fence);
}

void
the_fence_stops_whoever_lost_the_lease(void **state)
{
    struct fixture *f = *state;
    struct cluster unrelated = sample_cluster(CLUSTER_B, "not leased");
    struct lease first = { 0 }, second = { 0 };

    take_ok(f, &f->one, "first", &first);
    assert_int_equal(write_under(&f->one, &first), LCT_OK);
    let_pass(f, TTL);
    take_ok(f, &f->other, "second", &second);
    assert_int_equal(write_under(&f->one, &first), LCT_EEXISTS);
    assert_non_null(strstr(f->one.err.text, "second"));
    assert_int_equal(write_under(&f->other, &second), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &unrelated), LCT_OK); // it needs none
}

void
a_lost_lease_does_not_come_back(void **state)
{
    struct fixture *f = *state;
    struct lease first = { 0 }, second = { 0 }, anew = { 0 };

    take_ok(f, &f->one, "first", &first);
    let_pass(f, TTL);
    take_ok(f, &f->other, "second", &second);
    assert_int_equal(use_drop(&f->other, CLUSTER_A, "second"), LCT_OK);
    take_refused(&f->one, "first", first.fence);
    assert_int_equal(write_under(&f->one, &first), LCT_EEXISTS);
    assert_int_equal(use_drop(&f->one, CLUSTER_A, "first"), LCT_OK); // it is not his: nothing
    take_ok(f, &f->one, "first", &anew);
    assert_int_equal(write_under(&f->one, &anew), LCT_OK);
}

void
a_dropped_lease_is_free(void **state)
{
    struct fixture *f = *state;
    struct lease first = { 0 }, second = { 0 };

    take_ok(f, &f->one, "first", &first);
    assert_int_equal(use_drop(&f->other, CLUSTER_A, "thief"), LCT_OK);
    take_refused(&f->other, "second", 0);
    assert_int_equal(use_drop(&f->one, CLUSTER_A, "first"), LCT_OK);
    take_ok(f, &f->other, "second", &second);
    assert_true(second.fence > first.fence);
}
