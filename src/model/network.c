// SPDX-License-Identifier: MIT
// Networks of nodes as texts.
#include "model/network.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

const struct plan_subnet *
plan_vpc_subnet(const struct plan_vpc *v, const char *name)
{
    for (size_t i = 0; i < v->n_subnets; i++)
        if (name ? str_eq(v->subnets[i].name, name) : v->n_subnets == 1)
            return &v->subnets[i];
    return NULL;
}

const char *
plan_vpc_subnet_name(const struct plan_vpc *v, const char *name)
{
    const struct plan_subnet *only = plan_vpc_subnet(v, name);

    return name ? name : only ? only->name : "";
}

static void
add(struct buf *b, const char *word)
{
    buf_addf(b, "%s%s", b->len ? ", " : "", word);
}

static void
add_vpc(struct buf *b, const struct networks *n)
{
    add(b, "vpc ");
    buf_adds(b, n->vpc->vpc);
    if (n->vpc->subnet)
        buf_addf(b, "/%s", n->vpc->subnet);
    if (n->vpc->nat && !n->is_public)
        buf_adds(b, " nat");
}

static void
add_vlan(struct buf *b, const struct plan_vlan *v)
{
    add(b, "vlan ");
    buf_adds(b, v->label);
    if (v->ipv4)
        buf_addf(b, " %s", v->ipv4);
}

const char *
networks_text(struct arena *a, const struct networks *n)
{
    _own_(buf) struct buf b = { 0 };

    if (n->generation)
        add(&b, n->generation == GENERATION_LINODE ? "linode" : "legacy");
    if (!n->generation && n->is_public && !n->vpc && !n->vlan)
        return NULL;
    if (n->is_public)
        add(&b, "public");
    if (n->vpc)
        add_vpc(&b, n);
    if (n->vlan)
        add_vlan(&b, n->vlan);
    return arena_strdup(a, buf_str(&b));
}

// Is the word one of those between commas, or the last of one?
static bool
has(const char *networks, const char *word, bool last)
{
    const size_t n = strlen(word);

    for (const char *at = networks; *at; at += strcspn(at, ","), at += strspn(at, ", ")) {
        const size_t len = strcspn(at, ",");
        if (last ? len > n && !strncmp(at + len - n, word, n) && at[len - n - 1] == ' '
                 : len == n && !strncmp(at, word, n))
            return true;
    }
    return false;
}

bool
networks_public(const char *networks)
{
    return str_empty(networks) || has(networks, "public", false);
}

bool
networks_reached(const char *networks)
{
    return networks_public(networks) || has(networks, "nat", true);
}

size_t
networks_filtered(const char *networks)
{
    size_t n = 0;

    if (str_empty(networks))
        return 1;
    for (const char *at = networks; *at; at += strcspn(at, ","), at += strspn(at, ", "))
        n += str_starts(at, "public") || str_starts(at, "vpc ");
    return n;
}

// The name of the network of that kind; NULL: it is in none.
static const char *
name_of(const char *networks, const char *kind, size_t *len)
{
    for (const char *at = networks; at && *at; at += strcspn(at, ","), at += strspn(at, ", "))
        if (str_starts(at, kind)) {
            at += strlen(kind);
            *len = strcspn(at, "/ ,");
            return at;
        }
    return NULL;
}

static bool
share(const char *a, const char *b, const char *kind)
{
    size_t n, m;
    const char *one = name_of(a, kind, &n), *other = name_of(b, kind, &m);

    return one && other && n == m && !strncmp(one, other, n);
}

bool
networks_share_vlan(const char *a, const char *b)
{
    return share(a, b, "vlan ");
}

bool
networks_share_vpc(const char *a, const char *b)
{
    return share(a, b, "vpc ");
}
