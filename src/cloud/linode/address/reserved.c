// SPDX-License-Identifier: MIT
// Reserved addresses as things, over API v4. They have no labels: a tag says it.
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"
#include "base/texts.h"
#include "cloud/linode/client.h"

#define PATH "/networking/reserved/ips"
#define NAME "lct:name:" // the label follows

// ---- reading

static const char *
label_of(struct arena *a, const struct doc *d)
{
    const char *const *tags = text_list(a, doc_get(d, "tags"));

    for (; *tags; tags++)
        if (str_starts(*tags, NAME))
            return *tags + strlen(NAME);
    return text_copy(a, d, "address");
}

// Who has it does not matter: a machine keeps one that is given back, as its own.
static struct thing
reserved_read(struct arena *a, const struct doc *d)
{
    return (struct thing){
        .id = text_copy(a, d, "address"),
        .label = label_of(a, d),
        .region = text_copy(a, d, "region"),
        .traits = "",
        .members = text_list(a, NULL),
        .tags = text_list(a, doc_get(d, "tags")),
        .ready = true,
    };
}

static const char *
reserved_fault(const struct call *c, const struct doc *d)
{
    const char *address = doc_get_text(d, "address", "");

    if (!address_valid(address, AF_INET))
        return "its address is none";
    if (c->spec.route == ROUTE_RESERVED_GET && !str_eq(address, c->spec.want))
        return "it is another address";
    return word_valid(doc_get_text(d, "region", "")) ? NULL : "its region is none";
}

static void
read_one(struct call *c, const struct lct_err *err)
{
    struct thing t;

    if (!err->code)
        t = reserved_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &t);
}

static void
read_all(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = reserved_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

static struct op *
create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    const char *const name[] = { arena_printf(a, NAME "%s", spec->label), NULL };
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "region", spec->region);
    doc_put(a, d, "tags", doc_texts(a, texts_both(a, name, spec->tags)));
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_RESERVED_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .fault = reserved_fault,
                                        .read = read_one,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

// The path names it.
static struct op *
start_one(struct cloud *c, const char *id, struct call_spec *spec)
{
    _own_(arena) struct arena *a = arena_new();
    const bool is_one = address_valid(id, AF_INET);

    spec->path = arena_printf(a, PATH "/%s", is_one ? id : "none");
    spec->id = is_one ? 0 : ID_NONE;
    return call_start(linode_of(c), spec);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return start_one(c, id,
        &(struct call_spec){ .route = ROUTE_RESERVED_GET,
            .want = id,
            .fault = reserved_fault,
            .read = read_one,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(c, id,
        &(struct call_spec){ .route = ROUTE_RESERVED_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
start_list(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    static const char *const key[] = { "address", NULL };

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_ADDRESS_RESERVED,
                                        .path = PATH,
                                        .want = label,
                                        .every_page = true,
                                        .key = key,
                                        .fault = reserved_fault,
                                        .read = read_all,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return start_list(c, NULL, fn, user);
}

static struct op *
find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    return start_list(c, label, fn, user);
}

const struct thing_ops linode_reserved_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};
