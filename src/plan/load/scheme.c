// SPDX-License-Identifier: MIT
// What a step runs: its scheme, a row of the table, and what it says.
#include "plan/load/scheme.h"

#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/str.h"
#include "text/json.h"

#define EVENT_BIT(e) (1u << (e))
#define FIRST_BOOT EVENT_BIT(EVENT_FIRSTBOOT)
#define ANY_TIME (~0u)
#define RUNNING (ANY_TIME & ~EVENT_BIT(EVENT_CREATED))
#define REACHED (RUNNING & ~EVENT_BIT(EVENT_BOOT))
#define STARTS (REACHED & (EVENT_BIT(EVENT_PLANREADY + 1) - 1))
#define CONVERGES (SCHEME_FILES | SCHEME_CONVERGES)

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define LONGEST_NAME 40

// How those that are carried out run: step/hook.
const struct scheme plan_schemes[] = {
    { "script", "script", SCHEME_ENVIRONMENT | SCHEME_LINES | SCHEME_FILES | SCHEME_SHELL, RUNNING,
        ".sh", scheme_text },
    { "local", "command", SCHEME_ENVIRONMENT, ANY_TIME, NULL, scheme_command },
    { "cloudinit", "cloud-init configuration", SCHEME_LINES | SCHEME_HANDED, FIRST_BOOT, ".yaml",
        scheme_cloudinit },
    { "stackscript", "StackScript", SCHEME_HANDED | SCHEME_ANSWERS, FIRST_BOOT, NULL,
        scheme_stackscript },
    { "ansible", "playbook", CONVERGES, REACHED, ".yaml", scheme_playbook },
    { "localansible", "playbook", CONVERGES, REACHED, ".yaml", scheme_converge },
    { "chef", "file of attributes", CONVERGES, REACHED, ".json", scheme_attributes },
    { "puppet", "manifest", CONVERGES, REACHED, ".pp", scheme_converge },
    { "firewall", "rule", 0, STARTS, NULL, scheme_rules },
    { NULL },
};
#define N_SCHEMES (sizeof plan_schemes / sizeof plan_schemes[0] - 1)

static const struct scheme *
scheme_find(const char *name)
{
    for (const struct scheme *s = plan_schemes; s->name; s++)
        if (str_eq(s->name, name))
            return s;
    return NULL;
}

static const char *
scheme_names(struct loading *l)
{
    const char *all = "";

    for (const struct scheme *s = plan_schemes; s->name; s++)
        all = arena_printf(l->arena, "%s%s%s", all,
            s == plan_schemes ? ""
            : s[1].name       ? ", "
                              : " and ",
            s->name);
    return all;
}

// {SCHEME: VALUE}: yields how many schemes the step has.
static size_t
find_key(const struct doc *d, struct saying *ret)
{
    size_t n = 0;

    for (const struct scheme *s = plan_schemes; s->name; s++) {
        const struct doc *at = doc_get(d, s->name);
        if (!at)
            continue;
        n++;
        *ret = (struct saying){ s, at, doc_text(load_count(at) ? load_item(at, 0) : at, "") };
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
            "write {script: setup.sh}, or {name: 'script:setup.sh'}; the schemes are %s",
            scheme_names(l));
        return false;
    }
    word = arena_strndup(l->arena, text, (size_t)(colon - text));
    *ret = (struct saying){ scheme_find(word), named, colon + 1 };
    if (ret->scheme)
        return true;
    for (size_t i = 0; i < N_SCHEMES; i++)
        names[i] = plan_schemes[i].name;
    load_suggest(l, load_error(l, named, "'%s' is no scheme", word), word, names, N_SCHEMES,
        arena_printf(l->arena, "the schemes are %s", scheme_names(l)));
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
name_of_step(struct loading *l, const struct doc *d, const struct saying *y, bool of_plan, size_t i)
{
    const char *slash = strrchr(y->value, '/'), *own = own_name(l, d, y);
    const char *whose = of_plan ? "all-" : "";

    if (own)
        return own;
    if (strpbrk(y->value, "\n "))
        return arena_printf(l->arena, "%s%s-%zu", whose, y->scheme->name, i + 1);
    return arena_printf(
        l->arena, "%s%zu-%s", whose, i + 1, str_slug(l->arena, slash ? slash + 1 : y->value, 40));
}

