// SPDX-License-Identifier: MIT
// NodeBalancers within VPCs over API v4: a subnet, and the range of it that one comes from. Both
// are said when it is made.
#include "base/cidr.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/balancer/balancer.h"

void
within_put(struct arena *a, struct doc *d, const struct balancer_vpc *within)
{
    struct doc *one;

    if (!within)
        return;
    one = doc_add(a, doc_put(a, d, "vpcs", doc_list(a)), doc_map(a));
    doc_put_int(a, one, "subnet_id", id_number(within->subnet));
    doc_put_string(a, one, "ipv4_range", within->range);
}

static const char *
within_fault(const struct call *c, const struct doc *d)
{
    struct cidr range;

    (void)c;
    if (doc_get_int(d, "vpc_id", 0) <= 0)
        return "its VPC has no id";
    if (doc_get_int(d, "subnet_id", 0) <= 0)
        return "its subnet has no id";
    return cidr_parse(doc_get_text(d, "ipv4_range", ""), false, &range) ? NULL
                                                                        : "its range is none";
}

static void
read_within(struct call *c, const struct lct_err *err)
{
    struct balancer_vpc v;
    bool found = false;

    doc_each (item, c->answer) {
        v = (struct balancer_vpc){ id_text(c->arena, item, "vpc_id"),
            id_text(c->arena, item, "subnet_id"), text_copy(c->arena, item, "ipv4_range") };
        found = true;
    }
    ((cloud_within_fn *)c->spec.fn)(c->spec.user, err, !err->code && found ? &v : NULL);
}

struct op *
within_get(struct cloud *c, const char *id, cloud_within_fn *fn, void *user)
{
    const int64_t of = id_number(id);
    _own_(free) char *path = mem_printf("/nodebalancers/%lld/vpcs", (long long)of);

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_BALANCER_WITHIN,
                                        .path = path,
                                        .id = of ? of : ID_NONE,
                                        .every_page = true,
                                        .fault = within_fault,
                                        .read = read_within,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}
