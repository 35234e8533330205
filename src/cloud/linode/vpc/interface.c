// SPDX-License-Identifier: MIT
// Interfaces of machines as the API wants them described, in its two ways: within a configuration,
// or as things of their own.
#include "base/str.h"
#include "cloud/linode/machine_private.h"

// ---- within a configuration

static void
add_legacy(struct arena *a, struct doc *list, const struct interface *i)
{
    static const char *const purposes[] = {
        [INTERFACE_PUBLIC] = "public", [INTERFACE_VPC] = "vpc", [INTERFACE_VLAN] = "vlan"
    };
    struct doc *d = doc_add(a, list, doc_map(a));

    doc_put_string(a, d, "purpose", purposes[i->kind]);
    if (i->kind == INTERFACE_VLAN) {
        doc_put_string(a, d, "label", i->vlan);
        doc_put_string(a, d, "ipam_address", i->ipv4);
    } else if (i->kind == INTERFACE_VPC) {
        doc_put_int(a, d, "subnet_id", id_number(i->subnet));
        if (i->nat)
            doc_put_string(a, doc_put(a, d, "ipv4", doc_map(a)), "nat_1_1", "any");
    }
}

static void
put_legacy(struct arena *a, struct doc *d, const struct interface *list, size_t n)
{
    struct doc *to = n ? doc_put(a, d, "interfaces", doc_list(a)) : NULL;

    for (size_t i = 0; i < n; i++)
        add_legacy(a, to, &list[i]);
}

void
put_config_interfaces(struct arena *a, struct doc *d, const struct config *c)
{
    put_legacy(a, d, c->interfaces, c->n_interfaces);
}

// ---- of their own

static struct doc *
put_address(struct arena *a, struct doc *of)
{
    struct doc *ipv4 = doc_put(a, of, "ipv4", doc_map(a));
    struct doc *address = doc_add(a, doc_put(a, ipv4, "addresses", doc_list(a)), doc_map(a));

    doc_put_string(a, address, "address", "auto");
    doc_put_bool(a, address, "primary", true);
    return address;
}

// A VLAN is filtered by nothing; of the others it is said, or the account's own firewall comes.
static void
add_linode(struct arena *a, struct doc *list, const struct interface *i, const char *firewall)
{
    struct doc *d = doc_add(a, list, doc_map(a)), *of;

    if (i->kind == INTERFACE_VLAN) {
        of = doc_put(a, d, "vlan", doc_map(a));
        doc_put_string(a, of, "vlan_label", i->vlan);
        if (i->ipv4)
            doc_put_string(a, of, "ipam_address", i->ipv4);
        return;
    }
    doc_put(a, d, "firewall_id", firewall ? doc_int(a, id_number(firewall)) : doc_null(a));
    if (i->kind == INTERFACE_PUBLIC) {
        of = doc_put(a, d, "public", doc_map(a));
        put_address(a, of);
        doc_put(a, of, "ipv6", doc_map(a));
        return;
    }
    of = doc_put(a, d, "vpc", doc_map(a));
    doc_put_int(a, of, "subnet_id", id_number(i->subnet));
    struct doc *address = put_address(a, of);
    if (i->nat)
        doc_put_string(a, address, "nat_1_1_address", "auto");
}

static void
put_linode(struct arena *a, struct doc *d, const struct machine_spec *s)
{
    static const struct interface only = { .kind = INTERFACE_PUBLIC };
    struct doc *list = doc_put(a, d, "interfaces", doc_list(a));

    for (size_t i = 0; i < s->n_interfaces; i++)
        add_linode(a, list, &s->interfaces[i], s->firewall);
    if (!s->n_interfaces)
        add_linode(a, list, &only, s->firewall);
}

// Without an image there is no configuration yet: it is made, with its interfaces, afterwards.
void
put_interfaces(struct arena *a, struct doc *d, const struct machine_spec *s)
{
    if (s->generation)
        doc_put_string(a, d, "interface_generation",
            s->generation == GENERATION_LINODE ? "linode" : "legacy_config");
    if (s->generation == GENERATION_LINODE)
        put_linode(a, d, s);
    else if (s->image)
        put_legacy(a, d, s->interfaces, s->n_interfaces);
}
