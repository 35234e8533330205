// SPDX-License-Identifier: MIT
// The store's contract: counters, operations and the journal of their steps.
#include "../testing.h"
#include "store_fixture.h"

void
draws_numbers_once(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct cluster b = sample_cluster(CLUSTER_B, "second");
    int64_t number = 0;

    assert_int_equal(ops->counter_next(f->store, CLUSTER_A, "web", &number, &f->err), LCT_OK);
    assert_int_equal(number, 1);
    assert_int_equal(ops->counter_draw(f->store, CLUSTER_A, "web", 3, &number, &f->err), LCT_OK);
    assert_int_equal(number, 1);
    assert_int_equal(ops->counter_draw(f->store, CLUSTER_A, "web", 1, &number, &f->err), LCT_OK);
    assert_int_equal(number, 4);
    assert_int_equal(ops->commit_now(f->store, &f->err), LCT_OK);
    assert_int_equal(ops->counter_draw(f->store, CLUSTER_A, "web", 2, &number, &f->err), LCT_OK);
    ops->rollback(f->store);
    assert_int_equal(ops->counter_draw(f->other, CLUSTER_A, "web", 1, &number, &f->err), LCT_OK);
    assert_int_equal(number, 5);
    assert_int_equal(ops->counter_next(f->other, CLUSTER_A, "web", &number, &f->err), LCT_OK);
    assert_int_equal(number, 6);
    assert_int_equal(ops->cluster_put(f->other, &b, &f->err), LCT_OK);
    assert_int_equal(ops->counter_draw(f->other, CLUSTER_B, "web", 1, &number, &f->err), LCT_OK);
    assert_int_equal(number, 1);
}

void
records_operations(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct operation first = sample_operation("create"), second = sample_operation("delete"), *o,
                     **list;
    size_t n;

    assert_int_equal(ops->operation_put(f->store, &first, &f->err), LCT_OK);
    assert_int_equal(ops->operation_put(f->store, &second, &f->err), LCT_OK);
    assert_true(first.id > 0 && second.id > first.id);
    first.state = OPERATION_PARTIAL;
    first.summary = "9 of 12 nodes are ready";
    first.ended_ms = 9;
    assert_int_equal(ops->operation_put(f->store, &first, &f->err), LCT_OK);
    assert_int_equal(ops->operation_get(f->store, f->arena, first.id, &o, &f->err), LCT_OK);
    assert_int_equal(o->state, OPERATION_PARTIAL);
    assert_string_equal(o->kind, "create");
    assert_string_equal(o->summary, "9 of 12 nodes are ready");
    assert_string_equal(o->plan_text, "name: web\n");
    assert_null(o->plan_file);
    assert_int_equal(o->started_ms, 5);
    assert_int_equal(o->ended_ms, 9);
    assert_int_equal(o->pid, 42);
    assert_int_equal(
        ops->operation_list(f->store, f->arena, "shop", "acme", NULL, 10, &list, &n, &f->err), 0);
    assert_int_equal(n, 2);
    assert_int_equal(list[0]->id, second.id);
    ops->operation_list(f->store, f->arena, "shop", "acme", CLUSTER_A, 1, &list, &n, &f->err);
    assert_int_equal(n, 1);
    ops->operation_list(f->store, f->arena, "shop", "acme", CLUSTER_B, 10, &list, &n, &f->err);
    assert_int_equal(n, 0);
    ops->operation_list(f->store, f->arena, "shop", "other", NULL, 10, &list, &n, &f->err);
    assert_int_equal(n, 0);
    assert_int_equal(ops->operation_get(f->store, f->arena, 999, &o, &f->err), LCT_ENOTFOUND);
    first.id = 999;
    assert_int_equal(ops->operation_put(f->store, &first, &f->err), LCT_ENOTFOUND);
}

static void
put_step(struct fixture *f, int64_t operation, const char *key, const char *word)
{
    struct journal_step st = { .operation = operation,
        .key = key,
        .kind = "machine.create",
        .subject = "web-01",
        .state = word,
        .attempts = 2,
        .result = "{\"id\":1}",
        .error = LCT_EQUOTA,
        .error_text = "no more",
        .intent_ms = 7 };

    assert_int_equal(f->store->ops->step_put(f->store, &st, &f->err), LCT_OK);
}

void
keeps_the_journal_in_order(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct operation o = sample_operation("create"), *read;
    struct journal_step **list;
    size_t n;

    assert_int_equal(ops->operation_put(f->store, &o, &f->err), LCT_OK);
    put_step(f, o.id, "z first", "running");
    put_step(f, o.id, "a second", "waiting");
    put_step(f, o.id, "m third", "failed");
    put_step(f, o.id, "z first", "done");
    assert_int_equal(ops->step_list(f->store, f->arena, o.id, &list, &n, &f->err), LCT_OK);
    assert_int_equal(n, 3);
    assert_string_equal(list[0]->key, "z first");
    assert_string_equal(list[0]->state, "done");
    assert_string_equal(list[1]->key, "a second");
    assert_string_equal(list[2]->result, "{\"id\":1}");
    assert_null(list[2]->digest);
    assert_int_equal(list[2]->error, LCT_EQUOTA);
    assert_int_equal(list[2]->attempts, 2);
    assert_int_equal(list[2]->intent_ms, 7);
    assert_int_equal(ops->operation_get(f->store, f->arena, o.id, &read, &f->err), LCT_OK);
    assert_int_equal(read->n_steps, 3);
    assert_int_equal(read->n_done, 1);
    assert_int_equal(read->n_failed, 1);
}

void
a_step_needs_its_operation(void **state)
{
    struct fixture *f = *state;
    struct journal_step st = {
        .operation = 77, .key = "k", .kind = "k", .subject = "s", .state = "done"
    };

    assert_int_not_equal(f->store->ops->step_put(f->store, &st, &f->err), LCT_OK);
    assert_int_not_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
}
