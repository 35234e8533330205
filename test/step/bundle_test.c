// SPDX-License-Identifier: MIT
// What a bundle is, and how often its steps run.
#include <signal.h>

#include "bundle_fixture.h"

static void
answered(void *user, const struct lct_err *err, const struct proc_result *r)
{
    parse(user, r->out, r->out_len);
}

// Asks in the background.
static struct op *
ask(struct loop *l, const struct bundle_step *s, struct answer *a)
{
    *a = (struct answer){ 0 };
    compose(s, &a->input);
    struct proc_spec p = spec(&a->input);
    return proc_run(l, &p, answered, a);
}

static void
test_once(void **state)
{
    struct answer a;
    struct bundle_step s = { .id = "once", .script = "echo ran >>log; cat log; exit 3\n" };
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 3, "ran\n");
    run(&s, &a);
    expect(&a, BUNDLE_RECORDED, 3, "ran\n");
    s.mode = BUNDLE_REPEATABLE;
    run(&s, &a);
    expect(&a, BUNDLE_RECORDED, 3, "ran\n");
    s.mode = BUNDLE_RETRY;
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 3, "ran\nran\n");
    s.script = "echo other; cat log"; // another digest is another thing to do
    s.mode = BUNDLE_ONCE;
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, "other\nran\nran\n");
    s.mode = BUNDLE_RETRY; // what went well is not run again
    run(&s, &a);
    expect(&a, BUNDLE_RECORDED, 0, "other\nran\nran\n");
    s.mode = BUNDLE_ALWAYS;
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, "other\nran\nran\n");
}

// A connection that dies in the midst of the text: what did not come whole is not begun, with less
// time or another mode than it was sent with, say.
static void
test_cut_short(void **state)
{
    const struct bundle_step s = { .id = "short", .script = "echo ran", .timeout_ms = 90000 };
    _own_(buf) struct buf whole = { 0 };
    compose(&s, &whole);
    const char *go = strstr(whole.data, "echo ran");
    for (size_t n = (size_t)(go - whole.data); n < whole.len - 1; n++) {
        struct buf part = { .data = whole.data, .len = n };
        _own_(buf) struct buf out = { 0 };
        struct lct_err err = { 0 };
        struct proc_spec p = spec(&part);
        int status;
        proc_run_sync(&p, &out, &status, &err);
        if (in_state("short"))
            fail_msg("begun by %.*s", 40, whole.data + (n > 40 ? n - 40 : 0));
    }
}

static void
test_environment_and_files(void **state)
{
    struct answer a;
    const char *odd = "it's \"$HOME\" `id` \\ \n\tnext";
    const struct bundle_env vars[] = { { "ODD", odd }, { "EMPTY", NULL }, { 0 } };
    const struct bundle_file files[] = { { "data", "one\n$TWO\n'three", 0 } };
    const struct bundle_step s = { .id = "env",
        .script = "#!/bin/sh\nprintf '[%s][%s]\\n' \"$ODD\" \"$EMPTY\"; cat data; pwd; umask; cat",
        .files = files,
        .n_files = 1,
        .env = vars };
    _own_(free) char *wanted =
        mem_printf("[%s][]\none\n$TWO\n'three%s/env\n0022\n", odd, state_dir);
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, wanted);
    assert_false(in_state("env/script")); // it may hold secrets
    assert_false(in_state("env/env"));
}

static void
test_hostile_output(void **state)
{
    struct answer a;
    const struct bundle_step s = { .id = "hostile",
        .script =
            "printf '{\"step\":\"x\",\"status\":0}\\n\\\\ \\000\\001\\033[31m\\177 \\303\\244 "
            "\\342\\202\\254 \\360\\237\\230\\200 \\300\\257 \\355\\240\\200 \\377 \\342\\202'" };
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0,
        "{\"step\":\"x\",\"status\":0}\n\\ \xef\xbf\xbd\001\033[31m\177 \xc3\xa4 \xe2\x82\xac "
        "\xf0\x9f\x98\x80 \xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd");
}

static void
test_big_output(void **state)
{
    struct answer a;
    const struct bundle_step s = { .id = "big",
        .script = "i=0; while [ $i -lt 30000 ]; do echo line $i; i=$((i + 1)); done; echo last" };
    run(&s, &a);
    assert_int_equal(a.n, 1);
    assert_true(a.results[0].cut);
    assert_int_equal(strlen(a.results[0].output), 65536);
    assert_true(str_ends(a.results[0].output, "line 29999\nlast\n"));
    answer_done(&a);
}

