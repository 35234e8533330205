// SPDX-License-Identifier: MIT
// Messages of several parts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "text/mime.h"

#define HEAD "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"==x==\"\n\n"

static void
test_parts(void **state)
{
    static const char text[] =
        "Content-Type: multipart/mixed;\n boundary==x\nMIME-Version: 1.0\n\nFor people only.\n"
        "--=x\nContent-Type: Text/Cloud-Config; charset=\"utf-8\"\nMerge-Type : no\nX-Merge-Type: "
        "list()\n"
        "Content-Disposition: attachment; filename=\"a b.yaml\"\n\n#cloud-config\na: 1\n\n--=x \n"
        "Content-Transfer-Encoding: base64\n\nIyEvYmlu\nL3NoCg==\n"
        "--=x\nContent-Type: multipart/mixed; boundary=in\n\n--in\n\n--=y\nplain\n--in--\nrest\n"
        "--=x\n\n\n--=x--\nnobody reads on\n";
    _own_(arena) struct arena *a = arena_new();
    struct mime_part *p;
    struct lct_err err = { 0 };
    size_t n;

    assert_int_equal(mime_parse(a, text, &p, &n, &err), 0);
    assert_int_equal(n, 4);
    assert_string_equal(p[0].type, "text/cloud-config");
    assert_string_equal(p[0].body, "#cloud-config\na: 1\n");
    assert_int_equal(p[0].size, 19);
    assert_false(p[0].encoded);
    assert_string_equal(mime_header(a, &p[0], "x-merge-type"), "list()");
    assert_null(mime_header(a, &p[0], "X-Merge"));
    assert_string_equal(
        mime_parameter(a, mime_header(a, &p[0], "content-disposition"), "filename"), "a b.yaml");
    assert_null(mime_parameter(a, mime_header(a, &p[0], "Content-Type"), "name"));
    assert_string_equal(p[1].type, "text/plain");
    assert_string_equal(p[1].body, "#!/bin/sh\n");
    assert_true(p[1].encoded);
    assert_string_equal(p[2].body, "--=y\nplain");
    assert_string_equal(p[3].body, "");
}

static void
test_line_ends(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct mime_part *p;
    struct lct_err err = { 0 };
    size_t n;

    assert_int_equal(
        mime_parse(a,
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nA: 1\r\n\r\nx\r\ny\r\n"
            "--b--\r\n",
            &p, &n, &err),
        0);
    assert_int_equal(n, 1);
    assert_string_equal(p[0].body, "x\r\ny");
    assert_string_equal(mime_header(a, &p[0], "A"), "1");
}

static void
refuses(const char *text, const char *why)
{
    _own_(arena) struct arena *a = arena_new();
    struct mime_part *p;
    struct lct_err err = { 0 };
    size_t n = 7;

    assert_int_equal(mime_parse(a, text, &p, &n, &err), LCT_EPLAN);
    assert_string_equal(err.text, why);
    assert_int_equal(n, 0);
}

static void
test_refuses(void **state)
{
    _own_(buf) struct buf many = { 0 }, deep = { 0 };

    refuses(HEAD "--==x==\n\na\n", "its end is missing: --==x==--");
    refuses(HEAD "--==x==\nno header\n\na\n--==x==--\n", "\"no header\" is no header");
    refuses("Content-Type: multipart/mixed\n\na\n", "multipart/mixed has no boundary");
    refuses(HEAD "--==x==\nContent-Transfer-Encoding: quoted-printable\n\na=3D\n--==x==--\n",
        "a part is encoded as quoted-printable: only base64 is read");
    refuses(HEAD "--==x==\nContent-Transfer-Encoding: base64\n\n***\n--==x==--\n",
        "a part is said to be base64, and is not");
    buf_adds(&many, HEAD);
    for (int i = 0; i < 65; i++)
        buf_adds(&many, "--==x==\n\na\n");
    buf_adds(&many, "--==x==--\n");
    refuses(buf_str(&many), "it has more than 64 parts");
    for (int i = 0; i < 6; i++)
        buf_addf(&deep, "Content-Type: multipart/mixed; boundary=%d\n\n--%d\n", i, i);
    for (int i = 5; i >= 0; i--)
        buf_addf(&deep, "\n--%d--\n", i);
    refuses(buf_str(&deep), "parts lie more than 4 levels deep");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
