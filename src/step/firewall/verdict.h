// SPDX-License-Identifier: MIT
// Does a packet that begins something pass? Worked out of the rules as nft and the cloud read them.
// Pure.
#ifndef STEP_FIREWALL_VERDICT_H
#define STEP_FIREWALL_VERDICT_H

#include "base/cidr.h"
#include "model/cloud_rules.h"
#include "step/aspect/rules/ruleset.h"

// As one end of it sees it.
struct packet {
    bool out;             // it leaves; else it comes
    const char *protocol; // "tcp", "udp" or "ping"
    unsigned port;        // of the other end's where it leaves; 0 of ping
    struct cidr own;      // by which address of this end
    struct cidr other;    // a network stands for everybody in it: all of them must pass
};

enum verdict_why {
    VERDICT_PASSES,
    VERDICT_NO_RULE,     // none opens that port
    VERDICT_OTHERS,      // `rule` does, for others
    VERDICT_NETWORK,     // likewise, in another network of the node
    VERDICT_SOURCE_PORT, // likewise, from certain ports only
    VERDICT_EVENT,       // likewise, only during an event
    VERDICT_OWN,         // its rules are its own: nobody knows
    VERDICT_METADATA,    // root alone may ask there
};

struct verdict {
    enum verdict_why why;
    const struct plan_rule *rule; // that lets it pass, or nearly does; NULL: there is none
};

struct verdict firewall_judge(struct arena *a, const struct ruleset *r, const struct packet *p);

// What goes through a node.
struct transit {
    const char *protocol; // as of a packet
    unsigned port;
    struct cidr from, to; // a network stands for everybody in it
};

// Does it pass, as far as the node's rules say? Of the words only some are told: not that of
// networks, nor of the metadata.
struct verdict firewall_judge_through(const struct ruleset *r, const struct transit *t);
// If it passes, is it seen with the node's address?
bool firewall_masquerades(const struct ruleset *r, const struct transit *t);

// The rule that lets it pass; NULL: none does.
const struct cloud_rule *cloud_judge(const struct cloud_rules *rules, const struct packet *p);

#endif
