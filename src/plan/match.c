// What the lookups share: spelling, how well a word fits, candidates, hints.
#include "plan/match.h"

#include <ctype.h>

#include "base/str.h"

// The letter under an accent, for U+00C0 to U+00FF; '.' where there is none.
static char
bare_letter(unsigned char second)
{
    static const char letters[] =
        "aaaaaaaceeeeiiiidnooooo.ouuuuy.saaaaaaaceeeeiiiidnooooo.ouuuuy.y";

    return letters[second & 0x3f];
}

// Small letters, digits and dots, with `gap` (0: nothing) where anything else is between them.
// Yields false when it is too long.
static bool
spell(const char *word, char gap, char out[static KEY_MAX])
{
    const unsigned char *p = (const unsigned char *)word;
    bool apart = false;
    size_t n = 0;

    for (; *p && n + 2 < KEY_MAX; p++) {
        char letter = '\0';
        if (*p == 0xc3 && (p[1] & 0xc0) == 0x80)
            letter = bare_letter(*++p);
        else if (isalnum(*p) || *p == '.')
            letter = (char)tolower(*p);
        if (letter && apart && n)
            out[n++] = gap;
        apart = gap && (apart || !letter);
        if (letter) {
            out[n++] = letter;
            apart = false;
        }
    }
    out[n] = '\0';
    return !*p;
}

const char *
match_key(const char *word, char out[static KEY_MAX])
{
    spell(word, '\0', out);
    return out;
}

static bool
same(const char *word, const char *name)
{
    char a[KEY_MAX], b[KEY_MAX];

    return spell(word, '\0', a) && *a && str_eq(a, match_key(name, b));
}

static enum match_grade
word_grade(const char *word, size_t n, const char *words)
{
    enum match_grade best = MATCH_NOT;

    for (const char *p = words; *p; p++) {
        if (strncmp(p, word, n) != 0)
            continue;
        bool begins = p == words || p[-1] == ' ', ends = !p[n] || p[n] == ' ';
        enum match_grade grade = begins ? ends ? MATCH_WORDS : MATCH_STARTS : MATCH_WITHIN;
        best = grade < best ? grade : best;
    }
    return best;
}

static size_t
count_words(const char *words)
{
    size_t n = *words != '\0';

    for (; *words; words++)
        n += *words == ' ';
    return n;
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
match_grade(const char *word, const char *name, const char *id)
{
    char wanted[KEY_MAX], names[KEY_MAX], ids[KEY_MAX];
    enum match_grade all = MATCH_WORDS;
    size_t n_words = 0;

    if (same(word, name) || same(word, id))
        return MATCH_SAME;
    if (!spell(word, ' ', wanted) || strlen(wanted) < 2)
        return MATCH_NOT;
    spell(name, ' ', names);
    spell(id, ' ', ids);
    for (const char *p = wanted; *p && all < MATCH_NOT; n_words++) {
        size_t n = strcspn(p, " ");
        enum match_grade in_id = worse(word_grade(p, n, ids), MATCH_STARTS);
        all = worse(all, better(word_grade(p, n, names), in_id));
        p += n + (p[n] == ' ');
    }
    return all == MATCH_WORDS && n_words == count_words(names) ? MATCH_SAME : all;
}

int
match_hint(
    const char *word, const char *kind, const char *const *names, size_t n, struct lct_err *err)
{
    const char *near = str_nearest(word, names, n);

    if (near)
        return lct_hint(err, "did you mean %s?", near);
    return lct_hint(err, "linodetool list %ss shows those there are", kind);
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
