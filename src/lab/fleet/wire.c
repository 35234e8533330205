// SPDX-License-Identifier: MIT
// Messages between the lab's daemon and its supervisor: a fixed head, then counted texts.
#include "lab/fleet/wire.h"

#include <string.h>

#include "base/cidr.h"
#include "base/err.h"
#include "base/str.h"
#include "lab/net/port.h"

#define NO_TEXT UINT32_MAX

struct head {
    uint32_t kind, serial;
    int64_t node, disk;
    int32_t code;
    uint8_t cloud_init, unbootable, spare[2];
};

void
wire_pack(const struct wire *w, struct buf *out)
{
    struct head head = { .kind = w->kind,
        .serial = w->serial,
        .node = w->node,
        .disk = w->disk,
        .code = w->code,
        .cloud_init = w->cloud_init,
        .unbootable = w->unbootable };

    buf_clear(out);
    buf_add(out, &head, sizeof head);
    for (int i = 0; i < WIRE_TEXTS; i++) {
        uint32_t len = w->text[i] ? (uint32_t)strlen(w->text[i]) : NO_TEXT;
        buf_add(out, &len, sizeof len);
        if (w->text[i])
            buf_add(out, w->text[i], len + 1u);
    }
}

// Takes one text off the front; false when it does not fit what is there.
static bool
text_take(const char **data, size_t *n, const char **ret)
{
    uint32_t len;

    if (*n < sizeof len)
        return false;
    memcpy(&len, *data, sizeof len);
    *data += sizeof len;
    *n -= sizeof len;
    if (len == NO_TEXT)
        return *ret = NULL, true;
    if (len >= *n || (*data)[len] != '\0' || memchr(*data, '\0', len))
        return false;
    *ret = *data;
    *data += len + 1u;
    *n -= len + 1u;
    return true;
}

bool
wire_unpack(const void *data, size_t n, struct wire *w)
{
    const char *p = data;
    struct head head;

    *w = (struct wire){ 0 };
    if (n < sizeof head)
        return false;
    memcpy(&head, p, sizeof head);
    p += sizeof head;
    n -= sizeof head;
    if (head.kind >= WIRE_KINDS)
        return false;
    w->kind = head.kind;
    w->serial = head.serial;
    w->node = head.node;
    w->disk = head.disk;
    w->code = head.code;
    w->cloud_init = head.cloud_init;
    w->unbootable = head.unbootable;
    for (int i = 0; i < WIRE_TEXTS; i++)
        if (!text_take(&p, &n, &w->text[i]))
            return false;
    return n == 0;
}

static bool
in_ranges(const struct cidr *address)
{
    static const char *const ranges[] = { FLEET_PUBLIC, FLEET_PRIVATE, "2001:db8::/32" };
    struct cidr range;

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cidr_parse(ranges[i], false, &range) && cidr_has(&range, address) &&
            address->prefix >= range.prefix)
            return true;
    return false;
}

// Addresses of VPCs and VLANs are anybody's.
static bool
port_can_be(const struct fleet_port *p)
{
    const char *rest = p->addresses, *nat = p->nat, *routed = p->routed;
    struct cidr one;

    while (port_address(&rest, &one))
        if (port_is_public(p) && !in_ranges(&one))
            return false;
    while (port_network(&routed, &one))
        ;
    return str_empty(rest) && str_empty(routed) &&
           (!nat || (cidr_parse(nat, true, &one) && in_ranges(&one)));
}

static bool
is_hostname(const char *s)
{
    size_t n = s ? strlen(s) : 0;

    return n > 0 && n <= 63 &&
           strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789.-_") == n;
}

// A password's hash goes into a line of /etc/shadow: nothing that would end its field.
static bool
is_hash(const char *s)
{
    return !s || (strlen(s) < 256 && !strpbrk(s, ":\n\r"));
}

int
wire_check_node(const struct fleet_node *n, struct lct_err *err)
{
    if (!is_hostname(n->hostname))
        return lct_fail(err, LCT_EUSAGE, "a node's host name cannot be %s",
            n->hostname ? n->hostname : "missing");
    if (str_empty(n->region))
        return lct_fail(err, LCT_EUSAGE, "node %s has no region", n->hostname);
    for (size_t i = 0; i < FLEET_PORTS; i++)
        if (!port_can_be(&n->ports[i]))
            return lct_fail(err, LCT_EUSAGE, "an address of node %s is outside of the lab's ranges",
                n->hostname);
    if (!is_hash(n->root_hash))
        return lct_fail(err, LCT_EUSAGE, "the root password's hash of %s is none", n->hostname);
    return LCT_OK;
}

static void
port_pack(const struct fleet_port *p, const char **texts)
{
    const char *const all[WIRE_PORT_TEXTS] = { p->network, p->addresses, p->routed, p->nat,
        p->gateway, p->hardware };

    memcpy(texts, all, sizeof all);
}

static struct fleet_port
port_unpack(const char *const *texts)
{
    return (struct fleet_port){ texts[0], texts[1], texts[2], texts[3], texts[4], texts[5] };
}

struct wire
wire_of_node(enum wire_kind kind, const struct fleet_node *n)
{
    struct wire w = {
        .kind = kind,
        .node = n->id,
        .disk = n->disk,
        .cloud_init = n->cloud_init,
        .unbootable = n->unbootable,
        .text = { [WIRE_REGION] = n->region,
            [WIRE_HOSTNAME] = n->hostname,
            [WIRE_KEYS] = n->authorized_keys,
            [WIRE_ROOT_HASH] = n->root_hash,
            [WIRE_USER_DATA] = n->user_data,
            [WIRE_SCRIPT] = n->script,
            [WIRE_SCRIPT_WORDS] = n->script_words,
            [WIRE_BANNER] = n->vendor_banner,
            [WIRE_DEVICES] = n->devices,
            [WIRE_TREES] = n->trees },
    };

    for (size_t i = 0; i < FLEET_PORTS; i++)
        port_pack(&n->ports[i], &w.text[WIRE_PORTS + i * WIRE_PORT_TEXTS]);
    return w;
}

struct fleet_node
wire_node(const struct wire *w)
{
    struct fleet_node n = {
        .id = w->node,
        .disk = w->disk,
        .region = w->text[WIRE_REGION],
        .hostname = w->text[WIRE_HOSTNAME],
        .authorized_keys = w->text[WIRE_KEYS],
        .root_hash = w->text[WIRE_ROOT_HASH],
        .user_data = w->text[WIRE_USER_DATA],
        .script = w->text[WIRE_SCRIPT],
        .script_words = w->text[WIRE_SCRIPT_WORDS],
        .vendor_banner = w->text[WIRE_BANNER],
        .devices = w->text[WIRE_DEVICES],
        .trees = w->text[WIRE_TREES],
        .cloud_init = w->cloud_init,
        .unbootable = w->unbootable,
    };

    for (size_t i = 0; i < FLEET_PORTS; i++)
        n.ports[i] = port_unpack(&w->text[WIRE_PORTS + i * WIRE_PORT_TEXTS]);
    return n;
}
