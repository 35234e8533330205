// SPDX-License-Identifier: MIT
// Messages between the lab's daemon and its supervisor: one packet of a SOCK_SEQPACKET pair each.
#ifndef LAB_FLEET_WIRE_H
#define LAB_FLEET_WIRE_H

#include "base/buf.h"
#include "lab/fleet/fleet.h"

enum wire_kind {
    WIRE_PROVISION, // daemon to supervisor; a node's description
    WIRE_PASSWORD,  // likewise
    WIRE_IDENTITY,  // likewise
    WIRE_BOOT,      // likewise
    WIRE_READDRESS, // likewise, of a node that runs
    WIRE_SHUTDOWN,
    WIRE_REBOOT,
    WIRE_DESTROY,
    WIRE_ATTACH,  // a device, as in a description
    WIRE_DETACH,  // its file
    WIRE_GROWN,   // likewise
    WIRE_WORK,    // of no node: its words
    WIRE_FILTER,  // of no node: a region, and rules behind it
    WIRE_BALANCE, // of a region: its NodeBalancers
    WIRE_READY,  // supervisor to daemon; with the package proxy's listening socket, if any; a hint:
                 // what nodes will not have
    WIRE_ANSWER, // outcome of the request with the same serial: code, text, hint
    WIRE_ENDED,  // code: enum fleet_end
    WIRE_KINDS,
};

#define WIRE_PORT_TEXTS 6

enum wire_text {
    WIRE_REGION,
    WIRE_HOSTNAME,
    WIRE_KEYS,
    WIRE_ROOT_HASH,
    WIRE_USER_DATA,
    WIRE_SCRIPT,
    WIRE_SCRIPT_WORDS,
    WIRE_BANNER,
    WIRE_DEVICES,
    WIRE_TREES,
    WIRE_PORTS, // of each port its members, in their order
    WIRE_TEXTS = WIRE_PORTS + FLEET_PORTS * WIRE_PORT_TEXTS,
    WIRE_RULES = 1, // of WIRE_FILTER, behind WIRE_REGION
    WIRE_NETWORK = 2,
    WIRE_WHAT = 0, // of an answer
    WIRE_HINT = 1,
    WIRE_BALANCE_FRONTS = 1, // in fleet_balance's order, behind WIRE_REGION: names and addresses
    WIRE_BALANCE_RULES,      // nft's
    WIRE_BALANCE_DIR,        // of HAProxy's configuration; NULL: none is to run
    WIRE_BALANCE_BACKENDS,   // addresses by which it reaches VPCs
};

#define WIRE_MAX (384u * 1024)

struct wire {
    enum wire_kind kind;
    uint32_t serial;
    int64_t node, disk;
    int32_t code;
    bool cloud_init, unbootable;
    const char *text[WIRE_TEXTS]; // borrowed; NULL: none
};

void wire_pack(const struct wire *w, struct buf *out);
// False when the bytes are no message; the texts point into data.
bool wire_unpack(const void *data, size_t n, struct wire *w);

// Whether a description can be: names, and addresses within the lab's ranges.
int wire_check_node(const struct fleet_node *n, struct lct_err *err);
struct wire wire_of_node(enum wire_kind kind, const struct fleet_node *n);
struct fleet_node wire_node(const struct wire *w); // borrows from w

#endif
