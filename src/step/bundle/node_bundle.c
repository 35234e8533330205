// SPDX-License-Identifier: MIT
// Carrying a bundle out on a member's node.
#include "step/bundle/node_bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"
#include "step/bundle/session.h"

#define OUTPUT_MAX (4u << 20)

struct bundle_run {
    struct step *step;
    struct member *member;
    struct buf text;
    const char **ids;
    size_t n;
    int64_t deadline_ms;
    node_bundle_fn *fn;
};

static void
finish(struct bundle_run *r, const struct lct_err *err, const struct bundle_result *results)
{
    struct step *s = r->step;
    node_bundle_fn *fn = r->fn;

    if (r->text.data)
        secret_wipe(r->text.data, r->text.cap); // a hook may hold what it should not
    buf_done(&r->text);
    for (size_t i = 0; i < r->n; i++)
        free(r->ids[i] ? (void *)(uintptr_t)r->ids[i] : NULL);
    free(r->ids);
    free(r);
    fn(s, err, results);
}

// The runner itself said something on stderr: the reason why a result is missing.
static int
fail_silent(const struct shell_result *answer, struct lct_err *err)
{
    const char *line = answer->err_len ? answer->err_out : answer->out;
    size_t n = strcspn(line, "\r\n");

    return lct_fail(err, LCT_EFAILED, "the node gave no result (status %d)%s%.*s", answer->status,
        n ? ": " : "", (int)(n > 300 ? 300 : n), line);
}

// One result for each step asked for, in their order; behind the one that failed they are empty.
static int
judge(const struct bundle_run *r, struct arena *a, const struct shell_result *answer,
    struct bundle_result **ret, struct lct_err *err)
{
    struct bundle_result *results;
    size_t n;

    if (bundle_result_parse(a, answer->out, answer->out_len, &results, &n, err) < 0)
        return err->code;
    *ret = arena_array(a, r->n, sizeof **ret);
    for (size_t i = 0; i < r->n; i++) {
        const struct bundle_result *one = bundle_result_find(results, n, r->ids[i]);
        if (!one)
            return fail_silent(answer, err);
        (*ret)[i] = *one;
        if (bundle_result_check(one, err) < 0)
            return err->code;
    }
    return LCT_OK;
}

static void
answered(void *user, const struct lct_err *err, const struct shell_result *answer)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_run *r = user;
    struct bundle_result *results = NULL;
    struct lct_err outcome = *err;

    // A bundle joins what it started: to send it again is safe.
    if (outcome.code == LCT_EAMBIGUOUS)
        outcome.code = LCT_ERETRY;
    if (outcome.code == LCT_OK)
        judge(r, a, answer, &results, &outcome);
    finish(r, &outcome, results);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *session)
{
    struct bundle_run *r = user;
    const struct shell_command command = {
        .command = BUNDLE_COMMAND,
        .input = r->text.data,
        .input_len = r->text.len,
        .deadline_ms = r->deadline_ms,
        .max_output = OUTPUT_MAX,
    };

    (void)session;
    if (err->code != LCT_OK)
        finish(r, err, NULL);
    else
        session_run(r->member, &command, answered, r);
}

#define TAR_MOST ((size_t)6 * 512) // beside a file's content: headers, long names, padding

static size_t
room_for_tree(const struct tree *tree)
{
    size_t room = 4096;

    for (size_t i = 0; i < tree->n; i++)
        room += (tree->files[i].size + TAR_MOST) / 3 * 4;
    return room;
}

// A buffer that grows leaves copies of what it holds behind: of secrets, too.
static size_t
room_for(const struct bundle_step *steps, size_t n)
{
    size_t room = 32768;

    for (size_t i = 0; i < n; i++) {
        room += 16384 + strlen(steps[i].script);
        room += steps[i].tree ? room_for_tree(steps[i].tree) : 0;
        for (size_t k = 0; k < steps[i].n_files; k++)
            room += 256 + strlen(steps[i].files[k].content);
    }
    return room;
}

void
node_bundle_run(struct step *s, struct member *m, const struct bundle_step *steps, size_t n,
    int64_t deadline_ms, node_bundle_fn *fn)
{
    struct bundle_run *r = NEW(struct bundle_run);
    struct lct_err err = { 0 };

    *r =
        (struct bundle_run){ .step = s, .member = m, .n = n, .deadline_ms = deadline_ms, .fn = fn };
    r->ids = mem_array(n, sizeof *r->ids);
    buf_room(&r->text, room_for(steps, n));
    bundle_begin(&r->text);
    for (size_t i = 0; i < n; i++) {
        r->ids[i] = mem_strdup(steps[i].id);
        if (bundle_add(&r->text, &steps[i], &err) < 0) {
            finish(r, &err, NULL);
            return;
        }
    }
    session_need(m, logged_in, r);
}
