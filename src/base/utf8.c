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

    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

// What people meet; NULL: the character has a face.
static const char *
unseen_name(uint32_t point)
{
    static const struct {
        uint32_t first, last;
        const char *name;
    } known[] = {
        { 0x80, 0x9f, "a control character" },
        { 0xa0, 0xa0, "a no-break space" },
        { 0xad, 0xad, "a soft hyphen" },
        { 0x61c, 0x61c, "a mark of direction" },
        { 0x1680, 0x1680, "a space" },
        { 0x2000, 0x200a, "a space" },
        { 0x200b, 0x200b, "a zero width space" },
        { 0x200e, 0x200f, "a mark of direction" },
        { 0x2028, 0x2029, "a separator" },
        { 0x202a, 0x202e, "a mark of direction" },
        { 0x202f, 0x202f, "a no-break space" },
        { 0x205f, 0x205f, "a space" },
        { 0x2066, 0x2069, "a mark of direction" },
        { 0x3000, 0x3000, "a wide space" },
        { 0xfeff, 0xfeff, "a byte order mark" },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (point >= known[i].first && point <= known[i].last)
            return known[i].name;
    return utf8_hidden(point) ? "which is not seen" : NULL;
}

const char *
utf8_unseen(const char *s, char what[static UNSEEN_TEXT])
{
    uint32_t point;
    size_t n;

    for (; *s; s += n) {
        n = utf8_next(s, &point);
        const char *name = point < 0x80 || point == UTF8_NONE ? NULL : unseen_name(point);
        if (!name)
            continue;
        snprintf(what, UNSEEN_TEXT, "U+%04X, %s", (unsigned)point, name);
        return s;
    }
    return NULL;
}

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
