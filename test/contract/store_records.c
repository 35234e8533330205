// SPDX-License-Identifier: MIT
// The store's contract: records that are put and asked for.
#include "../testing.h"
#include "base/str.h"
#include "store_fixture.h"

// ---- whole

static void
check_bare(const struct node *got, const struct node *n)
{
    assert_string_equal(got->uuid, n->uuid);
    assert_string_equal(got->cluster, CLUSTER_A);
    assert_string_equal(got->name, n->name);
    assert_string_equal(got->draws, "{}");
    assert_string_equal(got->tags[0], "web");
    assert_string_equal(got->tags[1], "a \"quoted\" tag");
    assert_null(got->tags[2]);
    assert_null(got->cloud_id);
    assert_null(got->image);
    assert_null(got->error);
    assert_false(got->booted || got->secured);
}

void
gives_records_back_whole(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1), **got;
    size_t count;

    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_OK);
    got = use_ask(&f->one, ask_nodes(CLUSTER_A), &count);
    check_bare(got[0], &n);
    n.state = STATE_FAILED;
    n.error = "no: \"\\\n\x01 \xf0\x9f\x90\xa7";
    n.image = "";
    n.booted = true;
    n.tags = NULL;
    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_OK);
    got = use_ask(&f->one, ask_nodes(CLUSTER_A), &count);
    assert_int_equal(count, 1);
    assert_int_equal(got[0]->state, STATE_FAILED);
    assert_string_equal(got[0]->error, n.error);
    assert_string_equal(got[0]->image, "");
    assert_true(got[0]->booted);
    assert_non_null(got[0]->tags);
    assert_null(got[0]->tags[0]);
}

// Each kept field gets a value that no other has; but for the key, which says which it is.
static void
fill(struct fixture *f, const struct record_shape *shape, void *record, int64_t from)
{
    static const char *const texts[] = { "one", "a \"quoted\" one", NULL };

    fields_each (it, shape->fields) {
        if (!it->column || shape_is_key(shape, it))
            continue;
        from++;
        if (it->type == FIELD_TEXTS)
            FIELD_VALUE(const char *const *, it, record) = texts + (from & 1);
        else if (it->type == FIELD_WORD)
            field_set_text(it, record, it->words->names[(size_t)from % it->words->n]);
        else if (field_is_text(it))
            field_set_text(
                it, record, arena_printf(f->arena, "%s %lld", it->column, (long long)from));
        else
            field_set_int(it, record, it->type == FIELD_BOOL ? from & 1 : from << 32 | from);
    }
}

static void
check_field(const struct field *it, const void *got, const void *put)
{
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

// Of a kind, with the key that the record has.
static void
check_fields(struct fixture *f, enum record_kind kind, void *record)
{
    const struct record_shape *shape = &record_shapes[kind];

    for (int64_t from = 100; from < 500; from += 101) {
        size_t n;
        fill(f, shape, record, from);
        if (use_put(&f->one, kind, record) < 0)
            fail_msg("%s: %s", shape->name, f->one.err.text);
        void **got = use_ask(&f->other, ask_all(kind), &n);
        const void *last = NULL;
        for (size_t i = 0; i < n && !last; i++) // among others, where there are
            if (!shape->key[0] || shape_compare(shape, got[i], record) == 0)
                last = got[i];
        assert_non_null(last);
        fields_each (it, shape->fields)
            if (it->column)
                check_field(it, last, record);
    }
}

void
every_field_comes_back(void **state)
{
    struct fixture *f = *state;
    struct operation o = sample_operation("create");
    struct node node = sample_node(1);
    struct cluster cluster = sample_cluster(CLUSTER_B, "b"), plan = sample_cluster(CLUSTER_A, "a");
    struct resource r = { .cluster = CLUSTER_A, .uuid = CLUSTER_B };
    struct fact fact = { .cluster = CLUSTER_A, .node = node.uuid, .key = "hook:firstboot/setup" };
    struct rule_opening opening = { .cluster = CLUSTER_A };
    struct counter counter = { .cluster = CLUSTER_A, .name = "#us-east/web" };
    struct lease lease = { .cluster = CLUSTER_A };
    struct lesson_kept lesson = { .kind = "machine.create", .digest = "" };
    struct rate_kept rate = { .cloud = "https://api.example/v4", .rate.kind = "machine.create" };
    struct blob blob = { .digest = "d1" };
    struct seen_from seen = { 0 };

    check_fields(f, RECORD_CLUSTER, &cluster);
    check_fields(f, RECORD_PLAN, &plan);
    check_fields(f, RECORD_NODE, &node);
    check_fields(f, RECORD_FACT, &fact);
    check_fields(f, RECORD_RESOURCE, &r);
    check_fields(f, RECORD_OPENING, &opening);
    check_fields(f, RECORD_COUNTER, &counter);
    check_fields(f, RECORD_LEASE, &lease);
    assert_int_equal(use_add(&f->one, &o), LCT_OK);
    check_fields(f, RECORD_OPERATION, &o);
    struct journal_step step = { .operation = o.id, .key = "node.hook web-01 firstboot/a" };
    struct step_output output = { .operation = o.id, .step = "node.hook web-01 firstboot/a" };
    check_fields(f, RECORD_STEP, &step);
    check_fields(f, RECORD_OUTPUT, &output);
    check_fields(f, RECORD_LESSON, &lesson);
    check_fields(f, RECORD_RATE, &rate);
    check_fields(f, RECORD_BLOB, &blob);
    check_fields(f, RECORD_SEEN, &seen);
}

// ---- asked for

static struct ask
living(void)
{
    struct ask ask = ask_all(RECORD_CLUSTER);

    return *ask_and(&ask, "state", ASK_IS_NOT, "destroyed");
}

void
answers_what_is_asked(void **state)
{
    struct fixture *f = *state;
    struct cluster gone = sample_cluster(CLUSTER_B, "second");
    struct ask ask = living();

    gone.state = STATE_DESTROYED;
    assert_int_equal(use_put(&f->one, RECORD_CLUSTER, &gone), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_CLUSTER)), 2);
    assert_int_equal(use_count(&f->one, living()), 1);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_CLUSTER, "name", "second")), 1);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_CLUSTER, "uuid", CLUSTER_B)), 1);
    assert_int_equal(use_count(&f->one, *ask_and(&ask, "name", ASK_IS, "second")), 0);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_CLUSTER, "app_id", "mycluster1")), 1);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_CLUSTER, "name", "sec%")), 0);
    assert_int_equal(use_count(&f->one, ask_of(RECORD_CLUSTER, "name", "")), 0);
    ask = ask_all(RECORD_CLUSTER);
    assert_int_equal(use_count(&f->one, *ask_and(&ask, "uuid", ASK_BEGINS, "bbbbbbbb-0")), 1);
    ask = ask_all(RECORD_CLUSTER);
    assert_int_equal(use_count(&f->one, *ask_and(&ask, "uuid", ASK_BEGINS, "bbbbbbbc")), 0);
    ask = ask_all(RECORD_CLUSTER);
    assert_int_equal(use_count(&f->one, *ask_and(&ask, "uuid", ASK_BEGINS, "_")), 0);
}

