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
