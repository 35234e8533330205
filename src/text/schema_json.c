// SPDX-License-Identifier: MIT
// The tables as JSON Schema (2020-12), for editors. Maps are definitions of their own, each once.
#include "text/schema.h"

#include "base/str.h"
#include "base/vec.h"

#define STAND_IN "stand-in"

struct definition {
    const struct schema *schema;
    const char *name;
};

struct writer {
    struct arena *arena;
    struct doc *definitions;
    const char *stand_in; // pattern of texts that may stand for any scalar; NULL: none
    VEC(struct definition) known;
};

static struct doc *json_of(struct writer *w, const struct schema *s, const char *name);

static struct doc *
typed(struct writer *w, const char *type)
{
    struct doc *d = doc_map(w->arena);

    doc_put_string(w->arena, d, "type", type);
    return d;
}

static struct doc *
texts(struct writer *w, const char *const *words)
{
    struct doc *list = doc_list(w->arena);

    for (; *words; words++)
        doc_add(w->arena, list, doc_string(w->arena, *words));
    return list;
}

static struct doc *
reference(struct writer *w, const char *name)
{
    struct doc *d = doc_map(w->arena);

    doc_put_string(w->arena, d, "$ref", arena_printf(w->arena, "#/$defs/%s", name));
    return d;
}

static struct doc *
any_of(struct writer *w, struct doc *first, struct doc *second)
{
    struct doc *d = doc_map(w->arena), *list = doc_put(w->arena, d, "anyOf", doc_list(w->arena));

    doc_add(w->arena, list, first);
    doc_add(w->arena, list, second);
    return d;
}

// A scalar of these types, whose text, when it is one, fits a pattern or is what stands in.
static struct doc *
scalar(struct writer *w, const char *const *types, const char *pattern)
{
    struct doc *d = doc_map(w->arena);

    doc_put(w->arena, d, "type", texts(w, types));
    if (pattern && w->stand_in && pattern != w->stand_in)
        pattern = arena_printf(w->arena, "(%s)|(%s)", pattern, w->stand_in);
    if (pattern)
        doc_put_string(w->arena, d, "pattern", pattern);
    return d;
}

static void
put_limit(struct writer *w, struct doc *d, const char *key, double limit)
{
    doc_put(w->arena, d, key,
        limit == (double)(int64_t)limit ? doc_int(w->arena, (int64_t)limit)
                                        : doc_real(w->arena, limit));
}

static struct doc *
text_json(struct writer *w, const struct schema *s)
{
    static const char *const any[] = { "string", "number", "boolean", NULL };
    struct doc *d = scalar(w, any, s->pattern);

    if (s->max > 0) {
        put_limit(w, d, "minLength", s->min);
        put_limit(w, d, "maxLength", s->max);
    }
    return d;
}

static struct doc *
number_json(struct writer *w, const struct schema *s)
{
    const char *const types[] = { s->type == S_INT ? "integer" : "number",
        w->stand_in ? "string" : NULL, NULL };
    struct doc *d = scalar(w, types, w->stand_in);

    if (s->min < s->max) {
        put_limit(w, d, "minimum", s->min);
        put_limit(w, d, "maximum", s->max);
    }
    return d;
}

static struct doc *
size_json(struct writer *w)
{
    static const char *const types[] = { "string", "number", NULL };

    return scalar(w, types,
        "^(auto|[0-9]+(\\.[0-9]+)?%|[0-9]+(\\.[0-9]+)? *([KkMmGgTt]?[Bb]?|[KkMmGgTt][Ii][Bb]))$");
}

static struct doc *
truth_json(struct writer *w)
{
    static const char *const types[] = { "boolean", "string", NULL };

    return scalar(w, types,
        "^([Yy][Ee][Ss]|[Nn][Oo]|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|[Oo][Nn]|[Oo][Ff][Ff])$");
}

static struct doc *
name_json(struct writer *w)
{
    static const char *const types[] = { "string", "number", "boolean", NULL };

    return scalar(w, types, "^[A-Za-z0-9._-]{1,64}$");
}

// A plain yes or no is a truth value to some readers of YAML.
static struct doc *
enum_json(struct writer *w, const struct schema *s)
{
    struct doc *d = doc_map(w->arena);
    struct doc *list = doc_put(w->arena, d, "enum", texts(w, s->words));

    for (const char *const *word = s->words; *word; word++)
        if (str_eq(*word, "yes") || str_eq(*word, "no"))
            doc_add(w->arena, list, doc_bool(w->arena, **word == 'y'));
    return w->stand_in ? any_of(w, d, reference(w, STAND_IN)) : d;
}

static void
put_property(
    struct writer *w, struct doc *properties, const char *name, const struct schema_field *f)
{
    struct doc *d = doc_put(w->arena, properties, name, json_of(w, f->schema, f->name));

    if (f->help && f->later)
        doc_put_string(w->arena, d, "description",
            arena_printf(w->arena, "%s (not carried out yet: %s)", f->help, f->later));
    else if (f->help)
        doc_put_string(w->arena, d, "description", f->help);
}

static struct doc *requires(struct writer *w, const char *name, const char *other)
{
    struct doc *d = doc_map(w->arena), *list = doc_put(w->arena, d, "required", doc_list(w->arena));

