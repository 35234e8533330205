// SPDX-License-Identifier: MIT
// Nodes that said the same, together.
#include "cli/show/group.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/mem.h"
#include "cli/term/fold.h"

static struct group *
group_new(const char *text, size_t n)
{
    struct group *group = NEW(struct group);

    group->text = mem_alloc(n + 1);
    group->n = n;
    if (n)
        memcpy(group->text, text, n);
    return group;
}

void
groups_add(struct groups *g, const char *text, size_t n, const char *name)
{
    char digest[DIGEST_TEXT];
    struct group *group = map_get(&g->by_digest, digest_text(text, n, digest));

    if (!group) {
        group = group_new(text, n);
        map_put(&g->by_digest, digest, group);
        vec_push(&g->list, group);
    }
    vec_push(&group->names, mem_strdup(name));
}

static int
compare(const void *x, const void *y)
{
    const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;

    if (a->names.n != b->names.n)
        return a->names.n > b->names.n ? -1 : 1;
    return strcmp(a->folded, b->folded);
}

void
groups_sort(struct groups *g)
{
    vec_each (group, &g->list) {
        free((*group)->folded);
        (*group)->folded =
            fold_names((const char *const *)(*group)->names.items, (*group)->names.n);
    }
    if (g->list.n)
        qsort(g->list.items, g->list.n, sizeof *g->list.items, compare);
}

static void
group_free(struct group *group)
{
    vec_each (name, &group->names)
        free(*name);
    vec_done(&group->names);
    free(group->folded);
    free(group->text);
    free(group);
}

void
groups_done(struct groups *g)
{
    vec_each (group, &g->list)
        group_free(*group);
    vec_done(&g->list);
    map_done(&g->by_digest);
    g->by_digest = (struct map){ 0 };
}
