// SPDX-License-Identifier: MIT
// What a step runs: its scheme, its value, and the text behind it.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

enum value_kind {
    VALUE_TEXT,    // lines, or the path of a file that holds them
    VALUE_FILE,    // the path of a file
    VALUE_PLACE,   // the path of a file or folder
    VALUE_COMMAND, // a command of this machine
    VALUE_WORD,    // a name or number of Linode's
    VALUE_RULES,   // firewall rules
};

#define EVENT_BIT(e) (1u << (e))
#define BEFORE_BOOT (EVENT_BIT(EVENT_CREATED) | EVENT_BIT(EVENT_FIRSTBOOT))
#define ANY_TIME (~0u)
#define RUNNING (ANY_TIME & ~EVENT_BIT(EVENT_CREATED))

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define LONGEST_NAME 40

static const struct scheme {
    const char *name, *noun;
    enum value_kind kind;
    unsigned events; // at which it can run
    const char *extension;
} schemes[] = {
    { "script", "script", VALUE_TEXT, RUNNING, ".sh" },
    { "local", "command", VALUE_COMMAND, ANY_TIME, NULL },
    { "cloudinit", "cloud-init configuration", VALUE_TEXT, BEFORE_BOOT, ".yaml" },
    { "stackscript", "StackScript", VALUE_WORD, BEFORE_BOOT, NULL },
    { "ansible", "playbook", VALUE_FILE, RUNNING, ".yaml" },
    { "localansible", "playbook", VALUE_FILE, RUNNING, ".yaml" },
    { "chef", "cookbook", VALUE_PLACE, RUNNING, NULL },
    { "puppet", "manifest", VALUE_PLACE, RUNNING, ".pp" },
    { "firewall", "rule", VALUE_RULES, RUNNING, NULL },
};
#define N_SCHEMES (sizeof schemes / sizeof schemes[0])

static const struct scheme *
scheme_find(const char *name)
{
    for (size_t i = 0; i < N_SCHEMES; i++)
        if (str_eq(schemes[i].name, name))
            return &schemes[i];
    return NULL;
}

// Where a step stands, for messages, and what it says.
struct saying {
    const struct scheme *scheme;
    const struct doc *at;
    const char *value;
};

// {SCHEME: VALUE}: yields how many schemes the step has.
static size_t
find_key(const struct doc *d, struct saying *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < N_SCHEMES; i++) {
        const struct doc *at = doc_get(d, schemes[i].name);
        if (!at)
            continue;
        n++;
        *ret = (struct saying){ &schemes[i], at,
            doc_text(load_count(at) ? load_item(at, 0) : at, "") };
    }
    return n;
}

// {name: 'SCHEME:VALUE'}, as in 2017.
static bool
find_name(struct loading *l, const struct doc *d, struct saying *ret)
{
    const struct doc *named = doc_get(d, "name");
    const char *text = doc_text(named, ""), *colon = strchr(text, ':');
    const char *names[N_SCHEMES], *word;

    if (!colon || !colon[1]) {
        diag_hint(l->diags, load_error(l, named ? named : d, "this step does not say what to run"),
            "write {script: setup.sh}, or {name: 'script:setup.sh'}");
        return false;
    }
    word = arena_strndup(l->arena, text, (size_t)(colon - text));
    *ret = (struct saying){ scheme_find(word), named, colon + 1 };
    if (ret->scheme)
        return true;
    for (size_t i = 0; i < N_SCHEMES; i++)
        names[i] = schemes[i].name;
    load_suggest(l, load_error(l, named, "'%s' is no scheme", word), word, names, N_SCHEMES, NULL);
    return false;
}

static bool
find_saying(struct loading *l, const struct doc *d, struct saying *ret)
{
    size_t n = find_key(d, ret);

    if (n > 1) {
        diag_hint(l->diags, load_error(l, d, "a step runs one thing, this one says %zu", n),
            "write a step for each; they run one after the other");
        return false;
    }
    return n == 1 || find_name(l, d, ret);
}

// A name without folder is tried with the scheme's extension, too, then among the packaged parts.
static const char *
find_text(struct loading *l, const struct saying *y, bool *packaged, struct lct_err *err)
{
    const char *text = load_file(l, y->value, err), *longer;
    struct lct_err other;

    *packaged = false;
    if (text || err->code != LCT_ENOTFOUND || strchr(y->value, '/') || !y->scheme->extension)
        return text;
    longer = arena_printf(l->arena, "%s%s", y->value, y->scheme->extension);
    text = load_file(l, longer, &other);
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
    size_t n = 0;

    struct diag *item =
        err->code == LCT_ENOTFOUND
            ? load_error(l, y->at, "the %s %s is not there", y->scheme->noun, y->value)
            : load_error(
                  l, y->at, "the %s %s cannot be read: %s", y->scheme->noun, y->value, err->text);
    while (parts[n])
        n++;
    load_suggest(l, item, y->value, parts, n,
        y->scheme->kind == VALUE_TEXT
            ? "paths are looked up beside the plan; its own lines may stand here, too"
            : "paths are looked up beside the plan");
}

