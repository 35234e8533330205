// Characters of UTF-8, and those of them that may not be shown.
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

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

bool
utf8_hidden(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } hidden[] = {
        { 0x00, 0x1f },
        { 0x7f, 0x9f },       // DEL, and the 8-bit controls
        { 0xad, 0xad },       // soft hyphen
        { 0x34f, 0x34f },     // joiner of graphemes
        { 0x61c, 0x61c },     // mark of direction
        { 0x115f, 0x1160 },   // fillers
        { 0x180b, 0x180f },   // selectors and a separator of Mongolian
        { 0x200b, 0x200f },   // without width; marks of direction
        { 0x2028, 0x202e },   // line ends; embeddings and overrides
        { 0x2060, 0x206f },   // without width; isolates; deprecated formats
        { 0x3164, 0x3164 },   // filler
        { 0xd800, 0xdfff },   // halves of characters
        { 0xfeff, 0xfeff },   // byte order mark
        { 0xffa0, 0xffa0 },   // filler
        { 0xfff0, 0xfffb },   // anchors
        { 0xe0000, 0xe0fff }, // tags, further selectors
        { 0x110000, UINT32_MAX },
    };

    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (point >= hidden[i].first && point <= hidden[i].last)
            return true;
    return (point & 0xfffe) == 0xfffe; // of each plane the last two are none
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
