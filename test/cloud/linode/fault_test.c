// SPDX-License-Identifier: MIT
// Every way the API says no, and the code it becomes.
#include "testing.h"

#include "base/err.h"
#include "cloud/linode/fault.h"
#include "text/json.h"

#define WALL INT64_C(1767225600000) // 2026-01-01T00:00:00Z

static struct http_header no_headers[] = { { 0 } };

static struct lct_err
fault(const char *method, long status, const struct http_header *headers, const char *body)
{
    _own_(arena) struct arena *a = arena_new();
    struct http_answer answer = { .status = status,
        .headers = headers ? headers : no_headers,
        .body = body,
        .body_len = strlen(body),
        .sent = true };
    struct lct_err none = { 0 }, err;
    struct doc *doc = NULL;

    json_parse(a, body, strlen(body), 1 << 20, false, &doc, ERR_IGNORED);
    fault_read(method, "/x", &none, &answer, doc, WALL, &err);
    return err;
}

#define REASON(text) "{\"errors\":[{\"reason\":\"" text "\"}]}"

static void
test_literal_reasons(void **state)
{
    assert_int_equal(fault("POST", 400, NULL, REASON("Linode busy.")).code, LCT_EWAIT);
    assert_int_equal(
        fault("POST", 400, NULL, REASON("Label must be unique among your linodes")).code,
        LCT_EEXISTS);
    assert_int_equal(
        fault("POST", 400, NULL, REASON("Account Limit reached. Please open a support ticket."))
            .code,
        LCT_EQUOTA);
    assert_int_equal(fault("POST", 400, NULL, REASON("region is not valid")).code, LCT_EFAILED);
    assert_int_equal(
        fault("POST", 400, NULL, REASON("Storage volumes can only be resized up")).code,
        LCT_EFAILED);
    assert_int_equal(
        fault("POST", 400, NULL, REASON("Must include at least one disk or volume!")).code,
        LCT_EFAILED);
    assert_int_equal(
        fault("POST", 400, NULL, REASON("Label must be unique among your volumes")).code,
        LCT_EEXISTS);
    assert_int_equal(fault("GET", 401, NULL, REASON("Invalid Token")).code, LCT_EAUTH);
    assert_int_equal(fault("GET", 404, NULL, REASON("Not found")).code, LCT_ENOTFOUND);
    assert_int_equal(fault("POST", 429, NULL, REASON("Too many requests")).code, LCT_ERETRY);
    assert_int_equal(fault("GET", 405, NULL, "").code, LCT_EFAILED);
    assert_int_equal(fault("GET", 302, NULL, "").code, LCT_EFAILED);
    assert_int_equal(fault("GET", 200, NULL, "{}").code, 0);
    assert_int_equal(fault("GET", 299, NULL, "{}").code, 0);
}

static void
test_lost_answers(void **state)
{
    long lost[] = { 408, 500, 502, 503, 504 };

    for (int i = 0; i < 5; i++) {
        assert_int_equal(fault("POST", lost[i], NULL, "").code, LCT_EAMBIGUOUS);
        assert_int_equal(fault("GET", lost[i], NULL, "").code, LCT_ERETRY);
        assert_int_equal(fault("PUT", lost[i], NULL, "").code, LCT_ERETRY);
        assert_int_equal(fault("DELETE", lost[i], NULL, "").code, LCT_ERETRY);
    }
}

static void
test_maintenance_and_proxy(void **state)
{
    struct http_header maintenance[] = { { "x-maintenance-mode", "1" }, { 0 } };
    struct http_header html[] = { { "content-type", "text/html" }, { 0 } };

    assert_int_equal(fault("POST", 503, maintenance, "").code, LCT_EFAILED);
    assert_non_null(strstr(fault("GET", 503, maintenance, "").hint, "maintenance"));
    assert_int_equal(fault("POST", 400, html, "<html>400 Bad Request</html>").code, LCT_ERETRY);
}

