// SPDX-License-Identifier: MIT
// Between the files of the store's contract: two connections to one store, and the tests.
#ifndef CONTRACT_STORE_FIXTURE_H
#define CONTRACT_STORE_FIXTURE_H

#include "store_contract.h"

struct fixture {
    char folder[64];
    struct loop *loop; // its clock is virtual
    struct arena *arena;
    struct store *store, *other;
    struct lct_err err;
};

int fixture_begin(void **state); // with cluster A, "My First Cluster", "mycluster1"
int fixture_end(void **state);
#define FIXTURE_TEST(fn) cmocka_unit_test_setup_teardown(fn, fixture_begin, fixture_end)

extern store_open_fn *contract_open;

// store_clusters.c; NULL: it is not found
struct cluster *find_cluster(struct fixture *f, const char *customer, const char *name);
void gives_clusters_back_whole(void **state);
void finds_clusters_by_any_of_their_names(void **state);
void asks_when_a_uuid_prefix_fits_several(void **state);
void finds_the_destroyed_by_uuid_only(void **state);
void keeps_names_apart_by_context(void **state);
void refuses_a_name_that_lives(void **state);
void refuses_to_move_a_cluster_to_another_context(void **state);

// store_journal.c
void draws_numbers_once(void **state);
void records_operations(void **state);
void keeps_the_journal_in_order(void **state);
void a_step_needs_its_operation(void **state);

// store_nodes.c
void gives_nodes_back_whole(void **state);
void lists_nodes_by_place(void **state);
void forgets_nodes_with_their_facts(void **state);
void keeps_the_last_value_of_a_fact(void **state);
void refuses_nodes_of_no_or_another_cluster(void **state);
void ten_thousand_nodes_are_quick(void **state);

// store_fields.c
void every_field_of_a_node_comes_back(void **state);
void every_field_of_a_resource_comes_back(void **state);
void every_field_of_a_cluster_comes_back(void **state);
void every_field_of_an_operation_comes_back(void **state);
void every_field_of_a_step_comes_back(void **state);

// store_learned.c
void tells_how_long_steps_took(void **state);
void tells_what_was_waited_between_tries(void **state);
void remembers_rate_limits(void **state);
void keeps_what_scripts_said(void **state);
void remembers_whence_we_come(void **state);
void keeps_the_last_plans(void **state);

// store_leases.c
void one_holder_has_the_lease(void **state);
void renewing_keeps_the_fence(void **state);
void a_dead_holder_is_taken_over(void **state);
void a_wrong_clock_does_not_lengthen_a_lease(void **state);
void the_fence_stops_whoever_lost_the_lease(void **state);
void a_lost_lease_does_not_come_back(void **state);
void a_dropped_lease_is_free(void **state);
void renewing_leaves_the_transaction_open(void **state);

#endif
