// SPDX-License-Identifier: MIT
// The store's contract: nodes and their facts.
#include "../testing.h"
#include "base/clock.h"
#include "base/str.h"
#include "store_fixture.h"

static void
put(struct fixture *f, const struct node *n)
{
    assert_int_equal(f->store->ops->node_put(f->store, n, &f->err), LCT_OK);
}

static struct node **
list(struct fixture *f, const char *customer, const char *cluster, size_t *n)
{
    struct node **nodes;

    assert_int_equal(
        f->store->ops->node_list(f->store, f->arena, "shop", customer, cluster, &nodes, n, &f->err),
        LCT_OK);
    return nodes;
}

static void
check_bare(const struct node *got, const struct node *n)
{
    assert_string_equal(got->uuid, n->uuid);
    assert_string_equal(got->cluster, CLUSTER_A);
    assert_string_equal(got->group, "web");
    assert_string_equal(got->region, "us-east");
    assert_string_equal(got->type, "g6-nanode-1");
    assert_string_equal(got->name, n->name);
    assert_string_equal(got->label, n->label);
    assert_string_equal(got->draws, "{}");
    assert_string_equal(got->tags[0], "web");
    assert_string_equal(got->tags[1], "a \"quoted\" tag");
    assert_null(got->tags[2]);
    assert_null(got->cloud_id);
    assert_null(got->image);
    assert_null(got->public_ipv4);
    assert_null(got->host_key);
    assert_null(got->error);
    assert_false(got->booted || got->secured);
}

void
gives_nodes_back_whole(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1), *got;
    size_t count;

    put(f, &n);
    check_bare(list(f, "acme", CLUSTER_A, &count)[0], &n);
    n.generation = 2;
    n.state = STATE_FAILED;
    n.cloud_id = "1f0c0f6e-5b5e-4d0a-9d0e-7f6f1e5a2b11";
    n.image = "linode/debian12";
    n.public_ipv4 = "192.0.2.1";
    n.private_ipv4 = "192.168.0.1";
    n.ipv6 = "2001:db8::1";
    n.host_key = "ssh-ed25519 AAAA";
    n.error = "no";
    n.booted = n.secured = true;
    n.tags = NULL;
    put(f, &n);
    got = list(f, "acme", CLUSTER_A, &count)[0];
    assert_int_equal(count, 1);
    assert_int_equal(got->generation, 2);
    assert_int_equal(got->state, STATE_FAILED);
    assert_string_equal(got->cloud_id, n.cloud_id);
    assert_string_equal(got->image, "linode/debian12");
    assert_string_equal(got->public_ipv4, "192.0.2.1");
    assert_string_equal(got->private_ipv4, "192.168.0.1");
    assert_string_equal(got->ipv6, "2001:db8::1");
    assert_string_equal(got->host_key, "ssh-ed25519 AAAA");
    assert_string_equal(got->error, "no");
    assert_true(got->booted && got->secured);
    assert_non_null(got->tags);
    assert_null(got->tags[0]);
}

void
lists_nodes_by_place(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second");
    struct node ten = sample_node(10), two = sample_node(2), db = sample_node(3),
                west = sample_node(1), foreign = sample_node(4), **nodes;
    size_t n;

    db.group = "db";
    west.region = "us-west";
    snprintf(foreign.cluster, sizeof foreign.cluster, "%s", CLUSTER_B);
    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    put(f, &west);
    put(f, &ten);
    put(f, &two);
    put(f, &db);
    put(f, &foreign);
    nodes = list(f, "acme", CLUSTER_A, &n);
    assert_int_equal(n, 4);
    assert_string_equal(nodes[0]->name, db.name);
    assert_string_equal(nodes[1]->name, two.name);
    assert_string_equal(nodes[2]->name, ten.name);
    assert_string_equal(nodes[3]->name, west.name);
    list(f, "acme", NULL, &n);
    assert_int_equal(n, 5);
    list(f, "other", NULL, &n);
    assert_int_equal(n, 0);
    list(f, "other", CLUSTER_A, &n);
    assert_int_equal(n, 0);
}

void
forgets_nodes_with_their_facts(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1);
    struct fact fact = { .node = n.uuid, .key = "hook:firstboot/setup", .value = "d" }, *facts;
    size_t count;

    put(f, &n);
    assert_int_equal(f->store->ops->fact_put(f->store, &fact, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->node_remove(f->store, n.uuid, &f->err), LCT_OK);
    list(f, "acme", CLUSTER_A, &count);
    assert_int_equal(count, 0);
    f->store->ops->fact_list(f->store, f->arena, CLUSTER_A, &facts, &count, &f->err);
    assert_int_equal(count, 0);
    put(f, &n); // come again, it has no past
    f->store->ops->fact_list(f->store, f->arena, CLUSTER_A, &facts, &count, &f->err);
    assert_int_equal(count, 0);
    assert_int_equal(f->store->ops->node_remove(f->store, n.uuid, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->node_remove(f->store, n.uuid, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
}

void
keeps_the_last_value_of_a_fact(void **state)
{
    struct fixture *f = *state;
    struct node n = sample_node(1);
    struct fact fact = { .node = n.uuid, .key = "k", .value = "old", .at_ms = 1 }, *facts;
    size_t count;

    put(f, &n);
    assert_int_equal(f->store->ops->fact_put(f->store, &fact, &f->err), LCT_OK);
    fact.value = "new";
    fact.at_ms = 2;
    assert_int_equal(f->store->ops->fact_put(f->store, &fact, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->fact_list(f->store, f->arena, CLUSTER_A, &facts, &count, &f->err), LCT_OK);
    assert_int_equal(count, 1);
    assert_string_equal(facts[0].node, n.uuid);
    assert_string_equal(facts[0].key, "k");
    assert_string_equal(facts[0].value, "new");
    assert_int_equal(facts[0].at_ms, 2);
    f->store->ops->fact_list(f->store, f->arena, CLUSTER_B, &facts, &count, &f->err);
    assert_int_equal(count, 0);
}

void
refuses_nodes_of_no_or_another_cluster(void **state)
{
    struct fixture *f = *state;
    struct cluster b = sample_cluster(CLUSTER_B, "second");
    struct node n = sample_node(1);
    struct fact fact = { .node = CLUSTER_B, .key = "k", .value = "v" };

    put(f, &n);
    assert_int_equal(f->store->ops->cluster_put(f->store, &b, &f->err), LCT_OK);
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    snprintf(n.cluster, sizeof n.cluster, "%s", CLUSTER_B);
    assert_int_not_equal(f->store->ops->node_put(f->store, &n, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
    n = sample_node(2);
    n.cluster[0] = 'f';
    assert_int_not_equal(f->store->ops->node_put(f->store, &n, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
    assert_int_not_equal(f->store->ops->fact_put(f->store, &fact, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
}

void
ten_thousand_nodes_are_quick(void **state)
{
    struct fixture *f = *state;
    int64_t begin = clock_real.now_ms(&clock_real), took;
    size_t n;

    for (unsigned i = 1; i <= 10000; i++) {
        struct node node = sample_node(i);
        put(f, &node);
    }
    assert_int_equal(f->store->ops->commit_now(f->store, &f->err), LCT_OK);
    list(f, "acme", CLUSTER_A, &n);
    assert_int_equal(n, 10000);
    took = clock_real.now_ms(&clock_real) - begin;
    print_message("# 10,000 nodes put, committed and listed in %lld ms\n", (long long)took);
    assert_true(took < 10000); // far more than it takes: this machine may be busy
}