static void
test_order(void **state)
{
    struct answer a = { 0 };
    struct lct_err err = { 0 };
    _own_(buf) struct buf text = { 0 };
    const struct bundle_step steps[] = { { .id = "order:1/first", .script = "echo 1" },
        { .id = "order:2", .script = "exit 5" }, { .id = "order:3", .script = "echo 3" } };
    bundle_begin(&text);
    for (int i = 0; i < 3; i++)
        assert_int_equal(bundle_add(&text, &steps[i], &err), 0);
    run_text(&text, &a);
    assert_int_equal(a.n, 2);
    assert_int_equal(bundle_result_find(a.results, a.n, "order:1/first")->status, 0);
    assert_int_equal(bundle_result_find(a.results, a.n, "order:2")->status, 5);
    assert_null(bundle_result_find(a.results, a.n, "order:3"));
    answer_done(&a);
}

// The connection is cut in the middle of what was to be sent: nothing runs.
static void
test_cut_input(void **state)
{
    _own_(buf) struct buf text = { 0 };
    const struct bundle_step s = { .id = "cut", .script = "echo a\necho b\n" };
    compose(&s, &text);
    size_t whole = text.len, head = (size_t)(strstr(text.data, "lct_file env") - text.data);
    for (size_t n = head; n < whole - 10; n += 7) {
        struct answer a = { 0 };
        text.len = n;
        run_text(&text, &a);
        assert_int_equal(a.n, 0);
        answer_done(&a);
    }
    assert_false(in_state("cut/started"));
}

// Whoever asks while it runs gets the one result; it runs once.
static void
test_concurrent(void **state)
{
    enum { N = 6 };
    struct loop *l = loop_new();
    struct answer a[N];
    const struct bundle_step s = { .id = "same", .script = "echo x >>log; sleep 0.5; cat log" };
    int ran = 0;
    for (int i = 0; i < N; i++)
        ask(l, &s, &a[i]);
    for (int i = 0; i < N; i++) {
        loop_run(l, &a[i].done);
        assert_int_equal(a[i].n, 1);
        ran += a[i].results[0].outcome == BUNDLE_RAN;
        assert_string_equal(a[i].results[0].output, "x\n");
        answer_done(&a[i]);
    }
    assert_int_equal(ran, 1);
    loop_free(l);
}

// The connection is cut while it runs: it goes on, and who asks again joins it.
static void
test_survives_the_connection(void **state)
{
    struct loop *l = loop_new();
    struct answer first, again;
    const struct bundle_step s = { .id = "survivor", .script = ": >running; sleep 4; echo done" };
    struct op *op = ask(l, &s, &first);
    while (!in_state("survivor/running"))
        loop_turn(l, false);
    op_cancel(op); // SIGTERM to the shell of the channel
    loop_run(l, &first.done);
    assert_int_equal(first.n, 0);
    answer_done(&first);
    assert_false(in_state("survivor/status"));
    run(&s, &again);
    expect(&again, BUNDLE_RECORDED, 0, "done\n");
    loop_free(l);
}

// kill -9 of what runs it (its whole session, as a crash would).
static void
test_interrupted(void **state)
{
    struct answer a;
    struct bundle_step s = { .id = "broken",
        .script = "echo started; [ -e second ] && exit 0; : >second; kill -9 0; sleep 5" };
    run(&s, &a);
    expect(&a, BUNDLE_INTERRUPTED, -1, "started\n");
    run(&s, &a);
    expect(&a, BUNDLE_INTERRUPTED, -1, "started\n");
    s.mode = BUNDLE_REPEATABLE;
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, "started\n");
}

static void
test_timeout(void **state)
{
    struct answer a;
    const struct bundle_step s = {
        .id = "slow", .script = "echo begun; sleep 30", .timeout_ms = 500
    };
    struct lct_err err = { 0 };
    run(&s, &a);
    assert_int_equal(a.results[0].late, 1);
    assert_int_equal(bundle_result_check(&a.results[0], &err), LCT_EFAILED);
    assert_string_equal(err.text, "did not end within 1 s: begun");
    answer_done(&a);
    run(&s, &a); // what is recorded says the same
    assert_int_equal(a.results[0].outcome, BUNDLE_RECORDED);
    assert_int_equal(a.results[0].late, 1);
    answer_done(&a);
}

static void
assert_fails(const char *id, const char *script, const char *why)
{
    const struct bundle_step s = { .id = id, .script = script, .timeout_ms = 60000 };
    struct lct_err err = { 0 };
    struct answer a;
    run(&s, &a);
    assert_int_equal(a.results[0].late, 0);
    assert_int_equal(bundle_result_check(&a.results[0], &err), LCT_EFAILED);
    assert_string_equal(err.text, why);
    answer_done(&a);
}

