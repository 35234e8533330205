// SPDX-License-Identifier: MIT
// Scripts: what the kernel and sh would stumble over on the node is told here.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "plan/load/load.h"

#define LONGEST_FIRST 255 // bytes of the line with #! that Linux reads
#define BLANKS " \t"

struct script {
    struct loading *l;
    const struct doc *at;
    const char *text, *name; // name: of its file; NULL: its lines stand in the plan
};

static struct diag *
tell(const struct script *s, const char *what)
{
    return load_error(
        s->l, s->at, "the script%s%s %s", s->name ? " " : "", s->name ? s->name : "", what);
}

static unsigned
line_of(const char *text, const char *at)
{
    unsigned line = 1;

    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

// sh takes the carriage return for a part of the last word, the kernel for one of the interpreter's
// name.
static bool
has_line_ends(const struct script *s)
{
    const char *end = strstr(s->text, "\r\n");

    if (!end && !str_ends(s->text, "\r"))
        return false;
    diag_hint(s->l->diags,
        tell(s, arena_printf(s->l->arena, "has Windows line ends (the first in line %u)",
                    end ? line_of(s->text, end) : line_of(s->text, s->text + strlen(s->text)))),
        s->name ? "take them away: sed -i 's/\\r$//' %s" : "save it with the line ends of Unix",
        s->name);
    return true;
}

// "#!/usr/bin/env bash -e" looks for a program of the name "bash -e".
static void
check_env(const struct script *s, const char *argument)
{
    if (!*argument)
        diag_hint(s->l->diags, tell(s, "does not say what env should run"),
            "for example #!/usr/bin/env python3");
    else if (*argument != '-' && argument[strcspn(argument, BLANKS)])
        diag_hint(s->l->diags,
            tell(s, arena_printf(s->l->arena, "would make env look for a program '%s'", argument)),
            "#!/usr/bin/env -S %s, or the path of the program itself", argument);
}

// The line behind #!, which the kernel reads: one path, and at most one argument.
static void
check_interpreter(const struct script *s)
{
    const char *line = arena_strndup(s->l->arena, s->text + 2, strcspn(s->text + 2, "\n"));
    const char *path = str_trim(arena_strdup(s->l->arena, line));
    size_t n = strcspn(path, BLANKS);
    const char *argument = path + n + strspn(path + n, BLANKS);

    if (strlen(line) + 2 > LONGEST_FIRST)
        diag_hint(s->l->diags, tell(s, "has a first line that is too long for Linux"),
            "%d bytes are read of it", LONGEST_FIRST);
    else if (!n)
        diag_hint(s->l->diags, tell(s, "names no interpreter behind #!"), "for example #!/bin/sh");
    else if (*path != '/')
        diag_hint(s->l->diags,
            tell(s, arena_printf(s->l->arena, "names the interpreter '%.*s' without its path",
                        (int)n, path)),
            "for example #!/bin/bash, or #!/usr/bin/env %.*s", (int)n, path);
    else if (n > 4 && strncmp(path + n - 4, "/env", 4) == 0)
        check_env(s, argument);
}

// A #! that is not the very first is a comment: sh runs the script, whatever it names.
static void
check_late_interpreter(const struct script *s)
{
    const char *first = s->text + strspn(s->text, " \t\n");

    if (first > s->text && str_starts(first, "#!"))
        diag_hint(s->l->diags,
            load_warning(s->l, s->at, "the #! of the script is not its very beginning: sh runs it"),
            "take away what stands before it");
}

static void
check_unseen(const struct script *s)
{
    char what[UNSEEN_TEXT];
    const char *found = utf8_unseen(s->text, what);

    if (found)
        diag_hint(s->l->diags,
            load_warning(s->l, s->at, "line %u of the script%s%s has %s", line_of(s->text, found),
                s->name ? " " : "", s->name ? s->name : "", what),
            "it is not seen, and no blank to sh: write it as an escape if it is meant");
}

static void
check(struct loading *l, const struct doc *at, const char *name, const char *text)
{
    const struct script s = { l, at, text, name };

    if (str_starts(text, "\xef\xbb\xbf")) {
        diag_hint(l->diags, tell(&s, "begins with a byte order mark: its #! would not be seen"),
            "save it as UTF-8 without one");
        return;
    }
    if (!text[strspn(text, " \t\r\n")]) {
        if (name || *text) // else the schema has told it
            tell(&s, "is empty");
        return;
    }
    if (!str_utf8(text, strlen(text))) {
        diag_hint(l->diags, tell(&s, "is not in UTF-8"), "save it as UTF-8");
        return;
    }
    if (has_line_ends(&s))
        return;
    if (str_starts(text, "#!"))
        check_interpreter(&s);
    else
        check_late_interpreter(&s);
    check_unseen(&s);
}

// A script of thousands of node plans is read once; what is wrong with it is told at each place.
void
load_check_script(struct loading *l, const struct doc *at, const char *name, const char *text)
{
    size_t before = l->diags->n;
    char key[32];

    snprintf(key, sizeof key, "%p", (const void *)text);
    if (map_has(&l->good_scripts, key))
        return;
    check(l, at, name, text);
    if (l->diags->n == before)
        map_put(&l->good_scripts, key, l);
}
