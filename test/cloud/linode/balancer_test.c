// SPDX-License-Identifier: MIT
// NodeBalancers: what is asked, and how the answers of the real API are read.
#include "scripted.h"

#include "base/secret.h"
#include "model/balancer.h"

static void
on_balancers(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %s %s %u %s", list[0].id, list[0].label,
            list[0].region, list[0].address, list[0].hostname, list[0].throttle,
            list[0].tags[0] ? list[0].tags[0] : "-");
}

static void
on_balancer(void *user, const struct lct_err *err, const struct thing *b)
{
    assert_true((err->code == 0) == (b != NULL));
    on_balancers(user, err, b, b != NULL);
}

static void
on_ports(void *user, const struct lct_err *err, const struct balancer_port *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n) {
        const struct plan_port *p = &list[0].set;
        const struct plan_check *c = &p->check;
        snprintf(t->text, sizeof t->text, "%s %u %s %s %s %s, %s %u %u %u %d %s %s, %s", list[0].id,
            p->port, p->protocol, p->algorithm, p->stickiness, p->proxy_protocol, c->type,
            c->interval_s, c->timeout_s, c->attempts, c->passive, c->path ? c->path : "-",
            c->body ? c->body : "-", list[0].fingerprint ? list[0].fingerprint : "-");
    }
}

static void
on_port(void *user, const struct lct_err *err, const struct balancer_port *p)
{
    on_ports(user, err, p, p != NULL);
}

static void
on_nodes(void *user, const struct lct_err *err, const struct balancer_node *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %s %s %u", list[0].id, list[0].label,
            list[0].address, list[0].mode, list[0].status, list[0].weight);
}

static void
on_node(void *user, const struct lct_err *err, const struct balancer_node *n)
{
    on_nodes(user, err, n, n != NULL);
}

static const struct thing_ops *
things(const struct api *api)
{
    return api->cloud->ops->things[NOUN_BALANCER];
}

static const struct balancer_ops *
balancers(const struct api *api)
{
    return api->cloud->ops->balancers;
}

// As recorded.
#define BALANCER                                                                          \
    "{\"id\":1774428,\"label\":\"go-test-def\",\"region\":\"ap-west\","                   \
    "\"type\":\"common\",\"hostname\":\"nb-192-0-2-1.example\",\"ipv4\":\"192.0.2.1\","   \
    "\"ipv6\":\"1234::5678\",\"client_conn_throttle\":20,\"client_udp_sess_throttle\":0," \
    "\"lke_cluster\":null,\"tags\":[],\"transfer\":{\"in\":null,\"out\":null,\"total\":null}}"
#define PORT                                                                                    \
    "{\"id\":2450487,\"port\":8080,\"protocol\":\"http\",\"algorithm\":\"roundrobin\","         \
    "\"stickiness\":\"none\",\"check\":\"none\",\"check_interval\":30,\"check_timeout\":5,"     \
    "\"check_attempts\":5,\"check_path\":\"\",\"check_body\":\"\",\"check_passive\":true,"      \
    "\"proxy_protocol\":\"none\",\"cipher_suite\":\"recommended\",\"nodebalancer_id\":1595316," \
    "\"ssl_commonname\":\"\",\"ssl_fingerprint\":\"\",\"ssl_cert\":null,\"ssl_key\":null,"      \
    "\"nodes_status\":{\"up\":0,\"down\":0},\"udp_check_port\":80,\"udp_session_timeout\":16}"
#define NODE                                                                            \
    "{\"id\":2104029484,\"address\":\"192.168.0.2:8080\",\"label\":\"node-192.0.2.0\"," \
    "\"status\":\"Unknown\",\"weight\":50,\"mode\":\"accept\",\"config_id\":2450488,"   \
    "\"nodebalancer_id\":1595317,\"vpc_config_id\":null}"
#define LIST(item) "{\"data\":[" item "],\"page\":1,\"pages\":1,\"results\":1}"

static void
test_recorded(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_READ, "tok");
    struct told b = { 0 }, p = { 0 }, n = { 0 };

    api->body = LIST(BALANCER);
    things(api)->find(api->cloud, "go-test-def", on_balancers, &b);
    wait_for(api, &b);
    assert_string_equal(b.text, "1774428 go-test-def ap-west 192.0.2.1 nb-192-0-2-1.example 20 -");
    assert_string_equal(api->asked.items[0].filter, "{\"label\":\"go-test-def\"}");
    api->body = LIST(PORT);
    balancers(api)->ports(api->cloud, "1595316", on_ports, &p);
    wait_for(api, &p);
    assert_string_equal(p.text, "2450487 8080 http roundrobin none none, none 30 5 5 1 - -, -");
    assert_string_equal(api->asked.items[1].path, "/v4/nodebalancers/1595316/configs");
    api->body = LIST(NODE);
    balancers(api)->nodes(api->cloud, "1595317", "2450488", on_nodes, &n);
    wait_for(api, &n);
    assert_string_equal(n.text, "2104029484 node-192.0.2.0 192.168.0.2:8080 accept Unknown 50");
    assert_string_equal(
        api->asked.items[2].path, "/v4/nodebalancers/1595317/configs/2450488/nodes");
    api_stop(api);
}

