// SPDX-License-Identifier: MIT
// Errors: what happened, to what, why, and what to do next - for a person, or as JSON.
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/own.h"
#include "base/str.h"
#include "base/utf8.h"
#include "cli/show/advice.h"
#include "cli/show/tell.h"

#define INDENT "      "

// What is not to be shown is written as its number, what is no UTF-8 as a question mark, so that
// the line stays JSON and harmless whatever it quotes.
void
print_quoted(FILE *out, const char *s)
{
    char escaped[UTF8_ESCAPED];
    uint32_t point;

    fputc('"', out);
    for (size_t n; *s; s += n) {
        n = utf8_next(s, &point);
        if (point == '"' || point == '\\')
            fprintf(out, "\\%c", (char)point);
        else if (point == UTF8_NONE)
            fputc('?', out);
        else if (utf8_hidden(point))
            fputs(utf8_escape(point, escaped), out);
        else
            fwrite(s, 1, n, out);
    }
    fputc('"', out);
}

static void
tell_json(const struct lct_err *err)
{
    fputs("{\"error\":{\"code\":", stderr);
    print_quoted(stderr, lct_code_name(err->code));
    fputs(",\"message\":", stderr);
    print_quoted(stderr, err->text);
    fputs(",\"hint\":", stderr);
    print_quoted(stderr, err->hint);
    fputs("}}\n", stderr);
}

// Of what is not there by the name given, the list tells what is.
static void
add_hint(const struct invocation *v, struct lct_err *err)
{
    const struct command *c = v->command;

    if (err->code != LCT_ENOTFOUND || *err->hint || !c || !*c->verb || !v->n_arguments)
        return;
    if (command_find(c->noun, "list") && strstr(err->text, v->arguments[0]))
        lct_hint(err, "linodetool %s list shows those there are", c->noun);
}

static void
cut_line_ends(char *text)
{
    for (size_t n = strlen(text); n && text[n - 1] == '\n'; n--)
        text[n - 1] = '\0';
}

static void
tell_person(const struct lct_err *err)
{
    bool coloured = terminal_coloured(STDERR_FILENO);

    fprintf(stderr, "%slinodetool:%s ", coloured ? "\033[31m" : "", coloured ? "\033[0m" : "");
    print_safe(stderr, err->text, true);
    if (*err->hint) {
        fputs("\n" INDENT, stderr);
        print_safe(stderr, err->hint, true);
    }
    fputc('\n', stderr);
}

// In our words.
static void
word_error(struct lct_err *err)
{
    _own_(free) char *text = advised_lines(err->text), *hint = advised(err->hint);

    snprintf(err->text, sizeof err->text, "%s", text);
    snprintf(err->hint, sizeof err->hint, "%s", hint);
}

int
tell_error(const struct invocation *v, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (err->code == LCT_ECANCELLED && output_lost())
        return exit_status(err->code); // nobody did; output_end tells what happened
    add_hint(v, &told);
    word_error(&told);
    cut_line_ends(told.text);
    fflush(stdout); // what was said before comes before, where both go to one place
    if (v->json)
        tell_json(&told);
    else
        tell_person(&told);
    return exit_status(err->code);
}

void
tell_note(const struct invocation *v, const char *text)
{
    if (v->quiet)
        return;
    if (v->json) {
        fputs("{\"note\":", stderr);
        print_quoted(stderr, text);
        fputs("}\n", stderr);
    } else {
        fputs("note: ", stderr);
        print_safe(stderr, text, false);
        fputc('\n', stderr);
    }
}

int
tell_usage(const struct invocation *v, const char *hint, const char *fmt, ...)
{
    struct lct_err err = { 0 };
    va_list ap;

    va_start(ap, fmt);
    lct_vfail(&err, LCT_EUSAGE, fmt, ap);
    va_end(ap);
    if (*hint)
        lct_hint(&err, "%s", hint);
    return tell_error(v, &err);
}
