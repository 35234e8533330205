// SPDX-License-Identifier: MIT
// Public IPv4 addresses of a Linode beside its first one, over API v4.
#include "cloud/linode/address/extra.h"

#include <sys/socket.h>

#include "base/str.h"
#include "cloud/linode/machine_private.h"

// ---- those that there are

// A reserved one is the account's, and stays when its Linode goes.
static bool
goes_with_it(const struct doc *item)
{
    return address_valid(doc_get_text(item, "address", ""), AF_INET) &&
           !doc_get_bool(item, "reserved", false);
}

static void
read_listed(struct call *c, const struct lct_err *err)
{
    cloud_ipv4s_fn *fn = (cloud_ipv4s_fn *)c->spec.fn;
    const struct doc *list = doc_path(c->answer, "ipv4.public");
    const char **found = arena_array(c->arena, doc_count(list) + 1, sizeof *found);
    size_t n = 0;

    doc_each (item, list)
        if (goes_with_it(item))
            found[n++] = text_copy(c->arena, item, "address");
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : found);
}

struct op *
extra_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user)
{
    return start_part(c, machine, "/ips", NULL, "",
        &(struct call_spec){ .route = ROUTE_ADDRESS_LIST,
            .read = read_listed,
            .fn = (call_any_fn *)fn,
            .user = user });
}

// ---- one more

static const char *
added_fault(const struct call *c, const struct doc *d)
{
    (void)c;
    return address_valid(doc_get_text(d, "address", ""), AF_INET) ? NULL : "its address is none";
}

static void
read_added(struct call *c, const struct lct_err *err)
{
    cloud_ipv4_fn *fn = (cloud_ipv4_fn *)c->spec.fn;

    if (fn)
        fn(c->spec.user, err, err->code ? NULL : text_copy(c->arena, c->answer, "address"));
}

struct op *
extra_add(struct cloud *c, const char *machine, cloud_ipv4_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "type", "ipv4");
    doc_put_bool(a, d, "public", true);
    _own_(secret) struct secret *body = call_body(d);
    return start_part(c, machine, "/ips", NULL, "",
        &(struct call_spec){ .route = ROUTE_ADDRESS_ADD,
            .body = body,
            .fault = added_fault,
            .read = read_added,
            .fn = (call_any_fn *)fn,
            .user = user });
}

// ---- one less

struct op *
extra_remove(
    struct cloud *c, const char *machine, const char *address, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    const char *part = arena_printf(a, "/ips/%s", address);

    return start_part(c, address_valid(address, AF_INET) ? machine : NO_ID, part, NULL, "",
        &(struct call_spec){ .route = ROUTE_ADDRESS_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}
