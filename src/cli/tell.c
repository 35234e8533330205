// What a person, or a program, is told: errors, JSON, questions.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

int
exit_status(int code)
{
    switch (code) {
    case LCT_OK:
        return 0;
    case LCT_EUSAGE:
    case LCT_EPLAN:
        return 2;
    case LCT_EPARTIAL:
        return 3;
    case LCT_EAUTH:
        return 4;
    case LCT_ENOTFOUND:
        return 5;
    case LCT_ECANCELLED:
        return 130;
    default:
        return 1;
    }
}

// s as a JSON string; what is no plain ASCII text is escaped or dropped.
static void
print_quoted(FILE *out, const char *s)
{
    fputc('"', out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

int
tell_error(const struct invocation *v, const struct lct_err *err)
{
    if (v->json) {
        fputs("{\"error\":{\"code\":", stderr);
        print_quoted(stderr, lct_code_name(err->code));
        fputs(",\"message\":", stderr);
        print_quoted(stderr, err->text);
        fputs(",\"hint\":", stderr);
        print_quoted(stderr, err->hint);
        fputs("}}\n", stderr);
    } else {
        fprintf(stderr, "linodetool: %s\n", err->text);
        if (*err->hint)
            fprintf(stderr, "      %s\n", err->hint);
    }
    return exit_status(err->code);
}

int
print_json(struct lct_answer *a)
{
    char *text = lct_json(lct_answer_root(a), true);

    puts(text);
    free(text);
    lct_answer_free(a);
    return 0;
}

int
confirm(const struct invocation *v, const char *question)
{
    char answer[16];
    struct lct_err err = { 0 };

    if (option_given(v, "yes"))
        return 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        lct_fail(&err, LCT_EUSAGE, "this wants a yes, and there is no terminal to ask on");
        lct_hint(&err, "add --yes");
        return tell_error(v, &err);
    }
    fprintf(stderr, "%s [y/N] ", question);
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    fputs("Nothing was done.\n", stderr);
    return 1;
}

#define MAX_COLUMNS 12

void
print_table(const struct lct_value *rows, const struct column *columns, size_t n)
{
    size_t widths[MAX_COLUMNS] = { 0 };
    bool dim = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");

    for (size_t c = 0; c < n; c++)
        widths[c] = strlen(columns[c].title);
    for (size_t r = 0; r < lct_count(rows); r++)
        for (size_t c = 0; c < n; c++) {
            size_t len = strlen(lct_text(lct_get(lct_at(rows, r), columns[c].field), "-"));
            widths[c] = len > widths[c] ? len : widths[c];
        }
    if (dim)
        fputs("\033[1m", stdout);
    for (size_t c = 0; c < n; c++)
        printf("%-*s%s", c + 1 < n ? (int)widths[c] : 0, columns[c].title, c + 1 < n ? "  " : "");
    puts(dim ? "\033[0m" : "");
    for (size_t r = 0; r < lct_count(rows); r++) {
        for (size_t c = 0; c < n; c++) {
            const char *text = lct_text(lct_get(lct_at(rows, r), columns[c].field), "-");
            printf("%-*s%s", c + 1 < n ? (int)widths[c] : 0, text, c + 1 < n ? "  " : "");
        }
        putchar('\n');
    }
}
