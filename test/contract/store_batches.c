// SPDX-License-Identifier: MIT
// The store's contract: batches, and what becomes of them.
#include "../testing.h"
#include "base/err.h"
#include "store_fixture.h"

void
a_batch_is_all_or_nothing(void **state)
{
    struct fixture *f = *state;
    struct cluster good = sample_cluster(CLUSTER_B, "good"),
                   bad = sample_cluster("cccccccc-0000-4000-8000-000000000003", "good");
    struct node n = sample_node(1);
    struct batch *b = batch_new(&f->one.context);

    batch_put(b, RECORD_NODE, &n);
    batch_draw(b, CLUSTER_A, "web", 1, 3);
    batch_put(b, RECORD_CLUSTER, &good);
    batch_put(b, RECORD_CLUSTER, &bad);
    assert_int_equal(use_commit(&f->one, b), LCT_EEXISTS);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_CLUSTER)), 1);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_NODE)), 0);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_COUNTER)), 0);
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &good), LCT_OK);
}

// What is put after its owner finds it there; what is put, removed and put is there.
void
a_batch_goes_in_its_order(void **state)
{
    struct fixture *f = *state;
    struct cluster second = sample_cluster(CLUSTER_B, "second");
    struct node n = sample_node(1), **nodes;
    struct fact fact = { .cluster = CLUSTER_B, .node = n.uuid, .key = "k", .value = "v" };
    struct batch *b = batch_new(&f->one.context);
    size_t count;

    snprintf(n.cluster, sizeof n.cluster, "%s", CLUSTER_B);
    batch_put(b, RECORD_CLUSTER, &second);
    batch_put(b, RECORD_NODE, &n);
    batch_put(b, RECORD_FACT, &fact);
    batch_remove(b, RECORD_NODE, &n);
    n.state = STATE_STARTED;
    batch_put(b, RECORD_NODE, &n);
    n.state = STATE_FAILED;
    assert_int_equal(use_commit(&f->one, b), LCT_OK);
    nodes = use_ask(&f->one, ask_nodes(CLUSTER_B), &count);
    assert_int_equal(count, 1);
    assert_int_equal(nodes[0]->state, STATE_STARTED);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_FACT)), 0);
}

void
clears_by_the_beginning_of_a_key(void **state)
{
    struct fixture *f = *state;
    struct node one = sample_node(1), two = sample_node(2);
    struct fact facts[] = { { CLUSTER_A, one.uuid, "a", "v", 1 },
        { CLUSTER_A, one.uuid, "b", "v", 1 }, { CLUSTER_A, two.uuid, "a", "v", 1 } };
    struct batch *b = batch_new(&f->one.context);

    batch_put(b, RECORD_NODE, &one);
    batch_put(b, RECORD_NODE, &two);
    for (size_t i = 0; i < 3; i++)
        batch_put(b, RECORD_FACT, &facts[i]);
    batch_clear(b, RECORD_FACT, &facts[0], 2);
    batch_put(b, RECORD_FACT, &facts[1]);
    assert_int_equal(use_commit(&f->one, b), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_FACT, "node", one.uuid)), 1);
    b = batch_new(&f->one.context);
    batch_clear(b, RECORD_FACT, &facts[0], 1);
    assert_int_equal(use_commit(&f->one, b), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_FACT)), 0);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_NODE)), 2);
}

void
draws_numbers_once(void **state)
{
    struct fixture *f = *state;
    struct counter **list;
    size_t n;

    assert_int_equal(use_draw(&f->one, CLUSTER_A, "web", 2, 1), LCT_EEXISTS); // the first is 1
    assert_int_equal(use_draw(&f->one, CLUSTER_A, "web", 1, 3), LCT_OK);
    assert_int_equal(use_draw(&f->other, CLUSTER_A, "web", 1, 1), LCT_EEXISTS);
    assert_non_null(strstr(f->other.err.text, "web"));
    assert_int_equal(use_draw(&f->other, CLUSTER_A, "web", 4, 1), LCT_OK);
    assert_int_equal(use_draw(&f->one, CLUSTER_A, "#us-east/db", 1, 1), LCT_OK);
    list = use_ask(&f->one, ask_of(RECORD_COUNTER, "name", "web"), &n);
    assert_int_equal(n, 1);
    assert_int_equal(list[0]->next, 5);
    assert_int_not_equal(use_draw(&f->one, CLUSTER_B, "web", 1, 1), LCT_OK); // of no cluster
}

