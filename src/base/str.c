// SPDX-License-Identifier: MIT
// Words on C strings.
#include "base/str.h"

#include <ctype.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/vec.h"

bool
str_eq(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool
str_ieq(const char *a, const char *b)
{
    return a == b || (a && b && strcasecmp(a, b) == 0);
}

bool
str_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_istarts(const char *s, const char *prefix)
{
    return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && strcmp(s + n - m, suffix) == 0;
}

bool
str_ihas(const char *s, const char *part)
{
    return strcasestr(s, part) != NULL;
}

bool
str_empty(const char *s)
{
    return !s || !*s;
}

char *
str_trim(char *s)
{
    size_t n;

    while (isspace((unsigned char)*s))
        s++;
    n = strlen(s);
    while (n && isspace((unsigned char)s[n - 1]))
        s[--n] = '\0';
    return s;
}

char *
str_lower(struct arena *a, const char *s)
{
    char *lower = arena_strdup(a, s);

    for (char *p = lower; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return lower;
}

size_t
str_split(struct arena *a, const char *s, const char *seps, char ***items)
{
    VEC(char *) found = { 0 };
    size_t n;

    for (s += strspn(s, seps); *s; s += strspn(s, seps)) {
        size_t len = strcspn(s, seps);
        vec_push(&found, arena_strndup(a, s, len));
        s += len;
    }
    *items = arena_array(a, found.n + 1, sizeof **items);
    if (found.n)
        memcpy(*items, found.items, found.n * sizeof **items);
    n = found.n;
    vec_done(&found);
    return n;
}

#define LONGEST_WORD 63

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
    a = a < b ? a : b;
    return a < c ? a : c;
}

unsigned
str_distance(const char *a, const char *b, unsigned limit)
{
    unsigned rows[3][LONGEST_WORD + 1], *before = rows[0], *last = rows[1], *now = rows[2];
    size_t n = strlen(a), m = strlen(b);

    if (n > LONGEST_WORD || m > LONGEST_WORD)
        return limit + 1;
    for (unsigned j = 0; j <= m; j++)
        before[j] = last[j] = j;
    for (unsigned i = 1; i <= n; i++) {
        unsigned *spare = before, best = i;
        int ca = tolower((unsigned char)a[i - 1]);
        now[0] = i;
        for (unsigned j = 1; j <= m; j++) {
            int cb = tolower((unsigned char)b[j - 1]);
            now[j] = min3(last[j] + 1, now[j - 1] + 1, last[j - 1] + (ca != cb));
            if (i > 1 && j > 1 && ca == tolower((unsigned char)b[j - 2]) &&
                cb == tolower((unsigned char)a[i - 2]) && before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
            best = now[j] < best ? now[j] : best;
        }
        if (best > limit)
            return limit + 1;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *
str_nearest(const char *word, const char *const *candidates, size_t n)
{
    unsigned limit = strlen(word) < 4 ? 1 : strlen(word) < 8 ? 2 : 3;
    const char *nearest = NULL;

    for (size_t i = 0; i < n; i++) {
        unsigned d = str_distance(word, candidates[i], limit);
        if (d <= limit) {
            nearest = candidates[i];
            if (d == 0)
                break;
            limit = d - 1;
        }
    }
    return nearest;
}

bool
str_utf8(const char *s, size_t n)
{
    for (size_t len; n; s += len, n -= len) {
        len = utf8_sequence(s, n);
        if (!len)
            return false;
    }
    return true;
}

char *
str_slug(struct arena *a, const char *s, size_t max)
{
    char *slug = arena_alloc(a, max + 2);
    size_t n = 0;

    for (; *s && n < max; s++) {
        int c = tolower((unsigned char)*s);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            slug[n++] = (char)c;
        else if (n && slug[n - 1] != '-')
            slug[n++] = '-';
    }
    while (n && slug[n - 1] == '-')
        n--;
    slug[n] = '\0';
    if (!n)
        strcpy(slug, "x");
    return slug;
}
