// SPDX-License-Identifier: MIT
// Addresses of Linodes beyond the first, over API v4: IPv6 ranges, names.
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "cloud/linode/address/extra.h"
#include "cloud/linode/machine_private.h"

#define RANGES "/networking/ipv6/ranges"

// ---- ranges

static bool
is_range(const char *text)
{
    struct cidr range;

    return cidr_parse(text, false, &range) && range.family == AF_INET6 &&
           (range.prefix == 64 || range.prefix == 56);
}

static const char *
made_fault(const struct call *c, const struct doc *d)
{
    (void)c;
    return is_range(doc_get_text(d, "range", "")) ? NULL : "its range is none";
}

static void
tell_range(struct call *c, const struct lct_err *err, const char *range)
{
    cloud_range_fn *fn = (cloud_range_fn *)c->spec.fn;

    if (fn)
        fn(c->spec.user, err, err->code ? NULL : range);
}

static void
read_made(struct call *c, const struct lct_err *err)
{
    tell_range(c, err, err->code ? NULL : text_copy(c->arena, c->answer, "range"));
}

// One that several may announce is routed to none: it is not this Linode's.
static const char *
range_of(struct call *c, const struct doc *item)
{
    const char *first = doc_get_text(item, "range", "");
    const char *text =
        arena_printf(c->arena, "%s/%lld", first, (long long)doc_get_int(item, "prefix", 0));

    return doc_is_null(doc_get(item, "route_target")) || !is_range(text) ? NULL : text;
}

static void
read_range(struct call *c, const struct lct_err *err)
{
    const char *range = NULL;

    doc_each (item, doc_path(c->answer, "ipv6.global"))
        range = range ? range : range_of(c, item);
    tell_range(c, err, range);
}

static struct op *
range(struct cloud *c, const char *machine, cloud_range_fn *fn, void *user)
{
    return start_part(c, machine, "/ips", NULL, "",
        &(struct call_spec){ .route = ROUTE_ADDRESS_LIST,
            .read = read_range,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
range_add(struct cloud *c, const char *machine, unsigned bits, cloud_range_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);
    const int64_t number = id_number(machine);

    doc_put_int(a, d, "linode_id", number);
    doc_put_int(a, d, "prefix_length", bits);
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_RANGE_CREATE,
                                        .path = RANGES,
                                        .body = body,
                                        .id = number ? 0 : ID_NONE,
                                        .fault = made_fault,
                                        .read = read_made,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

// The path names it by its first address.
static struct op *
range_remove(struct cloud *c, const char *text, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    const char *first = arena_strndup(a, text, strcspn(text, "/"));

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_RANGE_REMOVE,
                                        .path = arena_printf(a, RANGES "/%s", first),
                                        .id = is_range(text) ? 0 : ID_NONE,
                                        .read = read_done,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

// ---- reserved ones

static const char *
reserved_fault(const struct call *c, const struct doc *d)
{
    (void)c;
    if (!address_valid(doc_get_text(d, "address", ""), AF_INET))
        return "its address is none";
    return word_valid(doc_get_text(d, "region", "")) ? NULL : "its region is none";
}

static void
read_reserved(struct call *c, const struct lct_err *err)
{
    cloud_reserved_fn *fn = (cloud_reserved_fn *)c->spec.fn;
    struct reserved_address *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        list[n++] = (struct reserved_address){ .address = text_copy(c->arena, item, "address"),
            .region = text_copy(c->arena, item, "region"),
            .machine = id_text(c->arena, item, "linode_id") };
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

static struct op *
reserved(struct cloud *c, cloud_reserved_fn *fn, void *user)
{
    static const char *const key[] = { "address", NULL };

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_ADDRESS_RESERVED,
                                        .path = "/networking/reserved/ips",
                                        .every_page = true,
                                        .key = key,
                                        .fault = reserved_fault,
                                        .read = read_reserved,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

// ---- names

static struct op *
name(struct cloud *c, const char *address, const char *name, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);
    const bool is_one = address_valid(address, AF_INET) || address_valid(address, AF_INET6);

    doc_put_string(a, d, "rdns", name);
    _own_(secret) struct secret *body = call_body(d);
    return call_start(
        linode_of(c), &(struct call_spec){ .route = ROUTE_ADDRESS_NAME,
                          .path = arena_printf(a, "/networking/ips/%s", is_one ? address : "none"),
                          .body = body,
                          .id = is_one ? 0 : ID_NONE,
                          .read = read_done,
                          .fn = (call_any_fn *)fn,
                          .user = user });
}

const struct address_ops linode_addresses = {
    .reserved = reserved,
    .ipv4s = extra_list,
    .ipv4_add = extra_add,
    .ipv4_remove = extra_remove,
    .shared = share_list,
    .share = share_set,
    .range = range,
    .range_add = range_add,
    .range_remove = range_remove,
    .name = name,
};
