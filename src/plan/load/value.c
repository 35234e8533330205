// SPDX-License-Identifier: MIT
// Values that all nouns have: texts, lists, sets, times, expressions; and telling what is wrong.
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "plan/load/load.h"

#define MOST_HINTS 100 // of thousands of wrong words most go without advice
#define MOST_NAMES 512

struct diag *
load_error(struct loading *l, const struct doc *at, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return diags_add(l->diags, DIAG_ERROR, at->pos, "%s", text);
}

struct diag *
load_warning(struct loading *l, const struct doc *at, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return diags_add(l->diags, DIAG_WARNING, at->pos, "%s", text);
}

void
load_suggest(struct loading *l, struct diag *item, const char *word, const char *const *names,
    size_t n, const char *otherwise)
{
    const char *near = l->diags->n_errors > MOST_HINTS ? NULL : str_nearest(word, names, n);

    if (near)
        diag_hint(l->diags, item, "did you mean %s?", near);
    else if (otherwise)
        diag_hint(l->diags, item, "%s", otherwise);
}

void
load_suggest_key(struct loading *l, struct diag *item, const char *word, const struct doc *map,
    const char *otherwise)
{
    const char *names[MOST_NAMES];
    size_t n = 0;

    for (; map && map->kind == DOC_MAP && n < map->n && n < MOST_NAMES; n++)
        names[n] = map->keys[n]->text;
    load_suggest(l, item, word, names, n, otherwise);
}

void
load_later(struct loading *l, const struct doc *at, const char *what, const char *why)
{
    diags_later(l->diags, at->pos, what, why);
}

size_t
load_count(const struct doc *d)
{
    return !d || d->kind == DOC_NULL ? 0 : d->kind == DOC_LIST ? d->n : 1;
}

const struct doc *
load_item(const struct doc *d, size_t i)
{
    return d->kind == DOC_LIST ? d->items[i] : d;
}

const char *const *
load_texts(struct loading *l, const struct doc *d)
{
    size_t n = load_count(d);
    const char **texts = arena_array(l->arena, n + 1, sizeof *texts);

    for (size_t i = 0; i < n; i++)
        texts[i] = doc_text(load_item(d, i), "");
    return texts;
}

const struct doc_pos *
load_places(struct loading *l, const struct doc *d)
{
    size_t n = load_count(d);
    struct doc_pos *places = arena_array(l->arena, n ? n : 1, sizeof *places);

    for (size_t i = 0; i < n; i++)
        places[i] = load_item(d, i)->pos;
    return places;
}

void *
load_keep_items(struct loading *l, const void *items, size_t n, size_t size)
{
    void *kept = arena_array(l->arena, n ? n : 1, size);

    if (n)
        memcpy(kept, items, n * size);
    return kept;
}

const struct doc *
node_key(const struct loading *l, const struct doc *node, const char *key, const char *other)
{
    const struct doc *from[] = { node, l->defaults };

    for (size_t i = 0; i < 2; i++) {
        const struct doc *found = doc_get(from[i], key);
        if (!found && other)
            found = doc_get(from[i], other);
        if (found)
            return found;
    }
    return NULL;
}

const struct doc *
load_set(struct loading *l, const struct doc *at, const struct doc *sets, const char *noun)
{
    const char *name = doc_text(at, "");
    const struct doc *set = doc_get(sets, name);

    if (!set)
        load_suggest_key(l, load_error(l, at, "there is no set of %s '%s'", noun, name), name, sets,
            arena_printf(l->arena, "define it at the top: %s: {%s: [{name: ...}]}", noun, name));
    return set;
}

unsigned
load_column(const struct loading *l, const struct doc *at, size_t offset)
{
    const struct diag_place *place = diags_place(l->diags, at->pos);
    const char *text = doc_text(at, "");
    unsigned col = at->pos.col + at->quoted;

    if (place && place->pos.line == at->pos.line && place->pos.col == at->pos.col) {
        offset = parameters_written_at(l->parameters, place, offset);
        text = place->written;
    }
    for (size_t i = 0; i < offset && text[i]; i++)
        col += ((unsigned char)text[i] & 0xc0) != 0x80;
    return col;
}

struct tmpl *
load_expression(struct loading *l, const struct doc *at, const char *text)
{
    struct lct_err err = { 0 };
    struct tmpl *t = NULL;
    size_t offset;

    if (tmpl_parse(l->arena, text, &t, &offset, &err) < 0) {
        struct doc_pos pos = { at->pos.line, load_column(l, at, offset) };
        diags_add(l->diags, DIAG_ERROR, pos, "%s", err.text);
    }
    return t;
}

const char *
load_cidr(struct loading *l, const char *text, struct cidr *net, const char **hint)
{
    char inner[CIDR_TEXT], outer[CIDR_TEXT];
    struct cidr host;

    *hint = NULL;
    if (!cidr_parse(text, true, &host))
        return "is no address and no CIDR";
    *net = cidr_net(&host);
    if (cidr_is_mapped(&host)) {
        unsigned prefix = host.prefix - 96;
        host.prefix = 128;
        *hint = arena_printf(
            l->arena, "write %s/%u", strrchr(cidr_text(&host, outer), ':') + 1, prefix);
        return "is an IPv4 address in the form of IPv6";
    }
    if (cidr_parse(text, false, net))
        return NULL;
    cidr_text(net, outer);
    host.prefix = host.family == 2 ? 32 : 128;
    *hint = arena_printf(l->arena, "write %s for the network, or %s for the one address", outer,
        cidr_text(&host, inner));
    return "has bits behind its prefix";
}

int64_t
load_duration(struct loading *l, const struct doc *d, int64_t fallback)
{
    int64_t ms;

    if (!d)
        return fallback;
    if (parse_duration(doc_text(d, ""), &ms) && ms > 0)
        return ms;
    diag_hint(l->diags, load_error(l, d, "'%s' is no time", doc_text(d, "")),
        "use for example 90s, 5m or 2h");
    return fallback;
}

bool
load_event(struct loading *l, const struct doc *key, const char *word, enum event *ret)
{
    const char *names[N_EVENTS];

    if (event_parse(word, ret))
        return true;

    for (unsigned e = 0; e < N_EVENTS; e++)
        names[e] = event_name((enum event)e);
    load_suggest(l, load_error(l, key, "'%s' is no event", word), word, names, N_EVENTS,
        "events are created, firstboot, boot, sshready, clusterstarting, clusterstarted, "
        "regionready, planready, clusterstopping, membership, destroy");
    return false;
}
