// SPDX-License-Identifier: MIT
// The store's contract: records that belong to others, names that are taken, numbers.
#include "../testing.h"
#include "base/clock.h"
#include "store_fixture.h"

static struct fact
fact_of(const struct node *n)
{
    return (struct fact){ .cluster = n->cluster, .node = n->uuid, .key = "k/1", .value = "v" };
}

void
records_belong_to_others(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1), stays = sample_node(2);
    struct fact fact = fact_of(&n), other = fact_of(&stays);
    struct operation o = sample_operation("create");

    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_NODE, &stays), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_FACT, &fact), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_FACT, &other), LCT_OK);
    assert_int_equal(use_remove(&f->one, RECORD_NODE, &n), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_FACT)), 1);
    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_OK); // come again, it has no past
    assert_int_equal(use_count(&f->one, ask_all(RECORD_FACT)), 1);
    assert_int_equal(use_remove(&f->one, RECORD_NODE, &n), LCT_OK);
    assert_int_equal(use_remove(&f->one, RECORD_NODE, &n), LCT_OK); // gone is gone
    assert_int_equal(use_add(&f->one, &o), LCT_OK);
    struct journal_step step = {
        .operation = o.id, .key = "k", .kind = "k", .subject = "s", .state = "done"
    };
    struct step_output said = { .operation = o.id, .step = "k", .place = "p", .text = "t" };
    assert_int_equal(use_put(&f->one, RECORD_STEP, &step), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_OUTPUT, &said), LCT_OK);
    assert_int_equal(use_remove(&f->one, RECORD_OPERATION, &o), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_STEP)), 0);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_OUTPUT)), 0);
}

void
refuses_what_has_no_owner(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1);
    struct fact fact = fact_of(&n);
    struct journal_step step = {
        .operation = 77, .key = "k", .kind = "k", .subject = "s", .state = "done"
    };

    assert_int_equal(use_put(&f->one, RECORD_FACT, &fact), LCT_ENOTFOUND);
    assert_int_equal(use_put(&f->one, RECORD_STEP, &step), LCT_ENOTFOUND);
    assert_int_equal(use_put(&f->stranger, RECORD_NODE, &n), LCT_ENOTFOUND);
    n.cluster[0] = 'f';
    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_ENOTFOUND);
    assert_non_null(strstr(f->one.err.text, "cluster"));
    assert_int_equal(use_count(&f->one, ask_all(RECORD_NODE)), 0);
}

// ---- names

void
a_name_that_lives_is_taken(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster");

    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &same), LCT_EEXISTS);
    assert_non_null(strstr(f->one.err.text, "My First Cluster"));
    same.name = "another";
    same.app_id = "mycluster1";
    assert_int_equal(use_put(&f->other, RECORD_CLUSTER, &same), LCT_EEXISTS);
    assert_non_null(strstr(f->other.err.text, "mycluster1"));
    same.app_id = NULL;
    assert_int_equal(use_put(&f->other, RECORD_CLUSTER, &same), LCT_OK);
    same.name = "My First Cluster"; // renamed to it
    assert_int_equal(use_put(&f->other, RECORD_CLUSTER, &same), LCT_EEXISTS);
}

void
names_of_the_dead_are_free(void **state)
{
    struct fixture *f = *state;
    struct cluster gone = sample_cluster(CLUSTER_A, "My First Cluster"),
                   next = sample_cluster(CLUSTER_B, "My First Cluster");

    gone.state = STATE_DESTROYED;
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &gone), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &next), LCT_OK);
    gone.state = STATE_STARTED;
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &gone), LCT_EEXISTS);
}

void
numbers_operations(void **state)
{
    struct fixture *f = *state;
    struct operation first = sample_operation("create"), second = sample_operation("delete"),
                     third = sample_operation("apply"), **list;
    size_t n;

    assert_int_equal(use_add(&f->one, &first), LCT_OK);
    assert_int_equal(use_add(&f->other, &second), LCT_OK);
    assert_true(first.id > 0 && second.id > first.id);
    first.summary = "9 of 12 nodes are ready";
    assert_int_equal(use_put(&f->one, RECORD_OPERATION, &first), LCT_OK);
    list = use_ask(&f->one, ask_number(RECORD_OPERATION, "id", first.id), &n);
    assert_int_equal(n, 1);
    assert_string_equal(list[0]->summary, "9 of 12 nodes are ready");
    assert_int_equal(use_remove(&f->one, RECORD_OPERATION, &second), LCT_OK);
    assert_int_equal(use_add(&f->one, &third), LCT_OK);
    assert_true(third.id > second.id); // a number never comes again
}

void
ten_thousand_nodes_go_in_one_batch(void **state)
{
    struct fixture *f = *state;
    int64_t begin = clock_real.now_ms(&clock_real), took;
    struct batch *b = batch_new(&f->one.context);

    for (unsigned i = 1; i <= 10000; i++) {
        struct node node = sample_node(i);
        batch_put(b, RECORD_NODE, &node);
    }
    assert_int_equal(use_commit(&f->one, b), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_nodes(CLUSTER_A)), 10000);
    took = clock_real.now_ms(&clock_real) - begin;
    print_message("# 10,000 nodes put, committed and listed in %lld ms\n", (long long)took);
}
