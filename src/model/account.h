// SPDX-License-Identifier: MIT
// What the account cannot have at the moment, though the catalogue has it, and how it is set.
#ifndef MODEL_ACCOUNT_H
#define MODEL_ACCOUNT_H

#include <stddef.h>

struct shortage {
    const char *region;
    const char *what; // a type's id, or a service by the name of its capability: "NodeBalancers"
};

// Which interfaces new machines of the account may have, and have where nothing is said.
enum account_interfaces {
    ACCOUNT_UNKNOWN, // as legacy
    ACCOUNT_LEGACY_ONLY,
    ACCOUNT_LEGACY_FIRST,
    ACCOUNT_LINODE_FIRST,
    ACCOUNT_LINODE_ONLY,
};

struct availability {
    enum account_interfaces interfaces;
    const struct shortage *types; // sold out there
    size_t n_types;
    const struct shortage *services; // closed to this account there
    size_t n_services;
};

// An IPv4 address that is the account's until it gives it back.
struct reserved_address {
    const char *address, *region;
    const char *machine; // id of the one that has it; NULL: none
};

#endif
