// SPDX-License-Identifier: MIT
// The public functions survive NULL: each is called, in a process of its own, with NULL for each of
// its pointers and for all of them. The calls are made of the headers by calls.sh.
#include "testing.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/fanout/runner.h"
#include "app/login/ssh.h"
#include "app/operation/changes.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/mem.h"
#include "lct/lct.h"

struct callable {
    const char *name;
    int cases;
    void (*call)(int c, va_list args);
};

static struct lct *toolkit;
static struct lct_plan *plan;
static struct lct_runner *runner;
static struct lct_changes *changes;
static struct lct_agent *agent;
static struct lct_answer *answer;

static void
use(void *user, const void *value, size_t n)
{
}

static char *
word(const char *key, const char *text)
{
    return NULL;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-security"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#include "calls.h"
#pragma GCC diagnostic pop

static void
start(void (*call)(int c, va_list args), int c, ...)
{
    va_list args;

    va_start(args, c);
    call(c, args);
    va_end(args);
}

static void
survives_null(void **state)
{
    const struct callable *callable = *state;

    for (int c = 0; c < callable->cases; c++) {
        int status = 0;
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            signal(SIGSEGV, SIG_DFL); // cmocka's goes on with the next test
            setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
            alarm(60);
            start(callable->call, c, 1, "word", 1, "word");
            _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status))
            fail_msg("%s: case %d of %d ended with %d", callable->name, c, callable->cases, status);
    }
}

// Of no cluster.
static int
refuse(struct lct_changes *c, bool leased, struct lct_err *err)
{
    return lct_fail(err, LCT_EUSAGE, "there is nothing to change");
}

// An installation of its own that reaches nobody.
static char dir[] = "/tmp/lct-null.XXXXXX";

static int
set_up(void **state)
{
    static const char *const text =
        "name: word\ndefaults: {type: g6-nanode-1, image: linode/debian12}\n"
        "regions: [{region: us-east, nodes: [{name: n}]}]\n";
    const struct lct_plan_args offline = { .offline = true };
    static char home[64], url[] = "LINODE_URL=http://127.0.0.1:9";
    static char *const environment[] = { home, url, NULL };
    const struct lct_conf conf = { .environment = environment };
    struct lct_err err;

    if (!mkdtemp(dir) || chdir(dir) < 0) // files that are made lie there, too
        return -1;
    setenv("PATH", dir, true);
    snprintf(home, sizeof home, "HOME=%s", dir);
    if (lct_open(&conf, &toolkit, &err) < 0 ||
        lct_plan_text(toolkit, text, strlen(text), "word", &offline, &plan, &err) < 0 ||
        lct_cluster_list(toolkit, &answer, &err) < 0)
        return -1;
    runner = NEW(struct lct_runner);
    *runner = (struct lct_runner){ .t = toolkit, .arena = arena_new() };
    static const struct intent none = { .kind = "none", .prepare = refuse };
    changes = NEW(struct lct_changes);
    *changes = (struct lct_changes){ .t = toolkit, .intent = &none, .name = "word" };
    changes->run = (struct run){ .t = toolkit, .arena = arena_new() };
    agent = NEW(struct lct_agent);
    *agent = (struct lct_agent){ .seed = secret_new((char[32]){ 0 }, 32) };
    agent->place =
        (struct agent_place){ mem_strdup(dir), file_join(dir, "agent"), .shared = true, .fd = -1 };
    return 0;
}

static int
tear_down(void **state)
{
    struct lct_err err;

    lct_runner_close(runner);
    lct_agent_close(agent);
    lct_changes_free(changes);
    lct_answer_free(answer);
    lct_plan_free(plan);
    lct_close(toolkit);
    return file_remove_tree(dir, &err);
}

#define N_CALLABLES (sizeof callables / sizeof *callables)

int
main(void)
{
    static struct CMUnitTest tests[N_CALLABLES];

    for (size_t i = 0; i < N_CALLABLES; i++)
        tests[i] = (struct CMUnitTest){ .name = callables[i].name,
            .test_func = survives_null,
            .initial_state = (void *)(uintptr_t)&callables[i] };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
