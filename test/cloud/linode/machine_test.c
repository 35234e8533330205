// SPDX-License-Identifier: MIT
// Linodes: what is asked for and how answers are read, also when they have other types than
// documented or were made to hurt.
#include "scripted.h"

#include "base/err.h"
#include "text/json.h"

#define REAL                                                                                \
    "{\"id\":77641926,\"label\":\"web-01\",\"group\":\"\",\"status\":\"provisioning\","     \
    "\"created\":\"2018-01-02T03:04:05\",\"type\":\"g6-nanode-1\","                         \
    "\"ipv4\":[\"203.0.113.7\",\"192.168.143.9\"],\"ipv6\":\"2001:db8::f03c/128\","         \
    "\"image\":\"linode/debian12\",\"region\":\"us-east\",\"new_field\":{\"deep\":[1,{}]}," \
    "\"tags\":[\"lct:1\",\"b\"]}"

static struct told
read_machine(const char *id, const char *text)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t = { 0 };

    api->body = text;
    MACHINES(api)->get(api->cloud, id, on_machine, &t);
    wait_for(api, &t);
    api_stop(api);
    return t;
}

static void
test_machine(void **state)
{
    struct told t = read_machine("77641926", REAL);

    assert_int_equal(t.ids[0], 77641926);
    assert_string_equal(t.text, "0 provisioning 203.0.113.7 192.168.143.9 2001:db8::f03c lct:1");
    assert_non_null(
        strstr(read_machine("1", "{\"id\":1,\"label\":\"x\",\"status\":\"running\"}").text,
            "1 running - - - -"));
    assert_non_null(strstr(
        read_machine("1", "{\"id\":1,\"label\":\"x\",\"status\":\"offline\"}").text, "2 offline"));
    assert_non_null(strstr(
        read_machine("1", "{\"id\":1,\"label\":\"x\",\"status\":\"billing_suspension\"}").text,
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
        MACHINES(api)->get(api->cloud, id_of(i + 1), on_machine, &t[i]);
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
        struct told t = read_machine("1", usable[i]);
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
        MACHINES(api)->get(api->cloud, id_of(i + 1), on_machine, &t[2 * i]);
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
    struct told t = read_machine("2", "{\"id\":1,\"label\":\"x\"}");

    assert_int_equal(t.err.code, LCT_EFAILED);
    assert_non_null(strstr(t.err.text, "another Linode"));
}

// A valid label, but not ours: whose machine that is only a search by ours can tell.
static void
test_created_under_another_label(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    const struct machine_spec spec = {
        .label = "web-02", .region = "r", .type = "t", .swap_mb = -1
    };
    struct told t = { 0 };

    api->body = REAL;
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
        assert_non_null(strstr(read_machine("1", text).text, "- - - -"));
    }
    for (size_t i = 0; i < sizeof none6 / sizeof *none6; i++) {
        _own_(free) char *text =
            mem_printf("{\"id\":1,\"label\":\"x\",\"ipv6\":\"%s/128\"}", none6[i]);
        assert_non_null(strstr(read_machine("1", text).text, "- - - -"));
    }
}

static void
test_create_asks_for_all_of_it(void **state)
{
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
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

    api->body = REAL;
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
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");
    struct told t[5] = { 0 };
    const char *const tags[] = { "a", "b\"c", NULL };
    const char *expected[] = { "POST /v4/linode/instances/7/boot {}",
        "POST /v4/linode/instances/7/reboot {}", "POST /v4/linode/instances/7/shutdown {}",
        "DELETE /v4/linode/instances/7 ",
        "PUT /v4/linode/instances/7 {\"tags\":[\"a\",\"b\\\"c\"]}" };

    api->body = REAL;
    MACHINES(api)->boot(api->cloud, "7", NULL, on_done, &t[0]);
    wait_for(api, &t[0]);
    MACHINES(api)->reboot(api->cloud, "7", on_done, &t[1]);
    wait_for(api, &t[1]);
    MACHINES(api)->shutdown(api->cloud, "7", on_done, &t[2]);
    wait_for(api, &t[2]);
    MACHINES(api)->remove(api->cloud, "7", on_done, &t[3]);
    wait_for(api, &t[3]);
    api->body = "{\"id\":7,\"label\":\"x\"}";
    MACHINES(api)->update(api->cloud, "7", NULL, tags, on_machine, &t[4]);
    wait_for(api, &t[4]);
    for (int i = 0; i < 5; i++) {
        struct asked *a = &api->asked.items[i];
        _own_(free) char *all = mem_printf("%s %s %s", a->method, a->path, a->body);
        assert_string_equal(all, expected[i]);
        assert_int_equal(t[i].err.code, 0);
    }
    api_stop(api);
}

// What is no number of the API's comes into no path; it is not even asked for.
static void
test_ids_of_other_clouds(void **state)
{
    static const char *const others[] = { "1f0c0f6e-5b5e-4d0a-9d0e-7f6f1e5a2b11", "", "0", "-7",
        "007", "+7", " 7", "7/boot", "../account", "7?x", "99999999999999999999" };
    const char *const tags[] = { NULL };
    struct api *api = api_start(api_fixed, CLOUD_WRITE, "tok");

    api->body = REAL;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct told t[4] = { 0 };
        MACHINES(api)->get(api->cloud, others[i], on_machine, &t[0]);
        MACHINES(api)->update(api->cloud, others[i], NULL, tags, on_machine, &t[1]);
        MACHINES(api)->remove(api->cloud, others[i], on_done, &t[2]);
        MACHINES(api)->boot(api->cloud, others[i], NULL, on_done, &t[3]);
        for (int k = 0; k < 4; k++) {
            wait_for(api, &t[k]);
            assert_int_equal(t[k].err.code, LCT_ENOTFOUND);
        }
    }
    assert_int_equal(api->asked.n, 0);
    api_stop(api);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine),
        cmocka_unit_test(test_useless_answers),
        cmocka_unit_test(test_mistyped_list_is_asked_again),
        cmocka_unit_test(test_machine_with_wrong_types),
        cmocka_unit_test(test_hostile_words),
        cmocka_unit_test(test_another_machine),
        cmocka_unit_test(test_created_under_another_label),
        cmocka_unit_test(test_hostile_addresses),
        cmocka_unit_test(test_create_asks_for_all_of_it),
        cmocka_unit_test(test_paths_of_mutations),
        cmocka_unit_test(test_ids_of_other_clouds),
    };

    return RUN(tests);
}
