// SPDX-License-Identifier: MIT
// Countries by their names in English: regions have them as two letters.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "plan/match/match.h"

// As match_word spells them; of names that begin alike the longest is first.
static const struct country {
    const char *name, *code;
} countries[] = {
    { "united states of america", "us" },
    { "united states", "us" },
    { "america", "us" },
    { "usa", "us" },
    { "u.s.a.", "us" },
    { "u.s.", "us" },
    { "united kingdom", "gb" },
    { "great britain", "gb" },
    { "britain", "gb" },
    { "england", "gb" },
    { "u.k.", "gb" },
    { "uk", "gb" },
    { "australia", "au" },
    { "brazil", "br" },
    { "brasil", "br" },
    { "canada", "ca" },
    { "chile", "cl" },
    { "colombia", "co" },
    { "france", "fr" },
    { "germany", "de" },
    { "holland", "nl" },
    { "india", "in" },
    { "indonesia", "id" },
    { "italy", "it" },
    { "japan", "jp" },
    { "malaysia", "my" },
    { "mexico", "mx" },
    { "netherlands", "nl" },
    { "new zealand", "nz" },
    { "norway", "no" },
    { "south africa", "za" },
    { "spain", "es" },
    { "sweden", "se" },
};
#define N_COUNTRIES (sizeof countries / sizeof countries[0])

// Where the name stands among the words, as words of its own.
static char *
find_words(char *words, const char *name)
{
    size_t n = strlen(name);

    for (char *p = strstr(words, name); p; p = strstr(p + 1, name))
        if ((p == words || p[-1] == ' ') && (!p[n] || p[n] == ' '))
            return p;
    return NULL;
}

void
match_country(struct match_word *w)
{
    char spelt[KEY_MAX];

    for (size_t i = 0; i < N_COUNTRIES; i++) {
        size_t n = strlen(countries[i].name);
        char *at = find_words(w->words, countries[i].name);
        if (!at)
            continue;
        memcpy(spelt, w->words, sizeof spelt);
        size_t before = (size_t)(at - w->words);
        snprintf(spelt + before, sizeof spelt - before, ".%s%s", countries[i].code, at + n);
        match_word_init(w, spelt);
        w->country = true;
        return;
    }
}

const char *
match_country_near(const char *word)
{
    const char *names[N_COUNTRIES];

    for (size_t i = 0; i < N_COUNTRIES; i++)
        names[i] = countries[i].name;
    return strlen(word) < 4 ? NULL : str_nearest(word, names, N_COUNTRIES);
}
