// SPDX-License-Identifier: MIT
// Lists of networks: in order, joined, coarser.
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "step/firewall/outer_private.h"

// Wider ones come before what lies in them.
static int
net_order(const void *a, const void *b)
{
    const struct cidr *x = a, *y = b;
    int c = x->family == y->family ? 0 : x->family == AF_INET ? -1 : 1;

    if (!c)
        c = memcmp(x->addr, y->addr, sizeof x->addr);
    return c ? c : (int)x->prefix - (int)y->prefix;
}

void
nets_sort(struct nets *list)
{
    if (list->n)
        qsort(list->items, list->n, sizeof *list->items, net_order);
}

bool
nets_same(const struct nets *a, const struct nets *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (net_order(&a->items[i], &b->items[i]))
            return false;
    return true;
}

void
nets_join(struct nets *to, const struct nets *from)
{
    for (size_t i = 0; i < from->n; i++)
        vec_push(to, from->items[i]);
    nets_sort(to);
}

static bool
holds(const struct cidr *wide, const struct cidr *net)
{
    return wide->family == net->family && wide->prefix <= net->prefix && cidr_has(wide, net);
}

// In order, what holds a net stands before it, and nothing else between them that it does not hold.
void
nets_trim(struct nets *list)
{
    size_t n = 0;

    nets_sort(list);
    for (size_t i = 0; i < list->n; i++)
        if (!n || !holds(&list->items[n - 1], &list->items[i]))
            list->items[n++] = list->items[i];
    list->n = n;
}

static size_t
count_within(const struct nets *list, const struct cidr *range)
{
    size_t n = 0;

    vec_each (net, list)
        n += holds(range, net);
    return n;
}

size_t
nets_take(struct nets *list, const char *range)
{
    struct cidr wide;
    const size_t before = cidr_parse(range, true, &wide) ? count_within(list, &wide) : 0;
    size_t n = 0;

    if (before < 2)
        return 0;
    vec_each (net, list)
        if (!holds(&wide, net))
            list->items[n++] = *net;
    list->n = n;
    vec_push(list, wide);
    nets_sort(list);
    return before;
}

static size_t
count_of(const struct nets *list, int family)
{
    size_t n = 0;

    vec_each (net, list)
        n += net->family == family;
    return n;
}

static void
widen(struct nets *list, int family, unsigned prefix)
{
    vec_each (net, list)
        if (net->family == family && net->prefix > prefix) {
            net->prefix = prefix;
            *net = cidr_net(net);
        }
    nets_trim(list);
}

// Bit by bit, of the family that has more.
void
nets_widen(struct nets *list, size_t most)
{
    unsigned v4 = 32, v6 = 128;

    nets_trim(list);
    while (list->n > most && (v4 || v6)) {
        if (v4 && (!v6 || count_of(list, AF_INET) >= count_of(list, AF_INET6)))
            widen(list, AF_INET, --v4);
        else
            widen(list, AF_INET6, --v6);
    }
}
