// SPDX-License-Identifier: MIT
// Any bytes as what a cluster keeps of its plan's files: what is read can be printed, and read
// again as the same; nothing in it leads out of its folder.
#include "model/parts.h"

#include "fuzz.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"

static void
file_must_hold(const struct tree *t, const struct tree_file *f)
{
    MUST(!tree_path_fault(f->path) && tree_find(t, f->path) == f);
    MUST(f->mode == (f->target ? 0777u : f->mode & 0100 ? 0755u : 0644u));
    MUST(!f->data[f->size]);
    MUST(!f->target || (*f->target && *f->target != '/'));
}

static void
part_must_hold(const struct part *p)
{
    MUST(p->folder || p->tree->n == 1);
    MUST(p->tree->n <= TREE_FILES_MAX);
    for (size_t i = 0; i < p->tree->n; i++)
        file_must_hold(p->tree, &p->tree->files[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map parts = { 0 }, again = { 0 };
    _own_(buf) struct buf first = { 0 }, second = { 0 };

    if (parts_read(a, arena_copy(a, data, size), NULL, &parts, ERR_IGNORED) < 0)
        return 0;
    map_each (it, &parts)
        part_must_hold(it->value);
    parts_print(&first, &parts, NULL);
    MUST(parts_read(a, buf_str(&first), NULL, &again, ERR_IGNORED) == LCT_OK);
    parts_print(&second, &again, NULL);
    MUST(str_eq(buf_str(&first), buf_str(&second)));
    return 0;
}
