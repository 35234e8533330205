// SPDX-License-Identifier: MIT
// The catalogue and what is sold out, fetched list by list, and the pages that are asked for.
#include "base/texts.h"
#include "scripted.h"

static unsigned images_status = 200; // of the answer to the list of images

static void
catalogue_answer(struct api *api, struct httpd_request *r, const struct asked *a)
{
    if (str_eq(a->path, "/v4/regions"))
        say(r, 200,
            "{\"data\":[{\"id\":\"us-east\",\"label\":\"Newark, NJ\",\"capabilities\":[\"VPCs\","
            "null,\"Kubernetes\",\"Placement Group\"],\"resolvers\":{\"ipv4\":\"192.0.2.1, "
            "accept;drop, ::2, "
            "192.0.2.2\",\"ipv6\":null}},"
            "{\"id\":\"odd\",\"capabilities\":7,\"resolvers\":[]}],\"pages\":1,\"results\":2}");
    else if (str_eq(a->path, "/v4/linode/types"))
        say(r, 200,
            "{\"data\":[{\"id\":\"g6-nanode-1\",\"class\":\"nanode\",\"memory\":1024,"
            "\"price\":{\"hourly\":0.0075,\"monthly\":5.0},\"region_prices\":[{\"id\":\"br-gru\","
            "\"hourly\":0.0105,\"monthly\":7}],\"successor\":null,\"addons\":{\"backups\":{"
            "\"price\":{\"hourly\":0.003,\"monthly\":2}}}},"
            "{\"id\":\"odd\",\"price\":null,\"region_prices\":{\"a\":1}}],\"pages\":1}");
    else if (str_eq(a->path, "/v4/images"))
        say(r, images_status,
            "{\"data\":[{\"id\":\"linode/debian12\",\"capabilities\":[\"cloud-init\"],"
            "\"size\":3500,\"is_public\":true}],\"pages\":1}");
    else if (str_eq(a->path, "/v4/volumes/types"))
        say(r, 200,
            "{\"data\":[{\"id\":\"volume\",\"price\":{\"hourly\":0.00015,\"monthly\":0.1},"
            "\"region_prices\":[{\"id\":\"br-gru\",\"hourly\":0.00021,\"monthly\":0.14}]}],"
            "\"pages\":1}");
    else if (str_eq(a->path, "/v4/nodebalancers/types"))
        say(r, 200,
            "{\"data\":[{\"id\":\"nodebalancer\",\"price\":{\"hourly\":0.015,\"monthly\":10.0},"
            "\"region_prices\":null},{\"id\":\"other\",\"price\":null}],\"pages\":1}");
    else
        say(r, 200, "{\"data\":[{\"id\":\"linode/grub2\",\"kvm\":true}],\"pages\":1}");
}

static void
on_catalogue(void *user, const struct lct_err *err, struct catalogue *c)
{
    struct told *t = user;

    told_err(t, err);
    if (!c)
        return;
    snprintf(t->text, sizeof t->text, "%zu %zu %zu %zu %s %s %.4f %.4f %s %d", c->n_regions,
        c->n_types, c->n_images, c->n_kernels, c->regions[0].resolvers_ipv4[1],
        c->regions[0].capabilities[0], c->types[0].hourly, type_hourly(&c->types[0], "br-gru"),
        c->images[0].capabilities[0], c->kernels[0].kvm);
    assert_null(c->regions[1].capabilities[0]);
    assert_true(region_can(&c->regions[0], CAN_VPC) && region_can(&c->regions[0], CAN_PLACEMENT));
    assert_int_equal(texts_count(c->regions[0].can), 2);
    assert_int_equal(texts_count(c->regions[1].can), 0);
    assert_true(tariff_monthly(&c->volume_gb, "br-gru") == 0.14);
    assert_true(tariff_hourly(&c->volume_gb, "us-east") == 0.00015);
    assert_true(tariff_monthly(&c->balancer, "br-gru") == 10);
    assert_true(c->types[0].backups.hourly == 0.003);
    assert_int_equal(c->types[1].n_region_prices, 0);
    arena_free(c->arena);
}

