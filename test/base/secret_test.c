// SPDX-License-Identifier: MIT
// Tests of base/secret, base/digest and base/embed.
#include "base/secret.h"

#include "../testing.h"
#include "base/digest.h"
#include "base/embed.h"

static void
holds_copies(void **state)
{
    char text[] = "hush\0hush";
    _own_(secret) struct secret *s = secret_new(text, 9);
    _own_(secret) struct secret *copy = secret_copy(s);
    size_t n;

    secret_wipe(text, sizeof text);
    assert_int_equal(text[0], 0);
    assert_memory_equal(secret_reveal(copy, &n), "hush\0hush", 10);
    assert_int_equal(n, 9);
}

static void
digests_are_sha256(void **state)
{
    char text[DIGEST_TEXT];

    assert_string_equal(digest_text("abc", 3, text),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
uuids_are_version_4_and_differ(void **state)
{
    struct random r = random_real;
    char a[UUID_TEXT], b[UUID_TEXT];

    uuid_new(&r, a);
    uuid_new(&r, b);
    assert_int_equal(strlen(a), 36);
    assert_int_equal(a[14], '4');
    assert_non_null(strchr("89ab", a[19]));
    assert_string_not_equal(a, b);
}

static void
embedded_files_are_found_by_name(void **state)
{
    static const struct embedded table[] = { { "a", "A", 1 }, { "b", "B", 1 }, { 0 } };

    assert_string_equal(embed_find(table, "b")->data, "B");
    assert_null(embed_find(table, "c"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_copies),
        cmocka_unit_test(digests_are_sha256),
        cmocka_unit_test(uuids_are_version_4_and_differ),
        cmocka_unit_test(embedded_files_are_found_by_name),
    };

    return RUN(tests);
}
