// SPDX-License-Identifier: MIT
// Tar archives, read piece by piece. They come from elsewhere: nothing in them is believed.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/parse.h"
#include "base/str.h"
#include "text/tar.h"
#include "text/tar_block.h"

#define EXTRA_MAX ((int64_t)64 << 10) // a long name, or pax headers

// What the bytes that come next are.
enum reading { READ_HEADER, READ_EXTRA, READ_DATA, READ_PADDING, READ_NOTHING };

struct tar_reader {
    const struct tar_sink *sink;
    enum reading reading;
    int64_t left; // of it
    struct buf block, extra;
    char extra_type;
    char *name, *target; // long ones, for the next entry; NULL: none
    int64_t size;        // from a pax header; -1: none
    size_t padding;      // behind what is being read
    bool in_entry;       // what is being read belongs to an entry the sink was told of
    bool tells;          // its content is the sink's, too
};

struct tar_reader *
tar_reader_new(const struct tar_sink *sink)
{
    struct tar_reader *r = NEW(struct tar_reader);

    r->sink = sink;
    r->left = TAR_BLOCK;
    r->size = -1;
    return r;
}

void
tar_reader_free(struct tar_reader *r)
{
    buf_done(&r->block);
    buf_done(&r->extra);
    free(r->name);
    free(r->target);
    free(r);
}

bool
tar_reader_ended(const struct tar_reader *r)
{
    return r->reading == READ_NOTHING;
}

static int
wrong(struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "what came is no tar archive");
}

// Octal, or GNU's big-endian binary. -1: neither, or negative.
static int64_t
number(const char *field, size_t n)
{
    int64_t value = 0;
    size_t i = 0;

    if ((unsigned char)field[0] == 0x80) {
        for (i = 1; i < n; i++) {
            if (value >> 54)
                return -1;
            value = value << 8 | (unsigned char)field[i];
        }
        return value;
    }
    while (i < n && field[i] == ' ')
        i++;
    for (; i < n && field[i] >= '0' && field[i] <= '7'; i++)
        value = value << 3 | (field[i] - '0');
    return i == n || field[i] == ' ' || field[i] == '\0' ? value : -1;
}

static bool
sum_fits(const struct tar_block *b)
{
    const unsigned char *bytes = (const unsigned char *)b;
    const size_t at = offsetof(struct tar_block, sum);
    int64_t sum = 0;

    for (size_t i = 0; i < sizeof *b; i++)
        sum += i >= at && i < at + sizeof b->sum ? ' ' : bytes[i];
    return number(b->sum, sizeof b->sum) == sum;
}

static bool
is_zero(const struct tar_block *b)
{
    const char *bytes = (const char *)b;

    for (size_t i = 0; i < sizeof *b; i++)
        if (bytes[i])
            return false;
    return true;
}

static void
read_next(struct tar_reader *r, enum reading what, int64_t n)
{
    r->reading = what;
    r->left = n;
}

static void
forget_long(struct tar_reader *r)
{
    free(take(r->name));
    free(take(r->target));
    r->size = -1;
}

// POSIX splits a long name in two; GNU keeps other things in that field.
static char *
name_of(const struct tar_block *b)
{
    _own_(free) char *name = mem_strndup(b->name, strnlen(b->name, sizeof b->name));
    size_t n = strnlen(b->prefix, sizeof b->prefix);

    if (n && memcmp(b->magic, "ustar", sizeof b->magic) == 0)
        return mem_printf("%.*s/%s", (int)n, b->prefix, name);
    return take(name);
}

static enum tar_kind
kind_of(char type)
{
    switch (type) {
    case '\0':
    case '0':
    case '7':
        return TAR_FILE;
    case '1':
        return TAR_HARDLINK;
    case '2':
        return TAR_SYMLINK;
    case '5':
        return TAR_FOLDER;
    default:
        return TAR_OTHER;
    }
}

static int
end_entry(struct tar_reader *r, struct lct_err *err)
{
    bool told = r->in_entry;

    r->in_entry = r->tells = false;
    read_next(r, READ_HEADER, TAR_BLOCK);
    return told ? r->sink->done(r->sink->user, err) : LCT_OK;
}

