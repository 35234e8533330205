// SPDX-License-Identifier: MIT
// What others did to machines: tags, labels, power, disks, sizes, places.
#include "plan/want/drift.h"

#include "base/str.h"
#include "base/texts.h"

// ---- tags

// Tags of another generation of this node: they tell of no machine that there is.
static bool
is_stale(struct arena *a, const struct node *n, const char *tag)
{
    return str_starts(tag, arena_printf(a, "lct:%s.", n->uuid));
}

// A stranger's is none of the plan's, neither now nor before.
static bool
is_strange(struct arena *a, const struct node *n, const char *tag)
{
    return !texts_have(n->tags, tag) && !is_stale(a, n, tag);
}

static bool
same_tags(const char *const *a, const char *const *b)
{
    if (texts_count(a) != texts_count(b))
        return false;
    for (; *a; a++)
        if (!texts_have(b, *a))
            return false;
    return true;
}

const char *const *
drift_tags(struct arena *a, const struct node *n, const char *const *wanted)
{
    const char *const *has = n->seen->tags;
    const char **to = arena_array(a, texts_count(wanted) + texts_count(has) + 3, sizeof *to);
    char ours[LCT_TAG_MAX];
    size_t k = 0;

    to[k++] = arena_strdup(a, cluster_tag(n->cluster, ours));
    to[k++] = arena_strdup(a, node_tag(n, ours));
    for (; wanted && *wanted; wanted++)
        to[k++] = *wanted;
    for (; has && *has; has++)
        if (!texts_have(to, *has) && is_strange(a, n, *has))
            to[k++] = *has;
    return same_tags(to, n->seen->tags) ? NULL : to;
}

const char *
drift_lost_tags(struct arena *a, const struct node *n)
{
    char cluster[LCT_TAG_MAX], node[LCT_TAG_MAX];
    bool no_cluster = !machine_tagged(n->seen, cluster_tag(n->cluster, cluster)),
         no_node = !node_has(n, n->seen);

    if (!no_cluster && !no_node)
        return NULL;
    return arena_printf(a, "%s%s%s", no_cluster ? cluster : "", no_cluster && no_node ? ", " : "",
        no_node ? node_tag(n, node) : "");
}

// ---- all else

bool
drift_renamed(const struct node *n)
{
    return !str_eq(n->seen->label, n->label);
}

bool
drift_rebuilt(const struct node *n)
{
    const struct machine *m = n->seen;

    if (n->rebuilding || n->login) // by us, or by whoever made it
        return false;
    return m->status == MACHINE_REBUILDING || (n->rebuilt >= 0 && m->rebuilt > n->rebuilt) ||
           (!str_empty(m->image) && n->image && !str_eq(m->image, n->image));
}

const char *
drift_note(struct arena *a, const struct node *n, const char *type)
{
    const struct machine *m = n->seen;

    if (!str_empty(m->region) && !str_eq(m->region, n->region))
        return arena_printf(
            a, "Linode %s is in %s, not in %s: somebody moved it", m->id, m->region, n->region);
    if (!str_empty(m->type) && !str_eq(m->type, type))
        return arena_printf(
            a, "Linode %s is a %s, not a %s: somebody resized it", m->id, m->type, type);
    return NULL;
}

const char *
drift_inner(struct arena *a, const struct node *n, const struct thing *vpc)
{
    const char *now = NULL;

    if (!n->cloud_id || !n->vpc_ipv4 || !str_eq(n->vpc, vpc->id))
        return NULL;
    const struct vpc_address *end = vpc->addresses + vpc->n_addresses;
    const struct vpc_address *one = vpc_address_find(vpc->addresses, vpc->n_addresses, n->cloud_id);
    for (; one && one < end && str_eq(one->machine, n->cloud_id); one++) {
        if (str_eq(one->ipv4, n->vpc_ipv4))
            return NULL;
        now = one->ipv4;
    }
    if (!now)
        return arena_printf(a,
            "Linode %s is in VPC %s no more: somebody took its interface away; it needs another "
            "machine",
            n->cloud_id, vpc->label);
    return arena_printf(a,
        "Linode %s has the address %s in VPC %s, not %s: somebody changed it; give it back, or "
        "give "
        "the node another machine",
        n->cloud_id, now, vpc->label, n->vpc_ipv4);
}

const char *
drift_status(struct arena *a, const struct node *n)
{
    if (n->seen->status == MACHINE_RUNNING)
        return NULL;
    return arena_printf(a, "Linode %s is %s", n->seen->id,
        n->seen->status == MACHINE_SUSPENDED ? "suspended, by its account's billing"
                                             : n->seen->status_name);
}
