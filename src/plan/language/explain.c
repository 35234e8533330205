// SPDX-License-Identifier: MIT
// Explains keys of the plan language: type, default, meaning, an example, where else it is.
#include "plan/language/explain.h"

#include "base/advice.h"
#include "base/str.h"
#include "plan/plan.h"
#include "text/yaml.h"

#define MOST_ELSEWHERE 6

static void add_type(struct buf *out, const struct schema *s);

static void
add_limits(struct buf *out, const struct schema *s, const char *unit)
{
    if (s->min < s->max)
        buf_addf(out, ", %.15g to %.15g%s", s->min, s->max, unit);
}

static void
add_words(struct buf *out, const char *const *words)
{
    for (size_t i = 0; words[i]; i++)
        buf_addf(out, "%s%s", !i ? "" : words[i + 1] ? ", " : " or ", words[i]);
}

static void
add_choices(struct buf *out, const struct schema *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        buf_adds(out, i ? "; or " : "");
        add_type(out, choices[i]);
    }
}

static void
add_type(struct buf *out, const struct schema *s)
{
    switch (s->type) {
    case S_ANY:
        buf_adds(out, "anything");
        break;
    case S_BOOL:
        buf_adds(out, "yes or no");
        break;
    case S_INT:
    case S_NUMBER:
        buf_adds(out, s->what ? s->what : s->type == S_INT ? "a whole number" : "a number");
        add_limits(out, s, "");
        break;
    case S_TEXT:
        buf_adds(out, s->what ? s->what : "text");
        add_limits(out, s, " characters");
        break;
    case S_NAME:
        buf_adds(out, "a name: 1 to 64 of A-Z a-z 0-9 . _ -");
        break;
    case S_SIZE:
        buf_adds(out, "a size such as 80%, 500GB or auto");
        break;
    case S_ENUM:
        add_words(out, s->words);
        break;
    case S_MAP:
        buf_adds(out, s->what ? s->what : "a map");
        buf_adds(out, " with the keys below");
        break;
    case S_DICT:
        buf_adds(out, "a map of names, each to ");
        add_type(out, s->item);
        break;
    case S_LIST:
        buf_adds(out, "a list, each ");
        add_type(out, s->item);
        break;
    case S_ONE_OR_LIST:
        add_type(out, s->item);
        buf_adds(out, "; or a list of such");
        break;
    case S_ONE_OF:
        add_choices(out, s->choices);
        break;
    }
}

// The map that the value is, or is made of.
static const struct schema *
map_within(const struct schema *s)
{
    const struct schema *found = NULL;

    if (s->type == S_MAP)
        return s;
    if (s->item)
        return map_within(s->item);
    for (size_t i = 0; s->type == S_ONE_OF && s->choices[i] && !found; i++)
        found = map_within(s->choices[i]);
    return found;
}

static void
put_keys(struct arena *a, struct doc *d, const struct schema *map)
{
    struct doc *keys = doc_put(a, d, "keys", doc_list(a));

    for (const struct schema_field *f = map->fields; f->name; f++) {
        struct doc *key = doc_add(a, keys, doc_map(a));
        doc_put_string(a, key, "key", f->name);
        doc_put_bool(a, key, "required", f->required);
        doc_put_string(a, key, "help", f->help);
    }
}

// ---- finding

static void
cut_index(char *segment)
{
    segment[strcspn(segment, "[")] = '\0';
}

static bool
is_called(const struct schema_field *f, const char *word)
{
    return str_ieq(f->name, word) || (f->alias && str_ieq(f->alias, word));
}

// Do the n words end the first i keys of the place? What any name may stand for can be left out.
static bool
ends_with(const struct language_key *k, size_t i, char *const *words, size_t n)
{
    if (!n || !i)
        return !n;
    if (k->fields[i - 1])
        return is_called(k->fields[i - 1], words[n - 1]) && ends_with(k, i - 1, words, n - 1);
    return ends_with(k, i - 1, words, n) || ends_with(k, i - 1, words, n - 1);
}

struct finding {
    struct language_key *keys;
    size_t n;
    const struct language_key *best; // NULL: none
    const char *also[MOST_ELSEWHERE];
    size_t n_also;
};

// What all node plans have is told once.
static bool
is_repetition(const struct language_key *k)
{
    return str_eq(k->fields[0]->name, "defaults") ||
           (k->n > 1 && str_eq(k->fields[0]->name, "regionplan") && k->fields[1] &&
               str_eq(k->fields[1]->name, "nodes"));
}

// What any name may stand for counts twice.
static size_t
depth(const struct language_key *k)
{
    size_t n = 1;

    for (const char *p = k->path; *p; p++)
        n += *p == '.';
    for (size_t i = 0; i < k->n; i++)
        n += !k->fields[i];
    return n;
}

static bool
is_better(const struct language_key *k, const struct language_key *than)
{
    if (!than || is_repetition(k) != is_repetition(than))
        return !than || is_repetition(than);
    return depth(k) < depth(than);
}

// Others of that name: first those that mean something else, then other places of the same.
static void
find_others(struct finding *f, char *const *words, size_t n, bool same)
{
    for (size_t i = 0; i < f->n && f->n_also < MOST_ELSEWHERE; i++) {
        const struct language_key *k = &f->keys[i];
        if (k != f->best && (k->field == f->best->field) == same && !is_repetition(k) &&
            ends_with(k, k->n, words, n))
            f->also[f->n_also++] = k->path;
    }
}