static void
test_catalogue_without_token(void **state)
{
    struct api *api = api_start(catalogue_answer, CLOUD_READ, NULL);
    struct told t = { 0 };

    images_status = 200;
    api->cloud->ops->catalogue->fetch(api->cloud, on_catalogue, &t);
    wait_for(api, &t);
    assert_string_equal(t.text, "2 2 1 1 192.0.2.2 VPCs 0.0075 0.0105 cloud-init 1");
    assert_string_equal(api->asked.items[0].auth, "");
    api_stop(api);
}

static void
test_catalogue_with_one_list_failing(void **state)
{
    struct api *api = api_start(catalogue_answer, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };
    struct op *op;

    images_status = 404;
    api->cloud->ops->catalogue->fetch(api->cloud, on_catalogue, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_ENOTFOUND);
    images_status = 200;
    op = api->cloud->ops->catalogue->fetch(api->cloud, on_catalogue, &u);
    op_cancel(op);
    assert_int_equal(u.err.code, LCT_ECANCELLED);
    api_stop(api);
}

// Only where Linode documents a choice of page is one asked for.
static void
test_pages_where_they_are_documented(void **state)
{
    struct api *api = api_start(catalogue_answer, CLOUD_READ, "tok");
    struct told t = { 0 };
    bool documented;

    images_status = 200;
    api->cloud->ops->catalogue->fetch(api->cloud, on_catalogue, &t);
    wait_for(api, &t);
    assert_int_equal(api->asked.n, 6);
    vec_each (a, &api->asked) {
        documented = str_eq(a->path, "/v4/images") || str_eq(a->path, "/v4/linode/kernels");
        assert_string_equal(a->page, documented ? "1" : "");
        assert_string_equal(a->size, documented ? "500" : "");
    }
    api_stop(api);
}

static void
stock_answer(struct api *api, struct httpd_request *r, const struct asked *a)
{
    if (str_eq(a->path, "/v4/account/availability"))
        say(r, 200, "{\"data\":[],\"page\":1,\"pages\":1,\"results\":0}");
    else if (str_eq(a->path, "/v4/account/settings"))
        say(r, 200, "{\"interfaces_for_new_linodes\":\"linode_only\"}");
    else if (str_eq(a->page, ""))
        say(r, 200,
            "{\"data\":[{\"region\":\"a\",\"plan\":\"x\",\"available\":true}],\"page\":1,"
            "\"pages\":2,\"results\":2}");
    else
        say(r, 200,
            "{\"data\":[{\"region\":\"b\",\"plan\":\"x\",\"available\":true}],\"page\":2,"
            "\"pages\":2,\"results\":2}");
}

static void
on_stock(void *user, const struct lct_err *err, const struct availability *a)
{
    told_err(user, err);
    assert_int_equal(a->interfaces, ACCOUNT_LINODE_ONLY);
}

// The API answers these by the hundred, and has 486 of them.
static void
test_further_pages_all_the_same(void **state)
{
    struct api *api = api_start(stock_answer, CLOUD_READ, "tok");
    struct told t = { 0 };
    int further = 0;

    api->cloud->ops->stock->availability(api->cloud, on_stock, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(api->asked.n, 4);
    vec_each (a, &api->asked)
        further += str_eq(a->path, "/v4/regions/availability") && str_eq(a->page, "2") &&
                   str_eq(a->size, "");
    assert_int_equal(further, 1);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue_without_token),
        cmocka_unit_test(test_catalogue_with_one_list_failing),
        cmocka_unit_test(test_pages_where_they_are_documented),
        cmocka_unit_test(test_further_pages_all_the_same),
    };

    return RUN(tests);
}
