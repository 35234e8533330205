// SPDX-License-Identifier: MIT
// Choosing the nodes of run and cp by their options.
#include <stdlib.h>
#include <sys/resource.h>

#include "base/own.h"
#include "base/parse.h"
#include "cli/show/nodes.h"
#include "cli/term/fold.h"

#define FANOUT_MAX 10000
#define FILES_MOST 65536

int
nodes_options(const struct invocation *v, struct lct_runner_args *args, int64_t *timeout_ms)
{
    const char *timeout = option_value(v, "timeout"), *fanout = option_value(v, "fanout");
    int64_t n = 0;

    args->on = option_value(v, "on");
    args->user = option_value(v, "login");
    *timeout_ms = 0;
    if (timeout && (!parse_duration(timeout, timeout_ms) || *timeout_ms <= 0))
        return tell_usage(v, "such as 30, 90s or 5m", "--timeout %s is no duration", timeout);
    if (fanout && !parse_int(fanout, 1, FANOUT_MAX, &n))
        return tell_usage(v, "", "--fanout %s is no number from 1 to %d", fanout, FANOUT_MAX);
    args->fanout = (unsigned)n;
    return 0;
}

// A connection is an open file, and many systems allow 1024 unless asked.
static void
allow_many_files(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= FILES_MOST)
        return;
    limit.rlim_cur = limit.rlim_max < FILES_MOST ? limit.rlim_max : FILES_MOST;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static void
tell_skipped(const struct invocation *v, const struct lct_value *skipped)
{
    size_t n = lct_count(skipped);
    _own_(free) const char **names = calloc(n + 1, sizeof *names);

    if (!n || v->quiet || v->json || !names)
        return;
    for (size_t i = 0; i < n; i++)
        names[i] = lct_text(lct_get(lct_at(skipped, i), "node"), "?");
    _own_(free) char *folded = fold_names(names, n);
    fprintf(stderr, "left out, not started: %s\n", folded);
}

struct lct_runner *
nodes_open(struct invocation *v, const struct lct_runner_args *args, size_t *n, int *status)
{
    struct lct_answer *answer = NULL;
    struct lct_runner *r = NULL;
    struct lct_err err = { 0 };

    if (!toolkit(v, status))
        return NULL;
    allow_many_files();
    if (lct_runner_open(v->toolkit, v->arguments[0], args, &r, &err) < 0 ||
        lct_runner_nodes(r, &answer, &err) < 0) {
        *status = tell_error(v, &err);
        lct_runner_close(r);
        return NULL;
    }
    *n = lct_count(lct_get(lct_answer_root(answer), "nodes"));
    tell_skipped(v, lct_get(lct_answer_root(answer), "skipped"));
    lct_answer_free(answer);
    return r;
}