static void
test_texts_and_hints(void **state)
{
    struct http_header scopes[] = { { "x-accepted-oauth-scopes", "linodes:read_write" }, { 0 } };
    struct lct_err err = fault("POST", 400, NULL,
        "{\"errors\":[{\"reason\":\"A\\u001b[31m\",\"field\":\"type\"},{\"reason\":\"B\"}]}");

    assert_string_equal(err.text, "POST /x: A [31m (type); B"); // no terminal codes
    err = fault("POST", 403, scopes, REASON("Unauthorized"));
    assert_int_equal(err.code, LCT_EAUTH);
    assert_non_null(strstr(err.hint, "linodes:read_write"));
    err = fault("GET", 404, NULL, "<html>");
    assert_string_equal(err.text, "GET /x: the API answered with status 404");
}

static void
test_strange_bodies(void **state)
{
    const char *bodies[] = { "", "null", "[]", "7", "{\"errors\":null}", "{\"errors\":{}}",
        "{\"errors\":[null,1,\"x\",[],{}]}", "{\"errors\":[{\"reason\":5,\"field\":[]}]}",
        "{\"errors\":\"no\"}" };

    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        assert_int_equal(fault("POST", 400, NULL, bodies[i]).code, LCT_EFAILED);
}

// With 9 s of the window to go.
static int
wait_left(const char *retry_after, const char *remaining)
{
    struct http_header headers[] = { { "retry-after", retry_after },
        { "x-ratelimit-reset", "1767225609" }, { "x-ratelimit-remaining", remaining }, { 0 } };

    return fault("GET", 429, headers, "").retry_after_ms;
}

static int
wait_of(const char *retry_after, const char *reset)
{
    struct http_header headers[3] = { 0 };
    int n = 0;

    if (retry_after)
        headers[n++] = (struct http_header){ "retry-after", retry_after };
    if (reset)
        headers[n++] = (struct http_header){ "x-ratelimit-reset", reset };
    return fault("GET", 429, headers, "").retry_after_ms;
}

static void
test_waits_are_clamped(void **state)
{
    assert_int_equal(wait_of("7", NULL), 7000);
    assert_int_equal(wait_of("-30", NULL), 0);
    assert_int_equal(wait_of("99999999", NULL), 300000);
    assert_int_equal(wait_of("soon", NULL), 0);
    assert_int_equal(wait_of(NULL, "1767225609"), 9000);
    assert_int_equal(wait_of("2", "1767225609"), 9000);
    assert_int_equal(wait_of(NULL, "1767225000"), 0); // long ago
    assert_int_equal(wait_left("2", "0"), 9000);
    assert_int_equal(wait_left("2", "150"), 2000); // the window is not the reason
    assert_int_equal(wait_of(NULL, NULL), 0);
}

static void
test_transport(void **state)
{
    struct http_answer answer = { .headers = no_headers, .body = "", .sent = false };
    struct lct_err transport, err;

    lct_fail(&transport, LCT_ERETRY, "refused");
    assert_int_equal(fault_read("POST", "/x", &transport, &answer, NULL, WALL, &err), LCT_ERETRY);
    answer.sent = true;
    lct_fail(&transport, LCT_EAMBIGUOUS, "reset");
    assert_int_equal(
        fault_read("POST", "/x", &transport, &answer, NULL, WALL, &err), LCT_EAMBIGUOUS);
    assert_int_equal(fault_read("GET", "/x", &transport, &answer, NULL, WALL, &err), LCT_ERETRY);
    answer.too_large = true;
    assert_int_equal(fault_read("GET", "/x", &transport, &answer, NULL, WALL, &err), LCT_EFAILED);
    assert_int_equal(
        fault_read("POST", "/x", &transport, &answer, NULL, WALL, &err), LCT_EAMBIGUOUS);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literal_reasons),
        cmocka_unit_test(test_lost_answers),
        cmocka_unit_test(test_maintenance_and_proxy),
        cmocka_unit_test(test_texts_and_hints),
        cmocka_unit_test(test_strange_bodies),
        cmocka_unit_test(test_waits_are_clamped),
        cmocka_unit_test(test_transport),
    };

    return RUN(tests);
}
