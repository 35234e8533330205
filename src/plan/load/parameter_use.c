// SPDX-License-Identifier: MIT
// ${NAME} in the values of a plan: replaced by what the parameters say, before anything is checked.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "plan/load/parameter.h"

#define INSERTED_MAX (16u << 20) // bytes, as much as a plan may have by itself

struct replacing {
    struct parameters *parameters;
    VEC(struct diag_place) places;
    size_t inserted; // bytes of text that was put together
    bool too_large;
};

static struct parameter *
parameter_named(struct replacing *r, const char *name, struct doc_pos pos)
{
    struct parameter *p = map_get(&r->parameters->by_name, name);

    if (p)
        p->used = true;
    else
        parameter_missing(r->parameters, pos, name, "");
    return p;
}

// What is told of this place tells, too, where its value comes from; or nothing more is told of it,
// when what should stand there is not known.
static void
add_place(struct replacing *r, const struct doc *d, const struct parameter *p)
{
    struct diag_place place = { .pos = d->pos, .written = d->text };

    place.end = d->pos.col + (unsigned)d->text_len + 2 * d->quoted;
    place.muted = !p || !p->value || p->bad;
    if (!place.muted)
        place.source = &p->about;
    vec_push(&r->places, place);
}

// All of a value: it gets the parameter's kind, and keeps its place.
static struct doc *
whole(struct replacing *r, struct doc *d, const char *name)
{
    const struct parameter *p = parameter_named(r, name, d->pos);
    struct doc *value;

    add_place(r, d, p);
    if (!p || !p->value)
        return d;
    value = ARENA_NEW(r->parameters->arena, struct doc);
    *value = *p->value;
    value->pos = d->pos;
    value->quoted = d->quoted;
    return value;
}

// Text in the making: `one` is the parameter to speak of, one that is wrong rather than another.
struct insertion {
    struct buf text;
    const struct parameter *one;
    bool any, wrong;
};

static void
note_use(struct insertion *in, const struct parameter *p)
{
    bool wrong = !p || !p->value || p->bad;

    if (!in->any || (wrong && !in->wrong))
        in->one = p;
    in->any = true;
    in->wrong |= wrong;
}

// Appends what stands at `at`, and yields what follows it.
static const char *
add_piece(struct replacing *r, struct insertion *in, const char *at, struct doc_pos pos)
{
    const struct parameter *p;
    const char *name;
    size_t n;

    if (strncmp(at, "$${", 3) == 0) {
        buf_adds(&in->text, "${");
        return at + 3;
    }
    n = parameter_at(r->parameters->arena, at, &name);
    if (!n) {
        buf_addc(&in->text, *at);
        return at + 1;
    }
    p = parameter_named(r, name, pos);
    note_use(in, p);
    if (p && p->value)
        buf_adds(&in->text, p->value->text);
    else
        buf_add(&in->text, at, n);
    return at + n;
}

static struct doc *
with_text(struct replacing *r, const struct doc *d, const struct buf *text)
{
    struct doc *value = ARENA_NEW(r->parameters->arena, struct doc);

    *value = *d;
    value->text = arena_strndup(r->parameters->arena, buf_str(text), text->len);
    value->text_len = text->len;
    return value;
}

static struct doc *
within(struct replacing *r, struct doc *d)
{
    struct insertion in = { 0 };
    struct doc *value = d;

    for (const char *at = d->text; *at;)
        at = add_piece(r, &in, at, d->pos);
    r->inserted += in.text.len;
    if (r->inserted > INSERTED_MAX)
        r->too_large = true;
    else if (!str_eq(buf_str(&in.text), d->text))
        value = with_text(r, d, &in.text);
    if (in.any)
        add_place(r, d, in.one);
    buf_done(&in.text);
    return value;
}

// In a plan that declares no parameters only a value that is nothing but ${NAME} is meant as one.
static struct doc *
replace_text(struct replacing *r, struct doc *d)
{
    const char *name, *dollar = strstr(d->text, "${");

    if (!dollar || r->too_large)
        return d;
    if (parameter_at(r->parameters->arena, d->text, &name) == d->text_len)
        return whole(r, d, name);
    return r->parameters->declared ? within(r, d) : d;
}

