// SPDX-License-Identifier: MIT
// StackScripts over API v4.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cloud/linode/client.h"
#include "text/json.h"

#define PATH "/linode/stackscripts"

// ---- reading

static const char *
script_fault(const struct call *c, const struct doc *d)
{
    if (doc_get_int(d, "id", 0) <= 0)
        return "a StackScript has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is another StackScript";
    doc_each (field, doc_get(d, "user_defined_fields"))
        if (str_empty(doc_get_text(field, "name", NULL)))
            return "a field of a StackScript has no name";
    return NULL;
}

// Its documents call them oneOf and manyOf.
static const char *
either(struct arena *a, const struct doc *d, const char *seen, const char *documented)
{
    const char *text = text_copy(a, d, seen);

    return text ? text : text_copy(a, d, documented);
}

static const struct stackscript_field *
fields_read(struct arena *a, const struct doc *list)
{
    struct stackscript_field *fields = arena_array(a, doc_count(list) + 1, sizeof *fields);
    size_t n = 0;

    doc_each (d, list)
        fields[n++] = (struct stackscript_field){
            .name = text_copy(a, d, "name"),
            .preset = text_copy(a, d, "default"),
            .one_of = either(a, d, "oneof", "oneOf"),
            .many_of = either(a, d, "manyof", "manyOf"),
        };
    return fields;
}

static struct stackscript
script_make(struct arena *a, const struct doc *d)
{
    const struct doc *fields = doc_get(d, "user_defined_fields");

    return (struct stackscript){
        .id = id_text(a, d, "id"),
        .owner = text_copy(a, d, "username"),
        .label = text_copy(a, d, "label"),
        .images = text_list(a, doc_get(d, "images")),
        .fields = fields_read(a, fields),
        .n_fields = doc_count(fields),
    };
}

// One that was asked for by its id and is not there is no failure.
static void
read_one(struct call *c, const struct lct_err *err)
{
    const struct lct_err none = { 0 };
    struct stackscript s = { 0 };

    if (!err->code)
        s = script_make(c->arena, c->answer);
    ((cloud_scripts_fn *)c->spec.fn)(
        c->spec.user, err->code == LCT_ENOTFOUND ? &none : err, s.id ? &s : NULL, s.id != NULL);
}

// The filter is asked of the server and checked here: owner, a slash, and the label.
static bool
is_meant(const char *name, const struct doc *d)
{
    const char *slash = strchr(name, '/'), *owner = doc_get_text(d, "username", "");

    if (!slash)
        return str_eq(doc_get_text(d, "label", ""), name) && doc_get_bool(d, "mine", false);
    return str_eq(doc_get_text(d, "label", ""), slash + 1) &&
           strlen(owner) == (size_t)(slash - name) && str_starts(name, owner);
}

static void
read_list(struct call *c, const struct lct_err *err)
{
    struct stackscript *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        if (is_meant(c->spec.want, item))
            list[n++] = script_make(c->arena, item);
    ((cloud_scripts_fn *)c->spec.fn)(c->spec.user, err, n ? list : NULL, n);
}

// ---- asking

static struct op *
get(struct cloud *c, int64_t id, cloud_scripts_fn *fn, void *user)
{
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld", (long long)id);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_SCRIPT_GET,
                                        .path = path,
                                        .id = id,
                                        .fault = script_fault,
                                        .read = read_one,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static const char *
filter_of(struct arena *a, const char *name)
{
    const char *slash = strchr(name, '/');
    struct doc *d = doc_map(a);
    _own_(buf) struct buf text = { 0 };

    if (slash)
        doc_put_string(a, d, "username", arena_strndup(a, name, (size_t)(slash - name)));
    else
        doc_put_bool(a, d, "mine", true);
    doc_put_string(a, d, "label", slash ? slash + 1 : name);
    json_print(&text, d, JSON_COMPACT);
    return arena_strdup(a, buf_str(&text));
}

static struct op *
find(struct cloud *c, const char *name, cloud_scripts_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();

    if (id_number(name))
        return get(c, id_number(name), fn, user);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_SCRIPT_FIND,
                                        .path = PATH,
                                        .filter = filter_of(a, name),
                                        .want = name,
                                        .every_page = true,
                                        .fault = script_fault,
                                        .read = read_list,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

const struct script_ops linode_scripts = { .find = find };