// A value of several lines, or with blanks, is the text itself; else it is the path of one.
static const char *
content_of(struct loading *l, const struct saying *y, bool *packaged)
{
    bool lines = y->scheme->kind == VALUE_TEXT, script = str_eq(y->scheme->name, "script");
    struct lct_err err = { 0 };
    const char *text = NULL;

    if (lines && (!*y->value || strchr(y->value, '\n')))
        text = y->value;
    else
        text = find_text(l, y, packaged, &err);
    if (!text && lines && strchr(y->value, ' '))
        text = y->value;
    if (text && script)
        load_check_script(l, y->at, text == y->value ? NULL : y->value, text);
    if (text)
        return text;
    tell_missing(l, y, &err);
    return "";
}

// A command of one word with a slash is a file; anything else is the shell's matter.
static const char *
command_of(struct loading *l, const struct saying *y)
{
    bool file = !strpbrk(y->value, " \t\n") && strchr(y->value, '/');
    struct lct_err err = { 0 };
    const char *text = file ? load_file(l, y->value, &err) : NULL;

    if (text && str_starts(text, "#!"))
        load_check_script(l, y->at, y->value, text);
    else if (!text && err.code == LCT_ENOTFOUND)
        tell_missing(l, y, &err);
    return y->value;
}

static void
check_place(struct loading *l, const struct saying *y)
{
    struct lct_err err;

    if (!load_file(l, y->value, &err) && err.code == LCT_ENOTFOUND)
        tell_missing(l, y, &err);
}

static void
load_step_rules(struct loading *l, const struct saying *y, struct plan_step *s)
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
    s->rules = load_keep(l, &rules);
    s->n_rules = rules.n;
    vec_done(&rules);
}

// The name that a step gives itself, beside its scheme; NULL: none.
static const char *
own_name(struct loading *l, const struct doc *d, const struct saying *y)
{
    const struct doc *named = doc_get(d, "name");
    const char *name = doc_text(named, NULL);

    if (!name || named == y->at)
        return NULL;
    if (*name && strlen(name) <= LONGEST_NAME && !name[strspn(name, NAME_CHARS)])
        return name;
    diag_hint(l->diags, load_error(l, named, "'%s' cannot be the name of a step", name),
        "letters, digits, '.', '_' and '-', %d at most; what it runs is said by its %s:",
        LONGEST_NAME, y->scheme->name);
    return NULL;
}

static const char *
name_of_step(struct loading *l, const struct doc *d, const struct saying *y, size_t i)
{
    const char *slash = strrchr(y->value, '/'), *own = own_name(l, d, y);

    if (own)
        return own;
    if (strpbrk(y->value, "\n "))
        return arena_printf(l->arena, "%s-%zu", y->scheme->name, i + 1);
    return arena_printf(
        l->arena, "%zu-%s", i + 1, str_slug(l->arena, slash ? slash + 1 : y->value, 40));
}

static void
load_content_of(struct loading *l, const struct saying *y, struct plan_step *s)
{
    switch (y->scheme->kind) {
    case VALUE_TEXT:
    case VALUE_FILE:
        s->content = content_of(l, y, &s->packaged);
        break;
    case VALUE_PLACE:
        check_place(l, y);
        break;
    case VALUE_COMMAND:
        s->content = command_of(l, y);
        break;
    case VALUE_RULES:
        load_step_rules(l, y, s);
        break;
    case VALUE_WORD:
        break;
    }
}

void
load_scheme(struct loading *l, const struct doc *d, struct plan_step *s, size_t i)
{
    char digest[DIGEST_TEXT];
    struct saying y;

    if (!find_saying(l, d, &y))
        return;
    s->scheme = y.scheme->name;
    s->value = y.value;
    s->value_pos = y.at->pos;
    s->name = name_of_step(l, d, &y, i);
    if (!(y.scheme->events & EVENT_BIT(s->event)))
        diag_hint(l->diags,
            load_error(l, y.at, "'%s:' cannot run at %s", y.scheme->name, event_name(s->event)),
            y.scheme->events == BEFORE_BOOT ? "it is handed over before the first boot: firstboot"
                                            : "the node does not run yet: firstboot is the first");
    if (!str_eq(s->scheme, "script"))
        load_later(l, y.at, arena_printf(l->arena, "%s:", s->scheme), LATER_SCHEMES);
    load_content_of(l, &y, s);
    s->digest = arena_strdup(l->arena, digest_text(s->content, strlen(s->content), digest));
}
