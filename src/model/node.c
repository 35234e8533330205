// SPDX-License-Identifier: MIT
// Words and tags of nodes and clusters.
#include "model/node.h"

#include <stdio.h>
#include <string.h>

#include <stdlib.h>

#include "base/cidr.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/network.h"

static const char *const state_names[] = {
    [STATE_NOTEXIST] = "notexist",
    [STATE_CREATING] = "creating",
    [STATE_CREATED] = "created",
    [STATE_STARTING] = "starting",
    [STATE_STARTED] = "started",
    [STATE_STOPPING] = "stopping",
    [STATE_STOPPED] = "stopped",
    [STATE_DESTROYING] = "destroying",
    [STATE_DESTROYED] = "destroyed",
    [STATE_FAILED] = "failed",
    [STATE_DRAINED] = "drained",
};

const struct words state_words = {
    state_names,
    sizeof state_names / sizeof state_names[0],
    STATE_NOTEXIST,
};

static const char *const demand_names[] = {
    [DEMAND_NONE] = "",
    [DEMAND_RESTART] = "restart",
    [DEMAND_REBUILD] = "rebuild",
};

const struct words demand_words = {
    demand_names,
    sizeof demand_names / sizeof demand_names[0],
    DEMAND_NONE,
};

const char *
state_name(enum state s)
{
    return state_names[s];
}

bool
node_is_up(const struct node *n)
{
    return n->state == STATE_STARTED || n->state == STATE_DRAINED;
}

bool
node_serves(const struct node *n)
{
    return !n->off && !n->drained;
}

// One that stops for something else is gone on with by that.
bool
node_can_drain(const struct node *n)
{
    return n->secured && !n->off && !n->rebuilding &&
           (node_is_up(n) || n->state == STATE_FAILED ||
               (n->state == STATE_STOPPING && n->drained));
}

const char *
cluster_tag(const char *cluster_uuid, char out[static LCT_TAG_MAX])
{
    snprintf(out, LCT_TAG_MAX, "lct:%s", cluster_uuid);
    return out;
}

const char *
node_tag(const struct node *n, char out[static LCT_TAG_MAX])
{
    snprintf(out, LCT_TAG_MAX, "lct:%s.%u", n->uuid, n->generation);
    return out;
}

const char *
owner_tag(const struct node *n, char out[static LCT_TAG_MAX])
{
    return cluster_tag(n->uuid, out);
}

void
node_addresses(struct node *n, const struct machine *m)
{
    const bool is_public = networks_public(n->networks);

    n->public_ipv4 = networks_reached(n->networks) ? m->public_ipv4 : NULL;
    n->private_ipv4 = is_public ? m->private_ipv4 : NULL;
    n->ipv6 = is_public ? m->ipv6 : NULL;
}

const char *
node_private(const struct node *n)
{
    return n->vpc_ipv4 ? n->vpc_ipv4 : n->private_ipv4;
}

const char *const *
node_extra_ipv4(struct arena *a, const struct node *n)
{
    const char **left = arena_array(a, texts_count(n->extra_ipv4) + 1, sizeof *left);
    size_t count = 0;

    for (const char *const *one = n->extra_ipv4; one && *one; one++)
        if (!n->seen || texts_have(n->seen->more_ipv4, *one))
            left[count++] = *one;
    return left;
}

static bool
is_own(const struct node *n, const char *address)
{
    return str_eq(address, n->public_ipv4) || str_eq(address, n->private_ipv4) ||
           texts_have(n->extra_ipv4, address);
}

static int
text_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *
node_shares(struct arena *a, const struct node *n, const char *const *plan)
{
    const char **list = arena_array(a, texts_count(plan) + 1, sizeof *list);
    size_t count = 0;

    for (; plan && *plan; plan++) {
        char text[CIDR_TEXT];
        struct cidr c, net;
        if (!cidr_parse(*plan, true, &c))
            continue;
        net = cidr_net(&c);
        cidr_text(&net, text);
        if (!is_own(n, text) && !texts_have(list, text))
            list[count++] = arena_strdup(a, text);
    }
    if (count)
        qsort(list, count, sizeof *list, text_order);
    return list;
}

const char *const *
node_shared(struct arena *a, const struct node *n)
{
    const char **left = arena_array(a, texts_count(n->shared) + 1, sizeof *left);
    size_t count = 0;

    for (const char *const *one = n->shared; one && *one; one++)
        if (!n->seen || !n->seen->shared || texts_have(n->seen->shared, *one))
            left[count++] = *one;
    return left;
}

bool
node_has(const struct node *n, const struct machine *m)
{
    struct node before = *n;
    char tag[LCT_TAG_MAX];
    bool has = machine_tagged(m, node_tag(n, tag));

    while (!has && n->rebuilding && --before.generation)
        has = machine_tagged(m, node_tag(&before, tag));
    return has;
}

// "lct:" and a UUID in small letters; yields what follows, NULL: it is none.
static const char *
uuid_parse(const char *tag, char uuid[static UUID_TEXT])
{
    static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    if (!str_starts(tag, "lct:"))
        return NULL;
    tag += 4;
    for (size_t i = 0; shape[i]; i++) {
        if (shape[i] == '-' ? tag[i] != '-' : !tag[i] || !strchr("0123456789abcdef", tag[i]))
            return NULL;
        uuid[i] = tag[i];
    }
    uuid[sizeof shape - 1] = '\0';
    return tag + sizeof shape - 1;
}

bool
cluster_tag_parse(const char *tag, char uuid[static UUID_TEXT])
{
    const char *rest = uuid_parse(tag, uuid);

    return rest && !*rest;
}

bool
node_tag_parse(const char *tag, char uuid[static UUID_TEXT], unsigned *generation)
{
    const char *rest = uuid_parse(tag, uuid);
    int64_t n;

    if (!rest || *rest != '.' || !parse_int(rest + 1, 1, INT32_MAX, &n))
        return false;
    *generation = (unsigned)n;
    return true;
}

unsigned
range_bits(const char *range)
{
    return !range ? 0 : str_ends(range, "/64") ? 64 : 56;
}
