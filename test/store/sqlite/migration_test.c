// SPDX-License-Identifier: MIT
// Inventories of programs before this one: what is in them is there afterwards.
#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "place.h"
#include "plan/plan.h"
#include "store/sqlite/schema.h"

#define NODE(n)                                                                   \
    "('00000000-0000-4000-8000-00000000000" n "', 1, '" CLUSTER_A "', 1, 'web', " \
    "'us-east', 'g6-nanode-1', " n ", 'web-" n "', 'web-" n "', '[]', 'started', 1, 1, 1, 1, "

// As it was made by the first of sql/, in the folder of an inventory.
static void
make_older(struct place *p, int versions)
{
    free(p->path);
    p->path = file_join(p->folder, "inventory.db");
    sql(p->path,
        "PRAGMA application_id = 0x4c435449; CREATE TABLE schema_version (version INTEGER PRIMARY "
        "KEY, file TEXT NOT NULL, applied_ms INTEGER NOT NULL) STRICT");
    for (int i = 0; i < versions; i++) { // one transaction each, as the driver does it
        _own_(free) char *text =
            mem_printf("BEGIN; %s; INSERT INTO schema_version VALUES (%d, '%s', 1); COMMIT",
                (const char *)store_migrations[i].data, i + 1, store_migrations[i].name);
        sql(p->path, text);
    }
    sql(p->path, "INSERT INTO contexts (id, app, customer) VALUES (1, 'shop', 'acme')");
    sql(p->path, "INSERT INTO clusters (uuid, context, name, slug, state, created_ms, updated_ms) "
                 "VALUES ('" CLUSTER_A "', 1, 'c', 'c', 'started', 1, 1)");
}

static void
ids_of_machines_become_texts(void **state)
{
    struct place *p = *state;
    struct node **nodes;
    size_t n;

    make_older(p, 6);
    sql(p->path,
        "INSERT INTO nodes (uuid, context, cluster, generation, group_name, region, type, number, "
        "name, label, tags, state, booted, secured, created_ms, updated_ms, linode_id) VALUES" NODE(
            "1") "77641926), " NODE("2") "4000000000), " NODE("3") "NULL), " NODE("4") "0)");
    sql(p->path,
        "INSERT INTO facts VALUES (1, '00000000-0000-4000-8000-000000000001', 'k', 'v', 1)");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    nodes = use_ask(&p->use, ask_nodes(CLUSTER_A), &n);
    assert_int_equal(n, 4);
    assert_string_equal(nodes[0]->cloud_id, "77641926");
    assert_string_equal(nodes[0]->label, "web-1");
    assert_string_equal(nodes[1]->cloud_id, "4000000000");
    assert_null(nodes[2]->cloud_id);
    assert_null(nodes[3]->cloud_id);
    // What points at the nodes still does.
    assert_int_equal(use_count(&p->use, ask_of(RECORD_FACT, "cluster", CLUSTER_A)), 1);
    close_it(p);
}

// What they have stood in their own rows, and under other keys.
static void
what_nodes_have_becomes_facts(void **state)
{
    struct place *p = *state;
    _own_(free) char *facts = NULL;

    make_older(p, 7);
    sql(p->path,
        "INSERT INTO nodes (uuid, context, cluster, generation, group_name, region, type, number, "
        "name, label, tags, state, booted, secured, created_ms, updated_ms, firewall_digest, "
        "hosts_digest) VALUES" NODE("1") "'shape.full', ''), " NODE("2") "NULL, 'names')");
    sql(p->path,
        "INSERT INTO facts SELECT 1, uuid, 'accounts', 'joe', 7 FROM nodes WHERE number = 1;"
        "INSERT INTO facts SELECT 1, uuid, 'accounts', "
        "'6b6185e63cff648293fe9acac21f322476477a0fe9c66f48a487d84d8414ef2d', 7 FROM nodes "
        "WHERE number = 2;"
        "INSERT INTO facts SELECT 1, uuid, 'content', 'motd', 7 FROM nodes WHERE number = 2;"
        "INSERT INTO facts SELECT 1, uuid, 'hook:firstboot/x', 'h', 7 FROM nodes WHERE number = 2");
    make_it(p);
    facts = sql_text(p->path,
        "SELECT group_concat(number || ' ' || key || '=' || value, ' ') FROM "
        "(SELECT number, key, value FROM facts JOIN nodes ON uuid = node ORDER BY number, key)");
    assert_string_equal(facts,
        "1 aspect:firewall=shape.full 1 aspect:hosts= 1 aspect:users=joe "
        "2 aspect:files=motd 2 aspect:hosts=names 2 aspect:users= 2 hook:firstboot/x=h");
}

static void
all_of_them_still_open(void **state)
{
    struct place *p = *state;
    int newest = 0;

    while (store_migrations[newest].name)
        newest++;
    for (int i = 1; i < newest; i++) {
        make_older(p, i);
        make_it(p);
        assert_int_equal(unlink(p->path), 0);
        _own_(free) char *copies = file_join(p->folder, "backups");
        assert_int_equal(file_remove_tree(copies, &p->err), LCT_OK);
    }
}

