// SPDX-License-Identifier: MIT
// Programs: started by the library, by the caller, or not at all.
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../signals.h"
#include "../testing.h"
#include "base/file.h"
#include "base/str.h"
#include "io/program.h"
#include "process.h"

// ---- by the caller

// One that is never there: it ends when it is asked so often, or told to.
struct pretended {
    char name[64];
    int failure;    // of its start
    int looks_left; // until it ends; -1: only when it is stopped
    int status;
    bool interrupts, stopped;
    struct process *process;
};

static int
start(void *user, const struct lct_program *program, pid_t *pid)
{
    struct pretended *p = user;

    snprintf(p->name, sizeof p->name, "%s %s", program->argv[0], program->argv[1]);
    *pid = 1; // nobody's business
    if (p->failure)
        return p->failure;
    return write(program->files[1], "<svg/>", 6) == 6 ? 0 : EIO;
}

static int
ended(void *user, pid_t pid, int *status)
{
    struct pretended *p = user;

    *status = p->status;
    if (p->stopped || p->looks_left == 0)
        return 0;
    p->looks_left -= p->looks_left > 0;
    if (p->interrupts)
        lct_interrupt(p->process->t);
    return EAGAIN;
}

static int
stop(void *user, pid_t pid)
{
    ((struct pretended *)user)->stopped = true;
    return 0;
}

static int
draw(struct pretended *p, struct lct_answer **answer, struct lct_err *err)
{
    static struct process process;
    const struct lct_processes table = { start, ended, stop, p };

    process_begin(&process);
    process_close(&process);
    process.processes = &table;
    process_open(&process);
    p->process = &process;
    struct lct_plan *plan = process_plan(&process, 1);
    int code = lct_plan_graph(process.t, plan, "svg", false, answer, err);
    lct_plan_free(plan);
    process_end(&process);
    return code;
}

static void
the_caller_starts_it(void **state)
{
    struct pretended p = { .looks_left = 3 };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(draw(&p, &answer, &err), LCT_OK);
    assert_string_equal(p.name, "dot -Tsvg");
    assert_string_equal(lct_text(lct_get(lct_answer_root(answer), "graph"), ""), "<svg/>");
    assert_false(p.stopped);
    lct_answer_free(answer);
}

static void
what_goes_wrong_with_it_is_told(void **state)
{
    struct pretended none = { .failure = ENOENT }, refused = { .failure = EAGAIN },
                     bad = { .status = 1 << 8 };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(draw(&none, &answer, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "is not installed"));
    assert_int_equal(draw(&refused, &answer, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "cannot start dot"));
    assert_int_equal(draw(&bad, &answer, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "could not draw"));
    assert_null(answer);
}

static void
an_interrupt_stops_it(void **state)
{
    struct pretended p = { .looks_left = -1, .interrupts = true };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(draw(&p, &answer, &err), LCT_ECANCELLED);
    assert_true(p.stopped);
}

// ---- not at all

static void
none_is_started_where_it_is_forbidden(void **state)
{
    struct process p;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    process_begin(&p);
    process_close(&p);
    p.processes = lct_processes_none();
    process_open(&p);
    struct lct_plan *plan = process_plan(&p, 1);
    assert_int_equal(lct_plan_graph(p.t, plan, "svg", false, &answer, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "needs the program dot"));
    assert_non_null(strstr(err.hint, "lct_conf.processes"));
    assert_int_equal(lct_lab_start(p.t, NULL, NULL, &answer, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "lct-lab"));
    assert_int_equal(lct_plan_graph(p.t, plan, "dot", false, &answer, &err), LCT_OK);
    lct_answer_free(answer);
    lct_plan_free(plan);
    process_end(&p);
}

// ---- by the library

// Runs a script; what it wrote to both outputs.
static int
run(const char *script, const char *const *environment, struct buf *out)
{
    const char *const argv[] = { "sh", "-c", script, NULL };
    _own_(fd) int file = memfd_create("out", MFD_CLOEXEC);
    const struct lct_program program = { argv, environment, { -1, file, file } };
    struct lct_err err;
    int status = -1, found;
    pid_t pid;

    assert_int_equal(program_processes.start(NULL, &program, &pid), 0);
    while ((found = program_processes.ended(NULL, pid, &status)) == EAGAIN)
        usleep(1000);
    assert_int_equal(found, 0);
    lseek(file, 0, SEEK_SET);
    assert_int_equal(file_read_fd(file, "out", 4096, out, &err), LCT_OK);
    return status;
}

static void
it_gets_what_it_was_given_and_no_more(void **state)
{
    static const char *const environment[] = { "PATH=/usr/bin:/bin", "WORD=given", NULL };
    _own_(buf) struct buf out = { 0 };
    int beyond = open("/dev/null", O_RDONLY); // without O_CLOEXEC

    assert_int_equal(setenv("NOT_GIVEN", "x", true), 0);
    assert_int_equal(run("echo $WORD$NOT_GIVEN; cat; echo two >&2", environment, &out), 0);
    assert_string_equal(buf_str(&out), "given\ntwo\n");
    assert_int_equal(run("ls /proc/self/fd | wc -l", environment, &out), 0);
    assert_string_equal(buf_str(&out), "4\n"); // the three, and the folder that ls reads
    assert_int_equal(run("exit 3", NULL, &out), 3 << 8);
    close(beyond);
}

static void
it_takes_signals_as_others_do(void **state)
{
    _own_(buf) struct buf out = { 0 };
    struct sigaction ignored = { .sa_handler = SIG_IGN }, old;
    struct signals before;

    sigaction(SIGPIPE, &ignored, &old);
    signals_take(&before);
    int status = run("kill -PIPE $$; echo alive", NULL, &out);
    assert_int_equal(signals_changed(&before), 0);
    sigaction(SIGPIPE, &old, NULL);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
    assert_string_equal(buf_str(&out), "");
}

// valgrind makes a fork of a vfork: whoever starts a program hears of no failed exec there.
static bool
exec_is_heard_of(void)
{
    const char *preload = getenv("LD_PRELOAD");

    return !preload || !strstr(preload, "vgpreload");
}

static void
what_is_not_there_is_told(void **state)
{
    const char *const nothing[] = { "no-such-lct", NULL };
    const struct lct_program none = { nothing, NULL, { -1, -1, -1 } };
    pid_t pid;

    if (!exec_is_heard_of())
        skip();
    assert_int_equal(program_processes.start(NULL, &none, &pid), ENOENT);
}

static void
it_is_stopped(void **state)
{
    const char *const argv[] = { "sleep", "600", NULL };
    const struct lct_program program = { argv, NULL, { -1, -1, -1 } };
    int status = -1;
    pid_t pid;

    assert_int_equal(program_processes.start(NULL, &program, &pid), 0);
    assert_int_equal(program_processes.ended(NULL, pid, &status), EAGAIN);
    assert_int_equal(program_processes.stop(NULL, pid), 0);
    while (program_processes.ended(NULL, pid, &status) == EAGAIN)
        usleep(1000);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    assert_int_equal(program_processes.ended(NULL, pid, &status), ECHILD);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_caller_starts_it),
        cmocka_unit_test(what_goes_wrong_with_it_is_told),
        cmocka_unit_test(an_interrupt_stops_it),
        cmocka_unit_test(none_is_started_where_it_is_forbidden),
        cmocka_unit_test(it_gets_what_it_was_given_and_no_more),
        cmocka_unit_test(it_takes_signals_as_others_do),
        cmocka_unit_test(what_is_not_there_is_told),
        cmocka_unit_test(it_is_stopped),
    };

    return RUN(tests);
}
