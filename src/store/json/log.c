// SPDX-License-Identifier: MIT
// Commits written to a log and read from it.
#include "store/json/log.h"

#include <string.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/parse.h"
#include "base/str.h"
#include "model/ours.h"
#include "store/json/name.h"

#define FIRST OUR_NAME " inventory, commits after "
#define LINE_MAX_BYTES 4096
#define WORDS 4

static const char *const verb_names[] = {
    [CHANGE_PUT] = "put", [CHANGE_REMOVE] = "remove", [CHANGE_CLEAR] = "clear"
};

// ---- writing

void
log_begin(struct buf *out, int64_t after)
{
    buf_addf(out, FIRST "%lld\n", (long long)after);
}

void
log_add_change(struct buf *body, const struct change *c)
{
    buf_addf(body, "%s %s", verb_names[c->verb], c->path);
    if (c->verb == CHANGE_PUT)
        buf_addf(body, " %zu", c->n);
    buf_addc(body, '\n');
    if (c->verb == CHANGE_PUT)
        buf_add(body, c->text, c->n);
}

void
log_add_commit(struct buf *out, int64_t number, const struct buf *body)
{
    char digest[DIGEST_TEXT];

    buf_addf(out, "commit %lld %zu %s\n", (long long)number, body->len,
        digest_text(body->data, body->len, digest));
    buf_add(out, body->data, body->len);
}

// ---- reading

struct cursor {
    const char *at, *end;
};

// A line, without its end; false: there is none that is whole, or it is none of ours.
static bool
take_line(struct cursor *c, char line[static LINE_MAX_BYTES])
{
    const size_t left = (size_t)(c->end - c->at);
    const char *end = left ? memchr(c->at, '\n', left) : NULL;
    const size_t n = end ? (size_t)(end - c->at) : 0;

    if (!end || n >= LINE_MAX_BYTES || memchr(c->at, '\0', n))
        return false;
    memcpy(line, c->at, n);
    line[n] = '\0';
    c->at = end + 1;
    return true;
}

// Cuts the line at its blanks, one between two words; 0: there are too many.
static size_t
cut_words(char *line, char *words[static WORDS])
{
    char *word, *rest = line;
    size_t n = 0;

    while ((word = strsep(&rest, " "))) {
        if (n == WORDS)
            return 0;
        words[n++] = word;
    }
    return n;
}

struct entry {
    int64_t number;
    struct cursor body;
};

// The commit that begins at the cursor; false: it is not whole.
static bool
take_entry(struct cursor *c, struct entry *ret)
{
    char line[LINE_MAX_BYTES], digest[DIGEST_TEXT], *words[WORDS];
    struct cursor next = *c;
    int64_t bytes;

    if (!take_line(&next, line) || cut_words(line, words) != 4 || !str_eq(words[0], "commit") ||
        !parse_int(words[1], 1, INT64_MAX, &ret->number) ||
        !parse_int(words[2], 0, next.end - next.at, &bytes))
        return false;
    ret->body = (struct cursor){ next.at, next.at + bytes };
    if (!str_eq(words[3], digest_text(next.at, (size_t)bytes, digest)))
        return false;
    c->at = ret->body.end;
    return true;
}

// A PUT's text goes on behind the line.
static bool
take_change(struct cursor *c, char line[static LINE_MAX_BYTES], struct change *ret)
{
    char *words[WORDS];
    int64_t bytes = 0;
    size_t n;

    if (!take_line(c, line))
        return false;
    n = cut_words(line, words);
    if (n < 2 || !name_is_ours(words[1]))
        return false;
    *ret = (struct change){ .path = words[1] };
    while (ret->verb <= CHANGE_CLEAR && !str_eq(words[0], verb_names[ret->verb]))
        ret->verb++;
    if (ret->verb != CHANGE_PUT)
        return ret->verb <= CHANGE_CLEAR && n == 2;
    if (n != 3 || !parse_int(words[2], 0, c->end - c->at, &bytes))
        return false;
    ret->text = c->at;
    ret->n = (size_t)bytes;
    c->at += bytes;
    return true;
}

static int
fail_damaged(size_t at, struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "it is damaged at byte %zu", at);
}

static int
hand_over(const struct entry *e, const char *data, log_fn *fn, void *user, struct lct_err *err)
{
    struct cursor c = e->body;
    char line[LINE_MAX_BYTES];
    struct change change;

    while (c.at < c.end) {
        const char *from = c.at;
        if (!take_change(&c, line, &change))
            return fail_damaged((size_t)(from - data), err);
        if (fn(user, &change, err) < 0)
            return err->code;
    }
    return LCT_OK;
}

// What was committed later is proof that this was, too. No text within a commit has such a line:
// JSON writes the end of a line otherwise.
static bool
has_commit(struct cursor c)
{
    static const char mark[] = "commit ";
    struct entry e;

    while ((c.at = memmem(c.at, (size_t)(c.end - c.at), mark, sizeof mark - 1))) {
        if (take_entry(&c, &e))
            return true;
        c.at++;
    }
    return false;
}

int
log_read(
    const char *data, size_t n, log_fn *fn, void *user, struct log_end *ret, struct lct_err *err)
{
    struct cursor c = { data, data + n };
    char line[LINE_MAX_BYTES];
    struct entry e;

    if (!take_line(&c, line) || !str_starts(line, FIRST) ||
        !parse_int(line + strlen(FIRST), 0, INT64_MAX, &ret->number))
        return fail_damaged(0, err);
    while (take_entry(&c, &e)) {
        if (e.number != ret->number + 1)
            return fail_damaged((size_t)(c.at - data), err);
        ret->number = e.number;
        if (hand_over(&e, data, fn, user, err) < 0)
            return err->code;
    }
    ret->bytes = (size_t)(c.at - data);
    return has_commit(c) ? fail_damaged(ret->bytes, err) : LCT_OK;
}
