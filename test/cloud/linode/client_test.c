// SPDX-License-Identifier: MIT
// The client against a scripted server: repeats, limits, what it refuses to do or believe.
#include "cloud/linode/linode.h"
#include "scripted.h"

static int64_t
now(const struct api *api)
{
    return loop_clock(api->loop)->now_ms(loop_clock(api->loop));
}

#define MACHINE "{\"id\":5,\"label\":\"web\"}"

static void
trouble_twice(struct api *api, struct httpd_request *r, const struct asked *a)
{
    switch (api->n++) {
    case 0:
        say(r, 502, "<html>");
        break;
    case 1:
        httpd_abort(r);
        break;
    case 2:
        say(r, 200, "{\"id\":5,\"la");
        break;
    default:
        say(r, 200, MACHINE);
    }
}

static void
test_reads_are_repeated(void **state)
{
    struct api *api = api_start(trouble_twice, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->get(api->cloud, "5", on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(t.label, "web");
    assert_int_equal(api->n, 4);
    api_stop(api);
}

static void
mutation_ends_with(api_fn *answer, int code, bool post)
{
    struct api *api = api_start(answer, CLOUD_WRITE, "tok");
    struct told t = { 0 };

    if (post)
        MACHINES(api)->boot(api->cloud, "5", NULL, on_done, &t);
    else
        MACHINES(api)->remove(api->cloud, "5", on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, code);
    assert_int_equal(api->asked.n, 1); // never a second time
    api_stop(api);
}

static void
bad_gateway(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 502, "");
}

static void
reset(struct api *api, struct httpd_request *r, const struct asked *a)
{
    httpd_abort(r);
}

static void
busy(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 400, "{\"errors\":[{\"reason\":\"Linode busy.\"}]}");
}

static void
garbage(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 200, "{\"id\":5,");
}

static void
test_mutations_are_not_repeated(void **state)
{
    mutation_ends_with(bad_gateway, LCT_EAMBIGUOUS, true);
    mutation_ends_with(bad_gateway, LCT_ERETRY, false);
    mutation_ends_with(reset, LCT_EAMBIGUOUS, true);
    mutation_ends_with(reset, LCT_ERETRY, false);
    mutation_ends_with(busy, LCT_EWAIT, true);
    mutation_ends_with(garbage, LCT_EAMBIGUOUS, true);
}

static void
refuse_once(struct api *api, struct httpd_request *r, const struct asked *a)
{
    if (api->n++ == 0)
        say_with(r, 429, "Retry-After", "-3", "{\"errors\":[{\"reason\":\"Too many requests\"}]}");
    else
        say(r, 200, "{}");
}

