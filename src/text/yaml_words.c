// SPDX-License-Identifier: MIT
// libyaml speaks of tokens and block mappings: whoever writes a plan has quotes, tabs and columns.
#include "text/yaml_words.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const struct words {
    const char *problem; // libyaml's
    const char *text, *hint;
} words[] = {
    { "found a tab character that violates indentation", "a tab: YAML indents with blanks",
        "put blanks in the place of the tab" },
    { "found a tab character where an indentation space is expected",
        "a tab: YAML indents with blanks", "put blanks in the place of the tab" },
    { "mapping values are not allowed in this context", "no key can stand here, so no ':' can",
        "put a value that has ': ' in it in quotes, or mend the indentation" },
    { "block sequence entries are not allowed in this context", "no list can begin here",
        "put a value that begins with '- ' in quotes, or begin the list in a line of its own" },
    { "mapping keys are not allowed in this context", "no key can stand here",
        "put a value that begins with '? ' in quotes, or mend the indentation" },
    { "could not find expected ':'", "a key without a ':' behind it",
        "a key is followed by ': '; lines of a longer text are indented" },
    { "did not find expected key", "neither a key nor the end of the map",
        "all keys of a map begin in one column; a value that goes on behind a quote is quoted "
        "whole" },
    { "did not find expected '-' indicator", "neither an item nor the end of the list",
        "all items of a list begin with '- ' in one column" },
    { "did not find expected ',' or ']'", "a list in [ ] is not closed",
        "put ',' between its items and ']' behind them" },
    { "did not find expected ',' or '}'", "a map in { } is not closed",
        "put ',' between its keys and '}' behind them" },
    { "did not find expected node content", "there is nothing where a value should be",
        "is a ',' too many, or a value missing?" },
    { "found unexpected end of stream", "a quote is not closed",
        "put the same quote behind the text" },
    { "found unexpected document indicator", "a quote is not closed",
        "put the same quote behind the text" },
    { "found unknown escape character", "a '\\' in double quotes that means nothing",
        "write '\\\\' for the character itself, or use single quotes" },
    { "did not find expected hexdecimal number", "a '\\x', '\\u' or '\\U' without its digits",
        "write '\\\\' for the character itself, or use single quotes" },
    { "found invalid Unicode character escape code", "an escape that is no character",
        "write '\\\\' for the character itself, or use single quotes" },
    { "did not find expected comment or line break", "there is something behind the mark of a text",
        "the text begins in the line below '|' or '>'" },
    { "found an indentation indicator equal to 0", "a text cannot be indented by 0",
        "leave the number away" },
    { "did not find expected alphabetic or numeric character", "'&' or '*' without a name",
        "put a value that begins with '&' or '*' in quotes" },
    { "did not find expected <document start>", "there is something behind the end of the document",
        "mend the indentation: a plan is one map" },
    { "control characters are not allowed", "a control character, which YAML does not allow",
        "take it away, or write it as an escape in double quotes" },
};

static const char directive[] = "'%' begins a directive of YAML";

struct doc_pos
yaml_pos_at(const char *text, size_t offset)
{
    struct doc_pos pos = { 1, 1 };

    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n')
            pos = (struct doc_pos){ pos.line + 1, 1 };
        else if (((unsigned char)text[i] & 0xc0) != 0x80)
            pos.col++;
    }
    return pos;
}

static struct doc_pos
pos_of(yaml_mark_t mark)
{
    return (struct doc_pos){ (unsigned)mark.line + 1, (unsigned)mark.column + 1 };
}

// The character that stands there; 0: none.
static char
char_at(const char *text, size_t n, size_t index)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80 && !index--)
            return text[i];
    return '\0';
}

static void
say_first(const yaml_parser_t *p, const char *text, size_t n, struct lct_err *err)
{
    char c = char_at(text, n, p->problem_mark.index);

    if (c == '\t') {
        lct_fail(err, LCT_EPLAN, "a tab: YAML indents with blanks");
        lct_hint(err, "put blanks in the place of the tab");
    } else {
        lct_fail(err, LCT_EPLAN, "no value begins with '%c'", c);
        lct_hint(err, "put it in quotes");
    }
}

static void
say_problem(const yaml_parser_t *p, const char *text, size_t n, struct lct_err *err)
{
    const char *problem = p->problem ? p->problem : "it cannot be read";

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(words[i].problem, problem)) {
            lct_fail(err, LCT_EPLAN, "%s", words[i].text);
            lct_hint(err, "%s", words[i].hint);
            return;
        }
    if (str_eq(problem, "found character that cannot start any token")) {
        say_first(p, text, n, err);
    } else if (p->context && str_ends(p->context, "directive")) {
        lct_fail(err, LCT_EPLAN, "%s", directive);
        lct_hint(err, "put a value that begins with it in quotes");
    } else {
        lct_fail(err, LCT_EPLAN, "this is no YAML: %s", problem);
        lct_hint(err, "look at the indentation, quotes and brackets before it");
    }
}

// A quote that is not closed is looked for where it begins.
static bool
is_quote(const yaml_parser_t *p)
{
    return str_eq(p->context, "while scanning a quoted scalar") &&
           (str_eq(p->problem, "found unexpected end of stream") ||
               str_eq(p->problem, "found unexpected document indicator"));
}

struct doc_pos
yaml_say(const yaml_parser_t *p, const char *text, size_t n, struct lct_err *err)
{
    say_problem(p, text, n, err);
    if (p->error == YAML_READER_ERROR)
        return yaml_pos_at(text, p->problem_offset);
    if (is_quote(p))
        return pos_of(p->context_mark);
    if (p->context && p->context_mark.line < p->problem_mark.line) {
        size_t len = strlen(err->text);
        snprintf(err->text + len, sizeof err->text - len, " (it begins in line %u)",
            (unsigned)p->context_mark.line + 1);
    }
    return pos_of(p->problem_mark);
}
