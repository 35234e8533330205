// SPDX-License-Identifier: MIT
// This machine's apt sources, as far as they hold the Debian release that nodes run.
#include "lab/packages/sources.h"

#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

void
sources_done(struct sources *s)
{
    buf_done(&s->lines);
    buf_done(&s->stanzas);
}

// Does the text hold the suite, or one that belongs to it ("bookworm-security"), as a word?
static bool
has_suite(const char *text, const char *suite)
{
    size_t n = strlen(suite);

    for (const char *at = text; (at = strstr(at, suite)); at += n)
        if (at > text && isspace((unsigned char)at[-1]) &&
            (at[n] == '\0' || at[n] == '-' || isspace((unsigned char)at[n])))
            return true;
    return false;
}

static void
lines_add(struct sources *s, char *text, const char *suite)
{
    char *rest = text;

    for (char *line; (line = strsep(&rest, "\n"));)
        if (str_starts(line, "deb ") && has_suite(line, suite))
            buf_addf(&s->lines, "%s\n", line);
}

// Without its comments, which are no part of the recipe.
static void
stanza_add(struct sources *s, char *stanza, const char *suite)
{
    _own_(buf) struct buf kept = { 0 };
    char *rest = stanza;

    for (char *line; (line = strsep(&rest, "\n"));)
        if (line[0] && line[0] != '#')
            buf_addf(&kept, "%s\n", line);
    if (strstr(buf_str(&kept), "Types:") && has_suite(buf_str(&kept), suite) &&
        !str_ihas(buf_str(&kept), "Enabled: no"))
        buf_addf(&s->stanzas, "%s\n", buf_str(&kept));
}

static void
stanzas_add(struct sources *s, char *text, const char *suite)
{
    for (char *end; (end = strstr(text, "\n\n")); text = end + 2) {
        *end = '\0';
        stanza_add(s, text, suite);
    }
    stanza_add(s, text, suite);
}

void
sources_each(sources_file_fn *fn, void *user)
{
    static const char *const patterns[] = { "/etc/apt/sources.list",
        "/etc/apt/sources.list.d/*.list", "/etc/apt/sources.list.d/*.sources" };

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        glob_t found;
        if (glob(patterns[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; k < found.gl_pathc; k++)
            fn(user, found.gl_pathv[k]);
        globfree(&found);
    }
}

struct reading {
    struct sources *sources;
    const char *suite;
};

static void
file_add(void *user, const char *path)
{
    const struct reading *r = user;
    _own_(buf) struct buf text = { 0 };

    if (file_read(path, 1 << 20, &text, ERR_IGNORED) || !text.data)
        return;
    if (str_ends(path, ".sources"))
        stanzas_add(r->sources, text.data, r->suite);
    else
        lines_add(r->sources, text.data, r->suite);
}

void
sources_read(struct sources *s, const char *suite)
{
    sources_each(file_add, &(struct reading){ s, suite });
    if (s->lines.len == 0 && s->stanzas.len == 0)
        buf_addf(&s->lines,
            "deb http://deb.debian.org/debian %s main\n"
            "deb http://deb.debian.org/debian-security %s-security main\n",
            suite, suite);
}

static int
one_write(const struct buf *text, const char *dir, const char *name, struct lct_err *err)
{
    _own_(free) char *path = mem_printf("%s/%s", dir, name);

    return text->len ? file_write(path, text->data, text->len, 0644, err) : LCT_OK;
}

int
sources_write(const struct sources *s, const char *dir, struct lct_err *err)
{
    int code = one_write(&s->lines, dir, "base.list", err);

    return code ? code : one_write(&s->stanzas, dir, "base.sources", err);
}
