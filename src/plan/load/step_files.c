// SPDX-License-Identifier: MIT
// files: of a step, files and folders that lie beside what it runs, each by the last part of its
// name.
#include <string.h>

#include "base/str.h"
#include "model/git.h"
#include "plan/load/scheme.h"

// "setup/conf/" is "conf"; "": a name that says only where it is.
static const char *
last_part(struct loading *l, const char *name)
{
    size_t n = strlen(name);

    while (n && name[n - 1] == '/')
        n--;
    name = arena_strndup(l->arena, name, n);
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    return str_eq(last, ".") || str_eq(last, "..") ? "" : last;
}

static int
add_part(struct loading *l, const char *name, struct tree_maker *m, struct lct_err *err)
{
    const char *last = last_part(l, name);
    const struct part *part;
    struct git_name git;

    if (git_named(name)) {
        if (git_name_read(l->arena, name, &git, err) < 0)
            return err->code;
        last = git.last;
    }
    if (!*last)
        return lct_fail(err, LCT_EPLAN, "it has no name that it could have beside the script");
    if (!(part = load_part_of(l, name, err)))
        return err->code;
    return tree_add_tree(m, part->folder ? last : NULL, part->tree, err);
}

static void
tell(struct loading *l, const struct doc *at, const struct lct_err *err)
{
    const char *name = doc_text(at, "");

    if (err->code == LCT_ENOTFOUND)
        diag_hint(l->diags, load_error(l, at, "the file %s is not there", name),
            "paths are looked up beside the plan");
    else
        load_unread(l,
            load_error(
                l, at, "%s cannot be carried to the nodes: %s", load_shown(l, name), err->text),
            name, err);
}

const struct tree *
load_step_files(struct loading *l, const struct doc *d, const struct tree *beside)
{
    _own_(tree_maker) struct tree_maker m = { .arena = l->arena };
    const struct tree *tree = NULL;
    struct lct_err err = { 0 };

    if (beside && tree_add_tree(&m, NULL, beside, &err) < 0)
        tell(l, d, &err);
    for (size_t i = 0; i < load_count(d); i++)
        if (add_part(l, doc_text(load_item(d, i), ""), &m, &err) < 0) {
            tell(l, load_item(d, i), &err);
            return NULL;
        }
    if (tree_make(&m, &tree, &err) < 0)
        tell(l, load_count(d) ? load_item(d, 0) : d, &err);
    return tree && tree->n ? tree : NULL;
}
