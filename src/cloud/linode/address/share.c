// SPDX-License-Identifier: MIT
// Addresses of other Linodes that a Linode may announce, over API v4.
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "cloud/linode/address/extra.h"
#include "cloud/linode/machine_private.h"

// ---- those that there are

// A range that several may announce is routed to none.
static const char *
shared_range(struct call *c, const struct doc *item)
{
    const char *text = arena_printf(c->arena, "%s/%lld", doc_get_text(item, "range", ""),
        (long long)doc_get_int(item, "prefix", 0));
    struct cidr range;

    return doc_is_null(doc_get(item, "route_target")) && cidr_parse(text, false, &range) &&
                   range.family == AF_INET6
               ? text
               : NULL;
}

static void
read_shared(struct call *c, const struct lct_err *err)
{
    cloud_ipv4s_fn *fn = (cloud_ipv4s_fn *)c->spec.fn;
    const struct doc *four = doc_path(c->answer, "ipv4.shared"),
                     *six = doc_path(c->answer, "ipv6.global");
    const char **found = arena_array(c->arena, doc_count(four) + doc_count(six) + 1, sizeof *found);
    size_t n = 0;

    doc_each (item, four)
        if (address_valid(doc_get_text(item, "address", ""), AF_INET))
            found[n++] = text_copy(c->arena, item, "address");
    doc_each (item, six)
        if ((found[n] = shared_range(c, item)))
            n++;
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : found);
}

struct op *
share_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user)
{
    return start_part(c, machine, "/ips", NULL, "",
        &(struct call_spec){ .route = ROUTE_ADDRESS_LIST,
            .read = read_shared,
            .fn = (call_any_fn *)fn,
            .user = user });
}

// ---- from now on

// Ranges are named by their first address.
struct op *
share_set(struct cloud *c, const char *machine, const char *const *addresses, cloud_done_fn *fn,
    void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a), *ips = doc_list(a);
    const int64_t number = id_number(machine);

    for (; *addresses; addresses++)
        doc_add(a, ips, doc_string(a, arena_strndup(a, *addresses, strcspn(*addresses, "/"))));
    doc_put_int(a, d, "linode_id", number);
    doc_put(a, d, "ips", ips);
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_ADDRESS_SHARE,
                                        .path = "/networking/ips/share",
                                        .body = body,
                                        .id = number ? 0 : ID_NONE,
                                        .read = read_done,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}
