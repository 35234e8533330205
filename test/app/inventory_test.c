// SPDX-License-Identifier: MIT
// Answers to the byte: scripts of others read them.
#include "../testing.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "text/json.h"

int
store_need(struct lct *t, struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "there is none");
}

static void
check(const struct doc *d, const char *wanted)
{
    _own_(buf) struct buf out = { 0 };

    json_print(&out, d, JSON_COMPACT);
    assert_string_equal(buf_str(&out), wanted);
}

static struct node
sample(void)
{
    static const char *const tags[] = { "web", "a \"quoted\" tag", NULL };

    return (struct node){ .uuid = "u",
        .cluster = "c",
        .generation = 3,
        .group = "web",
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .index = 7,
        .name = "web-7",
        .label = "x-web-7",
        .public_fqdn = "out",
        .private_fqdn = "in",
        .tags = tags,
        .draws = "{}",
        .state = STATE_STARTED,
        .cloud_id = "4000000000",
        .public_ipv4 = "192.0.2.1",
        .private_ipv4 = "192.168.0.1",
        .ipv6 = "2001:db8::1",
        .host_key = "ssh-ed25519 AAAA",
        .booted = true,
        .secured = true,
        .error = "no",
        .created_ms = 1000,
        .updated_ms = 2000 };
}

static void
nodes(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct cluster c = { .name = "shop" };
    const struct machine m = { .status_name = "running" };
    struct node n = sample(), bare = { .name = "b", .lost = true };

    n.seen = &m;
    check(node_doc(a, &n, &c),
        "{\"name\":\"web-7\",\"label\":\"x-web-7\",\"id\":\"4000000000\",\"uuid\":\"u\","
        "\"cluster\":\"shop\",\"group\":\"web\",\"index\":7,\"region\":\"us-east\","
        "\"type\":\"g6-nanode-1\",\"image\":\"linode/"
        "debian12\",\"disks\":null,\"volumes\":[],\"state\":\"started\","
        "\"status\":\"running\",\"public_ipv4\":\"192.0.2.1\",\"private_ipv4\":\"192.168.0.1\","
        "\"ipv6\":\"2001:db8::1\",\"extra_ipv4\":[],\"ipv6_range\":null,\"reserved\":null,"
        "\"shared\":[],\"rdns\":"
        "null,"
        "\"networks\":null,\"vpc\":null,\"vpc_ipv4\":null,\"vlan_ipv4\":null,"
        "\"tags\":[\"web\",\"a \\\"quoted\\\" tag\"],"
        "\"host_key\":\"ssh-ed25519 AAAA\",\"secured\":true,\"lock\":null,\"error\":\"no\","
        "\"created\":\"1970-01-01T00:00:01Z\",\"updated\":\"1970-01-01T00:00:02Z\"}");
    check(node_doc(a, &bare, NULL),
        "{\"name\":\"b\",\"label\":null,\"id\":null,\"uuid\":\"\",\"cluster\":null,"
        "\"group\":null,\"index\":0,\"region\":null,\"type\":null,\"image\":null,\"disks\":null,"
        "\"volumes\":[],"
        "\"state\":\"notexist\",\"status\":\"gone\",\"public_ipv4\":null,\"private_ipv4\":null,"
        "\"ipv6\":null,\"extra_ipv4\":[],\"ipv6_range\":null,\"reserved\":null,\"shared\":[],"
        "\"rdns\":null,"
        "\"networks\":null,\"vpc\":null,\"vpc_ipv4\":null,\"vlan_ipv4\":null,"
        "\"tags\":[],\"host_key\":null,\"secured\":false,\"lock\":null,\"error\":null,"
        "\"created\":null,\"updated\":null}");
}

static void
clusters(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct node up = sample(), failed = { .state = STATE_FAILED }, *of[] = { &up, &failed };
    const struct cluster c = { .uuid = "u",
        .name = "n",
        .app_id = "id",
        .slug = "s",
        .state = STATE_CREATED,
        .plan_name = "p",
        .plan_text = "t",
        .plan_digest = "d",
        .plan_file = "f",
        .plan_parts = "{}",
        .plan_args = "{}",
        .counts = "{}",
        .created_ms = 1000 };

    check(cluster_doc(a, &c, of, 2),
        "{\"name\":\"n\",\"uuid\":\"u\",\"app_id\":\"id\",\"slug\":\"s\",\"state\":\"created\","
        "\"plan\":\"p\",\"plan_file\":\"f\",\"plan_digest\":\"d\",\"depends\":[],\"nodes\":2,"
        "\"nodes_started\":1,\"nodes_failed\":1,\"expires\":null,"
        "\"created\":\"1970-01-01T00:00:01Z\","
        "\"updated\":null}");
}

static void
machines(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct machine m = { .id = "7",
        .label = "l",
        .region = "r",
        .type = "t",
        .image = "i",
        .status_name = "running",
        .public_ipv4 = "192.0.2.1",
        .created = "2026-01-01T00:00:00" };

    check(machine_doc(a, &m),
        "{\"id\":\"7\",\"label\":\"l\",\"region\":\"r\",\"type\":\"t\",\"status\":\"running\","
        "\"created\":\"2026-01-01T00:00:00\"}");
}

static void
operations(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct operation o = { .id = 5,
        .cluster = "u",
        .cluster_name = "n",
        .kind = "create",
        .who = "me@here",
        .state = OPERATION_PARTIAL,
        .plan_digest = "d",
        .plan_text = "t",
        .plan_file = "f",
        .args = "{}",
        .started_ms = 1000,
        .pid = 42,
        .n_steps = 3,
        .n_done = 2,
        .n_failed = 1 };

    check(operation_doc(a, &o),
        "{\"id\":5,\"kind\":\"create\",\"cluster\":\"n\",\"state\":\"partial\","
        "\"who\":\"me@here\",\"started\":\"1970-01-01T00:00:01Z\",\"ended\":null,"
        "\"steps_total\":3,\"steps_done\":2,\"steps_failed\":1,\"plan_digest\":\"d\","
        "\"summary\":null}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes),
        cmocka_unit_test(clusters),
        cmocka_unit_test(machines),
        cmocka_unit_test(operations),
    };
    return RUN(tests);
}
