// SPDX-License-Identifier: MIT
// Placement groups over API v4. Their ids are numbers there, and texts for us.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cloud/linode/client.h"
#include "model/placement.h"
#include "text/json.h"

#define PATH "/placement/groups"

// ---- reading

static const char *const *
members_read(struct arena *a, const struct doc *list)
{
    const char **ids = arena_array(a, doc_count(list) + 1, sizeof *ids);
    size_t n = 0;

    doc_each (item, list)
        ids[n++] = id_text(a, item, "linode_id");
    return ids;
}

static struct thing
group_read(struct arena *a, const struct doc *d)
{
    return (struct thing){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = text_copy(a, d, "region"),
        .traits = placement_traits(a, doc_get_text(d, "placement_group_type", ""),
            doc_get_text(d, "placement_group_policy", "")),
        .members = members_read(a, doc_get(d, "members")),
        .tags = text_list(a, NULL),
        .ready = true,
    };
}

// Of what is copied from it into the inventory and told.
static const char *
group_fault(const struct call *c, const struct doc *d)
{
    static const char *const words[][2] = {
        { "region", "its region is none" },
        { "placement_group_type", "its type is none" },
        { "placement_group_policy", "its policy is none" },
    };
    const char *label = doc_get_text(d, "label", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another placement group";
    if (!label_valid(label))
        return "its label is none";
    if (c->spec.route == ROUTE_PLACEMENT_CREATE && !str_eq(label, c->spec.want))
        return "its label is not the one asked for";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!word_valid(doc_get_text(d, words[i][0], "")))
            return words[i][1];
    doc_each (item, doc_get(d, "members"))
        if (doc_get_int(item, "linode_id", 0) <= 0)
            return "one of its members is none";
    return NULL;
}

static void
read_group(struct call *c, const struct lct_err *err)
{
    struct thing g;

    if (!err->code)
        g = group_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &g);
}

// The filter is asked of the server and checked here.
static void
read_groups(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer), sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = group_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// Its machines are still leaving.
static void
read_removed(struct call *c, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EFAILED && strcasestr(told.text, "unassign"))
        told.code = LCT_EWAIT;
    read_done(c, &told);
}

// ---- asking

static struct op *
create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);
    const char *type, *policy;

    placement_traits_read(a, spec->traits, &type, &policy);
    doc_put_string(a, d, "label", spec->label);
    doc_put_string(a, d, "region", spec->region);
    doc_put_string(a, d, "placement_group_type", type);
    doc_put_string(a, d, "placement_group_policy", policy);
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_PLACEMENT_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = group_fault,
                                        .read = read_group,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
start_one(struct cloud *c, enum route r, const char *id, const char *verb,
    const struct secret *body, call_read_fn *read, call_any_fn *fn, void *user)
{
    const int64_t number = id_number(id);
    char path[96];

    snprintf(path, sizeof path, PATH "/%lld%s", (long long)number, verb);
    return call_start(linode_of(c), &(struct call_spec){ .route = r,
                                        .path = path,
                                        .body = body,
                                        .id = number ? number : ID_NONE,
                                        .fault = read == read_group ? group_fault : NULL,
                                        .read = read,
                                        .fn = fn,
                                        .user = user });
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return start_one(c, ROUTE_PLACEMENT_GET, id, "", NULL, read_group, (call_any_fn *)fn, user);
}

// No order is asked for: the document does not say that groups have one by id.
static struct op *
start_list(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    if (label) {
        buf_adds(&filter, "{\"label\":");
        json_quote(&filter, label);
        buf_addc(&filter, '}');
    }
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_PLACEMENT_LIST,
                                        .path = PATH,
                                        .filter = filter.data,
                                        .want = label,
                                        .every_page = true,
                                        .fault = group_fault,
                                        .read = read_groups,
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
    return start_one(
        c, ROUTE_PLACEMENT_REMOVE, id, "", NULL, read_removed, (call_any_fn *)fn, user);
}

static struct secret *
machines_body(const char *const *machines)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a), *ids = doc_put(a, d, "linodes", doc_list(a));

    for (; *machines; machines++)
        doc_add(a, ids, doc_int(a, id_number(*machines)));
    return call_body(d);
}

static struct op *
assign(struct cloud *c, const char *id, const char *const *machines, cloud_done_fn *fn, void *user)
{
    _own_(secret) struct secret *body = machines_body(machines);

    return start_one(
        c, ROUTE_PLACEMENT_ASSIGN, id, "/assign", body, read_done, (call_any_fn *)fn, user);
}

static struct op *
unassign(
    struct cloud *c, const char *id, const char *const *machines, cloud_done_fn *fn, void *user)
{
    _own_(secret) struct secret *body = machines_body(machines);

    return start_one(
        c, ROUTE_PLACEMENT_UNASSIGN, id, "/unassign", body, read_done, (call_any_fn *)fn, user);
}

const struct thing_ops linode_placement_groups = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct placement_ops linode_placements = {
    .assign = assign,
    .unassign = unassign,
};
