// SPDX-License-Identifier: MIT
// SSH public keys: which are taken, and what is said of the others.
#include "base/public_key.h"

#include <string.h>

#include "../testing.h"
#include "base/mem.h"
#include "base/str.h"

#define ED25519 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMu/pUY2yKqnzYSS3PMc184fd39McFpKgVqUSR6pY5kS"
#define RSA_1024                                                                       \
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDNKpKGoQ1tXL9PGMiQGl3fCH+C8LlJoMfIMPszIwRk" \
    "EOgnmxlJsp0kGa7HZ0XCpSW8uDiywFWDGLT8jocuQlxCADwckGLTLkloPMaM6cALaFV953q7TmSeGBxU" \
    "WPlGJHNic1VArLE4BhBMt6OEq/ALfT/aeXKTbHE7N/+sorHR8Q=="
#define CERTIFICATE                                                                    \
    "ecdsa-sha2-nistp256-cert-v01@openssh.com AAAAKGVjZHNhLXNoYTItbmlzdHAyNTYtY2VydC1" \
    "2MDFAb3BlbnNzaC5jb20AAAAgBxwdh66kGPBsEHO53xcup7KrKxI77PepLENUKq0zW9YAAAAIbmlzdHA" \
    "yNTYAAABBBEPYROQNEc7Hv9arNYAeqxLkvKVhG7jn0lbRUtZ7A+sK8VKZiA2xOqRpo8yW/LeXALo+AFY" \
    "OmT6HfGPv3IdqQqUAAAAAAAAAAAAAAAEAAAACaWQAAAAAAAAAAAAAAAD//////////wAAAAAAAACCAAA" \
    "AFXBlcm1pdC1YMTEtZm9yd2FyZGluZwAAAAAAAAAXcGVybWl0LWFnZW50LWZvcndhcmRpbmcAAAAAAAA" \
    "AFnBlcm1pdC1wb3J0LWZvcndhcmRpbmcAAAAAAAAACnBlcm1pdC1wdHkAAAAAAAAADnBlcm1pdC11c2V" \
    "yLXJjAAAAAAAAAAAAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIMu/pUY2yKqnzYSS3PMc184fd39McFpKgVq" \
    "USR6pY5kSAAAAUwAAAAtzc2gtZWQyNTUxOQAAAED1BGkdR/nIn3+ow3n7mPBNMjDFs82ZVfWw8W4QOeu" \
    "AtpkInFeHqjpKqlVh3HFuclkzhDnRD1vypgPPwujTuG4D kecdsa256.pub"

static const char *const good[] = {
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMu/pUY2yKqnzYSS3PMc184fd39McFpKgVqUSR6pY5kS",
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDP4sZEv4Pg+QcwSb8N7FfjSHCoYOolmFydhgMDiAyf"
    "hyRM+U4AIdMd2Qetx93Jukvb1YV7Q3hUbMciuY9ej7phMSWz2sybKNfWSSVy+zgQeFyUdG7C/EbLwrax"
    "EcuSH+l7aC8Rnc94xfm9jpstjLzuTEcqZ2rrGkoPFiYp0uvkqSgOelyoVaidnfaXkVzjMQ1/Tji9jLWK"
    "4riUIQRhlINGFCTxpWdV9Gr0ASi+5/vuT7RSaY8Zayb4pO/vcQC2CigLoj30LOsWgiuIztJCplf5DOhx"
    "o2CjLKrexc3a1jC0NAt9lXIWdlRftxVhKu9lYgI9aXtHRKlkPl+sPbRcQoEp",
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEPYROQN"
    "Ec7Hv9arNYAeqxLkvKVhG7jn0lbRUtZ7A+sK8VKZiA2xOqRpo8yW/LeXALo+AFYOmT6HfGPv3IdqQqU=",
    "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBBJHvjPi"
    "poHxn0w5PEfibR5TN9ywzUsNbHkgzMhnEPxeuFwcuSxbUiTlRWmUfvmobNJ7Xaa+GCuo5yigFRN9GaCp"
    "Mgb1NcCPvFD0cQYRrjASjdF7J0RXB0dDuiDxOo+Wuw==",
    "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAEy3Byv"
    "CHSWGLwHcX0LvMobUcnVg2TGyTvFVD6cNCwMkjvyyfsEhDzsCsiwaUd0JwWkw+2szKw+VvmIOGuXUsZr"
    "MgHPLvL++/qUSOWfv+rI8apHYl4AX+QKF/3mpDMw3IuVV122c+mfi9qCsTI6MgjA59gViXBzTKhDqNqt"
    "t8aKHBARuw==",
    "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIMu/pUY2y"
    "KqnzYSS3PMc184fd39McFpKgVqUSR6pY5kSAAAABHNzaDo=",
    "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNza"
    "C5jb20AAAAIbmlzdHAyNTYAAABBBEPYROQNEc7Hv9arNYAeqxLkvKVhG7jn0lbRUtZ7A+sK8VKZiA2xO"
    "qRpo8yW/LeXALo+AFYOmT6HfGPv3IdqQqUAAAAEc3NoOg==",
};

