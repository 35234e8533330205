// SPDX-License-Identifier: MIT
// What a hook finds beside it: who the members are, a secret of the cluster, functions for sh.
#include "step/hook/hook.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/str.h"
#include "model/roster.h"
#include "step/bundle/node_files.h"

#define PLACE "/var/lib/lct" // bundle.sh's
#define SEED 32

const char *
hook_members(const struct member *viewer)
{
    struct world *w = viewer->world;
    const char *vpc = viewer->node->vpc, *key, *lines;
    _own_(buf) struct buf text = { 0 };

    key = arena_printf(w->arena, "members %u %s", w->generation, vpc ? vpc : "-");
    if (w->known && (lines = map_get(&w->texts, key)))
        return lines;
    for (size_t i = 0; i < w->n_members; i++)
        if (member_known(&w->members[i]))
            roster_line(&text, vpc, w->members[i].node);
    for (size_t i = 0; i < w->n_others; i++)
        roster_line(&text, vpc, w->others[i]);
    lines = arena_strdup(w->arena, buf_str(&text));
    if (w->known)
        map_put(&w->texts, key, (void *)(uintptr_t)lines);
    return lines;
}

// The same of each cluster that this one needs, behind what the plan calls that.
static const char *
needed_of(const struct member *viewer)
{
    struct world *w = viewer->world;
    const char *vpc = viewer->node->vpc;
    const char *key = arena_printf(w->arena, "needed %s", vpc ? vpc : "-");
    const char *lines = map_get(&w->texts, key);
    _own_(buf) struct buf text = { 0 };

    if (lines)
        return lines;
    for (size_t i = 0; i < w->n_neighbours; i++) {
        const struct neighbour *o = &w->neighbours[i];
        for (size_t k = 0; o->needed && k < o->n; k++) {
            buf_addf(&text, "%s\t", o->alias);
            roster_line(&text, vpc, o->nodes[k]);
        }
    }
    lines = arena_strdup(w->arena, buf_str(&text));
    map_put(&w->texts, key, (void *)(uintptr_t)lines);
    return lines;
}

// One for all nodes of a cluster, another for each cluster; nothing of it is stored anywhere.
static struct secret *
derive(const struct world *w, const char *end)
{
    unsigned char seed[SEED];
    char hex[SEED * 2 + 2];
    struct secret *ret;

    ssh_seed_derive(w->root_secret, "hooks", w->cluster->uuid, seed);
    for (size_t i = 0; i < SEED; i++)
        snprintf(hex + i * 2, 3, "%02x", seed[i]);
    snprintf(hex + (size_t)SEED * 2, 2, "%s", end);
    ret = secret_new(hex, strlen(hex));
    secret_wipe(seed, sizeof seed);
    secret_wipe(hex, sizeof hex);
    return ret;
}

static const char *
without_prefix(struct arena *a, const char *cidr)
{
    return cidr ? arena_strndup(a, cidr, strcspn(cidr, "/")) : NULL;
}

static const char *
words(struct arena *a, const char *const *list)
{
    _own_(buf) struct buf text = { 0 };

    for (; list && *list; list++)
        buf_addf(&text, "%s%s", text.len ? " " : "", *list);
    return arena_strdup(a, buf_str(&text));
}

// The plan's ports by their names.
static size_t
add_ports(const struct member *m, struct bundle_env *env)
{
    const struct named_ports *ports = member_hooks(m)->ports;

    for (size_t i = 0; env && i < ports->n; i++)
        env[i] = (struct bundle_env){ named_port_variable(m->world->arena, &ports->items[i]),
            ports->items[i].number };
    return ports->n;
}

#define CHANGE_MOST 4

// Of whom a node is told at a change of the members.
static size_t
add_change(const struct hook *h, const char *place, bool here, struct bundle_env *env)
{
    struct arena *a = h->member->world->arena;
    const struct bundle_env all[CHANGE_MOST] = {
        { "LCT_JOINED", h->joined.names ? h->joined.names : "" },
        { "LCT_LEFT", h->left.names ? h->left.names : "" },
        { "LCT_JOINED_MEMBERS",
            arena_printf(a, "%s/members.joined", place) }, // these lie on the node
        { "LCT_LEFT_MEMBERS", arena_printf(a, "%s/members.left", place) },
    };
    const size_t n = h->step->event != EVENT_MEMBERSHIP ? 0 : here ? 2 : CHANGE_MOST;

    for (size_t i = 0; env && i < n; i++)
        env[i] = all[i];
    return n;
}

