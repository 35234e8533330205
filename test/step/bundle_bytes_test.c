// SPDX-License-Identifier: MIT
// What goes into a step and what comes out of it, byte by byte, however much it is.
#include <stdio.h>

#include "bundle_fixture.h"

// A file arrives as it is, whatever shell reads it.
static void
test_bytes(void **state)
{
    char all[258] = { 0 };
    for (int i = 1; i < 256; i++)
        all[i - 1] = (char)i;
    const char *const contents[] = { "", "\n", "x", "x\n", "x\r", "x\r\n", "\n\nx", "x\n\n", " \t",
        "x\\", "LCT", all, "\xff\x81\x88\xfe", "it's $HOME `id` \\\n'" };
    enum { N = sizeof contents / sizeof *contents };
    struct bundle_file files[N];
    char names[N][8];
    for (size_t i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "f%zu", i);
        files[i] = (struct bundle_file){ names[i], contents[i], 0 };
    }
    for (int turn = 0; turn < 2; turn++) {
        struct answer a;
        const struct bundle_step s = {
            .id = "bytes", .script = ":", .files = files, .n_files = N, .mode = BUNDLE_ALWAYS
        };
        run(&s, &a);
        expect(&a, BUNDLE_RAN, 0, "");
        for (size_t i = 0; i < N; i++) {
            struct lct_err err = { 0 };
            _own_(free) char *full = mem_printf("%s/bytes/%s", state_dir, names[i]);
            _own_(buf) struct buf got = { 0 };
            assert_int_equal(file_read(full, 1 << 20, &got, &err), 0);
            assert_int_equal(got.len, strlen(contents[i]));
            assert_memory_equal(buf_str(&got), contents[i], got.len);
        }
        all[255] = '\n'; // and as lines
    }
}

static void
read_output(const char *step, struct buf *out)
{
    _own_(free) char *full = mem_printf("%s/%s/output", state_dir, step);
    struct lct_err err = { 0 };
    assert_int_equal(file_read(full, 64 << 20, out, &err), 0);
}

// Of an endless output the beginning and the end are kept; the script is not ended for it.
static void
test_chatty(void **state)
{
    struct answer a;
    _own_(buf) struct buf out = { 0 };
    struct bundle_step s = { .id = "chatty",
        .script = "yes | head -c 30000000; echo \"last of $$\" >&2; exit 3",
        .chatty = true };
    long long missing;
    run(&s, &a);
    assert_int_equal(a.n, 1);
    assert_int_equal(a.results[0].status, 3);
    assert_true(a.results[0].cut);
    assert_non_null(strstr(a.results[0].output, "\nlast of "));
    answer_done(&a);
    read_output("chatty", &out);
    assert_true(out.len < 1500000);
    assert_true(str_starts(buf_str(&out), "y\ny\n"));
    const char *note = strstr(buf_str(&out), "\n[");
    assert_non_null(note);
    assert_int_equal(sscanf(note, "\n[%lld bytes are missing here]\n", &missing), 1);
    size_t words = strcspn(note + 1, "\n") + 2;
    size_t last = strlen(strstr(buf_str(&out), "last of "));
    assert_int_equal((long long)(out.len - words - last) + missing, 30000000);
    assert_false(in_state("chatty/tail"));
    assert_false(in_state("chatty/relay"));
}

static void
test_chatty_little(void **state)
{
    struct answer a;
    struct bundle_step s = { .id = "little", .script = "echo one; echo two >&2", .chatty = true };
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, "one\ntwo\n");
    s.script = "i=0; while [ $i -lt 700 ]; do echo $i; i=$((i + 1)); done";
    run(&s, &a);
    assert_false(a.results[0].cut);
    assert_true(str_ends(a.results[0].output, "\n697\n698\n699\n"));
    assert_int_equal(strlen(a.results[0].output), 10 * 2 + 90 * 3 + 600 * 4);
    answer_done(&a);
    s.script = "sleep 30";
    s.timeout_ms = 500;
    run(&s, &a);
    assert_int_equal(a.results[0].late, 1);
    answer_done(&a);
}

// How often it wrote since.
static size_t
beats(void)
{
    _own_(free) char *full = mem_printf("%s/service/beats", state_dir);
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };
    return file_read(full, 1 << 20, &out, &err) < 0 ? 0 : out.len;
}

// What a script leaves behind is neither waited for nor ended, though it writes on.
static void
test_chatty_service(void **state)
{
    struct answer a;
    const struct bundle_step s = { .id = "service",
        .script =
            "(while [ ! -e stop ]; do echo more && printf . >>beats || exit; sleep 0.05; done; "
            "echo >ended) & echo begun",
        .chatty = true };
    _own_(free) char *stop = mem_printf("%s/service/stop", state_dir);
    struct lct_err err = { 0 };
    run(&s, &a);
    assert_int_equal(a.results[0].status, 0);
    assert_non_null(strstr(a.results[0].output, "begun\n"));
    answer_done(&a);
    size_t before = beats();
    for (int i = 0; i < 3000 && beats() < before + 3; i++)
        usleep(10000);
    assert_true(beats() >= before + 3);
    assert_int_equal(file_write(stop, "", 0, 0600, &err), 0);
    while (!in_state("service/ended"))
        usleep(10000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ALL(test_bytes),
        IN_ALL(test_chatty),
        IN_ALL(test_chatty_little),
        IN_BOTH(test_chatty_service),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
