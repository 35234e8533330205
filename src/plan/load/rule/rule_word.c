// SPDX-License-Identifier: MIT
// The words of a firewall rule: split, taken one by one, and told when they are wrong.
#include <string.h>

#include "base/str.h"
#include "plan/load/rule/rule_private.h"

const char *
rule_word(const struct rule_parser *p)
{
    return p->i < p->n ? p->words[p->i] : NULL;
}

bool
rule_take(struct rule_parser *p, const char *wanted)
{
    if (!rule_word(p) || !str_ieq(rule_word(p), wanted))
        return false;
    p->i++;
    return true;
}

// Where a word stands, when the rule is written in one line.
struct doc_pos
rule_place(const struct rule_parser *p, size_t i)
{
    struct doc_pos pos = p->at->pos;

    if (i < p->n && !strchr(doc_text(p->at, ""), '\n'))
        pos.col = load_column(p->l, p->at, (size_t)p->offsets[i]);
    return pos;
}

// The word before the current one is the wrong one, or the rule as a whole.
void
rule_fail_near(struct rule_parser *p, struct doc_pos pos, const char *what, const char *detail,
    const char *const *names, size_t n)
{
    if (p->failed)
        return;
    p->failed = true;
    struct diag *item =
        diags_add(p->l->diags, DIAG_ERROR, pos, "firewall rule: %s%s", what, detail ? detail : "");
    load_suggest(p->l, item, detail ? detail : "", names, n,
        "for example: allow in tcp 9092 from kafka, spark");
}

// The word just taken is wrong.
void
rule_fail(struct rule_parser *p, const char *what, const char *detail)
{
    rule_fail_near(p, rule_place(p, p->i ? p->i - 1 : 0), what, detail, NULL, 0);
}

// The rule as a whole is.
void
rule_fail_whole(struct rule_parser *p, const char *what)
{
    rule_fail_near(p, p->at->pos, what, NULL, NULL, 0);
}

// Words lie between blanks; commas are words of their own.
bool
rule_split(struct rule_parser *p, const char *text)
{
    for (const char *s = text; *s; s += strlen(p->words[p->n++])) {
        size_t n;
        s += strspn(s, " \t\n");
        n = *s == ',' ? 1 : strcspn(s, ", \t\n");
        if (!n)
            return true;
        if (p->n == RULE_WORDS)
            return false;
        p->offsets[p->n] = (size_t)(s - text);
        p->words[p->n] = arena_strndup(p->l->arena, s, n);
    }
    return true;
}
