// SPDX-License-Identifier: MIT
// Cloud Firewalls over API v4. They are of no region, their labels are unique in the account.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/firewall/firewall.h"
#include "model/machine.h"
#include "text/json.h"

// ---- reading

// Those that are Linodes. An interface of one stands for the Linode that it is of, and a Linode
// that is behind it itself is so with all that it can have.
static const char *const *
members_read(struct arena *a, const struct doc *list)
{
    const char **ids = arena_array(a, INTERFACES_MAX * doc_count(list) + 1, sizeof *ids);
    size_t n = 0;

    doc_each (item, list) {
        const struct doc *parent = doc_get(item, "parent_entity");
        const bool whole = doc_is_null(parent);
        const struct doc *linode = whole ? item : parent;
        if (!str_eq(doc_get_text(linode, "type", ""), "linode"))
            continue;
        for (int i = 0; i < (whole ? INTERFACES_MAX : 1); i++)
            ids[n++] = id_text(a, linode, "id");
    }
    return ids;
}

static struct thing
firewall_read(struct arena *a, const struct doc *d)
{
    return (struct thing){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = "",
        .traits = "",
        .members = members_read(a, doc_get(d, "entities")),
        .tags = text_list(a, doc_get(d, "tags")),
        .rules = rules_read(a, doc_get(d, "rules")),
        .ready = str_eq(doc_get_text(d, "status", ""), "enabled"),
    };
}

// Of what is copied from it into the inventory and told.
static const char *
firewall_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is another Cloud Firewall";
    if (!label_valid(label))
        return "its label is none";
    if (c->spec.route == ROUTE_FIREWALL_CREATE && !str_eq(label, c->spec.want))
        return "its label is not the one asked for";
    doc_each (item, doc_get(d, "entities"))
        if (doc_get_int(item, "id", 0) <= 0)
            return "a service of its is none";
    return NULL;
}

static void
read_firewall(struct call *c, const struct lct_err *err)
{
    struct thing t;

    if (!err->code)
        t = firewall_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &t);
}

// The filter is asked of the server and checked here.
static void
read_firewalls(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = firewall_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

static struct op *
create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", spec->label);
    doc_put(a, d, "tags", doc_texts(a, spec->tags));
    doc_put(a, d, "rules", rules_doc(a, spec->rules));
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_FIREWALL_CREATE,
                                        .path = FIREWALLS,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = firewall_fault,
                                        .read = read_firewall,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

struct op *
firewall_call(struct linode *l, int64_t number, const char *rest, struct call_spec *s)
{
    char path[96];

    snprintf(path, sizeof path, FIREWALLS "/%lld%s", (long long)number, rest);
    s->path = path;
    if (!number)
        s->id = ID_NONE;
    return call_start(l, s);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    const int64_t number = id_number(id);

    return firewall_call(linode_of(c), number, "",
        &(struct call_spec){ .route = ROUTE_FIREWALL_GET,
            .id = number,
            .fault = firewall_fault,
            .read = read_firewall,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
start_list(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    if (label) {
        buf_adds(&filter, "{\"label\":");
        json_quote(&filter, label);
        buf_addc(&filter, '}');
    }
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_FIREWALL_LIST,
                                        .path = FIREWALLS,
                                        .filter = filter.data,
                                        .want = label,
                                        .every_page = true,
                                        .fault = firewall_fault,
                                        .read = read_firewalls,
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

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return firewall_call(linode_of(c), id_number(id), "",
        &(struct call_spec){ .route = ROUTE_FIREWALL_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
put(struct cloud *c, enum route r, const char *id, const char *rest, const struct doc *d,
    cloud_done_fn *fn, void *user)
{
    _own_(secret) struct secret *body = call_body(d);

    return firewall_call(linode_of(c), id_number(id), rest,
        &(struct call_spec){
            .route = r, .body = body, .read = read_done, .fn = (call_any_fn *)fn, .user = user });
}

static struct op *
put_rules(
    struct cloud *c, const char *id, const struct cloud_rules *rules, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();

    return put(c, ROUTE_FIREWALL_RULES, id, "/rules", rules_doc(a, rules), fn, user);
}

static struct op *
enable(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "status", "enabled");
    return put(c, ROUTE_FIREWALL_UPDATE, id, "", d, fn, user);
}

const struct thing_ops linode_firewall_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct firewall_ops linode_firewalls = {
    .rules = put_rules,
    .enable = enable,
    .attach = firewall_attach,
    .detach = firewall_detach,
};
