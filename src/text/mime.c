// SPDX-License-Identifier: MIT
// Reads messages of several parts.
#include "text/mime.h"

#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/vec.h"

#define MOST_PARTS 64
#define MOST_LEVELS 4

struct mime {
    struct arena *arena;
    VEC(struct mime_part) parts;
    struct lct_err *err;
};

// A piece of the text.
struct span {
    const char *at, *end;
};

// Takes the first line off the front, without its end; false: nothing is left.
static bool
line_take(struct span *s, struct span *line)
{
    const char *end;

    if (s->at >= s->end)
        return false;
    end = memchr(s->at, '\n', (size_t)(s->end - s->at));
    *line = (struct span){ s->at, end ? end : s->end };
    s->at = end ? end + 1 : s->end;
    if (line->end > line->at && line->end[-1] == '\r')
        line->end--;
    return true;
}

// ---- headers

// Unfolded: what begins with a blank goes on with the line before it.
static int
headers_take(struct mime *m, struct span *s, const char **ret)
{
    _own_(buf) struct buf all = { 0 };
    struct span line;

    while (line_take(s, &line) && line.at < line.end) {
        const size_t n = (size_t)(line.end - line.at);
        const bool more = *line.at == ' ' || *line.at == '\t';
        if (!more && !memchr(line.at, ':', n))
            return lct_fail(
                m->err, LCT_EPLAN, "\"%.*s\" is no header", (int)(n < 60 ? n : 60), line.at);
        if (all.len && !more)
            buf_addc(&all, '\n');
        buf_add(&all, line.at, n);
    }
    *ret = arena_strdup(m->arena, buf_str(&all));
    return LCT_OK;
}

const char *
mime_header(struct arena *a, const struct mime_part *p, const char *name)
{
    const size_t n = strlen(name);

    for (const char *line = p->headers; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (str_istarts(line, name) && line[n] == ':')
            return str_trim(arena_strndup(a, line + n + 1, strcspn(line + n + 1, "\n")));
    }
    return NULL;
}

const char *
mime_parameter(struct arena *a, const char *value, const char *name)
{
    const size_t n = strlen(name);
    const char *at = value ? strchr(value, ';') : NULL;

    for (; at; at = strchr(at, ';')) {
        at += 1 + strspn(at + 1, " \t");
        if (!str_istarts(at, name) || at[n] != '=')
            continue;
        at += n + 1;
        return *at == '"' ? arena_strndup(a, at + 1, strcspn(at + 1, "\""))
                          : arena_strndup(a, at, strcspn(at, "; \t"));
    }
    return NULL;
}

// ---- bodies

static int
decode(struct mime *m, struct span body, struct mime_part *p)
{
    _own_(buf) struct buf packed = { 0 }, plain = { 0 };

    for (const char *c = body.at; c < body.end; c++)
        if (!strchr(" \t\r\n", *c))
            buf_addc(&packed, *c);
    if (!base64_read(&plain, buf_str(&packed), packed.len))
        return lct_fail(m->err, LCT_EPLAN, "a part is said to be base64, and is not");
    p->body = arena_copy(m->arena, buf_str(&plain), plain.len);
    p->size = plain.len;
    p->encoded = true;
    return LCT_OK;
}

static int
add_leaf(struct mime *m, struct span body, struct mime_part *p)
{
    static const char *const as_they_are[] = { "7bit", "8bit", "binary" };
    const char *encoding = mime_header(m->arena, p, "Content-Transfer-Encoding");
    bool plain = !encoding;

    for (size_t i = 0; encoding && i < sizeof as_they_are / sizeof *as_they_are; i++)
        plain |= str_ieq(encoding, as_they_are[i]);
    p->size = (size_t)(body.end - body.at);
    if (plain)
        p->body = arena_strndup(m->arena, body.at, p->size);
    else if (!str_ieq(encoding, "base64"))
        return lct_fail(
            m->err, LCT_EPLAN, "a part is encoded as %s: only base64 is read", encoding);
    else if (decode(m, body, p) < 0)
        return m->err->code;
    if (m->parts.n == MOST_PARTS)
        return lct_fail(m->err, LCT_EPLAN, "it has more than %d parts", MOST_PARTS);
    vec_push(&m->parts, *p);
    return LCT_OK;
}

// ---- parts

static int add_entity(struct mime *m, struct span text, unsigned level);

// 0: the line is none; 1: the next part begins; 2: the last one ended.
static int
boundary_in(struct span line, const char *boundary)
{
    const size_t n = strlen(boundary);

    while (line.end > line.at && strchr(" \t", line.end[-1]))
        line.end--;
    const size_t len = (size_t)(line.end - line.at);
    if (len < n + 2 || memcmp(line.at, "--", 2) != 0 || memcmp(line.at + 2, boundary, n) != 0)
        return 0;
    if (len == n + 2)
        return 1;
    return len == n + 4 && memcmp(line.end - 2, "--", 2) == 0 ? 2 : 0;
}

// The line end before a boundary is the boundary's.
static const char *
end_before(struct span part, const char *boundary)
{
    const char *end = boundary;

    end -= end > part.at && end[-1] == '\n';
    end -= end > part.at && end[-1] == '\r';
    return end;
}

static int
add_parts(struct mime *m, struct span text, const char *boundary, unsigned level)
{
    struct span part = { 0 }, line;
    int found = 0;

    while (found != 2 && line_take(&text, &line)) {
        found = boundary_in(line, boundary);
        if (!found)
            continue;
        part.end = part.at ? end_before(part, line.at) : NULL;
        if (part.at && add_entity(m, part, level + 1) < 0)
            return m->err->code;
        part.at = text.at;
    }
    if (found == 2)
        return LCT_OK;
    return lct_fail(m->err, LCT_EPLAN, "its end is missing: --%s--", boundary);
}

static int
add_entity(struct mime *m, struct span text, unsigned level)
{
    struct mime_part p = { 0 };
    const char *type, *boundary;

    if (level > MOST_LEVELS)
        return lct_fail(m->err, LCT_EPLAN, "parts lie more than %d levels deep", MOST_LEVELS);
    if (headers_take(m, &text, &p.headers) < 0)
        return m->err->code;
    type = mime_header(m->arena, &p, "Content-Type");
    p.type = type ? str_lower(m->arena, arena_strndup(m->arena, type, strcspn(type, "; \t")))
                  : "text/plain";
    if (!str_starts(p.type, "multipart/"))
        return add_leaf(m, text, &p);
    boundary = mime_parameter(m->arena, type, "boundary");
    if (str_empty(boundary) || strlen(boundary) > 70)
        return lct_fail(m->err, LCT_EPLAN, "%s has no boundary", p.type);
    return add_parts(m, text, boundary, level);
}

int
mime_parse(
    struct arena *a, const char *text, struct mime_part **ret, size_t *n, struct lct_err *err)
{
    struct mime m = { .arena = a, .err = err };
    int code = add_entity(&m, (struct span){ text, text + strlen(text) }, 0);

    *n = code == LCT_OK ? m.parts.n : 0;
    *ret = arena_array(a, *n, sizeof **ret);
    if (*n)
        memcpy(*ret, m.parts.items, *n * sizeof **ret);
    vec_done(&m.parts);
    return code;
}
