// SPDX-License-Identifier: MIT
// Any text as a region, type, image or kernel: either a thing of the catalogue, found again by its
// own id, or an error with a text; the lists narrow down without harm.
#include "cloud/linode/linode.h"
#include "fuzz.h"

#include "base/err.h"
#include "base/str.h"
#include "plan/match/list.h"
#include "plan/plan.h"
#include "port/cloud.h"

static struct catalogue *catalogue;

static void
check_region(const char *word)
{
    const struct region *found = NULL, *again = NULL;
    struct lct_err err = { 0 };

    if (match_region(catalogue, word, &found, &err) < 0) {
        MUST(err.code && *err.text);
        return;
    }
    MUST(catalogue_region(catalogue, found->id) == found);
    MUST(match_region(catalogue, found->id, &again, &err) == LCT_OK && again == found);
}

static void
check_type(const char *word)
{
    const struct type *found = NULL, *again = NULL;
    struct lct_err err = { 0 };
    bool substituted;

    if (match_type(catalogue, word, NULL, &found, &substituted, &err) < 0) {
        MUST(err.code && *err.text && !substituted);
        return;
    }
    MUST(catalogue_type(catalogue, found->id) == found);
    MUST(match_type(catalogue, found->id, NULL, &again, &substituted, &err) == LCT_OK);
    MUST(again == found && !substituted);
}

static void
check_image(const char *word)
{
    const struct image *found = NULL, *again = NULL;
    struct lct_err err = { 0 };
    bool substituted;

    if (match_image(catalogue, word, &found, &substituted, &err) < 0) {
        MUST(err.code && *err.text && !substituted);
        return;
    }
    MUST(catalogue_image(catalogue, found->id) == found);
    MUST(match_image(catalogue, found->id, &again, &substituted, &err) == LCT_OK);
    MUST(again == found && !substituted);
}

static void
check_kernel(const char *word)
{
    const struct kernel *found = NULL, *again = NULL;
    struct lct_err err = { 0 };

    if (match_kernel(catalogue, word, &found, &err) < 0) {
        MUST(err.code && *err.text);
        return;
    }
    MUST(catalogue_kernel(catalogue, found->id) == found);
    MUST(match_kernel(catalogue, found->id, &again, &err) == LCT_OK && again == found);
}

// Lists narrow down, never to more than there is.
static void
check_list(enum list_kind kind, size_t most, const char *const *words)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    const void **items;
    size_t n;

    if (match_list(a, catalogue, kind, words, &items, &n, &err) < 0)
        MUST(err.code && *err.text);
    else
        MUST(n <= most);
}

static void
check_lists(const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    char **words;
    size_t n = str_split(a, text, " \n", &words);
    const char **list = arena_array(a, n + 1, sizeof *list);

    memcpy(list, words, n * sizeof *list);
    check_list(LIST_REGIONS, catalogue->n_regions, list);
    check_list(LIST_TYPES, catalogue->n_types, list);
    check_list(LIST_IMAGES, catalogue->n_images, list);
    check_list(LIST_KERNELS, catalogue->n_kernels, list);
}

// Words in any order, as `node create` takes them.
static void
check_words(const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct node_words found;
    char **words;
    size_t n = str_split(a, text, " \n", &words);

    if (match_words(catalogue, (const char *const *)words, n, &found, &err) < 0)
        MUST(err.code && *err.text);
    else
        MUST(found.region && found.type);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    const char *word = arena_strndup(a, (const char *)data, size);

    if (!catalogue)
        MUST(linode_catalogue_shipped(&catalogue, ERR_IGNORED) == LCT_OK);
    check_region(word);
    check_type(word);
    check_image(word);
    check_kernel(word);
    if (size < 32) { // many look-ups for each word
        check_words(word);
        check_lists(word);
    }
    return 0;
}
