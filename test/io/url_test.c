// SPDX-License-Identifier: MIT
// Addresses: joined as documents refer to each other, and told apart.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/own.h"
#include "io/url.h"

static void
expect(const char *base, const char *reference, const char *wanted)
{
    char *url = url_join(base, reference);

    if (wanted)
        assert_string_equal(url, wanted);
    else
        assert_null(url);
    free(url);
}

static void
joined(void **state)
{
    (void)state;
    expect("https://a.example/x/plan.yaml", "setup.sh", "https://a.example/x/setup.sh");
    expect("https://a.example/x/plan.yaml?y=1", "s/setup.sh", "https://a.example/x/s/setup.sh");
    expect("https://a.example/x/plan.yaml", "/setup.sh", "https://a.example/setup.sh");
    expect("https://a.example", "setup.sh", "https://a.example/setup.sh");
    expect("https://a.example:8443/x/y", "//b.example/z", "https://b.example/z");
    expect("https://a.example/x", "http://b.example/z#part", "http://b.example/z");
    expect("https://a.example/x#sha256=1", "https://a.example/x#sha256=1", "https://a.example/x");
    expect("https://a.example/x", "file:///etc/passwd", NULL);
    expect("https://a.example/x", "ftp://a.example/", NULL);
    expect("https://", "x", NULL);
    expect("plan.yaml", "x", NULL);
}

static void
kinds(void **state)
{
    (void)state;
    assert_true(url_is_https("https://a.example/"));
    assert_true(url_is_https("HTTPS://a.example/"));
    assert_false(url_is_https("http://a.example/"));
    assert_false(url_is_https("nothing"));
    assert_true(url_is_loopback("http://localhost:1/"));
    assert_true(url_is_loopback("http://127.1.2.3/"));
    assert_true(url_is_loopback("http://[::1]:8080/"));
    assert_false(url_is_loopback("http://127.0.0.1.example/"));
    assert_false(url_is_loopback("http://192.0.2.1/?localhost"));
    assert_false(url_is_loopback("http://localhost@192.0.2.1/"));
    assert_true(url_has_user("https://a@b.example/"));
    assert_true(url_has_user("https://a:b@b.example/"));
    assert_false(url_has_user("https://b.example/a@b"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(joined), cmocka_unit_test(kinds) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