// Made by 0.1.0 as it was before the house was rebuilt (0c5aeab), dumped by sqlite3: three nodes of
// which one failed, and a cluster that came and went.
static void
read_kept(struct place *p)
{
    _own_(buf) struct buf text = { 0 };
    _own_(free) char *from = file_join(getenv("KEPT"), "inventory-0.1.0.sql");

    free(p->path);
    p->path = file_join(p->folder, "inventory.db");
    assert_int_equal(file_read(from, 1u << 20, &text, &p->err), LCT_OK);
    sql(p->path, buf_str(&text));
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
}

static void
check_journal(struct place *p)
{
    struct ask ask = ask_all(RECORD_OPERATION);
    struct operation **operations;
    struct journal_step **steps;
    size_t n, failed = 0;

    ask.newest = 10;
    operations = use_ask(&p->use, ask, &n);
    assert_int_equal(n, 3);
    assert_int_equal(operations[2]->n_steps, 25);
    assert_int_equal(operations[2]->n_failed, 1);
    assert_string_equal(operations[2]->summary, "2 of 3 nodes are ready, 1 are not");
    assert_int_equal(operations[2]->state, OPERATION_PARTIAL);
    steps = use_ask(&p->use, ask_number(RECORD_STEP, "operation", operations[2]->id), &n);
    assert_int_equal(n, 25);
    for (size_t i = 0; i < n; i++)
        failed += steps[i]->error != 0 && strstr(steps[i]->error_text, "no good");
    assert_int_equal(failed, 1);
}

static void
one_of_0_1_0_keeps_its_history(void **state)
{
    struct place *p = *state;
    struct cluster **c;
    struct node **nodes;
    struct fact **facts;
    size_t n, aspects = 0;

    read_kept(p);
    p->use.context = (struct context){ "linodetool", "me" };
    c = use_ask(&p->use, ask_of(RECORD_CLUSTER, "name", "shop"), &n);
    assert_int_equal(n, 1);
    nodes = use_ask(&p->use, ask_nodes(c[0]->uuid), &n);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        assert_true(str_starts(nodes[i]->cloud_id, "1000000"));
    facts = use_ask(&p->use, ask_of(RECORD_FACT, "cluster", c[0]->uuid), &n);
    for (size_t i = 0; i < n; i++)
        aspects += str_starts(facts[i]->key, "aspect:");
    assert_int_equal(n - aspects, 2); // scripts that ran
    assert_int_equal(aspects, 11);
    check_journal(p);
    close_it(p);
}

// ---- a plan that was kept before there were folders

static int
read_one(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    const struct part *p = map_get(user, name);

    if (!p)
        return lct_fail(err, LCT_ENOTFOUND, "there is no %s", name);
    *ret = *p;
    return LCT_OK;
}

static struct plan *
plan_of(struct arena *a, const struct cluster *c, struct map *parts)
{
    const struct doc_source text = { "plan.yaml", c->plan_text, strlen(c->plan_text) };
    const struct load_args args = { .read = read_one, .user = parts };
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *plan;

    assert_int_equal(parts_read(a, c->plan_parts, NULL, parts, &err), LCT_OK);
    diags_init(&diags, a);
    assert_int_equal(plan_load(a, &text, &args, &diags, &plan, &err), LCT_OK);
    return plan;
}

// By the digest it is known that a script ran: with another it would have changed, and it would be
// another plan.
static void
scripts_of_0_1_0_are_what_ran(void **state)
{
    struct place *p = *state;
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map parts = { 0 };
    struct fact **facts;
    size_t n, ran = 0;

    read_kept(p);
    p->use.context = (struct context){ "linodetool", "me" };
    struct cluster **found = use_ask(&p->use, ask_of(RECORD_CLUSTER, "name", "shop"), &n);
    const struct cluster *c = found[0];
    const struct plan *plan = plan_of(a, c, &parts);
    const struct plan_step *step = &plan->regions[0].nodes[0].steps[0];
    assert_string_equal(step->name, "1-ok-sh");
    assert_string_equal(plan->digest, c->plan_digest);
    facts = use_ask(&p->use, ask_of(RECORD_FACT, "cluster", c->uuid), &n);
    for (size_t i = 0; i < n; i++)
        if (str_eq(facts[i]->key, "hook:firstboot/1-ok-sh")) {
            assert_string_equal(facts[i]->value, step->digest);
            ran++;
        }
    assert_int_equal(ran, 2);
    close_it(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(ids_of_machines_become_texts),
        PLACE_TEST(what_nodes_have_becomes_facts),
        PLACE_TEST(all_of_them_still_open),
        PLACE_TEST(one_of_0_1_0_keeps_its_history),
        PLACE_TEST(scripts_of_0_1_0_are_what_ran),
    };

    return RUN(tests);
}
