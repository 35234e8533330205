// SPDX-License-Identifier: MIT
// Files that a plan names, and the parts that come with the program.
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "model/git.h"
#include "plan/load/load.h"
#include "plan/load/parts.h"

// What became of reading a file: a plan of thousands of nodes names few, often.
struct file {
    struct part part;      // no tree: it could not be read
    struct lct_err err;    // why
    bool is_text, in_tree; // the plan's digest has it as a text; with its paths and modes
};

static void
read_part(struct loading *l, const char *name, struct file *f)
{
    struct git_name git;

    if (!l->args->read)
        lct_fail(&f->err, LCT_ENOTFOUND, "files cannot be named here");
    else if (git_named(name) && git_name_read(l->arena, name, &git, &f->err) < 0)
        return;
    else if (l->args->read(l->args->user, name, l->arena, &f->part, &f->err) < 0)
        f->part.tree = NULL;
}

static struct file *
find_file(struct loading *l, const char *name)
{
    struct file *f = map_get(&l->parts, name);

    if (f)
        return f;
    f = ARENA_NEW(l->arena, struct file);
    map_put(&l->parts, name, f);
    read_part(l, name, f);
    return f;
}

static int
check_text(const struct part *p, struct lct_err *err)
{
    const struct tree_file *f = p->tree->files;

    if (p->folder)
        return lct_fail(err, LCT_EUSAGE, "it is a folder");
    if (utf8_foreign(f->data, f->size))
        return lct_fail(
            err, LCT_EPLAN, "it is in %s: save it as UTF-8", utf8_foreign(f->data, f->size));
    if (strlen(f->data) != f->size)
        return lct_fail(err, LCT_EPLAN, "it holds NUL bytes");
    return LCT_OK;
}

const char *
load_file(struct loading *l, const char *name, struct lct_err *err)
{
    struct file *f = find_file(l, name);

    *err = f->err;
    if (!f->part.tree || check_text(&f->part, err) < 0)
        return NULL;
    const struct tree_file *file = f->part.tree->files;
    if (!f->is_text)
        buf_add(&l->digest, file->data, file->size + 1);
    f->is_text = true;
    return file->data;
}

const struct part *
load_part_of(struct loading *l, const char *name, struct lct_err *err)
{
    struct file *f = find_file(l, name);

    *err = f->err;
    if (!f->part.tree)
        return NULL;
    if (!f->in_tree)
        buf_add(&l->digest, f->part.tree->digest, strlen(f->part.tree->digest) + 1);
    f->in_tree = true;
    return &f->part;
}

const char *
load_shown(struct loading *l, const char *name)
{
    return git_named(name) ? git_shown(l->arena, name) : name;
}

struct diag *
load_unread(struct loading *l, struct diag *item, const char *name, const struct lct_err *err)
{
    if (*err->hint)
        diag_hint(l->diags, item, "%s", err->hint);
    item->secret = load_shown(l, name) != name;
    return item;
}

const char *
load_part(const char *name)
{
    const struct embedded *part = embed_find(plan_parts, name);

    return part ? part->data : NULL;
}

// The names of a scheme's parts: "cloudinit-firewalled.yaml" is "firewalled".
const char *const *
load_part_names(struct loading *l, const char *scheme)
{
    size_t n = 0, prefix = strlen(scheme);

    while (plan_parts[n].name)
        n++;
    const char **names = arena_array(l->arena, n + 1, sizeof *names);
    n = 0;
    for (const struct embedded *p = plan_parts; p->name; p++)
        if (str_starts(p->name, scheme) && p->name[prefix] == '-')
            names[n++] =
                arena_strndup(l->arena, p->name + prefix + 1, strcspn(p->name + prefix + 1, "."));
    return names;
}
