// SPDX-License-Identifier: MIT
// VPCs and their subnets over API v4. They have no tags: ours stand in the description.
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/map.h"
#include "base/str.h"
#include "cloud/linode/client.h"
#include "text/json.h"

#define PATH "/vpcs"

// ---- reading

static const char *const *
tags_read(struct arena *a, const struct doc *d)
{
    char **words = NULL;
    const size_t n = str_split(a, doc_get_text(d, "description", ""), " ", &words);
    const char **tags = arena_array(a, n + 1, sizeof *tags);

    for (size_t i = 0; i < n; i++)
        tags[i] = words[i];
    return tags;
}

static const char *const *
subnets_read(struct arena *a, const struct doc *list)
{
    const char **parts = arena_array(a, doc_count(list) + 1, sizeof *parts);
    size_t n = 0;

    doc_each (item, list)
        parts[n++] = subnet_text(a, &(struct subnet){ doc_get_text(item, "label", ""),
                                        doc_get_text(item, "ipv4", ""), id_text(a, item, "id") });
    return parts;
}

// A machine may be in several subnets.
static const char *const *
members_read(struct arena *a, const struct doc *subnets)
{
    _own_(map) struct map known = { 0 };
    const char **ids;
    size_t n = 0;

    doc_each (subnet, subnets)
        doc_each (item, doc_get(subnet, "linodes"))
            map_put(&known, id_text(a, item, "id"), a);
    ids = arena_array(a, known.n + 1, sizeof *ids);
    map_each (it, &known)
        ids[n++] = arena_strdup(a, it->key);
    return ids;
}

static struct thing
vpc_read(struct arena *a, const struct doc *d)
{
    const struct doc *subnets = doc_get(d, "subnets");

    return (struct thing){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = text_copy(a, d, "region"),
        .traits = "",
        .members = members_read(a, subnets),
        .tags = tags_read(a, d),
        .parts = subnets_read(a, subnets),
        .ready = true,
    };
}

static const char *
subnet_fault(const struct doc *d)
{
    const char *ipv4 = doc_get_text(d, "ipv4", "");
    struct cidr c;

    if (doc_get_int(d, "id", 0) <= 0)
        return "one of its subnets has no id";
    if (!label_valid(doc_get_text(d, "label", "")))
        return "the label of one of its subnets is none";
    // Those of the newest kind may have IPv6 alone.
    if (*ipv4 && (!cidr_parse(ipv4, true, &c) || c.family != AF_INET))
        return "the network of one of its subnets is none";
    doc_each (item, doc_get(d, "linodes"))
        if (doc_get_int(item, "id", 0) <= 0)
            return "one of its Linodes is none";
    return NULL;
}

// Of what is copied from it into the inventory and told.
static const char *
vpc_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", ""), *fault = NULL;

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another VPC";
    if (!label_valid(label))
        return "its label is none";
    if (c->spec.route == ROUTE_VPC_CREATE && !str_eq(label, c->spec.want))
        return "its label is not the one asked for";
    if (!word_valid(doc_get_text(d, "region", "")))
        return "its region is none";
    doc_each (item, doc_get(d, "subnets"))
        fault = fault ? fault : subnet_fault(item);
    return fault;
}

static void
read_vpc(struct call *c, const struct lct_err *err)
{
    struct thing v;

    if (!err->code)
        v = vpc_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &v);
}

// The filter is asked of the server and checked here.
static void
read_vpcs(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = vpc_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// A removal says nothing but which: what it can be refused for is that something is in it.
static void
read_removed(struct call *c, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_EFAILED)
        told.code = LCT_EWAIT;
    read_done(c, &told);
}

// Addresses of machines, and ranges; the list has addresses of other things, too.
static void
read_addresses(struct call *c, const struct lct_err *err)
{
    struct vpc_address *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        const char *address = doc_get_text(item, "address", "");
        const char *range = doc_get_text(item, "address_range", "");
        struct cidr net;
        list[n] = (struct vpc_address){ id_text(c->arena, item, "linode_id"), address };
        if (cidr_parse(range, false, &net) && net.family == AF_INET)
            list[n++] = (struct vpc_address){ "", range };
        else
            n += list[n].machine && address_valid(address, AF_INET);
    }
    ((cloud_addresses_fn *)c->spec.fn)(
        c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

static struct doc *
subnet_doc(struct arena *a, struct doc *d, const struct subnet *s)
{
    doc_put_string(a, d, "label", s->name);
    doc_put_string(a, d, "ipv4", s->ipv4);
    return d;
}

static const char *
description(struct arena *a, const char *const *tags)
{
    _own_(buf) struct buf text = { 0 };

    for (; tags && *tags; tags++)
        buf_addf(&text, "%s%s", text.len ? " " : "", *tags);
    return arena_strdup(a, buf_str(&text));
}

static struct op *
create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a), *subnets;

    doc_put_string(a, d, "label", spec->label);
    doc_put_string(a, d, "region", spec->region);
    doc_put_string(a, d, "description", description(a, spec->tags));
    subnets = doc_put(a, d, "subnets", doc_list(a));
    for (const char *const *part = spec->parts; part && *part; part++) {
        const struct subnet s = subnet_read(a, *part);
        subnet_doc(a, doc_add(a, subnets, doc_map(a)), &s);
    }
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_VPC_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = vpc_fault,
                                        .read = read_vpc,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

// A call about the VPC, or what follows it in the path.
static struct op *
start_one(struct cloud *c, const char *id, const char *what, struct call_spec *spec)
{
    const int64_t number = id_number(id);
    char path[96];

    snprintf(path, sizeof path, PATH "/%lld%s", (long long)number, what);
    spec->path = path;
    if (!number)
        spec->id = ID_NONE;
    return call_start(linode_of(c), spec);
}

static struct op *
get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return start_one(c, id, "",
        &(struct call_spec){ .route = ROUTE_VPC_GET,
            .id = id_number(id),
            .fault = vpc_fault,
            .read = read_vpc,
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
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_VPC_LIST,
                                        .path = PATH,
                                        .filter = filter.data,
                                        .want = label,
                                        .every_page = true,
                                        .fault = vpc_fault,
                                        .read = read_vpcs,
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
    return start_one(c, id, "",
        &(struct call_spec){ .route = ROUTE_VPC_REMOVE,
            .read = read_removed,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
add(struct cloud *c, const char *id, const struct subnet *s, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(secret) struct secret *body = call_body(subnet_doc(a, doc_map(a), s));

    return start_one(c, id, "/subnets",
        &(struct call_spec){ .route = ROUTE_SUBNET_CREATE,
            .body = body,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
drop(struct cloud *c, const char *id, const char *subnet, cloud_done_fn *fn, void *user)
{
    const int64_t number = id_number(subnet);
    char what[48];

    snprintf(what, sizeof what, "/subnets/%lld", (long long)number);
    return start_one(c, number ? id : "", what,
        &(struct call_spec){ .route = ROUTE_SUBNET_REMOVE,
            .read = read_removed,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
addresses(struct cloud *c, const char *id, cloud_addresses_fn *fn, void *user)
{
    static const char *const key[] = { "linode_id", "interface_id", "address", "address_range",
        NULL };

    return start_one(c, id, "/ips",
        &(struct call_spec){ .route = ROUTE_VPC_ADDRESSES,
            .every_page = true,
            .key = key,
            .parts_lack = true,
            .read = read_addresses,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const struct thing_ops linode_vpc_things = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .remove = delete,
};

const struct vpc_ops linode_vpcs = {
    .add = add,
    .drop = drop,
    .addresses = addresses,
};
