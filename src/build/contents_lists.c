// SPDX-License-Identifier: MIT
// Files that list members, beside those of the plan before.
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "build/contents.h"

// Who was listed is not kept: that it becomes another is told, and what begins anew for it.
void
contents_lists(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    _own_(map) struct map before = { 0 }, after = { 0 };

    for (size_t i = 0; was && i < was->n_files; i++)
        map_put(&before, was->files[i].path, &was->files[i]);
    for (size_t i = 0; i < now->n_files; i++) {
        const struct plan_file *f = &now->files[i];
        map_put(&after, f->path, &now->files[i]);
        if (!f->n_pieces)
            continue;
        vec_push(c, ((struct content){ .what = "file",
                        .name = f->path,
                        .action = map_has(&before, f->path) ? "change" : "add",
                        .note = "it lists members" }));
        if (f->restarts)
            vec_push(
                c, ((struct content){ .what = "unit", .name = f->restarts, .action = "restart" }));
    }
    for (size_t i = 0; was && i < was->n_files; i++)
        if (was->files[i].n_pieces && !map_has(&after, was->files[i].path))
            vec_push(c, ((struct content){
                            .what = "file", .name = was->files[i].path, .action = "remove" }));
}