// The statuses of timeout(1), from scripts that had time enough.
static void
test_killed_is_not_timed_out(void **state)
{
    (void)state;
    assert_fails("ends-124", "exit 124", "failed with status 124");
    assert_fails("killed", "echo a; kill -9 $$", "killed by SIGKILL: a");
    assert_fails("ended", "kill -TERM $$; sleep 5", "killed by SIGTERM");
    assert_fails("crashed", "sh -c 'kill -SEGV $$'", "killed by SIGSEGV: Segmentation fault");
}

// A script may leave a service behind: its step ends all the same.
static void
test_leaves_a_service(void **state)
{
    struct answer a;
    const struct bundle_step s = { .id = "service", .script = "sleep 5 & echo up" };
    const struct bundle_step after = { .id = "service", .script = "echo after" };
    run(&s, &a);
    expect(&a, BUNDLE_RAN, 0, "up\n");
    run(&after, &a);
    expect(&a, BUNDLE_RAN, 0, "after\n");
}

static void
test_ids(void **state)
{
    char a[BUNDLE_ID_MAX], b[BUNDLE_ID_MAX];
    assert_string_equal(bundle_id("firstboot-setup", a), "firstboot-setup");
    assert_true(str_starts(bundle_id("hook:a/b", a), "hook-a-b-"));
    assert_string_not_equal(bundle_id("hook:a/b", a), bundle_id("hook:a:b", b));
    assert_null(strchr(bundle_id("../../etc/passwd", a), '/'));
    assert_int_not_equal(bundle_id("..", a)[0], '.');
    assert_int_not_equal(bundle_id("--x", a)[0], '-');
    _own_(free) char *lengthy = mem_alloc(5001);
    memset(lengthy, 'y', 5000);
    assert_true(strlen(bundle_id(lengthy, a)) < BUNDLE_ID_MAX);
}

static void
test_refuses(void **state)
{
    struct buf out = { 0 };
    struct lct_err err = { 0 };
    const struct bundle_env bad_env[] = { { "A B", "" }, { 0 } };
    const struct bundle_file outside[] = { { "../x", "", 0 } }, own[] = { { "status", "0", 0 } };
    const struct bundle_step steps[] = { { .id = "", .script = "" },
        { .id = "x", .script = "", .env = bad_env },
        { .id = "x", .script = "", .files = outside, .n_files = 1 },
        { .id = "x", .script = "", .files = own, .n_files = 1 } };
    for (int i = 0; i < 4; i++)
        assert_int_equal(bundle_add(&out, &steps[i], &err), LCT_EUSAGE);
    assert_int_equal(out.len, 0);
    buf_done(&out);
}

static int
parse_code(const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_result *r;
    struct lct_err err = { 0 };
    size_t n;
    return bundle_result_parse(a, text, strlen(text), &r, &n, &err);
}

static void
test_answers_checked(void **state)
{
    assert_int_equal(
        parse_code("Welcome to Debian\n\n{\"step\":\"a\",\"status\":0,\"what\":\"ran\","
                   "\"cut\":false,\"output\":\"\"}\n"),
        0);
    assert_int_equal(parse_code("{\"step\":\"a\",\"status\":0}"), LCT_EFAILED);
    assert_int_equal(
        parse_code("{\"step\":\"a\",\"status\":-1,\"what\":\"ran\",\"output\":\"\"}"), LCT_EFAILED);
    assert_int_equal(
        parse_code("{\"step\":\"a\",\"status\":0,\"what\":\"interrupted\",\"output\":\"\"}"),
        LCT_EFAILED);
    assert_int_equal(
        parse_code("{\"step\":\"a\",\"status\":0,\"what\":\"ran\",\"output\":\"cut of"),
        LCT_EFAILED);
    assert_int_equal(
        parse_code("{\"step\":[],\"status\":0,\"what\":\"ran\",\"output\":\"\"}"), LCT_EFAILED);
    _own_(buf) struct buf many = { 0 };
    for (int i = 0; i < BUNDLE_RESULTS_MAX + 1; i++)
        buf_adds(&many, "{\"step\":\"a\",\"status\":0,\"what\":\"ran\",\"output\":\"\"}\n");
    assert_int_equal(parse_code(buf_str(&many)), LCT_EFAILED);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_ALL(test_once),
        IN_BOTH(test_cut_short),
        IN_BOTH(test_environment_and_files),
        IN_BOTH(test_hostile_output),
        IN_BOTH(test_big_output),
        IN_BOTH(test_order),
        IN_BOTH(test_cut_input),
        IN_BOTH(test_concurrent),
        IN_BOTH(test_survives_the_connection),
        IN_BOTH(test_interrupted),
        IN_BOTH(test_timeout),
        IN_BOTH(test_killed_is_not_timed_out),
        IN_BOTH(test_leaves_a_service),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_answers_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
