// SPDX-License-Identifier: MIT
// Characters of UTF-8, and those of them that nobody sees.
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

// ---- which

size_t
utf8_sequence(const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t len = p[0] < 0x80   ? 1
                 : p[0] < 0xc2 ? 0
                 : p[0] < 0xe0 ? 2
                 : p[0] < 0xf0 ? 3
                 : p[0] < 0xf5 ? 4
                               : 0;

    if (!len || len > n || p[0] == 0)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return len;
}

size_t
utf8_next(const char *s, uint32_t *point)
{
    size_t n = utf8_sequence(s, strnlen(s, 4));

    if (n <= 1) {
        *point = n ? (uint32_t)*s : UTF8_NONE;
        return 1;
    }
    *point = (unsigned char)*s & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++)
        *point = *point << 6 | ((unsigned char)s[i] & 0x3f);
    return n;
}

size_t
utf8_length(const char *s)
{
    uint32_t point;

    return utf8_next(s, &point);
}

size_t
utf8_count(const char *s)
{
    size_t n = 0;

    for (; *s; s += utf8_length(s))
        n++;
    return n;
}

// ---- other encodings

// Text of which most characters are ASCII has one byte of each that is no zero.
static bool
has_zeros(const char *text, size_t n, size_t width)
{
    size_t zeros = 0, looked = n < 256 ? n : 256;

    for (size_t i = 0; i < looked; i++)
        zeros += !text[i];
    return looked >= 2 * width && zeros < looked && zeros * width * 4 >= looked * (width - 1) * 3;
}

const char *
utf8_foreign(const char *text, size_t n)
{
    bool wide = n % 4 == 0 && has_zeros(text, n, 4);

    if (n >= 4 && (memcmp(text, "\xff\xfe\0", 4) == 0 || memcmp(text, "\0\0\xfe\xff", 4) == 0))
        return "UTF-32";
    if (n >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0))
        return "UTF-16";
    return wide ? "UTF-32" : n % 2 == 0 && has_zeros(text, n, 2) ? "UTF-16" : NULL;
}

// ---- what nobody sees

static const struct range {
    uint32_t first, last;
    const char *name;
    bool blank; // it is seen as one
} odd[] = {
    { 0x00, 0x1f, "a control character", false },
    { 0x7f, 0x9f, "a control character", false },
    { 0xa0, 0xa0, "a no-break space", true },
    { 0xad, 0xad, "a soft hyphen", false },
    { 0x34f, 0x34f, "a joiner", false },
    { 0x61c, 0x61c, "a mark of direction", false },
    { 0x115f, 0x1160, "a filler", false },
    { 0x1680, 0x1680, "a space", true },
    { 0x180b, 0x180f, "a separator", false },
    { 0x2000, 0x200a, "a space", true },
    { 0x200b, 0x200b, "a zero width space", false },
    { 0x200c, 0x200d, "a zero width joiner", false },
    { 0x200e, 0x200f, "a mark of direction", false },
    { 0x2028, 0x2029, "a separator", false },
    { 0x202a, 0x202e, "a mark of direction", false },
    { 0x202f, 0x202f, "a no-break space", true },
    { 0x205f, 0x205f, "a space", true },
    { 0x2060, 0x2065, "a joiner", false },
    { 0x2066, 0x206f, "a mark of direction", false },
    { 0x3000, 0x3000, "a wide space", true },
    { 0x3164, 0x3164, "a filler", false },
    { 0xd800, 0xdfff, "half a character", false },
    { 0xfeff, 0xfeff, "a byte order mark", false },
    { 0xffa0, 0xffa0, "a filler", false },
    { 0xfff0, 0xfffb, "an anchor", false },
    { 0xe0000, 0xe0fff, "a tag character", false },
    { 0x110000, UINT32_MAX, "no character", false },
};

static const struct range *
odd_find(uint32_t point)
{
    static const struct range none = { 0, 0, "no character", false };

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        if (point >= odd[i].first && point <= odd[i].last)
            return &odd[i];
    return (point & 0xfffe) == 0xfffe ? &none : NULL; // of each plane the last two
}

bool
utf8_hidden(uint32_t point)
{
    const struct range *r = odd_find(point);

    return r && !r->blank;
}

const char *
utf8_unseen(const char *s, char what[static UNSEEN_TEXT])
{
    uint32_t point;

    for (size_t n; *s; s += n) {
        n = utf8_next(s, &point);
        const struct range *r = point < 0x80 ? NULL : odd_find(point);
        if (r) {
            snprintf(what, UNSEEN_TEXT, "U+%04X, %s", (unsigned)point, r->name);
            return s;
        }
    }
    return NULL;
}

const char *
utf8_escape(uint32_t point, char out[static UTF8_ESCAPED])
{
    unsigned rest = (unsigned)(point - 0x10000) & 0xfffff;

    if (point <= 0xffff)
        snprintf(out, UTF8_ESCAPED, "\\u%04x", (unsigned)point & 0xffff);
    else
        snprintf(
            out, UTF8_ESCAPED, "\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
    return out;
}
