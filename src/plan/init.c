// The steps of init: what runs on a node when.
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/load.h"

#define SCHEME_LATER "it comes with the configuration schemes; script: works now"

// The step's scheme and value: of {script: VALUE}, or of {name: 'SCHEME:VALUE'} as in 2017.
static const struct doc *
scheme_of(struct loading *l, const struct doc *d, const char **scheme, const char **value)
{
    const struct doc *script = doc_get(d, "script"), *named = doc_get(d, "name");
    const char *text = doc_text(named, ""), *colon = strchr(text, ':');

    if (script) {
        *scheme = "script";
        *value = doc_text(script, "");
        return script;
    }
    if (!named && doc_count(d))
        return NULL; // another scheme: the schema has told that it comes later
    if (!colon || !colon[1]) {
        diag_hint(l->diags, load_error(l, named ? named : d, "this step does not say what to run"),
            "write {script: setup.sh}, or {name: 'script:setup.sh'}");
        return NULL;
    }
    *scheme = arena_strndup(l->arena, text, (size_t)(colon - text));
    *value = colon + 1;
    return named;
}

static bool
known_scheme(struct loading *l, const struct doc *at, const char *scheme)
{
    static const char *const schemes[] = { "script", "local", "cloudinit", "stackscript", "ansible",
        "localansible", "chef", "puppet", "firewall" };
    const size_t n = sizeof schemes / sizeof schemes[0];
    const char *near = str_nearest(scheme, schemes, n);

    if (str_eq(scheme, "script"))
        return true;
    for (size_t i = 0; i < n; i++)
        if (str_eq(schemes[i], scheme)) {
            diag_hint(
                l->diags, load_error(l, at, "'%s:' is not carried out yet", scheme), SCHEME_LATER);
            return false;
        }
    struct diag *item = load_error(l, at, "'%s' is no scheme", scheme);
    if (near)
        diag_hint(l->diags, item, "did you mean %s?", near);
    return false;
}

// A value of several lines, or with blanks, is the script itself; else it is the path of one.
static const char *
content_of(struct loading *l, const struct doc *at, const char *value)
{
    struct lct_err err = { 0 };
    const char *text;
    size_t n;

    if (!*value || strchr(value, '\n'))
        return value;
    if (l->args->read && l->args->read(l->args->user, value, l->arena, &text, &n, &err) == LCT_OK) {
        if (strlen(text) != n) {
            load_error(l, at, "the script %s holds NUL bytes", value);
            return "";
        }
        buf_add(&l->digest, text, n + 1);
        return text;
    }
    if (strchr(value, ' '))
        return value;
    diag_hint(l->diags,
        load_error(
            l, at, "the script %s cannot be read%s%s", value, err.code ? ": " : "", err.text),
        "paths are looked up beside the plan; a script's own lines may stand here, too");
    return "";
}

static const char *
name_of_step(struct loading *l, const char *value, size_t i)
{
    const char *slash = strrchr(value, '/');

    if (strpbrk(value, "\n "))
        return arena_printf(l->arena, "script-%zu", i + 1);
    return arena_printf(
        l->arena, "%zu-%s", i + 1, str_slug(l->arena, slash ? slash + 1 : value, 40));
}

static void
load_step(struct loading *l, const struct doc *d, struct plan_step *s, size_t i)
{
    const char *timeout = doc_get_text(d, "timeout", NULL), *scheme, *value;
    const struct doc *at = scheme_of(l, d, &scheme, &value);
    char digest[DIGEST_TEXT];

    s->pos = d->pos;
    s->event = EVENT_FIRSTBOOT;
    s->name = s->scheme = s->value = s->content = s->digest = "";
    if (timeout && (!parse_duration(timeout, &s->timeout_ms) || s->timeout_ms <= 0))
        diag_hint(l->diags, load_error(l, doc_get(d, "timeout"), "'%s' is no time", timeout),
            "use for example 90s, 5m or 2h");
    s->retries = (unsigned)doc_get_int(d, "retries", 0);
    s->repeatable = schema_bool(doc_get(d, "repeatable"), false);
    if (!at || !known_scheme(l, at, scheme))
        return;
    s->scheme = scheme;
    s->value = value;
    s->name = name_of_step(l, value, i);
    s->content = content_of(l, at, value);
    s->digest = arena_strdup(l->arena, digest_text(s->content, strlen(s->content), digest));
}

void
load_steps(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = doc_get(node_key(l, node, "init", NULL), "firstboot");

    np->n_steps = d && d->kind == DOC_LIST ? d->n : d ? 1 : 0;
    np->steps = arena_array(l->arena, np->n_steps, sizeof *np->steps);
    for (size_t i = 0; i < np->n_steps; i++)
        load_step(l, d->kind == DOC_LIST ? d->items[i] : d, &np->steps[i], i);
}
