// SPDX-License-Identifier: MIT
// Between the files of the store's contract: two connections to one store, and the tests.
#ifndef CONTRACT_STORE_FIXTURE_H
#define CONTRACT_STORE_FIXTURE_H

#include "store_contract.h"
#include "store_use.h"

struct fixture {
    char folder[64];
    struct loop *loop; // its clock is virtual
    struct arena *arena;
    struct use one, other; // of shop, acme
    struct use stranger;   // on the first connection, of another customer
};

int fixture_begin(void **state); // with cluster A, "My First Cluster", "mycluster1"
int fixture_end(void **state);
#define FIXTURE_TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_begin, fixture_end)

extern store_open_fn *contract_open;

void let_pass(struct fixture *f, int64_t ms); // by the loop's clock

// store_records.c
void gives_records_back_whole(void **state);
void every_field_comes_back(void **state);
void answers_what_is_asked(void **state);
void tells_the_newest(void **state);
void answers_all_questions_of_one_moment(void **state);
void keeps_contexts_apart(void **state);
void keeps_the_order_of_a_kind(void **state);

// store_owners.c
void records_belong_to_others(void **state);
void refuses_what_has_no_owner(void **state);
void a_name_that_lives_is_taken(void **state);
void names_of_the_dead_are_free(void **state);
void numbers_operations(void **state);
void ten_thousand_nodes_go_in_one_batch(void **state);

// store_batches.c
void a_batch_is_all_or_nothing(void **state);
void a_batch_goes_in_its_order(void **state);
void clears_by_the_beginning_of_a_key(void **state);
void draws_numbers_once(void **state);
void others_see_what_is_committed(void **state);
void commits_by_the_loop(void **state);
void watches_for_what_others_commit(void **state);
void a_store_for_reading_refuses_writes(void **state);

// store_leases.c
void one_holder_has_the_lease(void **state);
void renewing_keeps_the_fence(void **state);
void a_dead_holder_is_taken_over(void **state);
void a_wrong_clock_does_not_lengthen_a_lease(void **state);
void the_fence_stops_whoever_lost_the_lease(void **state);
void a_lost_lease_does_not_come_back(void **state);
void a_dropped_lease_is_free(void **state);

#endif
