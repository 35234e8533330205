// SPDX-License-Identifier: MIT
// node ssh: hands over to OpenSSH with the cluster's key and known hosts.
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

int
run_node_ssh(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return OWN_FAILURE;
    if (lct_node_ssh(v->toolkit, v->arguments[0], option_value(v, "login"), &answer, &err) < 0) {
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
