// The tables as JSON Schema (2020-12), for editors.
#include "text/schema.h"

static struct doc *json_of(struct arena *a, const struct schema *s);

static struct doc *
typed(struct arena *a, const char *type)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "type", type);
    return d;
}

static struct doc *
any_of(struct arena *a, struct doc *first, struct doc *second)
{
    struct doc *d = doc_map(a), *list = doc_put(a, d, "anyOf", doc_list(a));

    doc_add(a, list, first);
    doc_add(a, list, second);
    return d;
}

static struct doc *
scalar(struct arena *a)
{
    struct doc *d = doc_map(a), *list = doc_put(a, d, "type", doc_list(a));

    doc_add(a, list, doc_string(a, "string"));
    doc_add(a, list, doc_string(a, "number"));
    doc_add(a, list, doc_string(a, "boolean"));
    return d;
}

static struct doc *
words(struct arena *a, const char *const *w)
{
    struct doc *d = doc_map(a), *list = doc_put(a, d, "enum", doc_list(a));

    for (; *w; w++)
        doc_add(a, list, doc_string(a, *w));
    return d;
}

static void
put_property(
    struct arena *a, struct doc *properties, const char *name, const struct schema_field *f)
{
    struct doc *d = doc_put(a, properties, name, json_of(a, f->schema));

    if (f->help)
        doc_put_string(a, d, "description", f->help);
}

static struct doc *
map_json(struct arena *a, const struct schema *s)
{
    struct doc *d = typed(a, "object");
    struct doc *properties = doc_put(a, d, "properties", doc_map(a));
    struct doc *required = doc_list(a);

    for (const struct schema_field *f = s->fields; f->name; f++) {
        put_property(a, properties, f->name, f);
        if (f->alias)
            put_property(a, properties, f->alias, f);
        if (f->required && !f->alias)
            doc_add(a, required, doc_string(a, f->name));
    }
    if (required->n)
        doc_put(a, d, "required", required);
    if (!s->open)
        doc_put_bool(a, d, "additionalProperties", false);
    return d;
}

static struct doc *
list_json(struct arena *a, const struct schema *item)
{
    struct doc *d = typed(a, "array");

    doc_put(a, d, "items", json_of(a, item));
    return d;
}

static struct doc *
number_json(struct arena *a, const struct schema *s, const char *type)
{
    struct doc *d = typed(a, type);

    if (s->min < s->max) {
        doc_put(a, d, "minimum", doc_real(a, s->min));
        doc_put(a, d, "maximum", doc_real(a, s->max));
    }
    return d;
}

static struct doc *
choices_json(struct arena *a, const struct schema *s)
{
    struct doc *d = doc_map(a), *list = doc_put(a, d, "anyOf", doc_list(a));

    for (const struct schema *const *c = s->choices; *c; c++)
        doc_add(a, list, json_of(a, *c));
    return d;
}

static struct doc *
json_of(struct arena *a, const struct schema *s)
{
    static const char *const truths[] = { "yes", "no", "true", "false", "on", "off", NULL };
    struct doc *d;

    switch (s->type) {
    case S_ANY:
        break;
    case S_BOOL:
        return any_of(a, typed(a, "boolean"), words(a, truths));
    case S_INT:
        return number_json(a, s, "integer");
    case S_NUMBER:
        return number_json(a, s, "number");
    case S_TEXT:
    case S_NAME:
    case S_SIZE:
        return scalar(a);
    case S_ENUM:
        return words(a, s->words);
    case S_MAP:
        return map_json(a, s);
    case S_DICT:
        d = typed(a, "object");
        doc_put(a, d, "additionalProperties", json_of(a, s->item));
        return d;
    case S_LIST:
        return list_json(a, s->item);
    case S_ONE_OR_LIST:
        return any_of(a, json_of(a, s->item), list_json(a, s->item));
    case S_ONE_OF:
        return choices_json(a, s);
    }
    return doc_map(a);
}

struct doc *
schema_json(struct arena *a, const struct schema *s, const char *title)
{
    struct doc *d = json_of(a, s), *top = doc_map(a);

    doc_put_string(a, top, "$schema", "https://json-schema.org/draft/2020-12/schema");
    doc_put_string(a, top, "title", title);
    for (size_t i = 0; i < d->n; i++)
        doc_put(a, top, d->keys[i]->text, d->items[i]);
    return top;
}
