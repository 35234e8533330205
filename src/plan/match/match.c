// SPDX-License-Identifier: MIT
// What the lookups share: spelling, how well a word fits, candidates, hints.
#include "plan/match/match.h"

#include "base/advice.h"
#include "base/str.h"

// The letter under an accent, for U+00C0 to U+00FF; '.' where there is none.
static char
bare_letter(unsigned char second)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";

    return letters[second & 0x3f];
}

// Looked at for every letter of every name: without asking the locale.
static char
plain_letter(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + 'a' - 'A');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ? (char)c : '\0';
}

// The next letter, digit or dot, made small and bare; 0 at the end. *apart: something else was
// before it.
static char
next_letter(const unsigned char **p, bool *apart)
{
    for (*apart = false; **p; ++*p) {
        const unsigned char *c = *p;
        if (*c == 0xc3 && (c[1] & 0xc0) == 0x80) {
            *p += 2;
            return bare_letter(c[1]);
        }
        char letter = plain_letter(*c);
        if (letter) {
            ++*p;
            return letter;
        }
        *apart = true;
    }
    return '\0';
}

// With `gap` (0: nothing) between words. Yields false when it is too long.
static bool
spell(const char *text, char gap, char out[static KEY_MAX])
{
    const unsigned char *p = (const unsigned char *)text;
    bool apart;
    char letter;
    size_t n = 0;

    while (n + 2 < KEY_MAX && (letter = next_letter(&p, &apart))) {
        if (gap && apart && n)
            out[n++] = gap;
        out[n++] = letter;
    }
    out[n] = '\0';
    return !next_letter(&p, &apart);
}

static size_t
count_words(const char *words)
{
    size_t n = *words != '\0';

    for (; *words; words++)
        n += *words == ' ';
    return n;
}

void
match_word_init(struct match_word *w, const char *text)
{
    w->country = false;
    w->whole = spell(text, '\0', w->key) && spell(text, ' ', w->words);
    w->n_words = count_words(w->words);
}

bool
match_same(const struct match_word *w, const char *name)
{
    const unsigned char *p = (const unsigned char *)name;
    const char *key = w->key;
    bool apart;

    if (!*key || !w->whole)
        return false;
    while (*key && next_letter(&p, &apart) == *key)
        key++;
    return !*key && !next_letter(&p, &apart);
}

static enum match_grade
word_grade(const char *word, size_t n, const char *words)
{
    enum match_grade best = MATCH_NOT;

    for (const char *p = words; *p; p++) {
        if (*p != *word || strncmp(p, word, n) != 0)
            continue;
        bool begins = p == words || p[-1] == ' ', ends = !p[n] || p[n] == ' ';
        enum match_grade grade = begins ? ends ? MATCH_WORDS : MATCH_STARTS : MATCH_WITHIN;
        best = grade < best ? grade : best;
    }
    return best;
}

static enum match_grade
worse(enum match_grade a, enum match_grade b)
{
    return a > b ? a : b;
}

static enum match_grade
better(enum match_grade a, enum match_grade b)
{
    return a < b ? a : b;
}

enum match_grade
match_grade(const struct match_word *w, const char *name, const char *id)
{
    char names[KEY_MAX], ids[KEY_MAX];
    enum match_grade all = MATCH_WORDS;

    if (match_same(w, name) || match_same(w, id))
        return MATCH_SAME;
    if (!w->whole || strlen(w->words) < 2)
        return MATCH_NOT;
    spell(name, ' ', names);
    spell(id, ' ', ids);
    for (const char *p = w->words; *p && all < MATCH_NOT;) {
        size_t n = strcspn(p, " ");
        enum match_grade in_id = worse(word_grade(p, n, ids), MATCH_STARTS);
        all = worse(all, better(word_grade(p, n, names), in_id));
        p += n + (p[n] == ' ');
    }
    return all == MATCH_WORDS && w->n_words == count_words(names) ? MATCH_SAME : all;
}

int
match_hint(
    const char *word, const char *kind, const char *const *names, size_t n, struct lct_err *err)
{
    const char *near = str_nearest(word, names, n);
    char kinds[16];

    if (near)
        return lct_hint(err, "did you mean %s?", near);
    snprintf(kinds, sizeof kinds, "%ss", kind);
    return lct_hint(err, "%s shows those there are", ADVICE(CATALOGUE, kinds));
}

void
candidate_add(struct candidates *c, enum match_grade grade, const void *item)
{
    if (grade == MATCH_NOT || (c->n && grade > c->grade))
        return;
    if (grade < c->grade)
        c->n = 0;
    c->grade = grade;
    for (size_t i = 0; i < c->n && i < MATCH_MOST; i++)
        if (c->items[i] == item)
            return;
    if (c->n < MATCH_MOST)
        c->items[c->n] = item;
    c->n++;
}

int
candidates_judge(const struct candidates *c, const char *kind, const char *word,
    void (*say)(const void *item, struct buf *out), const void **ret, struct lct_err *err)
{
    _own_(buf) struct buf list = { 0 };

    if (c->n == 1) {
        *ret = c->items[0];
        return LCT_OK;
    }
    if (!c->n)
        return lct_fail(err, LCT_ENOTFOUND, "no %s fits '%s'", kind, word);
    for (size_t i = 0; i < c->n && i < 8; i++) {
        buf_adds(&list, i ? ", " : "");
        say(c->items[i], &list);
    }
    lct_fail(err, LCT_EUSAGE, "'%s' fits %zu %ss", word, c->n, kind);
    return lct_hint(err, "say which: %s%s", buf_str(&list), c->n > 8 ? " ..." : "");
}
