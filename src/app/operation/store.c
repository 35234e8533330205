// SPDX-License-Identifier: MIT
// Copies of the inventory: listed, made, put back.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/run/run.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
    const char *x = strstr((*a)->d_name, "-20"), *y = strstr((*b)->d_name, "-20");

    return strcmp(y ? y : "", x ? x : "");
}

static int
has_time(const struct dirent *e)
{
    return strstr(e->d_name, "-20") != NULL;
}

static void
add_copy(struct arena *a, struct doc *list, const char *folder, const char *name)
{
    const char *path = arena_printf(a, "%s/%s", folder, name);
    char time[CLOCK_TEXT];
    struct stat st;

    if (stat(path, &st) < 0)
        return; // it was pruned meanwhile
    struct doc *d = doc_add(a, list, doc_map(a));
    doc_put_string(a, d, "file", path);
    doc_put_string(a, d, "kind", arena_strndup(a, name, strcspn(name, "-")));
    doc_put_int(a, d, "bytes", (int64_t)st.st_size);
    doc_put_string(a, d, "time", clock_text((int64_t)st.st_mtime * 1000, time));
}

int
lct_store_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(free) char *path = store_path(t);
    const char *suffix;
    _own_(free) char *folder = store_copies(t, &suffix);
    struct dirent **entries = NULL;
    int n = scandir(folder, &entries, has_time, newest_first);

    if (n < 0 && errno != ENOENT)
        return lct_fail(err, LCT_EFAILED, "cannot read %s: %s", folder, strerror(errno));
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    doc_put_string(a, answer->root, "inventory", arena_strdup(a, path));
    struct doc *list = doc_put(a, answer->root, "backups", doc_list(a));
    for (int i = 0; i < n; i++) {
        if (str_ends(entries[i]->d_name, suffix))
            add_copy(a, list, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    *ret = answer;
    return LCT_OK;
}

int
lct_store_backup(struct lct *t, const char *file, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(free) char *made = NULL;

    if (store_need(t, err) < 0 || t->store->ops->backup(t->store, file, &made, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put_string(answer->arena, answer->root, "file", arena_strdup(answer->arena, made));
    *ret = answer;
    return LCT_OK;
}

// The store is not open: what is in place may be none.
int
lct_store_restore(struct lct *t, const char *file, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && file && ret);
    _own_(free) char *kept = NULL;

    if (store_restore(t, file, lease_lives, &kept, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put_string(answer->arena, answer->root, "file", arena_strdup(answer->arena, file));
    doc_put_string(
        answer->arena, answer->root, "kept", kept ? arena_strdup(answer->arena, kept) : NULL);
    *ret = answer;
    return LCT_OK;
}