void
others_see_what_is_committed(void **state)
{
    struct fixture *f = *state;
    struct cluster second = sample_cluster(CLUSTER_B, "second");
    _own_(batch) struct batch *b = batch_new(&f->one.context);

    batch_put(b, RECORD_CLUSTER, &second);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_CLUSTER)), 1);
    assert_int_equal(use_count(&f->other, ask_all(RECORD_CLUSTER)), 1);
    assert_int_equal(store_commit_now(f->loop, f->one.store, b, &f->one.err), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_CLUSTER)), 2);
    assert_int_equal(use_count(&f->other, ask_all(RECORD_CLUSTER)), 2);
}

struct answer {
    int count, code;
    bool done;
};

static void
told(void *user, const struct lct_err *err)
{
    struct answer *a = user;

    a->count++;
    a->code = err->code;
    a->done = true;
}

void
commits_by_the_loop(void **state)
{
    struct fixture *f = *state;
    struct cluster second = sample_cluster(CLUSTER_B, "second");
    _own_(batch) struct batch *b = batch_new(&f->one.context);
    struct ask ask = ask_all(RECORD_CLUSTER);
    struct answer committed = { 0 }, read = { 0 };
    struct store *s = f->one.store;

    batch_put(b, RECORD_CLUSTER, &second);
    s->ops->commit(s, b, told, &committed);
    assert_int_equal(committed.count, 0);
    loop_run(f->loop, &committed.done);
    assert_int_equal(committed.count, 1);
    assert_int_equal(committed.code, LCT_OK);
    struct op *op = s->ops->read(s, &f->one.context, f->arena, &ask, 1, told, &read);
    assert_int_equal(read.count, 0);
    op_cancel(op);
    assert_int_equal(read.count, 1); // with what was known already, or that it is cancelled
}

void
watches_for_what_others_commit(void **state)
{
    struct fixture *f = *state;
    struct cluster second = sample_cluster(CLUSTER_B, "second");
    struct store *s = f->one.store;
    struct answer quiet = { 0 }, stirred = { 0 }, missed = { 0 };

    use_count(&f->one, ask_all(RECORD_CLUSTER));
    int64_t begin = loop_now_ms(f->loop);
    s->ops->watch(s, 700, told, &quiet);
    loop_run(f->loop, &quiet.done);
    assert_int_equal(quiet.code, LCT_OK);
    assert_in_range(loop_now_ms(f->loop) - begin, 650, 1500);
    s->ops->watch(s, 60000, told, &stirred);
    let_pass(f, 300);
    assert_false(stirred.done);
    assert_int_equal(use_put(&f->other, RECORD_CLUSTER, &second), LCT_OK);
    loop_run(f->loop, &stirred.done);
    assert_true(loop_now_ms(f->loop) - begin < 5000);
    s->ops->watch(s, 60000, told, &missed); // what came before, but after the last read
    loop_run(f->loop, &missed.done);
    assert_true(loop_now_ms(f->loop) - begin < 5000);
}

void
a_store_for_reading_refuses_writes(void **state)
{
    struct fixture *f = *state;
    struct use reader = f->one;
    struct cluster second = sample_cluster(CLUSTER_B, "second");
    struct lease lease = { 0 };

    reader.store = contract_open(f->loop, f->folder, STORE_READ);
    assert_int_equal(use_count(&reader, ask_all(RECORD_CLUSTER)), 1);
    assert_int_equal(use_put(&reader, RECORD_CLUSTER, &second), LCT_EUSAGE);
    assert_int_equal(use_draw(&reader, CLUSTER_A, "web", 1, 1), LCT_EUSAGE);
    assert_int_equal(use_take(&reader, CLUSTER_A, "me", 1000, &lease), LCT_EUSAGE);
    reader.store->ops->close(reader.store);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_CLUSTER)), 1);
}
