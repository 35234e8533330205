// SPDX-License-Identifier: MIT
// StackScripts: what the account has of those that machines are to be made with, and whether the
// plan answers what they ask for.
#include "base/str.h"
#include "plan/want/preflight.h"

struct plan_step *
preflight_script(const struct change *c)
{
    const bool made =
        change_makes(c) || c->kind == CHANGE_REBUILD || (c->node && c->node->rebuilding);

    return made && c->np ? node_plan_script(c->np) : NULL;
}

static struct diag *
fault(struct diags *diags, struct doc_pos pos, const char *text)
{
    return diags_add(diags, DIAG_ERROR, pos, "%s", text);
}

static void
unknown_answer(struct diags *diags, const struct plan_step *s, const struct doc *key,
    const struct stackscript *x)
{
    struct arena *a = diags->arena;
    const char **names = arena_array(a, x->n_fields, sizeof *names), *near, *all = "";

    for (size_t i = 0; i < x->n_fields; i++) {
        names[i] = x->fields[i].name;
        all = arena_printf(a, "%s%s%s", all, i ? ", " : "", names[i]);
    }
    near = str_nearest(key->text, names, x->n_fields);
    struct diag *d = fault(diags, key->pos,
        arena_printf(a, "the StackScript %s does not ask for '%s'", s->value, key->text));
    if (near)
        diag_hint(diags, d, "did you mean %s? It asks for %s", near, all);
    else
        diag_hint(diags, d, x->n_fields ? "it asks for %s" : "it asks for nothing%s", all);
}

static void
check_answer(struct diags *diags, const struct plan_step *s, size_t i, const struct stackscript *x)
{
    const struct doc *key = s->vars->keys[i], *value = s->vars->items[i];
    const struct stackscript_field *f = stackscript_field(x, key->text);

    if (!f)
        unknown_answer(diags, s, key, x);
    else if (!stackscript_allows(f, doc_text(value, "")))
        diag_hint(diags,
            fault(diags, value->pos,
                arena_printf(
                    diags->arena, "the StackScript %s does not allow this %s", s->value, f->name)),
            f->one_of ? "one of %s" : "some of %s", f->one_of ? f->one_of : f->many_of);
}

static void
check_answers(struct diags *diags, const struct plan_step *s, const struct stackscript *x)
{
    for (size_t i = 0; i < doc_count(s->vars); i++)
        check_answer(diags, s, i, x);
    for (size_t i = 0; i < x->n_fields; i++)
        if (!x->fields[i].preset && !doc_get(s->vars, x->fields[i].name))
            diag_hint(diags,
                fault(diags, s->value_pos,
                    arena_printf(diags->arena, "the StackScript %s asks for %s", s->value,
                        x->fields[i].name)),
                "vars: {%s: ...}", x->fields[i].name);
}

void
preflight_found(const struct change *c, struct plan_step *s, const struct stackscript *found,
    size_t n, struct diags *diags)
{
    struct arena *a = diags->arena;

    if (n != 1) {
        diag_hint(diags,
            fault(diags, s->value_pos,
                n ? arena_printf(a, "%zu StackScripts are called %s", n, s->value)
                  : arena_printf(
                        a, "there is no StackScript %s that this account may use", s->value)),
            n ? "say the id of one" : "its id, USER/LABEL, or the label of one of your own");
        return;
    }
    s->script_id = arena_strdup(a, found->id);
    if (!stackscript_takes(found, c->np->image->id))
        diag_hint(diags,
            fault(diags, s->value_pos,
                arena_printf(a, "the StackScript %s is not for %s", s->value, c->np->image->id)),
            "it is for %s", found->images && *found->images ? *found->images : "none");
    check_answers(diags, s, found);
}