static struct doc *replace(struct replacing *r, struct doc *d);

// The map or list with other values; the same one when all stay.
static struct doc *
replace_items(struct replacing *r, struct doc *d, size_t from)
{
    struct doc *copy = d;

    for (size_t i = from; i < d->n; i++) {
        struct doc *item = replace(r, d->items[i]);
        if (item == d->items[i])
            continue;
        if (copy == d) {
            copy = ARENA_NEW(r->parameters->arena, struct doc);
            *copy = *d;
            copy->items = arena_array(r->parameters->arena, d->n, sizeof *copy->items);
            memcpy(copy->items, d->items, d->n * sizeof *copy->items);
            copy->cap = d->n;
        }
        copy->items[i] = item;
    }
    return copy;
}

static struct doc *
replace(struct replacing *r, struct doc *d)
{
    if (d->kind == DOC_TEXT)
        return replace_text(r, d);
    return d->kind == DOC_LIST || d->kind == DOC_MAP ? replace_items(r, d, 0) : d;
}

// The plan's own keys: what declares the parameters is taken as it stands.
static struct doc *
replace_plan(struct replacing *r, struct doc *top)
{
    struct doc *copy = doc_map(r->parameters->arena);

    for (size_t i = 0; i < doc_count(top); i++) {
        const char *key = top->keys[i]->text;
        bool stays = str_eq(key, "parameters");
        doc_put(r->parameters->arena, copy, key, stays ? top->items[i] : replace(r, top->items[i]));
        copy->keys[i]->pos = top->keys[i]->pos;
    }
    copy->pos = top->pos;
    return copy;
}

static int
by_place(const void *a, const void *b)
{
    const struct diag_place *x = a, *y = b;

    if (x->pos.line != y->pos.line)
        return x->pos.line < y->pos.line ? -1 : 1;
    return (x->pos.col > y->pos.col) - (x->pos.col < y->pos.col);
}

// Diagnostics find places by halving.
static void
keep_places(struct replacing *r)
{
    struct diags *diags = r->parameters->diags;
    struct diag_place *kept =
        arena_array(r->parameters->arena, r->places.n + 1, sizeof *r->places.items);

    if (r->places.n) {
        qsort(r->places.items, r->places.n, sizeof *r->places.items, by_place);
        memcpy(kept, r->places.items, r->places.n * sizeof *kept);
    }
    diags->places = kept;
    diags->n_places = r->places.n;
}

static void
warn_unused(struct parameters *ps)
{
    for (size_t i = 0; i < ps->n; i++)
        if (!ps->items[i].used)
            diags_add(ps->diags, DIAG_WARNING, ps->items[i].pos,
                "the parameter '%.80s' is used nowhere", ps->items[i].name);
}

struct doc *
parameters_replace(struct parameters *ps, struct doc *top)
{
    struct replacing r = { .parameters = ps };

    if (top->kind != DOC_MAP)
        return top;
    top = replace_plan(&r, top);
    if (r.too_large)
        diags_add(ps->diags, DIAG_ERROR, top->pos,
            "its parameters make the plan larger than %u MiB", INSERTED_MAX >> 20);
    warn_unused(ps);
    keep_places(&r);
    vec_done(&r.places);
    return top;
}

const struct parameter *
parameter_of(const struct parameters *ps, const struct doc *value)
{
    const struct diag_place *place = diags_place(ps->diags, value->pos);
    const char *name;

    if (!place || parameter_at(ps->arena, place->written, &name) != strlen(place->written))
        return NULL;
    return map_get(&ps->by_name, name);
}

size_t
parameters_written_at(const struct parameters *ps, const struct diag_place *place, size_t offset)
{
    const struct parameter *p;
    const char *at = place->written, *name;
    size_t made = 0;

    while (*at && made < offset) {
        size_t from = strncmp(at, "$${", 3) == 0 ? 3 : parameter_at(ps->arena, at, &name);
        size_t to = 1;
        if (from == 3 && at[1] == '$') {
            to = 2;
        } else if (from) {
            p = map_get(&ps->by_name, name);
            to = p && p->value ? p->value->text_len : from;
        }
        if (made + to > offset)
            break;
        made += to;
        at += from ? from : 1;
    }
    return (size_t)(at - place->written);
}