static void
test_refused_mutation_goes_again(void **state)
{
    struct api *api = api_start(refuse_once, CLOUD_WRITE, "tok");
    struct told t = { 0 };
    int64_t start = now(api);

    MACHINES(api)->boot(api->cloud, "5", NULL, on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(api->asked.n, 2);
    assert_in_range(now(api) - start, 1000, 3000); // negative is not taken at its word
    api_stop(api);
}

// ---- budgets: 3 requests in a window of about a second, as a server counts them

struct window {
    int64_t ends_s;
    int used, refused;
};
static struct window window;

static void
strict(struct api *api, struct httpd_request *r, const struct asked *a)
{
    int64_t wall = clock_real.wall_ms(&clock_real) / 1000;
    char remaining[16], ends[24];
    struct http_header headers[] = { { "X-RateLimit-Limit", "3" },
        { "X-RateLimit-Remaining", remaining }, { "X-RateLimit-Reset", ends }, { 0 } };

    if (wall >= window.ends_s)
        window = (struct window){ wall + 1, 0, window.refused };
    window.used++;
    if (window.used > 3)
        window.refused++;
    snprintf(remaining, sizeof remaining, "%d", window.used > 3 ? 0 : 3 - window.used);
    snprintf(ends, sizeof ends, "%lld", (long long)window.ends_s);
    httpd_answer(r, window.used > 3 ? 429 : 200, headers, "{}", 2);
}

static void
test_the_limit_is_met_and_not_hit(void **state)
{
    struct api *api = api_start(strict, CLOUD_WRITE, "tok");
    struct told t[8] = { 0 };
    int64_t start = now(api);
    struct rate rate;

    window = (struct window){ 0 };
    for (int i = 0; i < 8; i++)
        MACHINES(api)->boot(api->cloud, id_of((size_t)i + 1), NULL, on_done, &t[i]);
    assert_true(api->cloud->ops->rate(api->cloud, "machine.boot", &rate));
    assert_int_equal(rate.limit, 1600);
    assert_false(api->cloud->ops->rate(api->cloud, "machine.paint", &rate));
    for (int i = 0; i < 8; i++) {
        loop_run(api->loop, &t[i].done);
        assert_int_equal(t[i].err.code, 0);
    }
    assert_int_equal(window.refused, 0);
    assert_int_equal(api->asked.n, 8);
    assert_true(now(api) - start >= 1000); // three windows
    api->cloud->ops->rate(api->cloud, "machine.boot", &rate);
    assert_int_equal(rate.limit, 3);
    api_stop(api);
}

// ---- what it refuses

static void
test_read_mode_sends_no_mutation(void **state)
{
    struct api *api = api_start(refuse_once, CLOUD_READ, "tok");
    struct told t[7] = { 0 };
    struct machine_spec spec = { .label = "x", .region = "r", .type = "t", .swap_mb = -1 };
    const char *const tags[] = { NULL };

    MACHINES(api)->create(api->cloud, &spec, on_machine, &t[0]);
    MACHINES(api)->boot(api->cloud, "1", NULL, on_done, &t[1]);
    MACHINES(api)->reboot(api->cloud, "1", on_done, &t[2]);
    MACHINES(api)->shutdown(api->cloud, "1", on_done, &t[3]);
    MACHINES(api)->rebuild(api->cloud, "1", &spec, on_machine, &t[4]);
    MACHINES(api)->remove(api->cloud, "1", on_done, &t[5]);
    MACHINES(api)->update(api->cloud, "1", NULL, tags, on_machine, &t[6]);
    for (int i = 0; i < 7; i++) {
        wait_for(api, &t[i]);
        assert_int_equal(t[i].err.code, LCT_EUSAGE);
    }
    assert_int_equal(api->asked.n, 0);
    api_stop(api);
}

static void
test_no_token(void **state)
{
    struct api *api = api_start(refuse_once, CLOUD_WRITE, NULL);
    struct told t = { 0 };

    MACHINES(api)->get(api->cloud, "1", on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EAUTH);
    assert_string_not_equal(t.err.hint, "");
    assert_int_equal(api->asked.n, 0);
    api_stop(api);
}

static void
hundred_megabytes(struct api *api, struct httpd_request *r, const struct asked *a)
{
    size_t n = (size_t)100 << 20;
    _own_(free) char *big = mem_alloc(n);

    memset(big, ' ', n);
    httpd_answer(r, 200, NULL, big, n);
}

static void
test_huge_answer_is_refused_once(void **state)
{
    struct api *api = api_start(hundred_megabytes, CLOUD_READ, "tok");
    struct told t = { 0 };

    MACHINES(api)->get(api->cloud, "1", on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EFAILED);
    assert_int_equal(api->asked.n, 1);
    api_stop(api);
}

static void
silence(struct api *api, struct httpd_request *r, const struct asked *a)
{
    say(r, 401, "{\"errors\":[{\"reason\":\"Invalid Token\"}]}");
}

static void
test_token_is_not_told(void **state)
{
    struct api *api = api_start(silence, CLOUD_READ, "s3cr3t-token");
    struct told t = { 0 };

    MACHINES(api)->get(api->cloud, "1", on_machine, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_EAUTH);
    assert_null(strstr(t.err.text, "s3cr3t"));
    assert_null(strstr(t.err.hint, "s3cr3t"));
    api_stop(api);
}

static void
test_cancel_and_close(void **state)
{
    struct api *api = api_start(bad_gateway, CLOUD_READ, "tok");
    struct told t[5] = { 0 };
    struct op *op = MACHINES(api)->get(api->cloud, "1", on_machine, &t[0]);

    for (int i = 1; i < 5; i++)
        MACHINES(api)->get(api->cloud, id_of((size_t)i), on_machine, &t[i]);
    op_cancel(op);
    assert_int_equal(t[0].err.code, LCT_ECANCELLED);
    while (api->asked.n < 2)
        loop_turn(api->loop, true);
    api_stop(api);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(t[i].calls, 1);
        assert_int_equal(t[i].err.code, LCT_ECANCELLED);
    }
}

static void
test_nobody_there(void **state)
{
    struct api *api = api_start(silence, CLOUD_WRITE, "tok");
    struct told t = { 0 };
    int64_t start = now(api);

    httpd_stop(api->httpd);
    api->httpd = NULL;
    MACHINES(api)->boot(api->cloud, "1", NULL, on_done, &t);
    wait_for(api, &t);
    assert_int_equal(t.err.code, LCT_ERETRY); // certainly not sent
    assert_string_not_equal(t.err.hint, "");
    assert_true(now(api) - start < 5000);
    api_stop(api);
}

static void
test_bad_address(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct cloud *c = NULL;
    struct lct_err err;

    assert_int_equal(
        linode_open(l, &(struct linode_conf){ .url = "api.linode.com" }, &c, &err), LCT_EUSAGE);
    assert_null(c);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_are_repeated),
        cmocka_unit_test(test_mutations_are_not_repeated),
        cmocka_unit_test(test_refused_mutation_goes_again),
        cmocka_unit_test(test_the_limit_is_met_and_not_hit),
        cmocka_unit_test(test_read_mode_sends_no_mutation),
        cmocka_unit_test(test_no_token),
        cmocka_unit_test(test_huge_answer_is_refused_once),
        cmocka_unit_test(test_token_is_not_told),
        cmocka_unit_test(test_cancel_and_close),
        cmocka_unit_test(test_nobody_there),
        cmocka_unit_test(test_bad_address),
    };

    return RUN(tests);
}
