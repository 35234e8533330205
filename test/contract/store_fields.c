// SPDX-License-Identifier: MIT
// The store's contract: whatever field a record has in its table comes back, put first or later.
#include "../testing.h"
#include "base/str.h"
#include "store_fixture.h"

// Each kept field gets a value that no other has; what is FIXED keeps the one that it has.
static void
fill(struct fixture *f, const struct field *fields, void *record, int64_t from)
{
    static const char *const texts[] = { "one", "a \"quoted\" one", NULL };

    fields_each (it, fields) {
        if (!it->column || it->flags & FIELD_FIXED)
            continue;
        from++;
        if (it->type == FIELD_TEXTS)
            FIELD_VALUE(const char *const *, it, record) = texts + (from & 1);
        else if (it->type == FIELD_WORD)
            field_set_text(it, record, it->words->names[(size_t)from % it->words->n]);
        else if (it->type == FIELD_TEXT)
            field_set_text(
                it, record, arena_printf(f->arena, "%s %lld", it->column, (long long)from));
        else
            field_set_int(it, record, it->type == FIELD_BOOL ? from & 1 : from);
    }
}

static void
check(const struct field *fields, const void *got, const void *put)
{
    fields_each (it, fields) {
        if (!it->column)
            continue;
        if (it->type == FIELD_TEXTS) {
            const char *const *a = FIELD_VALUE(const char *const *, it, got);
            for (const char *const *b = FIELD_VALUE(const char *const *, it, put); *b; a++, b++)
                assert_string_equal(*a, *b);
            assert_null(*a);
        } else if (field_is_text(it)) {
            if (!str_eq(field_text(it, got), field_text(it, put)))
                fail_msg("%s is %s", it->column, field_text(it, got));
        } else if (field_int(it, got) != field_int(it, put)) {
            fail_msg("%s is %lld", it->column, (long long)field_int(it, got));
        }
    }
}

static void
check_node(struct fixture *f, const struct node *put)
{
    struct node **got;
    size_t n;

    assert_int_equal(f->store->ops->node_put(f->store, put, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->node_list(f->store, f->arena, "shop", "acme", CLUSTER_A, &got, &n, &f->err),
        LCT_OK);
    check(node_record, got[0], put);
}

void
every_field_of_a_node_comes_back(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1);

    for (int64_t from = 100; from < 500; from += 101) {
        fill(f, node_record, &n, from);
        check_node(f, &n);
    }
}

static void
check_resource(struct fixture *f, const struct resource *put)
{
    struct resource **got;
    size_t n;

    assert_int_equal(f->store->ops->resource_put(f->store, put, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->resource_list(f->store, f->arena, CLUSTER_A, &got, &n, &f->err), LCT_OK);
    assert_int_equal(n, 1);
    check(resource_record, got[0], put);
}

void
every_field_of_a_resource_comes_back(void **state)
{
    struct fixture *f = *state;
    struct resource r = { .name = "apart", .region = "us-east", .traits = "" }, **got;
    size_t n = 1;

    snprintf(r.uuid, sizeof r.uuid, "%s", CLUSTER_B);
    snprintf(r.cluster, sizeof r.cluster, "%s", CLUSTER_A);
    for (int64_t from = 100; from < 500; from += 101) {
        fill(f, resource_record, &r, from);
        check_resource(f, &r);
    }
    assert_int_equal(f->store->ops->resource_remove(f->store, &r, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->resource_list(f->store, f->arena, CLUSTER_A, &got, &n, &f->err), LCT_OK);
    assert_int_equal(n, 0);
}

void
every_field_of_a_cluster_comes_back(void **state)
{
    struct fixture *f = *state;
    struct cluster c = sample_cluster(CLUSTER_B, "b"), *got;

    for (int64_t from = 100; from < 500; from += 101) {
        fill(f, cluster_record, &c, from);
        assert_int_equal(f->store->ops->cluster_put(f->store, &c, &f->err), LCT_OK);
        assert_int_equal(f->store->ops->cluster_find(
                             f->store, f->arena, "shop", "acme", CLUSTER_B, &got, &f->err),
            LCT_OK);
        check(cluster_record, got, &c);
    }
}

void
every_field_of_an_operation_comes_back(void **state)
{
    struct fixture *f = *state;
    struct operation o = sample_operation("create"), *got;

    for (int64_t from = 100; from < 500; from += 101) {
        fill(f, operation_record, &o, from);
        assert_int_equal(f->store->ops->operation_put(f->store, &o, &f->err), LCT_OK);
        assert_int_equal(
            f->store->ops->operation_get(f->store, f->arena, o.id, &got, &f->err), LCT_OK);
        check(operation_record, got, &o);
    }
}

void
every_field_of_a_step_comes_back(void **state)
{
    struct fixture *f = *state;
    struct operation o = sample_operation("create");
    struct journal_step s = { .key = "k", .intent_ms = 7 }, **got;
    size_t n;

    assert_int_equal(f->store->ops->operation_put(f->store, &o, &f->err), LCT_OK);
    s.operation = o.id;
    for (int64_t from = 100; from < 500; from += 101) {
        fill(f, step_record, &s, from);
        assert_int_equal(f->store->ops->step_put(f->store, &s, &f->err), LCT_OK);
        assert_int_equal(
            f->store->ops->step_list(f->store, f->arena, o.id, &got, &n, &f->err), LCT_OK);
        check(step_record, got[0], &s);
    }
}