static size_t
add_own(const struct hook *h, const char *id, bool here, struct bundle_env *env)
{
    const struct member *m = h->member;
    const struct plan_step *ps = h->step;
    struct arena *a = m->world->arena;
    const struct node *n = m->node;
    char folder[BUNDLE_ID_MAX];
    const char *place = arena_printf(a, "%s/%s", PLACE, bundle_id(id, folder));
    const struct bundle_env all[] = {
        { "LCT_CLUSTER", m->world->cluster->name },
        { "LCT_NODE", n->label },
        { "LCT_HOSTNAME", n->name },
        { "LCT_GROUP", n->group },
        { "LCT_INDEX", arena_printf(a, "%u", n->index) },
        { "LCT_REGION", n->region },
        { "LCT_PUBLIC_IPV4", n->public_ipv4 },
        { "LCT_PRIVATE_IPV4", node_private(n) },
        { "LCT_VPC_IPV4", n->vpc_ipv4 },
        { "LCT_VLAN_IPV4", without_prefix(a, n->vlan_ipv4) },
        { "LCT_IPV6", n->ipv6 },
        { "LCT_IPV6_RANGE", n->ipv6_range },
        { "LCT_EXTRA_IPV4", words(a, n->extra_ipv4) },
        { "LCT_SHARED", words(a, member_hooks(m)->shared) },
        // What follows lies on the node.
        { "LCT_MEMBERS", arena_printf(a, "%s/members", place) },
        { "LCT_NEEDED", arena_printf(a, "%s/needed", place) },
        { "LCT_SECRET", arena_printf(a, "%s/secret", place) },
        { "LCT_LIB", arena_printf(a, "%s/lib", place) },
        { "LCT_FILES", arena_printf(a, "%s/" BUNDLE_TREE, place) },
    };
    size_t count = sizeof all / sizeof all[0] - (here ? 5 : !ps->files);

    for (size_t i = 0; env && i < count; i++)
        env[i] = all[i];
    count += add_ports(m, env ? env + count : NULL);
    return count + add_change(h, place, here, env ? env + count : NULL);
}

// The plan's own variables first: ours are what we say. What converges has its own in a file.
static const struct bundle_env *
environment(const struct hook *h, const char *id, bool here)
{
    const struct doc *vars = h->step->converges ? NULL : h->step->vars;
    const size_t own = add_own(h, id, here, NULL);
    struct bundle_env *env =
        arena_array(h->member->world->arena, doc_count(vars) + own + 1, sizeof *env);
    size_t n = 0;

    for (; n < doc_count(vars); n++)
        env[n] = (struct bundle_env){ doc_text(vars->keys[n], ""), doc_text(vars->items[n], "") };
    add_own(h, id, here, env + n);
    return env;
}

int64_t
hook_limit_ms(const struct hook *h)
{
    return h->step->timeout_ms ? h->step->timeout_ms : HOOK_USUAL_MS;
}

const struct bundle_env *
hook_env_alone(const struct hook *h)
{
    return environment(h, hook_id(h), true);
}

// Of the plan's side only: that others joined is no reason to run it again. Nothing on the node has
// the digest of one that is asked for anew.
const char *
hook_digest(const struct hook *h)
{
    struct arena *a = h->member->world->arena;
    const char *mark = hook_note(h);

    return h->anew ? arena_printf(a, "%s-%s", mark, h->anew) : mark;
}

const char *
hook_id(const struct hook *h)
{
    return arena_printf(
        h->member->world->arena, "hook:%s/%s", event_name(h->step->event), h->step->name);
}

const char *
hook_place(const struct hook *h)
{
    char folder[BUNDLE_ID_MAX];

    return arena_printf(
        h->member->world->arena, "%s/%s/output", PLACE, bundle_id(hook_id(h), folder));
}

void
hook_hide(const struct hook *h, struct buf *said)
{
    _own_(secret) struct secret *secret = derive(h->member->world, "");
    size_t n;
    const char *hex = secret_reveal(secret, &n);

    for (char *at = said->data; at && (at = strstr(at, hex)); at += n)
        memset(at, '*', n);
}

void
hook_kit_make(const struct hook *h, const char *id, struct hook_kit *ret)
{
    ret->secret = derive(h->member->world, "\n"); // a line: lct_password hashes its end, too
    ret->env = environment(h, id, false);
    ret->files[0] = (struct bundle_file){ "members", hook_members(h->member), 0644 };
    ret->files[1] = (struct bundle_file){ "needed", needed_of(h->member), 0644 };
    ret->files[2] = (struct bundle_file){ "lib", embed_find(node_files, "hook.sh")->data, 0644 };
    ret->files[3] = (struct bundle_file){ "secret", secret_reveal(ret->secret, NULL), 0600 };
    ret->files[4] =
        (struct bundle_file){ "members.joined", h->joined.lines ? h->joined.lines : "", 0644 };
    ret->files[5] =
        (struct bundle_file){ "members.left", h->left.lines ? h->left.lines : "", 0644 };
    ret->n_files = h->step->event == EVENT_MEMBERSHIP ? HOOK_FILES : HOOK_FILES - 2;
}

void
hook_kit_done(struct hook_kit *kit)
{
    secret_free(kit->secret);
    *kit = (struct hook_kit){ 0 };
}