    doc_add(w->arena, list, doc_string(w->arena, name));
    if (other)
        doc_add(w->arena, list, doc_string(w->arena, other));
    return d;
}

// Of two spellings one at most, and one at least where it is required.
static void
put_spellings(struct writer *w, struct doc *rules, const struct schema_field *f)
{
    struct doc *no_two = doc_add(w->arena, rules, doc_map(w->arena));

    doc_put(w->arena, no_two, "not", requires(w, f->name, f->alias));
    if (f->required)
        doc_add(
            w->arena, rules, any_of(w, requires(w, f->name, NULL), requires(w, f->alias, NULL)));
}

static struct doc *
map_json(struct writer *w, const struct schema *s)
{
    struct arena *a = w->arena;
    struct doc *d = typed(w, "object"), *properties = doc_put(a, d, "properties", doc_map(a));
    struct doc *required = doc_list(a), *rules = doc_list(a);

    for (const struct schema_field *f = s->fields; f->name; f++) {
        put_property(w, properties, f->name, f);
        if (f->alias) {
            put_property(w, properties, f->alias, f);
            put_spellings(w, rules, f);
        } else if (f->required) {
            doc_add(a, required, doc_string(a, f->name));
        }
    }
    if (required->n)
        doc_put(a, d, "required", required);
    if (rules->n)
        doc_put(a, d, "allOf", rules);
    if (!s->open)
        doc_put_bool(a, d, "additionalProperties", false);
    return d;
}

// By the key that holds it; of several maps under keys of one name the later are numbered.
static const char *
definition_name(struct writer *w, const char *name)
{
    const char *free_name = name;
    unsigned n = 1;

    while (doc_get(w->definitions, free_name))
        free_name = arena_printf(w->arena, "%s-%u", name, ++n);
    return free_name;
}

static struct doc *
definition(struct writer *w, const struct schema *s, const char *name)
{
    struct definition *new;

    vec_each (known, &w->known)
        if (known->schema == s)
            return reference(w, known->name);
    new = vec_add(&w->known);
    *new = (struct definition){ s, definition_name(w, name) };
    name = new->name;
    doc_put(w->arena, w->definitions, name, doc_map(w->arena)); // taken; it may hold itself
    doc_put(w->arena, w->definitions, name, map_json(w, s));
    return reference(w, name);
}

static struct doc *
list_json(struct writer *w, const struct schema *item, const char *name)
{
    struct doc *d = typed(w, "array");

    doc_put(w->arena, d, "items", json_of(w, item, name));
    return d;
}

static struct doc *
dict_json(struct writer *w, const struct schema *item, const char *name)
{
    struct doc *d = typed(w, "object");

    doc_put(w->arena, d, "additionalProperties", json_of(w, item, name));
    return d;
}

// The first choice that a value suits is its: numbers that one takes are no texts of the next.
static struct doc *
choices_json(struct writer *w, const struct schema *s, const char *name)
{
    struct doc *d = doc_map(w->arena), *list = doc_put(w->arena, d, "anyOf", doc_list(w->arena));
    bool numbers = false;

    for (const struct schema *const *c = s->choices; *c; c++) {
        struct doc *one = doc_add(w->arena, list, json_of(w, *c, name));
        if (numbers && (*c)->type == S_TEXT)
            doc_put_string(w->arena, one, "type", "string");
        numbers |= (*c)->type == S_INT || (*c)->type == S_NUMBER;
    }
    return d;
}

// name: the key that holds it.
static struct doc *
json_of(struct writer *w, const struct schema *s, const char *name)
{
    switch (s->type) {
    case S_ANY:
        break;
    case S_BOOL:
        return truth_json(w);
    case S_INT:
    case S_NUMBER:
        return number_json(w, s);
    case S_TEXT:
        return text_json(w, s);
    case S_NAME:
        return name_json(w);
    case S_SIZE:
        return size_json(w);
    case S_ENUM:
        return enum_json(w, s);
    case S_MAP:
        return definition(w, s, name);
    case S_DICT:
        return dict_json(w, s->item, name);
    case S_LIST:
        return list_json(w, s->item, name);
    case S_ONE_OR_LIST:
        return any_of(w, json_of(w, s->item, name), list_json(w, s->item, name));
    case S_ONE_OF:
        return choices_json(w, s, name);
    }
    return doc_map(w->arena);
}

static void
put_stand_in(struct writer *w)
{
    struct doc *d = doc_put(w->arena, w->definitions, STAND_IN, typed(w, "string"));

    doc_put_string(w->arena, d, "pattern", w->stand_in);
}

struct doc *
schema_json(struct arena *a, const struct schema *s, const char *title, const char *stand_in)
{
    struct writer w = { .arena = a, .definitions = doc_map(a), .stand_in = stand_in };
    struct doc *top = doc_map(a);

    doc_put_string(a, top, "$schema", "https://json-schema.org/draft/2020-12/schema");
    doc_put_string(a, top, "title", title);
    if (stand_in)
        put_stand_in(&w);
    const struct doc *d = s->type == S_MAP ? map_json(&w, s) : json_of(&w, s, "item");
    for (size_t i = 0; i < d->n; i++)
        doc_put(a, top, d->keys[i]->text, d->items[i]);
    if (w.definitions->n)
        doc_put(a, top, "$defs", w.definitions);
    vec_done(&w.known);
    return top;
}
