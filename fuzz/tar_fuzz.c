// SPDX-License-Identifier: MIT
// An archive from a node: read whole, and read in pieces, it tells the same.
#include "text/tar.h"

#include <string.h>

#include "fuzz.h"

struct told {
    int64_t entries, bytes, left;
    bool inside;
};

static int
on_entry(void *user, const struct tar_entry *e, struct lct_err *err)
{
    struct told *t = user;

    (void)err;
    MUST(!t->inside);
    MUST(e->name && e->target && e->size >= 0);
    t->entries++;
    t->left = e->kind == TAR_FILE ? e->size : 0;
    t->inside = true;
    return LCT_OK;
}

static int
on_data(void *user, const char *data, size_t n, struct lct_err *err)
{
    struct told *t = user;

    (void)data;
    (void)err;
    MUST(t->inside && (int64_t)n <= t->left);
    t->left -= (int64_t)n;
    t->bytes += (int64_t)n;
    return LCT_OK;
}

static int
on_done(void *user, struct lct_err *err)
{
    struct told *t = user;

    (void)err;
    MUST(t->inside && t->left == 0);
    t->inside = false;
    return LCT_OK;
}

static int
read_all(const uint8_t *data, size_t size, size_t piece, struct told *told)
{
    const struct tar_sink sink = { on_entry, on_data, on_done, told };
    _own_(tar_reader) struct tar_reader *r = tar_reader_new(&sink);
    struct lct_err err = { 0 };
    int code = LCT_OK;

    for (size_t at = 0; at < size && code == LCT_OK; at += piece)
        code = tar_reader_feed(
            r, (const char *)data + at, size - at < piece ? size - at : piece, &err);
    return code;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct told whole = { 0 }, pieces = { 0 };

    MUST(read_all(data, size, size ? size : 1, &whole) == read_all(data, size, 100, &pieces));
    MUST(whole.entries == pieces.entries && whole.bytes == pieces.bytes);
    return 0;
}
