// SPDX-License-Identifier: MIT
// node ssh: hands over to OpenSSH with an agent that has the cluster's key, and its known hosts.
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"

#define OWN_FAILURE 255 // as ssh(1)

static const char **
make_words(const struct lct_value *argv, const char *const *command)
{
    size_t n = 0, n_command = 0;

    while (command && command[n_command])
        n_command++;
    const char **words = mem_array(lct_count(argv) + n_command + 2, sizeof *words);
    for (; n < lct_count(argv); n++)
        words[n] = lct_text(lct_at(argv, n), "");
    if (n_command)
        words[n++] = "--";
    for (size_t i = 0; i < n_command; i++)
        words[n++] = command[i];
    return words;
}

// The cluster's agent, listening; NULL with LCT_OK: its key is not kept here.
static int
open_agent(struct invocation *v, const char *node, struct lct_agent **ret, struct lct_err *err)
{
    struct lct_answer *answer = NULL;

    if (lct_node_show(v->toolkit, node, &answer, err) < 0)
        return err->code;
    const struct lct_value *n = lct_get(lct_answer_root(answer), "node");
    int code = lct_agent_open(v->toolkit, lct_text(lct_get(n, "cluster"), ""), false, ret, err);
    lct_answer_free(answer);
    if (code == LCT_OK)
        return lct_agent_listen(*ret, err);
    if (code != LCT_ENOTFOUND)
        return code;
    tell_note(v, "The key of the cluster is not kept here: this is a log-in by your own.");
    *err = (struct lct_err){ 0 };
    return LCT_OK;
}

// What ssh is to be called with, its agent already waiting for it.
static int
prepare(struct invocation *v, struct lct_answer **ret, struct lct_err *err)
{
    const char *node = v->arguments[0], *user = option_value(v, "login");
    struct lct_agent *agent = NULL;

    if (open_agent(v, node, &agent, err) < 0 ||
        lct_node_ssh(v->toolkit, node, user, lct_agent_socket(agent), ret, err) < 0) {
        lct_agent_close(agent);
        return err->code;
    }
    lct_close(v->toolkit);
    v->toolkit = NULL;
    return agent ? agent_beside(agent, err) : LCT_OK;
}

int
run_node_ssh(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    closefrom(STDERR_FILENO + 1); // as ssh does: its agent has nothing of who calls us, either
    if (!toolkit(v, &status))
        return OWN_FAILURE;
    if (prepare(v, &answer, &err) < 0) {
        lct_answer_free(answer);
        tell_error(v, &err);
        return OWN_FAILURE;
    }
    _own_(free) const char **words = make_words(lct_get(lct_answer_root(answer), "argv"), v->rest);
    signal(SIGPIPE, SIG_DFL); // the library ignores it, ssh must not
    execvp(words[0], (char *const *)(uintptr_t)words);
    lct_fail(&err, LCT_EFAILED, "cannot run %s: %s", words[0], strerror(errno));
    lct_hint(&err, "install OpenSSH's client");
    tell_error(v, &err);
    lct_answer_free(answer);
    return OWN_FAILURE;
}
