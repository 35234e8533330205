// SPDX-License-Identifier: MIT
// What every driver of the store port keeps to: the list of all tests.
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
    f->one = f->other = (struct use){ f->loop, NULL, { "shop", "acme" }, f->arena };
    f->one.store = contract_open(f->loop, f->folder, STORE_WRITE);
    f->other.store = contract_open(f->loop, f->folder, STORE_WRITE);
    f->stranger = f->one;
    f->stranger.context.customer = "other";
    c.app_id = "mycluster1";
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &c), LCT_OK);
    *state = f;
    return 0;
}

int
fixture_end(void **state)
{
    struct fixture *f = *state;
    int code;

    f->one.store->ops->close(f->one.store);
    f->other.store->ops->close(f->other.store);
    arena_free(f->arena);
    loop_free(f->loop);
    code = file_remove_tree(f->folder, ERR_IGNORED);
    free(f);
    return code;
}

static void
passed(void *user)
{
    *(bool *)user = true;
}

void
let_pass(struct fixture *f, int64_t ms)
{
    bool done = false;
    struct timer *t = timer_start(f->loop, ms, passed, &done);

    loop_run(f->loop, &done);
    timer_stop(t);
}

int
store_contract(store_open_fn *open)
{
    static const struct CMUnitTest tests[] = {
        FIXTURE_TEST(gives_records_back_whole),
        FIXTURE_TEST(every_field_comes_back),
        FIXTURE_TEST(answers_what_is_asked),
        FIXTURE_TEST(tells_the_newest),
        FIXTURE_TEST(answers_all_questions_of_one_moment),
        FIXTURE_TEST(keeps_contexts_apart),
        FIXTURE_TEST(keeps_the_order_of_a_kind),
        FIXTURE_TEST(records_belong_to_others),
        FIXTURE_TEST(refuses_what_has_no_owner),
        FIXTURE_TEST(a_name_that_lives_is_taken),
        FIXTURE_TEST(names_of_the_dead_are_free),
        FIXTURE_TEST(numbers_operations),
        FIXTURE_TEST(ten_thousand_nodes_go_in_one_batch),
        FIXTURE_TEST(a_batch_is_all_or_nothing),
        FIXTURE_TEST(a_batch_goes_in_its_order),
        FIXTURE_TEST(clears_by_the_beginning_of_a_key),
        FIXTURE_TEST(draws_numbers_once),
        FIXTURE_TEST(others_see_what_is_committed),
        FIXTURE_TEST(commits_by_the_loop),
        FIXTURE_TEST(watches_for_what_others_commit),
        FIXTURE_TEST(a_store_for_reading_refuses_writes),
        FIXTURE_TEST(one_holder_has_the_lease),
        FIXTURE_TEST(renewing_keeps_the_fence),
        FIXTURE_TEST(a_dead_holder_is_taken_over),
        FIXTURE_TEST(a_wrong_clock_does_not_lengthen_a_lease),
        FIXTURE_TEST(the_fence_stops_whoever_lost_the_lease),
        FIXTURE_TEST(a_lost_lease_does_not_come_back),
        FIXTURE_TEST(a_dropped_lease_is_free),
    };

    contract_open = open;
    return RUN(tests);
}