static const char *
other_event(const struct scheme *s, enum event event)
{
    if (s->events == FIRST_BOOT)
        return "it is handed over before the first boot: firstboot";
    if (event == EVENT_CREATED)
        return "the node does not run yet: firstboot is the first";
    if (s->events == STARTS)
        return "rules hold from an event of a start on: firstboot, sshready ... planready";
    return "what a node does at every boot it does by itself: script:";
}

static void
check_event(struct loading *l, const struct saying *y, enum event event)
{
    if (!(y->scheme->events & EVENT_BIT(event)))
        diag_hint(l->diags,
            load_error(l, y->at, "'%s:' cannot run at %s", y->scheme->name, event_name(event)),
            "%s", other_event(y->scheme, event));
}

static void
load_files_of(struct loading *l, const struct doc *d, const struct saying *y, struct plan_step *s)
{
    const struct doc *files = doc_get(d, "files");

    if (files && !(y->scheme->takes & SCHEME_FILES))
        diag_hint(l->diags, load_error(l, files, "'%s:' takes no files", y->scheme->name),
            "files: goes with script:, localansible:, puppet: and chef:");
    else if (files && s->event == EVENT_BOOT)
        diag_hint(l->diags, load_error(l, files, "what runs at every boot carries no files"),
            "files: of the node plan stay on the node; the script may read them");
    else if (files)
        s->files = load_step_files(l, files, s->files);
}

static void
add_to(struct loading *l, char digest[static DIGEST_TEXT], const char *more)
{
    const char *both = arena_printf(l->arena, "%s %s", digest, more);

    digest_text(both, strlen(both), digest);
}

// All that makes it what it is: so it runs again when that became another.
static void
add_given(struct loading *l, char digest[static DIGEST_TEXT], const struct plan_step *s)
{
    _own_(buf) struct buf given = { 0 };

    if (s->vars)
        json_print(&given, s->vars, JSON_COMPACT);
    for (const char *const *arg = s->args; arg && *arg; arg++)
        buf_add(&given, *arg, strlen(*arg) + 1);
    for (size_t i = 0; i < l->plan->ports.n; i++)
        buf_addf(
            &given, "%s %s%c", l->plan->ports.items[i].name, l->plan->ports.items[i].number, 0);
    if (given.len) {
        char of[DIGEST_TEXT];
        add_to(l, digest, digest_text(given.data, given.len, of));
    }
}

// Of the text alone where there is nothing beside it: what ran on nodes is noted by it.
static const char *
digest_of(struct loading *l, const struct plan_step *s)
{
    char digest[DIGEST_TEXT];

    digest_text(s->content, strlen(s->content), digest);
    if (s->files)
        add_to(l, digest, s->files->digest);
    if (s->converges)
        add_given(l, digest, s);
    return arena_strdup(l->arena, digest);
}

const struct scheme *
load_scheme(struct loading *l, const struct doc *d, struct plan_step *s, size_t i)
{
    struct saying y = { 0 };

    if (!find_saying(l, d, &y))
        return NULL;
    s->scheme = y.scheme->name;
    s->value = y.value;
    s->converges = y.scheme->takes & SCHEME_CONVERGES;
    s->value_pos = y.at->pos;
    s->name = name_of_step(l, d, &y, s->of_plan, i);
    check_event(l, &y, s->event);
    if (y.scheme->load)
        y.scheme->load(l, &y, s);
    load_files_of(l, d, &y, s);
    s->digest = digest_of(l, s);
    return y.scheme;
}
