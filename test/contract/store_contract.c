// SPDX-License-Identifier: MIT
// What every driver of the store port keeps to; here its transactions, and the list of all tests.
#include "store_contract.h"

#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store_fixture.h"

store_open_fn *contract_open;

int
fixture_begin(void **state)
{
    struct fixture *f = NEW(struct fixture);
    struct cluster c = sample_cluster(CLUSTER_A, "My First Cluster");

    snprintf(f->folder, sizeof f->folder, "/tmp/lct-store-XXXXXX");
    if (!mkdtemp(f->folder))
        return -1;
    f->loop = loop_new_virtual();
    f->arena = arena_new();
    f->store = contract_open(f->loop, f->folder, STORE_WRITE);
    f->other = contract_open(f->loop, f->folder, STORE_WRITE);
    c.app_id = "mycluster1";
    assert_int_equal(f->store->ops->cluster_put(f->store, &c, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    *state = f;
    return 0;
}

int
fixture_end(void **state)
{
    struct fixture *f = *state;
    int code;

    f->store->ops->close(f->store);
    f->other->ops->close(f->other);
    arena_free(f->arena);
    loop_free(f->loop);
    code = file_remove_tree(f->folder, ERR_IGNORED);
    free(f);
    return code;
}

static void
a_failed_write_fails_the_transaction(void **state)
{
    struct fixture *f = *state;
    struct cluster good = sample_cluster(CLUSTER_B, "good"),
                   bad = sample_cluster("cccccccc-0000-4000-8000-000000000003", "good");

    assert_int_equal(f->store->ops->cluster_put(f->store, &good, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->cluster_put(f->store, &bad, ERR_IGNORED), LCT_EEXISTS);
    bad.name = "fine by itself";
    assert_int_equal(f->store->ops->cluster_put(f->store, &bad, ERR_IGNORED), LCT_EEXISTS);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_EEXISTS);
    assert_null(find_cluster(f, "acme", "good"));
    assert_int_equal(f->store->ops->cluster_put(f->store, &good, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    assert_non_null(find_cluster(f, "acme", "good"));
}

static void
others_see_what_is_committed(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second");
    struct cluster **list;
    size_t n;

    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    assert_non_null(find_cluster(f, "acme", "second"));
    f->other->ops->cluster_list(f->other, f->arena, "shop", "acme", &list, &n, &f->err);
    assert_int_equal(n, 1);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    f->other->ops->cluster_list(f->other, f->arena, "shop", "acme", &list, &n, &f->err);
    assert_int_equal(n, 2);
}

static void
rolls_back(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second");

    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
    assert_null(find_cluster(f, "acme", "second"));
    f->err = (struct lct_err){ 0 };
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
}

struct answer {
    int count, code;
    bool done;
};

static void
committed(void *user, const struct lct_err *err)
{
    struct answer *a = user;

    a->count++;
    a->code = err->code;
    a->done = true;
}

static void
commits_by_the_loop(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second"),
                   bad = sample_cluster(CLUSTER_B, "My First Cluster");
    struct answer good = { 0 }, failed = { 0 };

    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    f->store->ops->commit(f->store, committed, &good);
    assert_int_equal(good.count, 0);
    loop_run(f->loop, &good.done);
    assert_int_equal(good.count, 1);
    assert_int_equal(good.code, LCT_OK);
    f->store->ops->cluster_put(f->store, &bad, ERR_IGNORED);
    f->store->ops->commit(f->store, committed, &failed);
    loop_run(f->loop, &failed.done);
    assert_int_equal(failed.code, LCT_EEXISTS);
}

static void
a_store_for_reading_refuses_writes(void **state)
{
    struct fixture *f = *state;
    struct store *reader = contract_open(f->loop, f->folder, STORE_READ);
    struct cluster b = sample_cluster(CLUSTER_B, "second"), *c;
    struct lease lease;
    int64_t number;

    assert_int_equal(
        reader->ops->cluster_find(reader, f->arena, "shop", "acme", "mycluster1", &c, &f->err), 0);
    assert_int_not_equal(reader->ops->cluster_put(reader, &b, &f->err), LCT_OK);
    assert_int_not_equal(
        reader->ops->counter_draw(reader, CLUSTER_A, "web", 1, &number, &f->err), LCT_OK);
    assert_int_not_equal(
        reader->ops->lease_take(reader, CLUSTER_A, "me", 1000, &lease, &f->err), LCT_OK);
    reader->ops->close(reader);
}

int
store_contract(store_open_fn *open)
{
    static const struct CMUnitTest tests[] = {
        FIXTURE_TEST(gives_clusters_back_whole),
        FIXTURE_TEST(finds_clusters_by_any_of_their_names),
        FIXTURE_TEST(asks_when_a_uuid_prefix_fits_several),
        FIXTURE_TEST(finds_the_destroyed_by_uuid_only),
        FIXTURE_TEST(keeps_names_apart_by_context),
        FIXTURE_TEST(refuses_a_name_that_lives),
        FIXTURE_TEST(refuses_to_move_a_cluster_to_another_context),
        FIXTURE_TEST(a_failed_write_fails_the_transaction),
        FIXTURE_TEST(draws_numbers_once),
        FIXTURE_TEST(records_operations),
        FIXTURE_TEST(keeps_the_journal_in_order),
        FIXTURE_TEST(tells_how_long_steps_took),
        FIXTURE_TEST(keeps_what_scripts_said),
        FIXTURE_TEST(keeps_the_last_plans),
        FIXTURE_TEST(tells_what_was_waited_between_tries),
        FIXTURE_TEST(remembers_rate_limits),
        FIXTURE_TEST(remembers_whence_we_come),
        FIXTURE_TEST(a_step_needs_its_operation),
        FIXTURE_TEST(others_see_what_is_committed),
        FIXTURE_TEST(rolls_back),
        FIXTURE_TEST(commits_by_the_loop),
        FIXTURE_TEST(a_store_for_reading_refuses_writes),
        FIXTURE_TEST(every_field_of_a_node_comes_back),
        FIXTURE_TEST(every_field_of_a_resource_comes_back),
        FIXTURE_TEST(every_field_of_a_cluster_comes_back),
        FIXTURE_TEST(every_field_of_an_operation_comes_back),
        FIXTURE_TEST(every_field_of_a_step_comes_back),
        FIXTURE_TEST(gives_nodes_back_whole),
        FIXTURE_TEST(lists_nodes_by_place),
        FIXTURE_TEST(forgets_nodes_with_their_facts),
        FIXTURE_TEST(keeps_the_last_value_of_a_fact),
        FIXTURE_TEST(refuses_nodes_of_no_or_another_cluster),
        FIXTURE_TEST(ten_thousand_nodes_are_quick),
        FIXTURE_TEST(one_holder_has_the_lease),
        FIXTURE_TEST(renewing_keeps_the_fence),
        FIXTURE_TEST(a_dead_holder_is_taken_over),
        FIXTURE_TEST(a_wrong_clock_does_not_lengthen_a_lease),
        FIXTURE_TEST(the_fence_stops_whoever_lost_the_lease),
        FIXTURE_TEST(a_lost_lease_does_not_come_back),
        FIXTURE_TEST(a_dropped_lease_is_free),
        FIXTURE_TEST(renewing_leaves_the_transaction_open),
    };

    contract_open = open;
    return RUN(tests);
}
