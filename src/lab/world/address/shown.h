// SPDX-License-Identifier: MIT
// Addresses as the API shows them, and their names, for all calls about them.
#ifndef LAB_WORLD_ADDRESS_SHOWN_H
#define LAB_WORLD_ADDRESS_SHOWN_H

#include "lab/call/call.h"

// In the API's order; followed by a condition on x.
#define ADDRESS_SELECT                                                                            \
    "SELECT x.address, x.gateway, x.subnet_mask, x.prefix, 'ipv4' AS type, "                      \
    "x.public AS \"public:bool\", x.rdns, x.linode AS linode_id, x.interface AS interface_id, "   \
    "x.region, (SELECT json_object('vpc_id', s.vpc, 'subnet_id', s.id, 'address', i.address) "    \
    "FROM interface i JOIN subnet s ON s.id = i.subnet WHERE i.linode = x.linode AND i.nat = "    \
    "x.address "                                                                                  \
    "ORDER BY i.id LIMIT 1) AS \"vpc_nat_1_1:json\", x.reserved AS \"reserved:bool\", CASE WHEN " \
    "x.linode THEN "                                                                              \
    "(SELECT json_object('id', l.id, 'type', 'linode', 'label', l.label, 'url', "                 \
    "'/v4/linode/instances/' || l.id) FROM linode l WHERE l.id = x.linode) END AS "               \
    "\"assigned_entity:json\" FROM address x "

// Reserved ones have tags, which a SELECT of all does not have.
struct doc *address_tags(struct call *c, struct doc *list);
// The row of a Linode's address, or of one of the account's (linode 0); 0: there is none.
int64_t address_find(struct call *c, int64_t linode, const char *text);
struct doc *address_show(struct call *c, int64_t row);
// How an event tells of it.
void address_note(struct call *c, const char *action, const char *text, int64_t linode);

// A Linode's own IPv6 address, "slaac" or "link_local".
struct doc *address_ipv6(struct call *c, int64_t linode, const char *what);
// The Linode that answers for an IPv6 address: by its own, or by a range; 0: none. The text becomes
// the usual one.
int64_t address_ipv6_owner(struct call *c, const char **text);
// An IPv6 address as it is usually written; NULL: it is none.
const char *ipv6_text(struct arena *a, const char *text);

// Takes a PUT's `rdns` over to the address, `text` of the Linode; false: it is refused.
bool address_name(struct call *c, const char *text, bool ipv6, int64_t linode);

// Refused where the account or the Linode has as many as it may have.
bool address_may_add(struct call *c, int64_t linode);
bool address_may_reserve(struct call *c);
// Whether the Linode has a private address.
bool address_has_private(struct lab *lab, int64_t linode);

#endif
