// Characters of UTF-8 text.
#include "base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const struct range {
    uint32_t first, last;
    const char *name;
} unseen[] = {
    { 0x80, 0x9f, "a control character" },
    { 0xa0, 0xa0, "a no-break space" },
    { 0xad, 0xad, "a soft hyphen" },
    { 0x34f, 0x34f, "a joiner" },
    { 0x61c, 0x61c, "a mark of direction" },
    { 0x1680, 0x1680, "a space" },
    { 0x180e, 0x180e, "a separator" },
    { 0x2000, 0x200a, "a space" },
    { 0x200b, 0x200b, "a zero width space" },
    { 0x200c, 0x200d, "a zero width joiner" },
    { 0x200e, 0x200f, "a mark of direction" },
    { 0x2028, 0x2029, "a separator" },
    { 0x202a, 0x202e, "a mark of direction" },
    { 0x202f, 0x202f, "a no-break space" },
    { 0x205f, 0x205f, "a space" },
    { 0x2060, 0x2064, "a joiner" },
    { 0x2066, 0x2069, "a mark of direction" },
    { 0x3000, 0x3000, "a wide space" },
    { 0xfeff, 0xfeff, "a byte order mark" },
    { 0xe0000, 0xe007f, "a tag character" },
};

size_t
utf8_length(const char *s)
{
    size_t n = *s != '\0';

    while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n ? n : 1;
}

size_t
utf8_count(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
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

// Of valid UTF-8.
static uint32_t
point_at(const char *s)
{
    const unsigned char *p = (const unsigned char *)s;
    uint32_t point = *p < 0x80 ? *p : *p < 0xe0 ? *p & 0x1fu : *p < 0xf0 ? *p & 0x0fu : *p & 0x07u;

    for (p++; (*p & 0xc0) == 0x80; p++)
        point = point << 6 | (*p & 0x3fu);
    return point;
}

const char *
utf8_unseen(const char *s, char what[static UNSEEN_TEXT])
{
    for (; *s; s += utf8_length(s)) {
        if ((unsigned char)*s < 0x80)
            continue;
        uint32_t point = point_at(s);
        for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
            if (point >= unseen[i].first && point <= unseen[i].last) {
                snprintf(what, UNSEEN_TEXT, "U+%04X, %s", (unsigned)point, unseen[i].name);
                return s;
            }
    }
    return NULL;
}
