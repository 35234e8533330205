// What is asked for and how answers are read: machines, events, the catalogue, the profile - also
// when the answers have other types than documented.
#include "scripted.h"

#include "base/err.h"
#include "text/json.h"

static const char *body; // of the next answers
static unsigned status = 200;

static void
fixed(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say_with(r, status, "X-OAuth-Scopes", "linodes:read_only events:read_only", body);
}

// ---- machines

#define REAL                                                                                \
    "{\"id\":77641926,\"label\":\"web-01\",\"group\":\"\",\"status\":\"provisioning\","     \
    "\"created\":\"2018-01-02T03:04:05\",\"type\":\"g6-nanode-1\","                         \
    "\"ipv4\":[\"203.0.113.7\",\"192.168.143.9\"],\"ipv6\":\"2001:db8::f03c/128\","         \
    "\"image\":\"linode/debian12\",\"region\":\"us-east\",\"new_field\":{\"deep\":[1,{}]}," \
    "\"tags\":[\"lct:1\",\"b\"]}"

static struct told
read_machine(int64_t id, const char *text)
{
    struct api *api = api_start(fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 };

    body = text;
    MACHINES(api)->get(api->cloud, id, on_machine, &t);
    wait_for(api, &t);
    api_stop(api);
    return t;
}

static void
test_machine(void **state)
{
    struct told t = read_machine(77641926, REAL);

    assert_int_equal(t.ids[0], 77641926);
    assert_string_equal(t.text, "0 provisioning 203.0.113.7 192.168.143.9 2001:db8::f03c lct:1");
    assert_non_null(
        strstr(read_machine(1, "{\"id\":1,\"label\":\"x\",\"status\":\"running\"}").text,
            "1 running - - - -"));
    assert_non_null(strstr(
        read_machine(1, "{\"id\":1,\"label\":\"x\",\"status\":\"offline\"}").text, "2 offline"));
    assert_non_null(
        strstr(read_machine(1, "{\"id\":1,\"label\":\"x\",\"status\":\"billing_suspension\"}").text,
            "3 billing"));
}

static const char *const useless[] = { "null", "[]", "{}", "5", "\"x\"",
    "{\"id\":\"one\",\"label\":\"x\"}", "{\"id\":1}", "{\"id\":-1,\"label\":\"x\"}",
    "{\"id\":1.5,\"label\":\"x\"}", "{\"id\":1,\"label\":null}", "{\"id\":1,\"label\":[\"x\"]}" };

#define N_USELESS (sizeof useless / sizeof *useless)

// By the number that is asked for; as an item beside a good one in the list.
static void
useless_answer(struct api *api, struct httpd_request *r, const struct asked *a)
{
    const char *number = strrchr(a->path, '/') + 1;
    _own_(buf) struct buf list = { 0 };

    if (!str_eq(number, "instances")) {
        say(r, 200, useless[atoi(number) - 1]);
        return;
    }
    buf_addf(&list, "{\"data\":[" REAL ",%s],\"pages\":1,\"results\":2}", useless[api->n]);
    say(r, 200, buf_str(&list));
}

// It may be a passing fault: asked again, but not for long.
static void
test_useless_answers(void **state)
{
    struct api *api = api_start(useless_answer, CLOUD_WRITE, "tok");
    struct told t[N_USELESS + 1] = { 0 };

    for (size_t i = 0; i < N_USELESS; i++)
        MACHINES(api)->get(api->cloud, (int64_t)i + 1, on_machine, &t[i]);
    api->n = 5;
    MACHINES(api)->list(api->cloud, NULL, on_machines, &t[N_USELESS]);
    for (size_t i = 0; i <= N_USELESS; i++) {
        loop_run(api->loop, &t[i].done);
        assert_int_equal(t[i].err.code, LCT_EFAILED);
    }
    assert_int_equal(api->asked.n, 3 * (N_USELESS + 1));
    api_stop(api);
}

// A list with an item that is none says nothing of what there is; the next answer does.
static void
mistyped_once(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200,
        api->n++ ? "{\"data\":[" REAL "],\"pages\":1,\"results\":1}"
                 : "{\"data\":[{\"id\":[],\"label\":{}}],\"pages\":1,\"results\":\"many\"}");
}