static const char *const wrong[] = {
    "{}",
    "null",
    "{\"id\":1,\"label\":\"b-1\",\"region\":\"r\",\"ipv4\":\"no address\"}",
    "{\"id\":1,\"label\":\"b-1\",\"region\":\"r\",\"ipv4\":\"1.2.3.4\",\"hostname\":\"a b\"}",
    "{\"id\":1,\"label\":\"b\\u001b1\",\"region\":\"r\",\"ipv4\":\"1.2.3.4\"}",
    "{\"id\":0,\"label\":\"b-1\",\"region\":\"r\",\"ipv4\":\"1.2.3.4\"}",
};

static void
say_wrong(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200, wrong[api->n]);
}

static void
test_wrong(void **state)
{
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct api *api = api_start(say_wrong, CLOUD_WRITE, "tok");
        struct told t = { 0 };
        api->n = (int)i;
        things(api)->create(api->cloud,
            &(struct thing_spec){ .label = "b-1", .region = "r", .traits = "" }, on_balancer, &t);
        wait_for(api, &t);
        assert_int_equal(t.err.code, LCT_EAMBIGUOUS);
        api_stop(api);
    }
}

static void
asked_is(const struct api *api, size_t i, const char *expected)
{
    const struct asked *a = &api->asked.items[i];
    _own_(free) char *all = mem_printf("%s %s %s", a->method, a->path, a->body);

    assert_string_equal(all, expected);
}

static const struct plan_port site = { .port = 443,
    .target_port = 8080,
    .protocol = "https",
    .algorithm = "roundrobin",
    .stickiness = "table",
    .proxy_protocol = "none",
    .check = { "http", "/", NULL, 10, 5, 3, true } };

static void
test_asked(void **state)
{
    static const char *const tags[] = { "lct:1", NULL };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    _own_(secret) struct secret *key = secret_new("KEY\n", 4);
    struct told made = { 0 }, port = { 0 }, node = { 0 }, gone = { 0 };

    api->body = BALANCER;
    things(api)->create(api->cloud,
        &(struct thing_spec){ .label = "go-test-def",
            .region = "ap-west",
            .traits = "",
            .tags = tags,
            .throttle = 20 },
        on_balancer, &made);
    wait_for(api, &made);
    asked_is(api, 0,
        "POST /v4/nodebalancers {\"label\":\"go-test-def\",\"region\":\"ap-west\","
        "\"client_conn_throttle\":20,\"tags\":[\"lct:1\"]}");
    api->body = PORT;
    balancers(api)->port_update(api->cloud, "7", "2450487",
        &(struct balancer_port_spec){ .set = &site, .certificate = "PEM\n", .key = key }, on_port,
        &port);
    wait_for(api, &port);
    asked_is(api, 1,
        "PUT /v4/nodebalancers/7/configs/2450487 {\"port\":443,\"protocol\":\"https\","
        "\"algorithm\":\"roundrobin\",\"stickiness\":\"table\",\"check\":\"http\","
        "\"check_interval\":10,\"check_timeout\":5,\"check_attempts\":3,\"check_path\":\"/\","
        "\"check_passive\":true,\"ssl_cert\":\"PEM\\n\",\"ssl_key\":\"KEY\\n\"}");
    api->body = NODE;
    balancers(api)->node_create(api->cloud, "7", "8",
        &(struct balancer_node){
            .label = "web-01", .address = "192.168.0.2:8080", .mode = "accept", .weight = 100 },
        on_node, &node);
    wait_for(api, &node);
    asked_is(api, 2,
        "POST /v4/nodebalancers/7/configs/8/nodes {\"label\":\"web-01\","
        "\"address\":\"192.168.0.2:8080\",\"weight\":100,\"mode\":\"accept\"}");
    api->body = "{}";
    balancers(api)->node_remove(api->cloud, "7", "8", "9", on_done, &gone);
    wait_for(api, &gone);
    asked_is(api, 3, "DELETE /v4/nodebalancers/7/configs/8/nodes/9 ");
    api_stop(api);
}

// Ids of other clouds are sent nowhere.
static void
test_foreign_ids(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told a = { 0 }, b = { 0 }, c = { 0 };

    balancers(api)->ports(api->cloud, "", on_ports, &a);
    wait_for(api, &a);
    balancers(api)->nodes(api->cloud, "7", "../8", on_nodes, &b);
    wait_for(api, &b);
    balancers(api)->node_remove(api->cloud, "7", "8", "", on_done, &c);
    wait_for(api, &c);
    assert_true(
        a.err.code == LCT_ENOTFOUND && b.err.code == LCT_ENOTFOUND && c.err.code == LCT_ENOTFOUND);
    assert_int_equal(api->asked.n, 0);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_asked),
        cmocka_unit_test(test_foreign_ids),
    };

    return RUN(tests);
}
