// SPDX-License-Identifier: MIT
// Subnets as texts.
#include "model/vpc.h"

#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"

#define ANY "-" // where there is nothing to say

const char *
subnet_text(struct arena *a, const struct subnet *s)
{
    return arena_printf(a, "%s %s%s%s", str_empty(s->name) ? ANY : s->name,
        str_empty(s->ipv4) ? ANY : s->ipv4, str_empty(s->id) ? "" : " ",
        str_empty(s->id) ? "" : s->id);
}

static const char *
next_word(struct arena *a, const char **text)
{
    const size_t n = strcspn(*text, " ");
    const char *word = arena_strndup(a, *text, n);

    *text += n + ((*text)[n] == ' ');
    return str_eq(word, ANY) ? "" : word;
}

struct subnet
subnet_read(struct arena *a, const char *text)
{
    struct subnet s;

    s.name = next_word(a, &text);
    s.ipv4 = next_word(a, &text);
    s.id = next_word(a, &text);
    return s;
}

bool
subnet_find(struct arena *a, const char *const *parts, const char *name, struct subnet *ret)
{
    size_t n = 0;

    for (; parts && *parts; parts++) {
        const struct subnet s = subnet_read(a, *parts);
        if (!str_empty(name) && !str_eq(s.name, name))
            continue;
        *ret = s;
        n++;
    }
    return n == 1;
}

bool
subnets_overlap(const struct subnet *a, const struct subnet *b)
{
    struct cidr x, y;

    return cidr_parse(a->ipv4, true, &x) && cidr_parse(b->ipv4, true, &y) && x.family == y.family &&
           (cidr_has(&x, &y) || cidr_has(&y, &x));
}

int64_t
subnet_room(const char *ipv4)
{
    struct cidr c;

    if (!cidr_parse(ipv4, true, &c) || c.family != AF_INET || c.prefix > 29)
        return 0;
    return (INT64_C(1) << (32 - c.prefix)) - 4;
}

int
vpc_address_compare(const struct vpc_address *a, const struct vpc_address *b)
{
    return strcmp(a->machine, b->machine);
}

const struct vpc_address *
vpc_address_find(const struct vpc_address *list, size_t n, const char *machine)
{
    size_t from = 0, to = n;

    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (strcmp(list[middle].machine, machine) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from < n && str_eq(list[from].machine, machine) ? &list[from] : NULL;
}

// ---- ranges of one

#define RESERVED 2 // addresses at each end

struct span {
    uint32_t first, last;
};

static struct span
span_of(const struct cidr *c)
{
    const uint32_t first = (uint32_t)c->addr[0] << 24 | (uint32_t)c->addr[1] << 16 |
                           (uint32_t)c->addr[2] << 8 | c->addr[3];
    const uint32_t more =
        c->prefix ? (uint32_t)((UINT64_C(1) << (32 - c->prefix)) - 1) : UINT32_MAX;

    return (struct span){ first, first | more };
}

static struct cidr
cidr_at(uint32_t first, unsigned prefix)
{
    return (struct cidr){ .family = AF_INET,
        .addr = { (uint8_t)(first >> 24), (uint8_t)(first >> 16), (uint8_t)(first >> 8),
            (uint8_t)first },
        .prefix = prefix };
}

bool
subnet_spares(const struct cidr *net, const struct cidr *range)
{
    struct span all, part;

    if (net->family != AF_INET || range->family != AF_INET)
        return false;
    all = span_of(net);
    part = span_of(range);
    return part.first >= (uint64_t)all.first + RESERVED &&
           (uint64_t)part.last + RESERVED <= all.last;
}

static bool
is_taken(const struct cidr *range, const struct cidr *taken, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (cidr_has(range, &taken[i]) || cidr_has(&taken[i], range))
            return true;
    return false;
}

bool
subnet_last_free(
    const struct cidr *net, unsigned prefix, const struct cidr *taken, size_t n, struct cidr *ret)
{
    const struct span all = span_of(net);
    const uint64_t size = UINT64_C(1) << (32 - prefix);

    for (uint64_t at = (uint64_t)all.last + 1; at >= all.first + size; at -= size) {
        *ret = cidr_at((uint32_t)(at - size), prefix);
        if (subnet_spares(net, ret) && !is_taken(ret, taken, n))
            return true;
    }
    return false;
}