void
tells_the_newest(void **state)
{
    struct fixture *f = *state;
    struct operation o, **list;
    struct ask ask = ask_of(RECORD_OPERATION, "cluster", CLUSTER_A);
    int64_t last = 0;
    size_t n;

    for (int i = 0; i < 12; i++) {
        o = sample_operation("create");
        assert_int_equal(use_add(&f->one, &o), LCT_OK);
        assert_true(o.id > last);
        last = o.id;
    }
    ask.newest = 3;
    list = use_ask(&f->other, ask, &n);
    assert_int_equal(n, 3);
    assert_int_equal(list[0]->id, last);
    assert_int_equal(list[2]->id, last - 2);
    ask.newest = 100;
    assert_int_equal(use_count(&f->other, ask), 12);
    ask = ask_number(RECORD_OPERATION, "id", last - 1);
    ask.newest = 1;
    assert_int_equal(use_count(&f->other, ask), 1);
    ask = ask_of(RECORD_OPERATION, "cluster", CLUSTER_B);
    ask.newest = 3;
    assert_int_equal(use_count(&f->other, ask), 0);
}

void
answers_all_questions_of_one_moment(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1);
    struct ask asks[] = { ask_nodes(CLUSTER_A), living(), ask_all(RECORD_SEEN),
        ask_of(RECORD_COUNTER, "cluster", CLUSTER_A) };

    assert_int_equal(use_put(&f->one, RECORD_NODE, &n), LCT_OK);
    assert_int_equal(store_read_now(f->loop, f->other.store, &f->other.context, f->arena, asks, 4,
                         &f->other.err),
        LCT_OK);
    assert_int_equal(asks[0].n, 1);
    assert_int_equal(asks[1].n, 1);
    assert_int_equal(asks[2].n, 0);
    assert_int_equal(asks[3].n, 0);
    assert_non_null(asks[2].found);
}

void
keeps_contexts_apart(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster"),
                   stolen = sample_cluster(CLUSTER_A, "stolen"), **list;
    struct seen_from here = { "192.0.2.1", 1 };
    size_t n;

    assert_int_equal(use_count(&f->stranger, ask_all(RECORD_CLUSTER)), 0);
    assert_int_equal(use_put(&f->stranger, RECORD_CLUSTER, &same), LCT_OK);
    assert_int_equal(use_put(&f->stranger, RECORD_SEEN, &here), LCT_OK);
    assert_int_equal(use_count(&f->one, ask_all(RECORD_SEEN)), 0);
    use_put(&f->stranger, RECORD_CLUSTER, &stolen); // whatever becomes of it, ours stays ours
    list = use_ask(&f->one, ask_all(RECORD_CLUSTER), &n);
    assert_int_equal(n, 1);
    assert_string_equal(list[0]->uuid, CLUSTER_A);
    assert_string_equal(list[0]->name, "My First Cluster");
}

void
keeps_the_order_of_a_kind(void **state)
{
    struct fixture *f = *state;
    struct node ten = sample_node(10), two = sample_node(2), db = sample_node(3),
                west = sample_node(1), **nodes;
    size_t n;

    db.group = "db";
    west.region = "us-west";
    assert_int_equal(use_put(&f->one, RECORD_NODE, &west), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_NODE, &ten), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_NODE, &two), LCT_OK);
    assert_int_equal(use_put(&f->one, RECORD_NODE, &db), LCT_OK);
    nodes = use_ask(&f->one, ask_nodes(CLUSTER_A), &n);
    assert_int_equal(n, 4);
    assert_string_equal(nodes[0]->name, db.name);
    assert_string_equal(nodes[1]->name, two.name);
    assert_string_equal(nodes[2]->name, ten.name);
    assert_string_equal(nodes[3]->name, west.name);
}