static void
test_mistyped_list_is_asked_again(void **state)
{
    struct api *api = api_start(mistyped_once, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->list(api->cloud, NULL, on_machines, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(t.n, 1);
    assert_int_equal(api->asked.n, 2);
    api_stop(api);
}

static void
test_machine_with_wrong_types(void **state)
{
    const char *usable[] = {
        "{\"id\":1,\"label\":\"x\",\"ipv4\":null,\"ipv6\":null,\"tags\":null,\"image\":null}",
        "{\"id\":1,\"label\":\"x\",\"ipv4\":{\"a\":1},\"ipv6\":[],\"tags\":\"t\",\"status\":7}",
        "{\"id\":1,\"label\":\"x\",\"ipv4\":[null,7,\"no address\",[]],\"ipv6\":\"/\"}",
    };

    for (size_t i = 0; i < sizeof usable / sizeof *usable; i++) {
        struct told t = read_machine(1, usable[i]);
        assert_int_equal(t.err.code, 0);
        assert_non_null(strstr(t.text, "- - - -"));
    }
}

// What a hostile API says in place of a word: nothing of it gets to files, commands or terminals.
static const char *const hostile[] = {
    "\"label\":\"x\\nHost *\\n ProxyCommand touch /tmp/x\"",
    "\"label\":\"x y\"",
    "\"label\":\"*\"",
    "\"label\":\"\"",
    "\"label\":\"-oProxyCommand=x\"",
    "\"label\":\"../../etc/x\"",
    "\"label\":\".\"",
    "\"label\":\"x\\u202e\"",
    "\"label\":\"x\\u001b]0;y\\u0007\"",
    "\"label\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"",
    "\"label\":\"x\",\"region\":\"us\\neast\"",
    "\"label\":\"x\",\"type\":\"g6 1\"",
    "\"label\":\"x\",\"image\":\"$(x)\"",
    "\"label\":\"x\",\"status\":\"\\u009b31m\"",
    "\"label\":\"x\",\"created\":\"a\\tb\"",
};

#define N_HOSTILE (sizeof hostile / sizeof *hostile)

// Which one is told by the id asked for, or the tag.
static void
hostile_answer(struct api *api, struct httpd_request *r, const struct asked *a)
{
    const char *tag = strstr(a->filter, "\"tags\":\"");
    int i = atoi(tag ? tag + strlen("\"tags\":\"") : strrchr(a->path, '/') + 1);
    _own_(free) char *item = mem_printf("{\"id\":%d,%s}", i, hostile[i - 1]);
    _own_(free) char *list = mem_printf("{\"data\":[" REAL ",%s],\"pages\":1,\"results\":2}", item);

    say(r, 200, tag ? list : item);
}

static void
test_hostile_words(void **state)
{
    struct api *api = api_start(hostile_answer, CLOUD_WRITE, "tok");
    struct told t[2 * N_HOSTILE] = { 0 };

    for (size_t i = 0; i < N_HOSTILE; i++) {
        _own_(free) char *tag = mem_printf("%zu", i + 1);
        MACHINES(api)->get(api->cloud, (int64_t)i + 1, on_machine, &t[2 * i]);
        MACHINES(api)->list(api->cloud, tag, on_machines, &t[2 * i + 1]);
    }
    for (size_t i = 0; i < 2 * N_HOSTILE; i++) {
        loop_run(api->loop, &t[i].done);
        assert_int_equal(t[i].err.code, LCT_EFAILED);
        assert_non_null(strstr(t[i].err.text, "cannot be used: "));
        assert_null(strpbrk(t[i].err.text, "\n\t\033$*"));
    }
    api_stop(api);
}

static void
test_another_machine(void **state)
{
    struct told t = read_machine(2, "{\"id\":1,\"label\":\"x\"}");

    assert_int_equal(t.err.code, LCT_EFAILED);
    assert_non_null(strstr(t.err.text, "another Linode"));
}

// A valid label, but not ours: whose machine that is only a search by ours can tell.
static void
test_created_under_another_label(void **state)
{
    struct api *api = api_start(fixed, CLOUD_WRITE, "tok");
    const struct machine_spec spec = {
        .label = "web-02", .region = "r", .type = "t", .swap_mb = -1
    };
    struct told t = { 0 };

    body = REAL;
    MACHINES(api)->create(api->cloud, &spec, on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EAMBIGUOUS);
    assert_int_equal(api->asked.n, 1);
    api_stop(api);
}

// Addresses are addresses, each of its kind.
static void
test_hostile_addresses(void **state)
{
    static const char *const none[] = { "\"203.0.113.7/24\"", "\"2001:db8::7\"", "\"127.0.0.1\"",
        "\"0.0.0.0\"", "\"224.0.0.1\"", "\"203.0.113.7 x\"", "\"203.0.113.7\\n\"",
        "\"-oProxyCommand=x\"", "\"0x7f.1\"", "\"203.0.113.07\"" };
    static const char *const none6[] = { "203.0.113.7", "::1", "::", "fe80::1", "ff02::1",
        "::ffff:127.0.0.1", "2001:db8::1%eth0", "2001:db8::1\\n" };

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        _own_(free) char *text = mem_printf("{\"id\":1,\"label\":\"x\",\"ipv4\":[%s]}", none[i]);
        assert_non_null(strstr(read_machine(1, text).text, "- - - -"));
    }
    for (size_t i = 0; i < sizeof none6 / sizeof *none6; i++) {
        _own_(free) char *text =
            mem_printf("{\"id\":1,\"label\":\"x\",\"ipv6\":\"%s/128\"}", none6[i]);
        assert_non_null(strstr(read_machine(1, text).text, "- - - -"));
    }
}

static void
test_create_asks_for_all_of_it(void **state)
{
    struct api *api = api_start(fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 };
    _own_(arena) struct arena *a = arena_new();
    _own_(secret) struct secret *password = secret_new("p\"w\\d", 5);
    _own_(secret) struct secret *data = secret_new("#cloud-config\n", 14);
    const char *const tags[] = { "lct:u", "web", NULL };
    const char *const keys[] = { "ssh-ed25519 AAAA x", NULL };
    struct machine_spec spec = { .label = "web-01",
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .tags = tags,
        .authorized_keys = keys,
        .root_password = password,
        .user_data = data,
        .private_ip = true,
        .booted = true,
        .swap_mb = -1 };
    struct doc *d = NULL;

    body = REAL;
    MACHINES(api)->create(api->cloud, &spec, on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(api->asked.items[0].method, "POST");
    assert_int_equal(json_parse(a, api->asked.items[0].body, strlen(api->asked.items[0].body),
                         1 << 16, false, &d, ERR_IGNORED),
        0);
    assert_string_equal(doc_get_text(d, "label", ""), "web-01");
    assert_string_equal(doc_get_text(d, "root_pass", ""), "p\"w\\d");
    assert_string_equal(doc_text(doc_path(d, "metadata.user_data"), ""), "I2Nsb3VkLWNvbmZpZwo=");
    assert_string_equal(doc_text(doc_path(d, "tags.1"), ""), "web");
    assert_string_equal(doc_text(doc_path(d, "authorized_keys.0"), ""), "ssh-ed25519 AAAA x");
    assert_true(doc_get_bool(d, "booted", false));
    assert_true(doc_get_bool(d, "private_ip", false));
    assert_null(doc_get(d, "swap_size"));
    assert_null(doc_get(d, "kernel"));
    api_stop(api);
}

static void
test_paths_of_mutations(void **state)
{
    struct api *api = api_start(fixed, CLOUD_WRITE, "tok");
    struct told t[5] = { 0 };
    const char *const tags[] = { "a", "b\"c", NULL };
    const char *expected[] = { "POST /v4/linode/instances/7/boot {}",
        "POST /v4/linode/instances/7/reboot {}", "POST /v4/linode/instances/7/shutdown {}",
        "DELETE /v4/linode/instances/7 ",
        "PUT /v4/linode/instances/7 {\"tags\":[\"a\",\"b\\\"c\"]}" };

    body = REAL;
    MACHINES(api)->boot(api->cloud, 7, on_done, &t[0]);
    wait_for(api, &t[0]);
    MACHINES(api)->reboot(api->cloud, 7, on_done, &t[1]);
    wait_for(api, &t[1]);
    MACHINES(api)->shutdown(api->cloud, 7, on_done, &t[2]);
    wait_for(api, &t[2]);
    MACHINES(api)->remove(api->cloud, 7, on_done, &t[3]);
    wait_for(api, &t[3]);
    body = "{\"id\":7,\"label\":\"x\"}";
    MACHINES(api)->update(api->cloud, 7, NULL, tags, on_machine, &t[4]);
    wait_for(api, &t[4]);
    for (int i = 0; i < 5; i++) {
        struct asked *a = &api->asked.items[i];
        _own_(free) char *all = mem_printf("%s %s %s", a->method, a->path, a->body);
        assert_string_equal(all, expected[i]);
        assert_int_equal(t[i].err.code, 0);
    }
    api_stop(api);
}

// ---- events

static void
on_events(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n; i++)
        t->ids[i] = events[i].id;
    if (n)
        snprintf(t->text, sizeof t->text, "%s %s %s %lld %d", events[0].action, events[0].status,
            events[0].entity_type ? events[0].entity_type : "-", (long long)events[0].entity_id,
            events[0].percent);
}

static void
test_events(void **state)
{
    struct api *api = api_start(fixed, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    body = "{\"data\":[{\"id\":9,\"action\":\"x\"},null,7,"
           "{\"id\":8,\"action\":\"linode_boot\",\"status\":\"started\",\"percent_complete\":40,"
           "\"entity\":{\"id\":5,\"type\":\"linode\"}},"
           "{\"id\":10,\"entity\":null,\"action\":null,\"percent_complete\":\"much\"},"
           "{\"id\":\"eleven\"}],\"page\":1,\"pages\":1,\"results\":5}";
    api->cloud->ops->events->since(api->cloud, 0, on_events, &t);
    wait_for(api, &t);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.ids[0], 8); // the oldest first
    assert_int_equal(t.ids[2], 10);
    assert_string_equal(t.text, "linode_boot started linode 5 40");
    assert_string_equal(api->asked.items[0].page, "1");
    api->cloud->ops->events->since(api->cloud, 8, on_events, &u);
    wait_for(api, &u);
    assert_non_null(strstr(api->asked.items[1].filter, "{\"id\":{\"+gte\":9}"));
    api_stop(api);
}

// ---- the profile

static void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    struct told *t = user;

    told_err(t, err);
    if (p)
        snprintf(t->text, sizeof t->text, "%s %s %s %d", p->username, p->email, p->scopes,
            p->restricted);
}