static int
read_key(const char *text, char **line, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char *found;
    int code = public_key_read(a, text, &found, err);

    *line = mem_strdup(found);
    return code;
}

static void
assert_fault(const char *text, const char *why)
{
    struct lct_err err = { 0 };
    _own_(free) char *line = NULL;

    if (read_key(text, &line, &err) == LCT_OK)
        fail_msg("taken: %s", text);
    if (!str_ihas(err.text, why) || !*err.hint)
        fail_msg("'%.60s' should say: %s\n but says: %s (%s)", text, why, err.text, err.hint);
    assert_false(public_key_fits(text));
}

static void
takes_what_sshd_takes(void **state)
{
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        _own_(free) char *line = NULL, *commented = mem_printf("%s me@here, at home", good[i]);
        struct lct_err err = { 0 };
        if (read_key(good[i], &line, &err) < 0)
            fail_msg("%s: %s", good[i], err.text);
        assert_string_equal(line, good[i]);
        assert_true(public_key_fits(good[i]));
        assert_true(public_key_fits(commented));
    }
}

static void
blanks_and_line_ends_mean_nothing(void **state)
{
    static const char *const around[] = { (ED25519 "\n"), (ED25519 "\r\n"), ("  " ED25519 " \n\n"),
        ("\t" ED25519) };

    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
        _own_(free) char *line = NULL;
        struct lct_err err = { 0 };
        assert_int_equal(read_key(around[i], &line, &err), LCT_OK);
        assert_string_equal(line, ED25519);
    }
}

// Each length that a key can be cut off at.
static void
no_part_of_a_key_is_one(void **state)
{
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        for (size_t n = 0; n < strlen(good[i]); n++) {
            _own_(free) char *part = mem_strndup(good[i], n);
            if (public_key_fits(part))
                fail_msg("taken: %s", part);
        }
    assert_fault("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO", "cut off");
    assert_fault("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzo", "cut off");
}

// A blob under the name of another kind.
static void
the_kind_is_that_of_the_key(void **state)
{
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
            size_t n = strcspn(good[k], " ");
            _own_(free) char *mixed = mem_printf("%.*s%s", (int)n, good[k], strchr(good[i], ' '));
            if (i != k)
                assert_fault(mixed, "what is in it is");
        }
}

static void
says_what_is_wrong(void **state)
{
    assert_fault("", "nothing");
    assert_fault("ssh-ed25519", "nothing behind its kind");
    assert_fault("ssh-ed25519 hello world", "'hello' is no base64");
    assert_fault("ssh-ed25519 AAAAgarbage x", "what is in it is no key");
    assert_fault("ssh-ed25519 AAAA x", "no key");
    assert_fault("id_rsa.pub", "no kind of key");
    assert_fault("ssh-dss AAAAB3NzaC1kc3M= x", "DSA");
    assert_fault(CERTIFICATE, "certificate");
    assert_fault("restrict,pty " ED25519, "options before a key");
    assert_fault("from=\"192.0.2.0/24\" " ED25519 " me", "options before a key");
    assert_fault(ED25519 "\n" ED25519, "more than one line");
    assert_fault(ED25519 " a\x01z", "control character");
    assert_fault(RSA_1024, "this one has 1024");
    assert_fault("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "private key");
    assert_fault("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "RFC 4716");
    assert_fault(
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMu/pUY2yKqnzYSS3PMc184fd39McFpKgVqUSR6pY5kSeA==",
        "bytes behind the key");
    assert_fault("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAH8u/pUY2yKqnzYSS3PMc184fd39McFpKgVqUSR6pY5k=",
        "another length");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_sshd_takes),
        cmocka_unit_test(blanks_and_line_ends_mean_nothing),
        cmocka_unit_test(no_part_of_a_key_is_one),
        cmocka_unit_test(the_kind_is_that_of_the_key),
        cmocka_unit_test(says_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
