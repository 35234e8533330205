// SPDX-License-Identifier: MIT
// Files that a plan names, and the parts that come with the program.
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "plan/load/load.h"
#include "plan/load/parts.h"

// What became of reading a file: a plan of thousands of nodes names few, often.
struct file {
    const char *text; // NULL: it could not be read
    struct lct_err err;
};

static void
read_file(struct loading *l, const char *name, struct file *f)
{
    size_t n = 0;

    if (!l->args->read) {
        lct_fail(&f->err, LCT_ENOTFOUND, "files cannot be named here");
        return;
    }
    if (l->args->read(l->args->user, name, l->arena, &f->text, &n, &f->err) < 0) {
        f->text = NULL;
    } else if (utf8_foreign(f->text, n)) {
        lct_fail(&f->err, LCT_EPLAN, "it is in %s: save it as UTF-8", utf8_foreign(f->text, n));
        f->text = NULL;
    } else if (strlen(f->text) != n) {
        lct_fail(&f->err, LCT_EPLAN, "it holds NUL bytes");
        f->text = NULL;
    } else {
        buf_add(&l->digest, f->text, n + 1);
    }
}

const char *
load_file(struct loading *l, const char *name, struct lct_err *err)
{
    struct file *f = map_get(&l->parts, name);

    if (!f) {
        f = ARENA_NEW(l->arena, struct file);
        map_put(&l->parts, name, f);
        read_file(l, name, f);
    }
    *err = f->err;
    return f->text;
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
