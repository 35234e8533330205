// SPDX-License-Identifier: MIT
// A library is a guest: whatever is called of it, how this process takes signals stays as it was,
// and nothing is written to its terminal or to the system's log. What is called is what is shipped.
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "../signals.h"
#include "../testing.h"
#include "base/file.h"
#include "lct/lct.h"

// ---- the system's log: these take the place of libc's for all libraries

static int logged;

void __syslog_chk(int priority, int flag, const char *fmt, ...);
void __vsyslog_chk(int priority, int flag, const char *fmt, va_list ap);

void
syslog(int priority, const char *fmt, ...)
{
    logged++;
}

void
vsyslog(int priority, const char *fmt, va_list ap)
{
    logged++;
}

void
__syslog_chk(int priority, int flag, const char *fmt, ...)
{
    logged++;
}

void
__vsyslog_chk(int priority, int flag, const char *fmt, va_list ap)
{
    logged++;
}

void
openlog(const char *ident, int option, int facility)
{
    logged++;
}

// ---- somebody who hangs up in the midst of what he is told

static struct {
    pid_t pid;
    char url[64];
} peer;

static _Noreturn void
hang_up_always(int listener)
{
    const struct linger at_once = { 1, 0 };
    char text[64];

    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (read(fd, text, sizeof text) < 0)
            _exit(1);
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(fd);
    }
}

static void
peer_begin(void)
{
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof here;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(listener, (struct sockaddr *)&here, n), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&here, &n), 0);
    snprintf(peer.url, sizeof peer.url, "LINODE_URL=http://127.0.0.1:%u", ntohs(here.sin_port));
    peer.pid = fork();
    if (!peer.pid)
        hang_up_always(listener);
    close(listener);
}

// ---- the guest

static struct {
    char dir[32], home[64];
    struct lct *t;
    struct lct_plan *plan;
    struct lct_answer *answer;
    struct lct_err err;
} guest = { .dir = "/tmp/lct-quiet.XXXXXX" };

static void
use(void *user, const void *value, size_t n)
{
}

static int
call_open(void)
{
    static char token[] = "LINODE_TOKEN=of-nobody";
    static char *const environment[] = { guest.home, peer.url, token, NULL };

    return lct_open(&(struct lct_conf){ .environment = environment }, &guest.t, &guest.err);
}

static int
call_plan(void)
{
    static const char text[] = "name: demo\ndefaults: {type: g6-nanode-1, image: linode/debian12}\n"
                               "regions: [{region: us-east, nodes: [{name: n}]}]\n";
    const struct lct_plan_args offline = { .offline = true };

    return lct_plan_text(
        guest.t, text, strlen(text), "plan.yaml", &offline, &guest.plan, &guest.err);
}

static int
call_bad_plan(void)
{
    struct lct_plan *plan = NULL;
    int code = lct_plan_text(guest.t, "a: [", 4, "plan.yaml", NULL, &plan, &guest.err);

    lct_plan_free(plan);
    return code;
}

static int
call_create(void)
{
    return lct_cluster_create(guest.t, "demo", NULL, guest.plan, NULL, &guest.answer, &guest.err);
}

static int
call_profile(void)
{
    return lct_profile_show(guest.t, &guest.answer, &guest.err);
}

static int
call_catalogue(void)
{
    return lct_catalogue(guest.t, "types", NULL, &guest.answer, &guest.err);
}

static int
call_fetch(void)
{
    char where[80];
    struct lct_plan *plan = NULL;

    snprintf(where, sizeof where, "%s/plan.yaml", strchr(peer.url, '=') + 1);
    int code = lct_plan_read(guest.t, where, NULL, &plan, &guest.err);
    lct_plan_free(plan);
    return code;
}

static int
call_list(void)
{
    return lct_cluster_list(guest.t, &guest.answer, &guest.err);
}

static int
call_graph(void)
{
    return lct_plan_graph(guest.t, guest.plan, "dot", false, &guest.answer, &guest.err);
}

static int
call_secret(void)
{
    int code = lct_secret_set(guest.t, "a/b", "x", 1, &guest.err);

    return code < 0 ? code : lct_secret_get(guest.t, "a/b", use, NULL, &guest.err);
}

static int
call_backup(void)
{
    return lct_store_backup(guest.t, NULL, &guest.answer, &guest.err);
}

static int
call_run(void)
{
    const struct lct_run_args args = { .command = "true" };

    return lct_cluster_run(guest.t, "demo", NULL, &args, NULL, &guest.answer, &guest.err);
}

static int
call_lab(void)
{
    return lct_lab_status(guest.t, &guest.answer, &guest.err);
}

static int
call_close(void)
{
    lct_plan_free(guest.plan);
    lct_close(guest.t);
    return LCT_OK;
}

// In this order, and how each ends: those that ask somebody are hung up on.
static const struct {
    const char *name;
    int (*call)(void);
    int code;
} calls[] = {
    { "open", call_open, LCT_OK },
    { "plan", call_plan, LCT_OK },
    { "bad plan", call_bad_plan, LCT_EPLAN },
    { "profile", call_profile, LCT_ERETRY },
    { "catalogue", call_catalogue, LCT_OK }, // the shipped one
    { "fetch", call_fetch, LCT_EPLAN },
    { "create", call_create, LCT_ERETRY },
    { "list", call_list, LCT_OK },
    { "graph", call_graph, LCT_OK },
    { "secret", call_secret, LCT_OK },
    { "backup", call_backup, LCT_OK },
    { "run", call_run, LCT_ENOTFOUND },
    { "lab", call_lab, LCT_OK },
    { "close", call_close, LCT_OK },
};

#define N_CALLS (sizeof calls / sizeof *calls)

// What became of one.
struct seen {
    int code, signal;
    off_t written;
};

static void
call_all(struct seen seen[static N_CALLS], int terminal)
{
    struct signals before;
    struct stat st;

    signals_take(&before);
    for (size_t i = 0; i < N_CALLS; i++) {
        seen[i].code = calls[i].call();
        seen[i].signal = signals_changed(&before);
        seen[i].written = fstat(terminal, &st) < 0 ? -1 : st.st_size;
        lct_answer_free(guest.answer);
        guest.answer = NULL;
    }
}

static void
signals_and_terminal_are_let_alone(void **state)
{
    int out = dup(STDOUT_FILENO), err = dup(STDERR_FILENO),
        terminal = memfd_create("terminal", MFD_CLOEXEC);
    struct seen seen[N_CALLS];

    fflush(NULL);
    dup2(terminal, STDOUT_FILENO);
    dup2(terminal, STDERR_FILENO);
    call_all(seen, terminal);
    fflush(NULL);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    for (size_t i = 0; i < N_CALLS; i++)
        if (seen[i].code != calls[i].code || seen[i].signal || seen[i].written)
            fail_msg("%s: ended with %d, signal %d changed, %d bytes written", calls[i].name,
                seen[i].code, seen[i].signal, (int)seen[i].written);
    assert_int_equal(logged, 0);
    close(out);
    close(err);
    close(terminal);
}

static int
set_up(void **state)
{
    if (!mkdtemp(guest.dir))
        return -1;
    snprintf(guest.home, sizeof guest.home, "HOME=%s", guest.dir);
    peer_begin();
    return 0;
}

static int
tear_down(void **state)
{
    struct lct_err err;

    kill(peer.pid, SIGTERM);
    waitpid(peer.pid, NULL, 0);
    return file_remove_tree(guest.dir, &err);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_and_terminal_are_let_alone),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