static int
begin_entry(struct tar_reader *r, const struct tar_block *b, int64_t size, struct lct_err *err)
{
    _own_(free) char *name = r->name ? take(r->name) : name_of(b);
    _own_(free) char *target =
        r->target ? take(r->target) : mem_strndup(b->target, strnlen(b->target, sizeof b->target));
    const int64_t mode = number(b->mode, sizeof b->mode);
    struct tar_entry e = {
        .kind = kind_of(b->type),
        .name = name,
        .target = target,
        .mode = mode < 0 ? 0600 : (unsigned)mode & 07777,
        .size = r->size >= 0 ? r->size : size,
        .mtime = number(b->mtime, sizeof b->mtime),
    };

    forget_long(r);
    if (e.kind == TAR_FILE && str_ends(name, "/")) // of old archives
        e.kind = TAR_FOLDER;
    if (e.kind == TAR_FOLDER || e.kind == TAR_SYMLINK || e.kind == TAR_HARDLINK)
        e.size = 0;
    r->in_entry = true;
    r->tells = e.kind == TAR_FILE;
    r->padding = tar_padding(e.size);
    read_next(r, READ_DATA, e.size);
    return r->sink->entry(r->sink->user, &e, err);
}

static int
read_header(struct tar_reader *r, struct lct_err *err)
{
    struct tar_block b;
    int64_t size;

    memcpy(&b, r->block.data, sizeof b);
    buf_clear(&r->block);
    if (is_zero(&b)) {
        r->reading = READ_NOTHING;
        return LCT_OK;
    }
    size = number(b.size, sizeof b.size);
    if (!sum_fits(&b) || size < 0)
        return wrong(err);
    if (b.type != 'L' && b.type != 'K' && b.type != 'x' && b.type != 'g')
        return begin_entry(r, &b, size, err);
    if (size > EXTRA_MAX)
        return lct_fail(err, LCT_EFAILED, "a name is too long");
    r->extra_type = b.type;
    r->padding = tar_padding(size);
    buf_clear(&r->extra);
    read_next(r, READ_EXTRA, size);
    return LCT_OK;
}

static void
replace(char **text, const char *value, size_t n)
{
    free(*text);
    *text = mem_strndup(value, n);
}

// One "KEY=VALUE" of a pax header.
static void
read_record(struct tar_reader *r, const char *record, size_t n)
{
    const char *equals = memchr(record, '=', n);
    size_t key = equals ? (size_t)(equals - record) : 0, value = n - key - 1;

    if (key == 4 && memcmp(record, "path", key) == 0)
        replace(&r->name, equals + 1, value);
    else if (key == 8 && memcmp(record, "linkpath", key) == 0)
        replace(&r->target, equals + 1, value);
    else if (key == 4 && memcmp(record, "size", key) == 0) {
        _own_(free) char *digits = mem_strndup(equals + 1, value);
        parse_int(digits, 0, INT64_MAX / 2, &r->size);
    }
}

// "LENGTH KEY=VALUE\n", where the length counts all of it.
static int
read_pax(struct tar_reader *r, struct lct_err *err)
{
    const char *at = buf_str(&r->extra), *end = at + r->extra.len;

    while (at < end) {
        char *space;
        size_t n = strtoul(at, &space, 10), head = (size_t)(space - at) + 1;
        if (space >= end || *space != ' ' || n <= head || n > (size_t)(end - at) ||
            at[n - 1] != '\n')
            return wrong(err);
        read_record(r, at + head, n - head - 1);
        at += n;
    }
    return LCT_OK;
}

static int
end_extra(struct tar_reader *r, struct lct_err *err)
{
    const char *text = buf_str(&r->extra);
    size_t n = strnlen(text, r->extra.len);
    int code = LCT_OK;

    if (r->extra_type == 'L')
        replace(&r->name, text, n);
    else if (r->extra_type == 'K')
        replace(&r->target, text, n);
    else if (r->extra_type == 'x')
        code = read_pax(r, err);
    return code;
}

// All of what was being read is there.
static int
advance(struct tar_reader *r, struct lct_err *err)
{
    enum reading was = r->reading;

    if (was == READ_HEADER)
        return read_header(r, err);
    if (was == READ_EXTRA && end_extra(r, err) < 0)
        return err->code;
    if (was == READ_PADDING)
        return end_entry(r, err);
    read_next(r, READ_PADDING, (int64_t)r->padding);
    return LCT_OK;
}

static int
consume(struct tar_reader *r, const char *data, size_t n, struct lct_err *err)
{
    if (r->reading == READ_HEADER)
        buf_add(&r->block, data, n);
    else if (r->reading == READ_EXTRA)
        buf_add(&r->extra, data, n);
    else if (r->reading == READ_DATA && r->tells)
        return r->sink->data(r->sink->user, data, n, err);
    return LCT_OK;
}

int
tar_reader_feed(struct tar_reader *r, const char *data, size_t n, struct lct_err *err)
{
    while (r->reading != READ_NOTHING) {
        size_t part = (int64_t)n < r->left ? n : (size_t)r->left;
        if (part && consume(r, data, part, err) < 0)
            return err->code;
        data += part;
        n -= part;
        r->left -= (int64_t)part;
        if (r->left)
            return LCT_OK; // more must come
        if (advance(r, err) < 0)
            return err->code;
    }
    return LCT_OK;
}
