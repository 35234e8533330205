// SPDX-License-Identifier: MIT
// The source that a document was read from, by its lines.
#include <string.h>

#include "text/doc.h"

const char *
doc_source_line(const struct doc_source *src, unsigned number, size_t *len)
{
    const char *line = src->text, *end = src->text + src->len, *stop;

    for (unsigned n = 1; n < number && line; n++) {
        line = memchr(line, '\n', (size_t)(end - line));
        line = line ? line + 1 : NULL;
    }
    if (!line || !number || line >= end)
        return NULL;
    if (number == 1 && end - line >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0)
        line += 3; // a byte order mark takes no column
    stop = memchr(line, '\n', (size_t)(end - line));
    *len = (size_t)((stop ? stop : end) - line);
    return line;
}