static void
test_profile(void **state)
{
    struct api *api = api_start(fixed, CLOUD_READ, "tok");
    struct told t = { 0 }, u = { 0 };

    body = "{\"username\":\"me\",\"email\":null,\"restricted\":true}";
    api->cloud->ops->account->profile(api->cloud, on_profile, &t);
    wait_for(api, &t);
    assert_string_equal(t.text, "me  linodes:read_only events:read_only 1");
    body = "[1]";
    api->cloud->ops->account->profile(api->cloud, on_profile, &u);
    wait_for(api, &u);
    assert_int_equal(u.err.code, LCT_EFAILED);
    api_stop(api);
}

// ---- the catalogue

static void
catalogue_answer(struct api *api, struct httpd_request *r, const struct asked *a)
{
    if (str_eq(a->path, "/v4/regions"))
        say(r, 200,
            "{\"data\":[{\"id\":\"us-east\",\"label\":\"Newark, NJ\",\"capabilities\":[\"VPCs\","
            "null],\"resolvers\":{\"ipv4\":\"192.0.2.1, accept;drop, ::2, "
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
        say(r, status,
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

    status = 200;
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

    status = 404;
    api->cloud->ops->catalogue->fetch(api->cloud, on_catalogue, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_ENOTFOUND);
    status = 200;
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

    status = 200;
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
    assert_int_equal(api->asked.n, 3);
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
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_machine_with_wrong_types),
        cmocka_unit_test(test_useless_answers),
        cmocka_unit_test(test_mistyped_list_is_asked_again),
        cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_another_machine),
        cmocka_unit_test(test_created_under_another_label),
        cmocka_unit_test(test_hostile_addresses),
        cmocka_unit_test(test_create_asks_for_all_of_it),
        cmocka_unit_test(test_paths_of_mutations),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_profile),
        cmocka_unit_test(test_catalogue_without_token),
        cmocka_unit_test(test_catalogue_with_one_list_failing),
        cmocka_unit_test(test_pages_where_they_are_documented),
        cmocka_unit_test(test_further_pages_all_the_same),
    };

    return RUN(tests);
}
