// SPDX-License-Identifier: MIT
// Reads what nodes tell of their firewall. They are not trusted: every word is checked.
#include "step/aspect/rules/firewall.h"

#include <string.h>

#include "base/cidr.h"
#include "base/digest.h"
#include "base/str.h"
#include "step/aspect/rules/ruleset.h"
#include "step/bundle/node_files.h"

static const char *
part(const char *name)
{
    return embed_find(node_files, name)->data;
}

const char *
firewall_script(struct arena *a)
{
    return arena_printf(a, "%s\n%s", part("firewall_state.sh"), part("firewall.sh"));
}

void
firewall_input(struct buf *out, const char *word)
{
    if (str_eq(word, "look"))
        buf_addf(out, "%s\nlook\n", part("firewall_state.sh"));
    else
        buf_addf(out, "LCT_DO=%s\n%s\n%s", word, part("firewall_state.sh"), part("firewall.sh"));
}

static const char *
address_in(const char *word)
{
    struct cidr c;

    return cidr_parse(word, true, &c) && !strchr(word, '/') ? word : NULL;
}

static bool
is_digest(const char *word)
{
    return str_eq(word, "-") ||
           (strlen(word) == DIGEST_TEXT - 1 && strspn(word, "0123456789abcdef") == DIGEST_TEXT - 1);
}

static bool
is_one(const char *word, const char *a, const char *b, const char *c)
{
    return str_eq(word, a) || str_eq(word, b) || str_eq(word, c);
}

// Login shells may talk before: the answer is the last line.
static size_t
last_words(struct arena *a, const char *text, char ***words)
{
    char **lines;
    size_t n = str_split(a, text, "\r\n", &lines);

    return n ? str_split(a, lines[n - 1], " ", words) : 0;
}

int
firewall_look_read(
    struct arena *a, const char *text, struct firewall_look *ret, struct lct_err *err)
{
    char **word;
    size_t n = last_words(a, text, &word);

    if (n < 4 || n > 5 || !str_eq(word[0], "firewall") ||
        !is_one(word[1], "held", "changed", "gone") || !is_digest(word[2]) ||
        !is_one(word[3], "boot", "noboot", "boot"))
        return lct_fail(err, LCT_EFAILED, "the node does not tell what its firewall holds");
    *ret = (struct firewall_look){ word[1], word[2], word[3], n > 4 ? address_in(word[4]) : NULL };
    return LCT_OK;
}

// Of what is noted the digest of the rules stands behind the dot.
static const char *
rules_digest(const char *noted)
{
    const char *dot = noted ? strchr(noted, '.') : NULL;

    return dot ? dot + 1 : "-";
}

const char *
firewall_amiss(const struct firewall_look *look, const char *noted)
{
    if (str_eq(noted, RULES_OWN))
        return NULL;
    if (str_eq(look->table, "gone"))
        return "its firewall is gone";
    if (str_eq(look->table, "changed"))
        return "its firewall is not what was brought";
    if (!str_eq(look->digest, rules_digest(noted)))
        return "the rules that it keeps for its next boot are not what was brought";
    if (!str_eq(look->boot, "boot"))
        return "its next boot would not load its firewall";
    return NULL;
}

bool
firewall_tried(struct arena *a, const char *output, const char **from)
{
    char **word;
    size_t n = last_words(a, output, &word);

    *from = n == 2 ? address_in(word[1]) : NULL;
    return n && str_eq(word[0], "tried");
}
