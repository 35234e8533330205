// SPDX-License-Identifier: MIT
// cluster run: a command on all nodes, or one after another from standard input.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/advice.h"
#include "cli/show/nodes.h"
#include "cli/show/progress.h"

struct session {
    struct invocation *v;
    struct lct_runner *runner;
    size_t n;  // nodes
    bool many; // commands: JSON is one object a line
    struct lct_run_args args;
};

// As ssh does it: the words with blanks between them, for the login shell.
static char *
join(const char *const *words)
{
    struct buf b = { 0 };

    for (; words && *words; words++)
        buf_addf(&b, "%s%s", b.len ? " " : "", *words);
    return buf_take(&b);
}

static int
tell_ran(struct session *s, struct nodes_told *t, struct lct_answer *answer, int code,
    const struct lct_err *err)
{
    int status = 0;

    if (s->v->json && answer) {
        _own_(free) char *text = advised_json(lct_answer_root(answer), !s->many);
        puts(text);
        fflush(stdout);
    } else {
        nodes_print(t);
    }
    if (code != LCT_OK) {
        status = tell_error(s->v, err);
        if (!s->v->json)
            nodes_tell_troubles(t);
    }
    return status;
}

static int
run_command(struct session *s, const char *command)
{
    struct nodes_told told = { .v = s->v, .n = s->n, .lines = option_given(s->v, "lines") };
    struct lct_run_watch watch = nodes_watch(&told);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code, status;

    s->args.command = command;
    interrupt_stop(s->v->toolkit);
    code = lct_runner_run(s->runner, &s->args, s->v->json ? NULL : &watch, &answer, &err);
    interrupt_catch(NULL);
    status = tell_ran(s, &told, answer, code, &err);
    lct_answer_free(answer);
    nodes_done(&told);
    return status;
}

static void
prompt(const struct session *s)
{
    if (!can_ask())
        return;
    fprintf(stderr, "%s (%zu)> ", s->v->arguments[0], s->n);
    fflush(stderr);
}

// Of several commands: 0 when all went well, 1 when none did anywhere, else 3.
static int
sum_up(int so_far, int status, bool first)
{
    return first || so_far == status ? status : status == 130 ? status : exit_status(LCT_EPARTIAL);
}

static int
run_lines(struct session *s)
{
    _own_(free) char *line = NULL;
    size_t size = 0;
    bool first = true;
    int status = 0;

    s->many = true;
    for (ssize_t n; prompt(s), (n = getline(&line, &size, stdin)) >= 0;) {
        while (n && strchr("\n\r\t ", line[n - 1]))
            line[--n] = '\0';
        if (!n || line[strspn(line, " \t")] == '#')
            continue;
        if (strlen(line) != (size_t)n)
            return tell_usage(s->v, "", "a command holds a zero byte");
        status = sum_up(status, run_command(s, line), first);
        first = false;
        if (status == exit_status(LCT_ECANCELLED) || output_lost())
            break;
    }
    return status;
}

// Standard input for all nodes: kept in a file without a name, not in memory.
static int
spool(struct invocation *v, struct lct_run_args *args)
{
    _own_(file) FILE *file = tmpfile();
    char data[65536];
    size_t n, total = 0;

    if (!file)
        return tell_usage(v, "", "cannot keep standard input: %s", strerror(errno));
    while ((n = fread(data, 1, sizeof data, stdin)) > 0) {
        if (fwrite(data, 1, n, file) != n)
            break;
        total += n;
    }
    if (n || ferror(stdin) || fflush(file) != 0)
        return tell_usage(v, "", "cannot keep standard input: %s", strerror(errno));
    args->input_n = total;
    args->input = total ? mmap(NULL, total, PROT_READ, MAP_PRIVATE, fileno(file), 0) : NULL;
    if (args->input == MAP_FAILED)
        return tell_usage(v, "", "cannot keep standard input: %s", strerror(errno));
    return 0;
}

static int
run_session(struct session *s, const char *command)
{
    int status = *command && option_given(s->v, "stdin") ? spool(s->v, &s->args) : 0;

    if (!status)
        status = *command ? run_command(s, command) : run_lines(s);
    if (s->args.input)
        munmap((void *)(uintptr_t)s->args.input, s->args.input_n);
    return status;
}

int
run_cluster_run(struct invocation *v)
{
    _own_(free) char *command = join(v->rest);
    struct session s = { .v = v };
    struct lct_runner_args args = { 0 };
    int status = nodes_options(v, &args, &s.args.timeout_ms);

    if (status)
        return status;
    if (option_given(v, "stdin") && !*command)
        return tell_usage(v, "the command goes behind --", "--stdin wants a command to pass it to");
    if (option_given(v, "lines") && v->json)
        return tell_usage(v, "", "--lines and --json are two ways to answer: choose one");
    s.args.max_output = option_given(v, "lines"); // all is told as it comes: a byte is enough
    s.runner = nodes_open(v, &args, &s.n, &status);
    if (!s.runner)
        return status;
    status = run_session(&s, command);
    lct_runner_close(s.runner);
    return status;
}
