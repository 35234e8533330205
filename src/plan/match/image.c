// SPDX-License-Identifier: MIT
// Images and kernels by id, label, or the words people use; retired ones by their living successor.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "plan/match/match.h"
#include "plan/match/retired.h"

#define FOLDED 128

// "linode/ubuntu24.04", "Ubuntu 24.04 LTS" and "ubuntu 24.04 lts" are all "ubuntu24.04".
static void
fold(const char *word, char out[static FOLDED])
{
    size_t n = 0;

    if (str_istarts(word, "linode/"))
        word += 7;
    for (; *word && n < FOLDED - 1; word++)
        if (isalnum((unsigned char)*word) || *word == '.')
            out[n++] = (char)tolower((unsigned char)*word);
    if (n > 3 && strncmp(out + n - 3, "lts", 3) == 0)
        n -= 3;
    out[n] = '\0';
}

static void
say_image(const void *item, struct buf *out)
{
    const struct image *i = item;

    buf_addf(out, "%s (%s)", i->id, i->label);
}

static size_t
name_length(const char *folded)
{
    return strcspn(folded, "0123456789");
}

// Is it a plain distribution image, not one made for Kubernetes or GPUs?
static bool
is_plain(const struct image *i)
{
    return str_starts(i->id, "linode/") && !str_ihas(i->id, "-kube") && !str_ihas(i->id, "-nvidia");
}

static bool
is_lts(const struct image *i)
{
    return str_ihas(i->label, "LTS");
}

static double
version_of(const struct image *i)
{
    char folded[FOLDED];

    fold(i->id, folded);
    return strtod(folded + name_length(folded), NULL);
}

// Of an Ubuntu the newest LTS, of everything else the newest release that lives.
static bool
better(const struct image *i, const struct image *best)
{
    if (!best)
        return true;
    if (is_lts(i) != is_lts(best))
        return is_lts(i);
    return version_of(i) > version_of(best);
}

static bool
same_name(const struct image *i, const char *name, size_t n)
{
    char folded[FOLDED];

    fold(i->id, folded);
    if (n == 6 && strncmp(name, "centos", n) == 0)
        return str_starts(folded, "centosstream"); // as which it lives on
    return name_length(folded) == n && strncmp(folded, name, n) == 0;
}

// Is it the version, or one of its points: 24.04 of "24"? "" is any.
static bool
is_version(const struct image *i, const char *version)
{
    char folded[FOLDED];
    size_t n = strlen(version);

    fold(i->id, folded);
    const char *own = folded + name_length(folded);
    return !n || (strncmp(own, version, n) == 0 && (!own[n] || own[n] == '.'));
}

static const struct image *
newest_of(const struct catalogue *c, const char *name, size_t n, const char *version, bool old)
{
    const struct image *best = NULL;

    for (size_t k = 0; n && k < c->n_images; k++) {
        const struct image *i = &c->images[k];
        if (is_plain(i) && i->deprecated == old && same_name(i, name, n) &&
            is_version(i, version) && better(i, best))
            best = i;
    }
    return best;
}

// What is deprecated only where nothing else is left.
static const struct image *
newest(const struct catalogue *c, const char *name, size_t n, const char *version)
{
    const struct image *best = newest_of(c, name, n, version, false);

    return best ? best : newest_of(c, name, n, version, true);
}

static const struct image *
by_exact_words(const struct catalogue *c, const char *word, const char *folded)
{
    char other[FOLDED];

    for (size_t i = 0; i < c->n_images; i++)
        if (str_ieq(c->images[i].id, word) || str_ieq(c->images[i].label, word))
            return &c->images[i];
    for (size_t i = 0; i < c->n_images; i++) {
        fold(c->images[i].id, other);
        if (*folded && str_eq(other, folded))
            return &c->images[i];
    }
    return NULL;
}

// A name alone is its newest release, so is a name with the beginning of a version; a name with a
// version that is gone, too, but as a substitute.
static const struct image *
by_name(const struct catalogue *c, const char *folded, bool *substituted)
{
    size_t n = name_length(folded);
    const char *version = folded + n;
    const struct image *found;

    *substituted = false;
    if (*version && strspn(version, "0123456789.") != strlen(version))
        return NULL;
    found = newest(c, folded, n, version);
    if (found)
        return found;
    found = newest(c, folded, n, "");
    *substituted = found != NULL;
    if (found && strtod(version, NULL) > version_of(found))
        return NULL; // none that ever was
    return found;
}

