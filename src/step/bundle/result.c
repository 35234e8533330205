// SPDX-License-Identifier: MIT
// Reads what a bundle answers. The node is not trusted: everything is checked and bounded.
#include <signal.h>
#include <string.h>

#include "base/str.h"
#include "step/bundle/bundle.h"
#include "text/json.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)
#define LATE_MAX (INT64_MAX / 1000)

static int
not_a_result(struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "the node answers something that is not a result of a step");
}

static bool
outcome_parse(const char *what, enum bundle_outcome *out)
{
    static const char *const words[] = {
        [BUNDLE_RAN] = "ran",
        [BUNDLE_RECORDED] = "recorded",
        [BUNDLE_INTERRUPTED] = "interrupted",
        [BUNDLE_REFUSED] = "refused",
        [BUNDLE_LACKING] = "lacking",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(what, words[i])) {
            *out = (enum bundle_outcome)i;
            return true;
        }
    return false;
}

static int
result_read(const struct doc *d, struct bundle_result *r, struct lct_err *err)
{
    int64_t status = doc_get_int(d, "status", -100);
    const struct doc *output = doc_get(d, "output");
    r->id = doc_get_text(d, "step", NULL);
    if (str_empty(r->id) || strlen(r->id) >= BUNDLE_ID_MAX || !output || output->kind != DOC_TEXT ||
        status < -2 || status > 255 || !outcome_parse(doc_get_text(d, "what", ""), &r->outcome))
        return not_a_result(err);
    // A status belongs to what ended, and only to that.
    if ((status >= 0) != (r->outcome == BUNDLE_RAN || r->outcome == BUNDLE_RECORDED))
        return not_a_result(err);
    r->status = status < 0 ? -1 : (int)status;
    r->late = doc_get_int(d, "late", 0);
    if (r->late < 0 || r->late > LATE_MAX || (r->late && status < 0))
        return not_a_result(err);
    r->output = doc_text(output, "");
    r->cut = doc_get_bool(d, "cut", false);
    return 0;
}

int
bundle_result_parse(struct arena *a, const char *text, size_t n, struct bundle_result **ret,
    size_t *n_ret, struct lct_err *err)
{
    static const char head[] = "{\"step\":";
    struct bundle_result *results = arena_array(a, BUNDLE_RESULTS_MAX, sizeof *results);
    size_t found = 0;
    for (const char *at = text, *end = text + n; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = (size_t)((stop ? stop : end) - at);
        struct doc *d = NULL;
        if (len > strlen(head) && !memcmp(at, head, strlen(head))) {
            if (found == BUNDLE_RESULTS_MAX)
                return lct_fail(
                    err, LCT_EFAILED, "the node answers more than %d results", BUNDLE_RESULTS_MAX);
            if (json_parse(a, at, len, LINE_MAX_BYTES, false, &d, err))
                return not_a_result(err);
            if (result_read(d, &results[found++], err))
                return err->code;
        }
        at = stop ? stop + 1 : end;
    }
    *ret = results;
    *n_ret = found;
    return 0;
}

const struct bundle_result *
bundle_result_find(const struct bundle_result *results, size_t n, const char *id)
{
    char known[BUNDLE_ID_MAX];
    bundle_id(id, known);
    for (size_t i = 0; i < n; i++)
        if (str_eq(results[i].id, known))
            return &results[i];
    return NULL;
}

// The last line that says something, without what terminals would obey.
static void
last_line(const char *output, char *line, size_t size)
{
    size_t n = strlen(output), start;
    while (n && (unsigned char)output[n - 1] <= ' ')
        n--;
    for (start = n; start && output[start - 1] != '\n'; start--)
        ;
    snprintf(line, size, "%.*s", (int)(n - start > 300 ? 300 : n - start), output + start);
    for (char *c = line; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
}

#define TOLD "told: "

const char *
bundle_told(struct arena *a, const struct bundle_result *r)
{
    char line[304];

    last_line(r->output, line, sizeof line);
    return str_starts(line, TOLD) ? arena_strdup(a, line + strlen(TOLD)) : NULL;
}

const char *
bundle_signal(int status)
{
    static const struct {
        int signal;
        const char *name;
    } names[] = { { SIGHUP, "SIGHUP" }, { SIGINT, "SIGINT" }, { SIGQUIT, "SIGQUIT" },
        { SIGILL, "SIGILL" }, { SIGTRAP, "SIGTRAP" }, { SIGABRT, "SIGABRT" }, { SIGBUS, "SIGBUS" },
        { SIGFPE, "SIGFPE" }, { SIGKILL, "SIGKILL" }, { SIGUSR1, "SIGUSR1" },
        { SIGSEGV, "SIGSEGV" }, { SIGUSR2, "SIGUSR2" }, { SIGPIPE, "SIGPIPE" },
        { SIGALRM, "SIGALRM" }, { SIGTERM, "SIGTERM" }, { SIGXCPU, "SIGXCPU" },
        { SIGXFSZ, "SIGXFSZ" }, { SIGSYS, "SIGSYS" } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (status == 128 + names[i].signal)
            return names[i].name;
    return NULL;
}

int
bundle_result_check(const struct bundle_result *r, struct lct_err *err)
{
    char line[304];
    last_line(r->output, line, sizeof line);
    const char *colon = *line ? ": " : "";
    if (r->outcome == BUNDLE_INTERRUPTED)
        return lct_fail(err, LCT_EFAILED,
            "interrupted: it was started, and is gone without a "
            "result%s%s",
            colon, line);
    if (r->outcome == BUNDLE_LACKING)
        return lct_fail(err, LCT_EFAILED, "the node has not the files that were left there");
    if (r->outcome == BUNDLE_REFUSED)
        return lct_fail(err, LCT_EFAILED, "the node cannot run it%s%s", colon, line);
    if (r->late)
        return lct_fail(err, LCT_EFAILED, "did not end within %lld %s%s%s",
            (long long)(r->late % 60 ? r->late : r->late / 60), r->late % 60 ? "s" : "min", colon,
            line);
    if (bundle_signal(r->status))
        return lct_fail(
            err, LCT_EFAILED, "killed by %s%s%s", bundle_signal(r->status), colon, line);
    if (r->status)
        return lct_fail(err, LCT_EFAILED, "failed with status %d%s%s", r->status, colon, line);
    return 0;
}
