// SPDX-License-Identifier: MIT
// The store's contract: clusters and the names they are found by.
#include "../testing.h"
#include "store_fixture.h"

struct cluster *
find_cluster(struct fixture *f, const char *customer, const char *name)
{
    struct cluster *c = NULL;

    f->err = (struct lct_err){ 0 };
    f->store->ops->cluster_find(f->store, f->arena, "shop", customer, name, &c, &f->err);
    assert_int_equal(c ? LCT_OK : LCT_ENOTFOUND, f->err.code);
    return c;
}

void
gives_clusters_back_whole(void **state)
{
    struct fixture *f = *state;
    struct cluster changed = sample_cluster(CLUSTER_A, "Another Name"), *c;

    changed.state = STATE_STARTED;
    changed.plan_file = NULL;
    changed.updated_ms = 3000;
    assert_int_equal(f->store->ops->cluster_put(f->store, &changed, &f->err), LCT_OK);
    c = find_cluster(f, "acme", "Another Name");
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
    assert_null(find_cluster(f, "acme", "My First Cluster"));
}

void
finds_clusters_by_any_of_their_names(void **state)
{
    struct fixture *f = *state;

    assert_non_null(find_cluster(f, "acme", "My First Cluster"));
    assert_non_null(find_cluster(f, "acme", "mycluster1"));
    assert_non_null(find_cluster(f, "acme", CLUSTER_A));
    assert_non_null(find_cluster(f, "acme", "aaaaaaaa"));
    assert_non_null(find_cluster(f, "acme", "AAAAAAAA-0000"));
    assert_null(find_cluster(f, "acme", "aaaaaaa"));
    assert_null(find_cluster(f, "acme", "aaaaaaab"));
    assert_null(find_cluster(f, "acme", "aaaaaaa%"));
    assert_null(find_cluster(f, "acme", ""));
    assert_null(find_cluster(f, "other", "My First Cluster"));
    assert_null(find_cluster(f, "other", CLUSTER_A));
    assert_null(find_cluster(f, "acme", "mycluser1"));
    assert_non_null(strstr(f->err.hint, "mycluster1"));
    assert_null(find_cluster(f, "acme", "nothing like it"));
    assert_string_equal(f->err.hint, "");
}

void
asks_when_a_uuid_prefix_fits_several(void **state)
{
    struct fixture *f = *state;
    struct cluster twin = sample_cluster("aaaaaaaa-0000-4000-8000-00000000000f", "twin"), *c;

    assert_int_equal(f->store->ops->cluster_put(f->store, &twin, &f->err), LCT_OK);
    assert_int_equal(
        f->store->ops->cluster_find(f->store, f->arena, "shop", "acme", "aaaaaaaa", &c, &f->err),
        LCT_EUSAGE);
    assert_non_null(find_cluster(f, "acme", CLUSTER_A));
}

void
finds_the_destroyed_by_uuid_only(void **state)
{
    struct fixture *f = *state;
    struct cluster gone = sample_cluster(CLUSTER_A, "My First Cluster"),
                   next = sample_cluster(CLUSTER_B, "My First Cluster");
    struct cluster **list;
    size_t n;

    gone.state = STATE_DESTROYED;
    assert_int_equal(f->store->ops->cluster_put(f->store, &gone, &f->err), LCT_OK);
    assert_null(find_cluster(f, "acme", "My First Cluster"));
    assert_int_equal(find_cluster(f, "acme", CLUSTER_A)->state, STATE_DESTROYED);
    assert_int_equal(f->store->ops->cluster_put(f->store, &next, &f->err), LCT_OK);
    assert_string_equal(find_cluster(f, "acme", "My First Cluster")->uuid, CLUSTER_B);
    assert_int_equal(
        f->store->ops->cluster_list(f->store, f->arena, "shop", "acme", &list, &n, &f->err), 0);
    assert_int_equal(n, 1);
    assert_string_equal(list[0]->uuid, CLUSTER_B);
}

void
keeps_names_apart_by_context(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster");

    same.context_customer = "other";
    assert_int_equal(f->store->ops->cluster_put(f->store, &same, &f->err), LCT_OK);
    assert_string_equal(find_cluster(f, "acme", "My First Cluster")->uuid, CLUSTER_A);
    assert_string_equal(find_cluster(f, "other", "My First Cluster")->uuid, CLUSTER_B);
}

void
refuses_a_name_that_lives(void **state)
{
    struct fixture *f = *state;
    struct cluster same = sample_cluster(CLUSTER_B, "My First Cluster");

    assert_int_equal(f->store->ops->cluster_put(f->store, &same, &f->err), LCT_EEXISTS);
    assert_non_null(strstr(f->err.text, "My First Cluster"));
}

void
refuses_to_move_a_cluster_to_another_context(void **state)
{
    struct fixture *f = *state;
    struct cluster stolen = sample_cluster(CLUSTER_A, "stolen");

    stolen.context_customer = "other";
    assert_int_not_equal(f->store->ops->cluster_put(f->store, &stolen, &f->err), LCT_OK);
    f->store->ops->rollback(f->store);
    assert_null(find_cluster(f, "other", CLUSTER_A));
    assert_non_null(find_cluster(f, "acme", CLUSTER_A));
}
