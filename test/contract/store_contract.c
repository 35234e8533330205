// What every driver of the store port keeps to: inventory, counters, journal, transactions.
#include "store_contract.h"

#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
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

static struct cluster *
find(struct fixture *f, const char *customer, const char *name)
{
    struct cluster *c = NULL;

    f->err = (struct lct_err){ 0 };
    f->store->ops->cluster_find(f->store, f->arena, "shop", customer, name, &c, &f->err);
    assert_int_equal(c ? LCT_OK : LCT_ENOTFOUND, f->err.code);
    return c;
}

static void
gives_clusters_back_whole(void **state)
{
    struct fixture *f = *state;
    struct cluster changed = sample_cluster(CLUSTER_A, "Another Name"), *c;

    changed.state = STATE_STARTED;
    changed.plan_file = NULL;
    changed.updated_ms = 3000;
    assert_int_equal(f->store->ops->cluster_put(f->store, &changed, &f->err), LCT_OK);
    c = find(f, "acme", "Another Name");
    assert_non_null(c);
    assert_string_equal(c->uuid, CLUSTER_A);
    assert_string_equal(c->context_app, "shop");
    assert_string_equal(c->context_customer, "acme");
    assert_string_equal(c->slug, "sample");
    assert_string_equal(c->plan_name, "web");
    assert_string_equal(c->plan_text, "name: web\n");
    assert_string_equal(c->plan_digest, "d1");
    assert_null(c->plan_file);
    assert_null(c->app_id);
    assert_int_equal(c->state, STATE_STARTED);
    assert_int_equal(c->created_ms, 1000);
    assert_int_equal(c->updated_ms, 3000);
    assert_null(find(f, "acme", "My First Cluster"));
}

static void
finds_clusters_by_any_of_their_names(void **state)
{
    struct fixture *f = *state;

    assert_non_null(find(f, "acme", "My First Cluster"));
    assert_non_null(find(f, "acme", "mycluster1"));
    assert_non_null(find(f, "acme", CLUSTER_A));
    assert_non_null(find(f, "acme", "aaaaaaaa"));
    assert_non_null(find(f, "acme", "AAAAAAAA-0000"));
    assert_null(find(f, "acme", "aaaaaaa"));
    assert_null(find(f, "acme", "aaaaaaab"));
    assert_null(find(f, "acme", "aaaaaaa%"));
    assert_null(find(f, "acme", ""));
    assert_null(find(f, "other", "My First Cluster"));
    assert_null(find(f, "other", CLUSTER_A));
    assert_null(find(f, "acme", "mycluser1"));
    assert_non_null(strstr(f->err.hint, "mycluster1"));
    assert_null(find(f, "acme", "nothing like it"));
    assert_string_equal(f->err.hint, "");
}

static void
asks_when_a_uuid_prefix_fits_several(void **state)
{
    struct fixture *f = *state;
    struct cluster twin = sample_cluster("aaaaaaaa-0000-4000-8000-00000000000f", "twin"), *c;

    assert_int_equal(f->store->ops->cluster_put(f->store, &twin, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->cluster_find(f->store, f->arena, "shop", "acme", "aaaaaaaa", &c, &f->err),
        LCT_EUSAGE);
    assert_non_null(find(f, "acme", CLUSTER_A));
}

static void
finds_the_destroyed_by_uuid_only(void **state)
{
    struct fixture *f = *state;
    struct cluster gone = sample_cluster(CLUSTER_A, "My First Cluster"),
                   next = sample_cluster(CLUSTER_B, "My First Cluster");
    struct cluster **list;
    size_t n;

    gone.state = STATE_DESTROYED;
    assert_int_equal(f->store->ops->cluster_put(f->store, &gone, &f->err), LCT_OK);
    assert_null(find(f, "acme", "My First Cluster"));
    assert_int_equal(find(f, "acme", CLUSTER_A)->state, STATE_DESTROYED);
    assert_int_equal(f->store->ops->cluster_put(f->store, &next, &f->err), LCT_OK);
    assert_string_equal(find(f, "acme", "My First Cluster")->uuid, CLUSTER_B);
    assert_int_equal(
        f->store->ops->cluster_list(f->store, f->arena, "shop", "acme", &list, &n, &f->err), 0);
    assert_int_equal(n, 1);
    assert_string_equal(list[0]->uuid, CLUSTER_B);
}

static void
keeps_names_apart_by_context(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster");

    same.context_customer = "other";
    assert_int_equal(f->store->ops->cluster_put(f->store, &same, &f->err), LCT_OK);
    assert_string_equal(find(f, "acme", "My First Cluster")->uuid, CLUSTER_A);
    assert_string_equal(find(f, "other", "My First Cluster")->uuid, CLUSTER_B);
}

static void
refuses_a_name_that_lives(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster");

    assert_int_equal(f->store->ops->cluster_put(f->store, &same, &f->err), LCT_EEXISTS);
    assert_non_null(strstr(f->err.text, "My First Cluster"));
}

static void
refuses_to_move_a_cluster_to_another_context(void **state)
{
    struct fixture *f = *state;
    struct cluster stolen = sample_cluster(CLUSTER_A, "stolen");

    stolen.context_customer = "other";
    assert_int_not_equal(f->store->ops->cluster_put(f->store, &stolen, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
    assert_null(find(f, "other", CLUSTER_A));
    assert_non_null(find(f, "acme", CLUSTER_A));
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
    assert_null(find(f, "acme", "good"));
    assert_int_equal(f->store->ops->cluster_put(f->store, &good, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    assert_non_null(find(f, "acme", "good"));
}

static void
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

static void
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
    first.state = OP_PARTIAL;
    first.summary = "9 of 12 nodes are ready";
    first.ended_ms = 9;
    assert_int_equal(ops->operation_put(f->store, &first, &f->err), LCT_OK);
    assert_int_equal(ops->operation_get(f->store, f->arena, first.id, &o, &f->err), LCT_OK);
    assert_int_equal(o->state, OP_PARTIAL);
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

static void
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

static void
a_step_needs_its_operation(void **state)
{
    struct fixture *f = *state;
    struct journal_step st = {
        .operation = 77, .key = "k", .kind = "k", .subject = "s", .state = "done"
    };

    assert_int_not_equal(f->store->ops->step_put(f->store, &st, &f->err), LCT_OK);
    assert_int_not_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
}

static void
others_see_what_is_committed(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second");
    struct cluster **list;
    size_t n;

    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    assert_non_null(find(f, "acme", "second"));
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
    assert_null(find(f, "acme", "second"));
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
        FIXTURE_TEST(counts_from_the_step_before),
        FIXTURE_TEST(remembers_rate_limits),
        FIXTURE_TEST(remembers_whence_we_come),
        FIXTURE_TEST(a_step_needs_its_operation),
        FIXTURE_TEST(others_see_what_is_committed),
        FIXTURE_TEST(rolls_back),
        FIXTURE_TEST(commits_by_the_loop),
        FIXTURE_TEST(a_store_for_reading_refuses_writes),
        FIXTURE_TEST(every_field_of_a_node_comes_back),
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