static void
hint_image(const struct catalogue *c, const char *word, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char **names = arena_array(a, c->n_images * 2 + 1, sizeof *names);

    for (size_t i = 0; i < c->n_images; i++) {
        names[2 * i] = c->images[i].id;
        names[2 * i + 1] = str_starts(c->images[i].id, "linode/") ? c->images[i].id + 7 : "";
    }
    match_hint(word, "image", names, c->n_images * 2, err);
}

// What was made for Kubernetes or GPUs, only who names it gets.
static enum match_grade
image_grade(const struct image *i, const struct match_word *w)
{
    bool ours = str_starts(i->id, "linode/");

    if (strlen(w->words) < 3 || (ours && !is_plain(i)))
        return MATCH_NOT;
    return match_grade(w, i->label, ours ? i->id + 7 : "");
}

static int
by_part(const struct catalogue *c, const char *word, const struct image **ret, struct lct_err *err)
{
    struct candidates parts = { 0 };
    struct match_word wanted;
    const void *item = NULL;
    int code;

    match_word_init(&wanted, word);
    for (size_t i = 0; i < c->n_images; i++)
        if (!c->images[i].deprecated)
            candidate_add(&parts, image_grade(&c->images[i], &wanted), &c->images[i]);
    code = candidates_judge(&parts, "image", word, say_image, &item, err);
    if (code == LCT_OK)
        *ret = item;
    else if (code == LCT_ENOTFOUND)
        hint_image(c, word, err);
    return code;
}

int
match_image(const struct catalogue *c, const char *word, const struct image **ret,
    bool *substituted, struct lct_err *err)
{
    char folded[FOLDED];
    bool unheard;

    substituted = substituted ? substituted : &unheard;
    *substituted = false;
    fold(retired_image(word), folded);
    *ret = by_exact_words(c, word, folded);
    if (*ret)
        return LCT_OK;
    *ret = by_name(c, folded, substituted);
    if (*ret)
        return LCT_OK;
    *substituted = false;
    return by_part(c, word, ret, err);
}

static void
say_kernel(const void *item, struct buf *out)
{
    const struct kernel *k = item;

    buf_addf(out, "%s (%s)", k->id, k->label);
}

static void
hint_kernel(const struct catalogue *c, const char *word, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char **names = arena_array(a, c->n_kernels + 1, sizeof *names);

    for (size_t i = 0; i < c->n_kernels; i++)
        names[i] = str_starts(c->kernels[i].id, "linode/") ? c->kernels[i].id + 7 : "";
    match_hint(word, "kernel", names, c->n_kernels, err);
}

// The id without "linode/" is what people write.
static const char *
kernel_word(const struct kernel *k)
{
    return str_starts(k->id, "linode/") ? k->id + 7 : k->id;
}

int
match_kernel(
    const struct catalogue *c, const char *word, const struct kernel **ret, struct lct_err *err)
{
    struct candidates parts = { 0 }, old = { 0 };
    const char *id = retired_kernel(word);
    struct match_word wanted;
    const void *item = NULL;
    int code;

    match_word_init(&wanted, word);
    for (size_t i = 0; i < c->n_kernels; i++) {
        const struct kernel *k = &c->kernels[i];
        if (str_ieq(k->id, id) || str_ieq(k->label, word) || str_ieq(kernel_word(k), word)) {
            *ret = k;
            return LCT_OK;
        }
        if (strlen(wanted.words) >= 3)
            candidate_add(
                k->deprecated ? &old : &parts, match_grade(&wanted, k->label, kernel_word(k)), k);
    }
    code = candidates_judge(parts.n ? &parts : &old, "kernel", word, say_kernel, &item, err);
    if (code == LCT_OK)
        *ret = item;
    else if (code == LCT_ENOTFOUND)
        hint_kernel(c, word, err);
    return code;
}
