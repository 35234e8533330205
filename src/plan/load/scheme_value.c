// SPDX-License-Identifier: MIT
// What the values of schemes stand for: a text or the file that holds it, a command, rules.
#include <string.h>

#include "base/str.h"
#include "model/git.h"
#include "plan/load/scheme.h"

// A name without folder is tried with the scheme's extension, too, then among the packaged parts.
// *name: by which it was found.
static const char *
find_text(struct loading *l, const struct saying *y, bool *packaged, const char **name,
    struct lct_err *err)
{
    const char *text = load_file(l, y->value, err), *longer;
    struct lct_err other;

    *packaged = false;
    *name = y->value;
    if (text || err->code != LCT_ENOTFOUND || strchr(y->value, '/') || !y->scheme->extension)
        return text;
    longer = arena_printf(l->arena, "%s%s", y->value, y->scheme->extension);
    text = load_file(l, *name = longer, &other);
    if (!text) {
        text = load_part(arena_printf(l->arena, "%s-%s", y->scheme->name, longer));
        *packaged = text != NULL;
    }
    return text;
}

static void
tell_missing(struct loading *l, const struct saying *y, const struct lct_err *err)
{
    const char *const *parts = load_part_names(l, y->scheme->name);
    const char *noun = y->scheme->noun, *name = load_shown(l, y->value);
    size_t n = 0;

    struct diag *item =
        err->code == LCT_ENOTFOUND
            ? load_error(l, y->at, "the %s %s is not there", noun, name)
            : load_error(l, y->at, "the %s %s cannot be read: %s", noun, name, err->text);
    load_unread(l, item, y->value, err);
    while (parts[n])
        n++;
    load_suggest(l, item, y->value, parts, n,
        y->scheme->takes & SCHEME_LINES
            ? "paths are looked up beside the plan; its own lines may stand here, too"
            : "paths are looked up beside the plan");
}

// A value of several lines, or with blanks, is the text itself; else it is the path of one.
static const char *
content_of(struct loading *l, const struct saying *y, bool *packaged)
{
    bool lines = y->scheme->takes & SCHEME_LINES;
    struct lct_err err = { 0 };
    const char *text = NULL, *name;

    if (lines && (!*y->value || strchr(y->value, '\n')))
        text = y->value;
    else
        text = find_text(l, y, packaged, &name, &err);
    if (!text && lines && strchr(y->value, ' ') && !git_named(y->value))
        text = y->value;
    if (!text)
        tell_missing(l, y, &err);
    return text;
}

void
scheme_text(struct loading *l, const struct saying *y, struct plan_step *s)
{
    const char *text = content_of(l, y, &s->packaged);

    if (text && y->scheme->takes & SCHEME_SHELL)
        load_check_script(l, y->at, text == y->value ? NULL : y->value, text);
    s->content = text ? text : "";
}

void
scheme_cloudinit(struct loading *l, const struct saying *y, struct plan_step *s)
{
    scheme_text(l, y, s);
    if (*s->content)
        s->user_data = load_user_text(l, y->at, s->content);
}

// Whose it is and what it asks for only the cloud knows.
void
scheme_stackscript(struct loading *l, const struct saying *y, struct plan_step *s)
{
    const char *slash = strchr(y->value, '/');

    s->content = y->value;
    if (!*y->value || slash == y->value || (slash && !slash[1]) || strchr(y->value, '\n'))
        diag_hint(l->diags, load_error(l, y->at, "'%s' names no StackScript", y->value),
            "its id, USER/LABEL, or the label of one of your own");
}

// A command of one word with a slash is a file; anything else is the shell's matter.
void
scheme_command(struct loading *l, const struct saying *y, struct plan_step *s)
{
    bool file = !strpbrk(y->value, " \t\n") && strchr(y->value, '/');
    struct lct_err err = { 0 };
    const char *text = file ? load_file(l, y->value, &err) : NULL;

    if (text && str_starts(text, "#!"))
        load_check_script(l, y->at, y->value, text);
    else if (!text && (err.code == LCT_ENOTFOUND || (file && git_named(y->value))))
        tell_missing(l, y, &err);
    s->is_file = text;
    s->content = text ? text : y->value;
    if (l->args->foreign)
        diag_hint(l->diags,
            load_error(l, y->at, "a plan from elsewhere runs nothing on this machine"),
            "keep the plan in a file, look at what it runs, and give that");
}

const char *
scheme_find_text(struct loading *l, const struct saying *y, struct plan_step *s, const char **name)
{
    struct lct_err err = { 0 };
    const char *text = find_text(l, y, &s->packaged, name, &err);

    if (!text)
        tell_missing(l, y, &err);
    return text;
}

// Its kernel is set for that, by the plan alone.
static void
refuse_through(struct loading *l, const struct rule_list *rules)
{
    for (size_t i = 0; i < rules->n; i++)
        if (rule_is_through(&rules->items[i])) {
            diag_hint(l->diags,
                diags_add(l->diags, DIAG_ERROR, rules->items[i].pos,
                    "a step opens nothing that goes through its node: \"%s\"",
                    rules->items[i].text),
                "say it in the node plan's firewall:");
            return;
        }
}

void
scheme_rules(struct loading *l, const struct saying *y, struct plan_step *s)
{
    struct rule_list rules = { 0 };

    // Of {name: 'firewall:allow ...'} the rule is a part of the value.
    if (str_starts(doc_text(y->at, ""), "firewall:")) {
        struct doc *rule = doc_string(l->arena, y->value);
        rule->pos = y->at->pos;
        load_rules(l, rule, &rules);
    } else {
        load_rules(l, y->at, &rules);
    }
    refuse_through(l, &rules);
    s->rules = load_keep(l, &rules);
    s->n_rules = rules.n;
    vec_done(&rules);
}