static void
find_places(struct finding *f, const char *key, char *const *words, size_t n)
{
    const struct language_key *exact = NULL;

    for (size_t i = 0; i < f->n && !exact; i++)
        if (str_ieq(f->keys[i].path, key))
            exact = &f->keys[i];
    f->best = exact;
    for (size_t i = 0; i < f->n && !exact; i++)
        if (ends_with(&f->keys[i], f->keys[i].n, words, n) && is_better(&f->keys[i], f->best))
            f->best = &f->keys[i];
    if (!f->best)
        return;
    find_others(f, words, n, false);
    find_others(f, words, n, true);
}

static int
no_key(struct arena *a, const struct finding *f, const char *key, const char *last,
    struct lct_err *err)
{
    const char **names = arena_array(a, f->n * 2 + 1, sizeof *names), *near;
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        names[n++] = f->keys[i].path;
        names[n++] = f->keys[i].field->name;
    }
    lct_fail(err, LCT_ENOTFOUND, "plans have no key '%.80s'", key);
    near = str_nearest(key, names, n);
    near = near ? near : str_nearest(last, names, n);
    if (near)
        return lct_hint(err, "did you mean %s?", near);
    return lct_hint(err, "%s shows the keys of a plan", ADVICE(PLAN_EXPLAIN));
}

static int
find_key(struct arena *a, const char *key, struct finding *f, struct lct_err *err)
{
    char **words;
    size_t n = str_split(a, key, ".", &words);

    *f = (struct finding){ 0 };
    f->n = language_keys(a, &f->keys);
    for (size_t i = 0; i < n; i++)
        cut_index(words[i]);
    if (n)
        find_places(f, key, words, n);
    if (!f->best)
        return no_key(a, f, key, n ? words[n - 1] : key, err);
    return LCT_OK;
}

// ---- telling

// Of a key that stands in several places, by the first.
static const struct language_more *
more_of(const struct finding *f)
{
    size_t first = 0;

    while (f->keys[first].field != f->best->field)
        first++;
    for (const struct language_more *m = language_more; m->path; m++)
        if (str_eq(m->path, f->keys[first].path))
            return m;
    return NULL;
}

// One that is valid; NULL: the table has none.
static const char *
simple_example(struct arena *a, const struct schema *s)
{
    if (s->type == S_ONE_OR_LIST)
        return simple_example(a, s->item);
    if (s->type == S_BOOL)
        return "yes";
    if (s->type == S_INT || s->type == S_NUMBER)
        return arena_printf(a, "%.15g", s->min > 0 ? s->min : 1);
    if (s->type == S_SIZE)
        return "80%";
    return s->type == S_ENUM ? s->words[0] : NULL;
}

static void
put_text(struct arena *a, struct doc *d, const char *key, const char *text)
{
    if (text)
        doc_put_string(a, d, key, text);
}

static void
put_more(struct arena *a, struct doc *d, const struct finding *f)
{
    const struct schema_field *field = f->best->field;
    const struct language_more *m = more_of(f);
    const char *example = m && m->example ? m->example : simple_example(a, field->schema);

    if (m) {
        put_text(a, d, "default", m->fallback);
        put_text(a, d, "more", m->text);
        put_text(a, d, "names", m->names);
    }
    if (example)
        doc_put_string(a, d, "example", arena_printf(a, "%s: %s", field->name, example));
}

static void
put_also(struct arena *a, struct doc *d, const struct finding *f)
{
    struct doc *also = f->n_also ? doc_put(a, d, "also", doc_list(a)) : NULL;

    for (size_t i = 0; i < f->n_also; i++)
        doc_add(a, also, doc_string(a, f->also[i]));
}

static struct doc *
key_doc(struct arena *a, const struct finding *f)
{
    const struct schema_field *field = f->best->field;
    const struct schema *map = map_within(field->schema);
    _own_(buf) struct buf type = { 0 };
    struct doc *d = doc_map(a);

    add_type(&type, field->schema);
    doc_put_string(a, d, "key", f->best->path);
    put_text(a, d, "alias", field->alias);
    doc_put_string(a, d, "type", arena_strdup(a, buf_str(&type)));
    doc_put_bool(a, d, "required", field->required);
    put_text(a, d, "help", field->help);
    put_text(a, d, "later", field->later);
    put_more(a, d, f);
    put_also(a, d, f);
    if (map)
        put_keys(a, d, map);
    return d;
}

int
plan_explain(struct arena *a, const char *key, struct doc **ret, struct lct_err *err)
{
    struct finding f;

    if (!*key) {
        *ret = doc_map(a);
        doc_put_string(a, *ret, "key", "");
        put_keys(a, *ret, &plan_schema);
        return LCT_OK;
    }
    if (find_key(a, key, &f, err) < 0)
        return err->code;
    *ret = key_doc(a, &f);
    return LCT_OK;
}

int
plan_explain_value(struct arena *a, const char *key, const char *value, struct diags *diags,
    struct doc_source *src, struct lct_err *err)
{
    struct finding f;
    struct doc_pos pos = { 0 };
    struct lct_err trouble = { 0 };
    struct doc *d;

    *src = (struct doc_source){ "value", value, strlen(value) };
    if (find_key(a, key, &f, err) < 0)
        return err->code;
    if (yaml_parse(a, value, strlen(value), &d, &pos, &trouble) < 0)
        diags_add(diags, DIAG_ERROR, pos, "%s", trouble.text);
    else
        schema_check(f.best->field->schema, d, diags);
    if (!diags->n_errors)
        return LCT_OK;
    return lct_fail(err, LCT_EPLAN, "'%.80s' will not do for %s", value, f.best->path);
}
