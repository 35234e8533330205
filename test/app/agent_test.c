// SPDX-License-Identifier: MIT
// For how long an agent serves, and that OpenSSH understands it. It is made by hand: to open one
// takes a cluster.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/login/ssh.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "testing.h"

struct world {
    char dir[64];
    struct lct_agent *agent;
};

static int
begin(void **state)
{
    struct world *w = NEW(struct world);

    snprintf(w->dir, sizeof w->dir, "/tmp/lct-agent-XXXXXX");
    if (!mkdtemp(w->dir))
        return -1;
    w->agent = NEW(struct lct_agent);
    *w->agent = (struct lct_agent){ .seed = secret_new("a seed of 32 bytes for a test...", 32),
        .comment = mem_strdup("me@here"),
        .place = { mem_strdup(w->dir), file_join(w->dir, "agent"), true, -1 } };
    *state = w;
    return 0;
}

static int
end(void **state)
{
    struct world *w = *state;

    lct_agent_close(w->agent);
    int code = file_remove_tree(w->dir, ERR_IGNORED);
    free(w);
    return code;
}

// What a command of the shell says, and how it ends; $1 is the socket.
static int
shell(const struct world *w, const char *command, char *out, size_t size)
{
    _own_(free) char *line = mem_printf("set -- '%s'; %s", lct_agent_socket(w->agent), command);
    FILE *f = popen(line, "r");
    size_t n = fread(out, 1, size - 1, f);

    out[n] = '\0';
    return pclose(f);
}

// Serves in a child; its exit status is what lct_agent_serve said.
static pid_t
serve(const struct world *w, int until, int64_t idle_ms)
{
    struct lct_err err;
    pid_t child = fork();

    if (child == 0)
        _exit(-lct_agent_serve(w->agent, until, idle_ms, &err));
    return child;
}

static int
status_of(pid_t child)
{
    int status = 0;

    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
has_ended(pid_t child)
{
    siginfo_t info = { 0 };

    return waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid;
}

static void
serves_openssh_until_it_is_told(void **state)
{
    struct world *w = *state;
    struct lct_err err;
    char out[400];
    int pipes[2];

    assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
    assert_int_equal(lct_agent_listen(w->agent, &err), LCT_OK);
    pid_t child = serve(w, pipes[0], 0);
    assert_int_equal(shell(w, "SSH_AUTH_SOCK=$1 ssh-add -l", out, sizeof out), 0);
    assert_non_null(strstr(out, "me@here (ED25519)"));
    assert_int_equal(shell(w,
                         "SSH_AUTH_SOCK=$1 ssh-add -L >$1.pub && echo text >$1.text && "
                         "SSH_AUTH_SOCK=$1 ssh-keygen -q -Y sign -n test -f $1.pub $1.text && "
                         "echo \"me $(cat $1.pub)\" >$1.who && "
                         "ssh-keygen -Y verify -f $1.who -I me -n test -s $1.text.sig <$1.text",
                         out, sizeof out),
        0);
    assert_non_null(strstr(out, "Good \"test\" signature"));
    assert_false(has_ended(child));
    assert_int_equal(write(pipes[1], "x", 1), 1);
    assert_int_equal(status_of(child), 0);
    close(pipes[0]);
    close(pipes[1]);
}

static void
who_came_before_it_serves_is_served(void **state)
{
    struct world *w = *state;
    struct lct_err err;
    char out[400];

    assert_int_equal(lct_agent_listen(w->agent, &err), LCT_OK);
    pid_t early = fork();
    if (early == 0)
        _exit(shell(w, "SSH_AUTH_SOCK=$1 timeout 20 ssh-add -l", out, sizeof out) != 0);
    usleep(100000);
    pid_t child = serve(w, -1, 500);
    assert_int_equal(status_of(early), 0);
    assert_int_equal(status_of(child), 0);
}

static void
ends_when_nobody_uses_it(void **state)
{
    struct world *w = *state;
    struct lct_err err;
    char out[400];

    assert_int_equal(lct_agent_listen(w->agent, &err), LCT_OK);
    pid_t child = serve(w, -1, 600);
    for (int i = 0; i < 4; i++) { // longer than that, but never without use for so long
        usleep(250000);
        assert_int_equal(shell(w, "SSH_AUTH_SOCK=$1 ssh-add -l", out, sizeof out), 0);
    }
    assert_int_equal(status_of(child), 0);
    assert_false(file_exists(lct_agent_socket(w->agent)));
    assert_int_not_equal(shell(w, "SSH_AUTH_SOCK=$1 ssh-add -l 2>&1", out, sizeof out), 0);
}

static void
tells_what_cannot_be(void **state)
{
    struct world *w = *state;
    struct lct_err err;
    _own_(free) char *path = file_join(w->dir, "file");
    _own_(fd) int plain = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert_int_equal(lct_agent_serve(w->agent, -1, 10, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "does not listen"));
    assert_int_equal(lct_agent_listen(w->agent, &err), LCT_OK);
    assert_int_equal(lct_agent_serve(w->agent, plain, 10, &err), LCT_EUSAGE);
    assert_non_null(strstr(err.text, "cannot be waited for"));
    assert_int_equal(lct_agent_listen(w->agent, &err), LCT_EEXISTS);
    assert_null(lct_agent_socket(NULL));
    assert_null(lct_agent_command(NULL));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(serves_openssh_until_it_is_told),
        TEST(who_came_before_it_serves_is_served),
        TEST(ends_when_nobody_uses_it),
        TEST(tells_what_cannot_be),
    };

    return RUN(tests);
}
