// SPDX-License-Identifier: MIT
// What a hook finds beside it: who the members are, a secret of the cluster, functions for sh.
#include "step/hook/hook.h"

#include <stdio.h>
#include <string.h>

#include "base/secret.h"
#include "base/str.h"
#include "step/bundle/node_files.h"

#define PLACE "/var/lib/lct" // bundle.sh's
#define SEED 32

static const char *
or_dash(const char *text)
{
    return str_empty(text) ? "-" : text;
}

static void
add_member(struct buf *out, const struct node *viewer, const struct node *n)
{
    const bool same = viewer->vpc && str_eq(viewer->vpc, n->vpc) && n->vpc_ipv4;
    const char *const *tag = n->tags;

    buf_addf(out, "%s\t%s\t%s\t%u\t%s\t%s\t%s\t", n->name, n->group, n->region, n->index,
        or_dash(same ? n->vpc_ipv4 : n->private_ipv4), or_dash(n->public_ipv4), or_dash(n->ipv6));
    for (; tag && *tag; tag++)
        buf_addf(out, "%s%s", tag == n->tags ? "" : ",", *tag);
    buf_adds(out, n->tags && *n->tags ? "\n" : "-\n");
}

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
        if (!w->members[i].leaving)
            add_member(&text, viewer->node, w->members[i].node);
    lines = arena_strdup(w->arena, buf_str(&text));
    if (w->known)
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

static size_t
add_own(const struct member *m, const struct plan_step *ps, const char *id, bool here,
    struct bundle_env *env)
{
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
        { "LCT_SHARED", words(a, m->np->shared) },
        // What follows lies on the node.
        { "LCT_MEMBERS", arena_printf(a, "%s/members", place) },
        { "LCT_SECRET", arena_printf(a, "%s/secret", place) },
        { "LCT_LIB", arena_printf(a, "%s/lib", place) },
        { "LCT_FILES", arena_printf(a, "%s/" BUNDLE_TREE, place) },
    };
    const size_t count = sizeof all / sizeof all[0] - (here ? 4 : !ps->files);

    for (size_t i = 0; env && i < count; i++)
        env[i] = all[i];
    return count;
}

// The plan's own variables first: ours are what we say.
static const struct bundle_env *
environment(const struct member *m, const struct plan_step *ps, const char *id, bool here)
{
    const struct doc *vars = ps->vars;
    const size_t own = add_own(m, ps, id, here, NULL);
    struct bundle_env *env = arena_array(m->world->arena, doc_count(vars) + own + 1, sizeof *env);
    size_t n = 0;

    for (; n < doc_count(vars); n++)
        env[n] = (struct bundle_env){ doc_text(vars->keys[n], ""), doc_text(vars->items[n], "") };
    add_own(m, ps, id, here, env + n);
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
    return environment(h->member, h->step, hook_id(h), true);
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
    ret->env = environment(h->member, h->step, id, false);
    ret->files[0] = (struct bundle_file){ "members", hook_members(h->member), 0644 };
    ret->files[1] = (struct bundle_file){ "lib", embed_find(node_files, "hook.sh")->data, 0644 };
    ret->files[2] = (struct bundle_file){ "secret", secret_reveal(ret->secret, NULL), 0600 };
}

void
hook_kit_done(struct hook_kit *kit)
{
    secret_free(kit->secret);
    *kit = (struct hook_kit){ 0 };
}
