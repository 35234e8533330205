// SPDX-License-Identifier: MIT
// The files of records in a folder, by their names. What is hidden, or has another name than a
// record's file, is not ours.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "store/json/folder.h"

static int
is_folder(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int
is_file(const struct dirent *e)
{
    return e->d_name[0] != '.' && str_ends(e->d_name, NAME_FILE);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int
walk(const struct walk *w, const char *path, size_t depth, struct lct_err *err)
{
    _own_(free) char *dir = file_of(w->folder, path);
    struct dirent **names;
    int n = scandir(dir, &names, depth ? is_folder : is_file, by_name), code = LCT_OK;

    if (n < 0)
        return errno == ENOENT || errno == ENOTDIR ? LCT_OK
                                                   : file_fail(w->folder, "read", path, err);
    for (int i = 0; i < n && code == LCT_OK; i++) {
        _own_(free) char *next = file_join(path, names[w->backwards ? n - 1 - i : i]->d_name);
        code = depth ? walk(w, next, depth - 1, err) : w->fn(w->user, next, err);
    }
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return code;
}
