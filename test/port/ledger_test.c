// SPDX-License-Identifier: MIT
// The ledger on a store that takes its time: what is gathered meanwhile goes with the next commit,
// in its order, under the lease; what failed is not forgotten before it is told.
#include "../contract/store_contract.h"
#include "../contract/store_use.h"
#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "late_store.h"
#include "port/ledger.h"
#include "store/sqlite/open.h"

#define LATE_MS 2000

static const struct context context = { "shop", "acme" };

struct stage {
    char folder[64];
    struct loop *loop;
    struct arena *arena;
    struct use use; // without delay
    struct store *late;
    struct ledger *ledger;
};

static int
set_up(void **state)
{
    struct stage *s = NEW(struct stage);
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    struct lct_err err;

    snprintf(s->folder, sizeof s->folder, "/tmp/lct-ledger-XXXXXX");
    if (!mkdtemp(s->folder))
        return -1;
    _own_(free) char *path = file_join(s->folder, "inventory.db");
    s->loop = loop_new_virtual();
    s->arena = arena_new();
    s->use = (struct use){ s->loop, NULL, context, s->arena };
    if (sqlite_open(s->loop, path, STORE_WRITE, &s->use.store, &err) < 0 ||
        use_put(&s->use, RECORD_CLUSTER, &c) < 0)
        return -1;
    s->late = late_store(s->loop, s->use.store, LATE_MS);
    s->ledger = ledger_new(s->loop, s->late, &context);
    *state = s;
    return 0;
}

static int
tear_down(void **state)
{
    struct stage *s = *state;
    int code;

    ledger_free(s->ledger);
    s->late->ops->close(s->late);
    arena_free(s->arena);
    loop_free(s->loop);
    code = file_remove_tree(s->folder, ERR_IGNORED);
    free(s);
    return code;
}

static void
put_node(struct stage *s, unsigned number, enum state state)
{
    struct node n = sample_node(number);

    n.state = state;
    ledger_put(s->ledger, RECORD_NODE, &n);
}

static size_t
started(struct stage *s)
{
    struct ask ask = ask_nodes(CLUSTER_A);

    return use_count(&s->use, *ask_and(&ask, "state", ASK_IS, "started"));
}

struct told {
    unsigned n;
    int code;
    bool done;
};

static void
tell(void *user, const struct lct_err *err)
{
    struct told *t = user;

    t->n++;
    t->code = err->code;
    t->done = true;
}

static void
what_comes_meanwhile_goes_with_the_next(void **state)
{
    struct stage *s = *state;
    struct told first = { 0 };
    struct lct_err err;

    put_node(s, 1, STATE_STARTED);
    ledger_commit(s->ledger, tell, &first);
    put_node(s, 1, STATE_FAILED);
    put_node(s, 2, STATE_STARTED);
    loop_run(s->loop, &first.done);
    assert_int_equal(first.code, LCT_OK);
    assert_int_equal(started(s), 1);
    assert_int_equal(use_count(&s->use, ask_nodes(CLUSTER_A)), 1);
    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_OK);
    assert_int_equal(started(s), 1);
    assert_int_equal(use_count(&s->use, ask_nodes(CLUSTER_A)), 2);
    assert_int_equal(first.n, 1);
}

static void
nothing_to_write_takes_no_time(void **state)
{
    struct stage *s = *state;
    const int64_t begin = loop_now_ms(s->loop);
    struct lct_err err;

    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_OK);
    assert_true(loop_now_ms(s->loop) - begin < LATE_MS);
}

static void
tells_the_number_that_it_got(void **state)
{
    struct stage *s = *state;
    struct operation o = sample_operation("create");
    struct lct_err err;
    int64_t first, second;

    ledger_put(s->ledger, RECORD_OPERATION, &o);
    assert_int_equal(ledger_commit_now(s->ledger, &first, &err), LCT_OK);
    ledger_put(s->ledger, RECORD_OPERATION, &o);
    assert_int_equal(ledger_commit_now(s->ledger, &second, &err), LCT_OK);
    assert_true(first > 0 && second > first);
}

static void
a_failure_stays_until_it_is_forgotten(void **state)
{
    struct stage *s = *state;
    struct lct_err err;

    put_node(s, 1, STATE_STARTED);
    ledger_fence(s->ledger, CLUSTER_A, 7); // that nobody has
    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_EEXISTS);
    put_node(s, 2, STATE_STARTED);
    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_EEXISTS);
    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_EEXISTS);
    assert_int_equal(started(s), 0);
    put_node(s, 3, STATE_STARTED);
    ledger_forget(s->ledger);
    struct lease lease = { 0 };
    assert_int_equal(use_take(&s->use, CLUSTER_A, "me", 30000, &lease), LCT_OK);
    ledger_fence(s->ledger, CLUSTER_A, lease.fence);
    put_node(s, 4, STATE_STARTED);
    assert_int_equal(ledger_commit_now(s->ledger, NULL, &err), LCT_OK);
    assert_int_equal(started(s), 1);
}

static void
freed_while_it_writes_calls_nobody(void **state)
{
    struct stage *s = *state;
    struct told told = { 0 };

    put_node(s, 1, STATE_STARTED);
    ledger_commit(s->ledger, tell, &told);
    put_node(s, 2, STATE_STARTED);
    ledger_free(s->ledger);
    s->ledger = NULL;
    loop_turn(s->loop, false);
    assert_int_equal(told.n, 0);
    assert_int_equal(started(s), 0);
}

#define STAGE_TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(what_comes_meanwhile_goes_with_the_next),
        STAGE_TEST(nothing_to_write_takes_no_time),
        STAGE_TEST(tells_the_number_that_it_got),
        STAGE_TEST(a_failure_stays_until_it_is_forgotten),
        STAGE_TEST(freed_while_it_writes_calls_nobody),
    };

    return RUN(tests);
}
