// SPDX-License-Identifier: MIT
// Tar archives, made piece by piece.
#include <stdio.h>
#include <string.h>

#include "text/tar.h"
#include "text/tar_block.h"

#define LONG_NAME "././@LongLink"
#define OCTAL_MAX (((int64_t)1 << 33) - 1) // 11 digits

// Octal where it fits, else GNU's big-endian binary.
static void
put_number(char *field, size_t n, int64_t value, int64_t most)
{
    if (value <= most) {
        char digits[24];
        snprintf(digits, sizeof digits, "%0*llo", (int)n - 1, (unsigned long long)value);
        memcpy(field, digits, n);
        return;
    }
    for (size_t i = n; i-- > 0; value >>= 8)
        field[i] = (char)(value & 0xff);
    field[0] |= (char)0x80;
}

static void
put_block(struct buf *out, char type, const char *name, const char *target, unsigned mode,
    int64_t size, int64_t mtime)
{
    struct tar_block b = { .magic = "ustar ", .version = { ' ', '\0' } };
    unsigned sum = 0;

    memcpy(b.name, name, strnlen(name, sizeof b.name));
    memcpy(b.target, target, strnlen(target, sizeof b.target));
    b.type = type;
    put_number(b.mode, sizeof b.mode, mode & 07777, 07777777);
    put_number(b.uid, sizeof b.uid, 0, 07777777);
    put_number(b.gid, sizeof b.gid, 0, 07777777);
    put_number(b.size, sizeof b.size, size, OCTAL_MAX);
    put_number(b.mtime, sizeof b.mtime, mtime > 0 ? mtime : 0, OCTAL_MAX);
    memset(b.sum, ' ', sizeof b.sum);
    for (size_t i = 0; i < sizeof b; i++)
        sum += ((const unsigned char *)&b)[i];
    snprintf(b.sum, sizeof b.sum, "%06o", sum & 0777777);
    buf_add(out, &b, sizeof b);
}

static void
put_zeros(struct buf *out, size_t n)
{
    static const char zeros[TAR_BLOCK];

    for (; n > sizeof zeros; n -= sizeof zeros)
        buf_add(out, zeros, sizeof zeros);
    buf_add(out, zeros, n);
}

// What does not fit in the header goes before it.
static void
put_long(struct buf *out, char type, const char *text)
{
    size_t n = strlen(text) + 1;

    put_block(out, type, LONG_NAME, "", 0644, (int64_t)n, 0);
    buf_add(out, text, n);
    put_zeros(out, tar_padding((int64_t)n));
}

static char
type_of(enum tar_kind kind)
{
    switch (kind) {
    case TAR_FOLDER:
        return '5';
    case TAR_SYMLINK:
        return '2';
    case TAR_HARDLINK:
        return '1';
    case TAR_FILE:
    case TAR_OTHER:
        break;
    }
    return '0';
}

void
tar_put_entry(struct buf *out, const struct tar_entry *e)
{
    const char *target = e->target ? e->target : "";
    struct tar_block *b = NULL;

    if (strlen(target) > sizeof b->target)
        put_long(out, 'K', target);
    if (strlen(e->name) > sizeof b->name)
        put_long(out, 'L', e->name);
    put_block(out, type_of(e->kind), e->name, target, e->mode, e->kind == TAR_FILE ? e->size : 0,
        e->mtime);
}

size_t
tar_padding(int64_t size)
{
    size_t over = (size_t)(size % TAR_BLOCK);

    return over ? TAR_BLOCK - over : 0;
}

void
tar_put_end(struct buf *out)
{
    put_zeros(out, (size_t)2 * TAR_BLOCK);
}
