// SPDX-License-Identifier: MIT
// What is in certificates, and which key is whose.
#include "base/pem.h"

#include "../certificates.h"
#include "../testing.h"
#include "base/secret.h"

#define HEAD "-----BEGIN CERTIFICATE-----\n"

static void
tells_what_is_in_one(void **state)
{
    struct pem_certificate is;

    assert_true(pem_certificate_read(SITE_PEM, &is));
    assert_string_equal(is.subject, "site.example");
    assert_string_equal(is.fingerprint, SITE_FINGERPRINT);
    assert_int_equal(is.ends_ms, SITE_ENDS_MS);
}

static void
the_first_is_the_one_that_counts(void **state)
{
    struct pem_certificate is;

    assert_true(pem_certificate_read("site:\n" OTHER_PEM SITE_PEM, &is));
    assert_string_equal(is.subject, "other.example");
}

static void
what_is_none_is_none(void **state)
{
    static const char *const texts[] = { "", "PEM\n", SITE_KEY, HEAD, HEAD "AAAA\n",
        HEAD "AAAA\n-----END CERTIFICATE-----\n" };
    struct pem_certificate is;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(pem_certificate_read(texts[i], &is));
        assert_int_equal(pem_fit(texts[i], SITE_KEY), PEM_NO_CERTIFICATE);
    }
}

static void
a_key_is_of_one_certificate(void **state)
{
    assert_int_equal(pem_fit(SITE_PEM, SITE_KEY), PEM_FITS);
    assert_int_equal(pem_fit(OTHER_PEM, SITE_KEY), PEM_OTHER_KEY);
    assert_int_equal(pem_fit(SITE_PEM, SITE_PEM), PEM_NO_KEY);
    assert_int_equal(pem_fit(SITE_PEM, ""), PEM_NO_KEY);
}

static void
a_key_is_a_file(void **state)
{
    struct secret *key = NULL;
    struct lct_err err = { 0 };

    assert_true(pem_key_read("/nowhere/site.key", &key, &err) < 0);
    assert_non_null(strstr(err.text, "/nowhere/site.key"));
    assert_true(pem_key_read("/dev/null", &key, &err) < 0);
    assert_true(pem_key_read("/", &key, &err) < 0);
    assert_null(key);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_is_in_one),
        cmocka_unit_test(the_first_is_the_one_that_counts),
        cmocka_unit_test(what_is_none_is_none),
        cmocka_unit_test(a_key_is_of_one_certificate),
        cmocka_unit_test(a_key_is_a_file),
    };
    return RUN(tests);
}
