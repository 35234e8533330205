// SPDX-License-Identifier: MIT
// IP addresses and prefixes.
#include "base/cidr.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"

static unsigned
bits_of(int family)
{
    return family == AF_INET ? 32 : 128;
}

static bool
host_bits_set(const struct cidr *c)
{
    for (unsigned bit = c->prefix; bit < bits_of(c->family); bit++)
        if (c->addr[bit / 8] & (0x80u >> bit % 8))
            return true;
    return false;
}

bool
cidr_parse(const char *s, bool host_bits, struct cidr *out)
{
    char address[INET6_ADDRSTRLEN];
    const char *slash = strchr(s, '/');
    size_t n = slash ? (size_t)(slash - s) : strlen(s);
    struct cidr c = { 0 };
    int64_t prefix;

    if (n >= sizeof address)
        return false;
    memcpy(address, s, n);
    address[n] = '\0';
    c.family = strchr(address, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(c.family, address, c.addr) != 1)
        return false;
    prefix = bits_of(c.family);
    if (slash && (slash[1] == '-' || (slash[1] == '0' && slash[2])))
        return false;
    if (slash && !parse_int(slash + 1, 0, bits_of(c.family), &prefix))
        return false;
    c.prefix = (unsigned)prefix;
    if (!host_bits && host_bits_set(&c))
        return false;
    *out = c;
    return true;
}

struct cidr
cidr_net(const struct cidr *c)
{
    struct cidr net = *c;

    for (unsigned bit = c->prefix; bit < bits_of(c->family); bit++)
        net.addr[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    return net;
}

bool
cidr_is_mapped(const struct cidr *c)
{
    static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

    return c->family == AF_INET6 && c->prefix >= 96 && memcmp(c->addr, prefix, sizeof prefix) == 0;
}

const char *
cidr_text(const struct cidr *c, char out[static CIDR_TEXT])
{
    size_t n;

    if (!inet_ntop(c->family, c->addr, out, CIDR_TEXT)) {
        out[0] = '\0';
        return out;
    }
    n = strlen(out);
    if (c->prefix != bits_of(c->family))
        snprintf(out + n, CIDR_TEXT - n, "/%u", c->prefix);
    return out;
}

bool
cidr_has(const struct cidr *c, const struct cidr *address)
{
    if (c->family != address->family)
        return false;
    for (unsigned bit = 0; bit < c->prefix; bit++)
        if ((c->addr[bit / 8] ^ address->addr[bit / 8]) & (0x80u >> bit % 8))
            return false;
    return true;
}
