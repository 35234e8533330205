// SPDX-License-Identifier: MIT
// Keys: what OpenSSH's own tool makes of them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/shell.h"

static void
pair(const char *seed_text, const char *comment, struct secret **private, char **public)
{
    unsigned char seed[32] = { 0 };
    struct lct_err err = { 0 };
    memcpy(seed, seed_text, strlen(seed_text));
    assert_int_equal(ssh_key_from_seed(seed, comment, private, public, &err), 0);
}

static void
test_known_answer(void **state)
{
    // RFC 8032, 7.1, test 1: the public key of this seed.
    static const unsigned char seed[32] = { 0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba,
        0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19,
        0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60 };
    struct lct_err err = { 0 };
    _own_(secret) struct secret *private = NULL;
    _own_(free) char *public = NULL;
    assert_int_equal(ssh_key_from_seed(seed, "rfc", &private, &public, &err), 0);
    assert_string_equal(public, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+"
                                "08lkBzoO4XLz2qYjJa8CGmj3B1Ea rfc");
}

// ssh-keygen -y reads the private key and prints the public one, comment included.
static void
test_openssh_reads_it(void **state)
{
    char dir[] = "/tmp/lct-key-XXXXXX", line[512] = "";
    struct lct_err err = { 0 };
    size_t n;
    for (int i = 0; i < 9; i++) { // every length of padding
        _own_(secret) struct secret *private = NULL;
        _own_(free) char *public = NULL, *path = NULL, *command = NULL;
        char comment[16] = "";
        memset(comment, 'c', (size_t)i);
        pair("some seed", comment, &private, &public);
        if (i == 0)
            assert_non_null(mkdtemp(dir));
        path = file_join(dir, "key");
        const char *text = secret_reveal(private, &n);
        assert_int_equal(file_write(path, text, n, 0600, &err), 0);
        command = mem_printf("ssh-keygen -y -f %s", path);
        FILE *f = popen(command, "r");
        assert_non_null(fgets(line, sizeof line, f));
        assert_int_equal(pclose(f), 0);
        assert_string_equal(str_trim(line), public);
    }
    assert_int_equal(file_remove_tree(dir, &err), 0);
}

static void
test_same_seed_same_key(void **state)
{
    _own_(secret) struct secret *a = NULL, *b = NULL, *c = NULL;
    _own_(free) char *pa = NULL, *pb = NULL, *pc = NULL;
    pair("one", "x", &a, &pa);
    pair("one", "x", &b, &pb);
    pair("two", "x", &c, &pc);
    assert_string_equal(secret_reveal(a, NULL), secret_reveal(b, NULL));
    assert_string_equal(pa, pb);
    assert_string_not_equal(pa, pc);
}

static void
test_comment_refused(void **state)
{
    struct lct_err err = { 0 };
    struct secret *private = NULL;
    char *public = NULL;
    const unsigned char seed[32] = { 1 };
    assert_int_equal(ssh_key_from_seed(seed, "two\nlines", &private, &public, &err), LCT_EUSAGE);
    assert_null(private);
    assert_null(public);
}

static void
test_seeds_differ(void **state)
{
    unsigned char a[32], b[32], c[32], d[32], e[32];
    _own_(secret) struct secret *root = secret_new("root", 4);
    _own_(secret) struct secret *other = secret_new("rooT", 4);
    ssh_seed_derive(root, "host", "node-1", a);
    ssh_seed_derive(root, "host", "node-1", b);
    assert_memory_equal(a, b, 32);
    ssh_seed_derive(root, "host", "node-2", b);
    ssh_seed_derive(root, "controller", "node-1", c);
    ssh_seed_derive(other, "host", "node-1", d);
    ssh_seed_derive(root, "hos", "tnode-1", e);
    assert_memory_not_equal(a, b, 32);
    assert_memory_not_equal(a, c, 32);
    assert_memory_not_equal(a, d, 32);
    assert_memory_not_equal(a, e, 32);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answer),
        cmocka_unit_test(test_openssh_reads_it),
        cmocka_unit_test(test_same_seed_same_key),
        cmocka_unit_test(test_comment_refused),
        cmocka_unit_test(test_seeds_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
