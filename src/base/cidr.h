// SPDX-License-Identifier: MIT
// IP addresses and prefixes, both families.
#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include <stdbool.h>
#include <stdint.h>

struct cidr {
    int family; // AF_INET or AF_INET6
    uint8_t addr[16];
    unsigned prefix; // 0..32 or 0..128
};

#define CIDR_TEXT 50

// "10.0.0.0/8", "2001:db8::1", "any4"-like words are not known here. A missing prefix means the
// full length; one with a sign or zeros before it is none. Host bits behind the prefix are refused
// unless host_bits is true.
bool cidr_parse(const char *s, bool host_bits, struct cidr *out);

// The network that it lies in: no bits behind its prefix.
struct cidr cidr_net(const struct cidr *c);

// Is it an IPv4 address written as an IPv6 one (::ffff:192.0.2.1)?
bool cidr_is_mapped(const struct cidr *c);

// Text form; the prefix is left out when it is the full length.
const char *cidr_text(const struct cidr *c, char out[static CIDR_TEXT]);

// Does c hold the address (of the same family)?
bool cidr_has(const struct cidr *c, const struct cidr *address);

#endif
