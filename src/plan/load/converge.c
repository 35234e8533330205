// SPDX-License-Identifier: MIT
// What converges is a file among others: a playbook, a manifest, Chef's attributes, with all that
// lies in its folder.
#include <string.h>

#include "base/str.h"
#include "model/git.h"
#include "plan/load/scheme.h"
#include "text/json.h"

// "site/web.yaml" lies in "site". What lies beside the plan comes alone: with all that lies there
// would come what nobody thought of. What lies at the top of a commit comes with all of that.
static const char *
folder_of(struct loading *l, const char *name)
{
    const char *slash = strrchr(name, '/');

    if (slash && slash[-1] == '/' && git_named(name))
        slash++;
    const char *folder = slash ? arena_strndup(l->arena, name, (size_t)(slash - name)) : "";

    return str_eq(folder, ".") ? "" : folder;
}

static const struct tree *
tree_alone(struct loading *l, const char *entry, const char *text, struct lct_err *err)
{
    _own_(tree_maker) struct tree_maker m = { .arena = l->arena };
    const struct tree *tree = NULL;

    if (tree_add_file(&m, entry, 0, text, strlen(text), err) == LCT_OK)
        tree_make(&m, &tree, err);
    return tree;
}

static const struct tree *
tree_of(
    struct loading *l, const char *name, const char *entry, const char *text, struct lct_err *err)
{
    const char *folder = folder_of(l, name);
    const struct part *part;

    if (!*folder)
        return tree_alone(l, entry, text, err);
    part = load_part_of(l, folder, err);
    return part ? part->tree : NULL;
}

void
scheme_converge(struct loading *l, const struct saying *y, struct plan_step *s)
{
    const char *name, *text = scheme_find_text(l, y, s, &name);
    struct lct_err err = { 0 };

    s->content = text ? text : "";
    if (!text)
        return;
    const char *slash = strrchr(name, '/');
    s->entry = slash ? slash + 1 : name;
    if (!(s->files = tree_of(l, name, s->entry, text, &err)))
        load_unread(l,
            load_error(l, y->at, "the folder of the %s %s cannot be carried to the nodes: %s",
                y->scheme->noun, y->value, err.text),
            y->value, &err);
}

// One run is for many nodes: what is said of each is the playbook's to say.
void
scheme_playbook(struct loading *l, const struct saying *y, struct plan_step *s)
{
    scheme_converge(l, y, s);
    if (s->serial)
        diag_hint(l->diags, load_error(l, y->at, "'%s:' takes no serial", y->scheme->name),
            "a play has a serial: of its own");
    if (s->retries)
        diag_hint(l->diags, load_error(l, y->at, "'%s:' takes no retries", y->scheme->name),
            "a task has retries: of its own");
    if (l->args->foreign)
        diag_hint(l->diags,
            load_error(l, y->at, "a plan from elsewhere runs nothing on this machine"),
            "localansible: has it run on the nodes");
}

#define MOST_ATTRIBUTES ((size_t)1 << 20) // bytes

void
scheme_attributes(struct loading *l, const struct saying *y, struct plan_step *s)
{
    struct lct_err err = { 0 };
    struct doc *d = NULL;

    scheme_converge(l, y, s);
    if (!s->entry)
        return;
    if (json_parse(l->arena, s->content, strlen(s->content), MOST_ATTRIBUTES, false, &d, &err) < 0)
        load_error(l, y->at, "the %s %s is not JSON: %s", y->scheme->noun, y->value, err.text);
    else if (d->kind != DOC_MAP)
        diag_hint(l->diags,
            load_error(l, y->at, "the %s %s is %s, not a map", y->scheme->noun, y->value,
                doc_kind_name(d->kind)),
            "{\"run_list\": [\"recipe[web]\"]}");
}

void
load_converge_vars(struct loading *l, const struct doc *vars)
{
    for (size_t i = 0; i < doc_count(vars); i++)
        if (str_istarts(vars->keys[i]->text, "lct_"))
            diag_hint(l->diags,
                load_error(l, vars->keys[i], "'%s': names that begin with lct_ are ours",
                    vars->keys[i]->text),
                "give it another name; man 5 lct-plan tells which there are, STEPS");
}
