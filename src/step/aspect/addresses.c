// SPDX-License-Identifier: MIT
// Renders the addresses of a member beside its first one, and those that it shares with others, one
// a line.
#include "step/aspect/addresses.h"

#include "base/cidr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define STEP_MS 60000
#define MORE_MS 60000

// What a plan had before is to leave the node.
static bool
wanted(const struct member *m)
{
    return m->np->extra_ipv4 || texts_count(m->np->shared) || !str_empty(m->has[ASPECT_ADDRESSES]);
}

// As ip shows it; its first address stays where it is.
static void
add_shared(struct buf *list, struct map *shared, const struct member *m)
{
    for (const char *const *one = m->np->shared; one && *one; one++) {
        char text[CIDR_TEXT];
        struct cidr c;
        if (!cidr_parse(*one, true, &c) || str_eq(cidr_text(&c, text), m->node->public_ipv4) ||
            map_put(shared, text, shared))
            continue;
        buf_addf(list, "shared %s\n", text);
    }
}

static int
render(struct rendered *r, struct lct_err *err)
{
    const struct member *m = r->member;
    const struct node *n = m->node;
    struct arena *a = m->world->arena;
    _own_(buf) struct buf list = { 0 };
    _own_(map) struct map shared = { 0 };
    char digest[DIGEST_TEXT];

    if (texts_count(n->extra_ipv4) < m->np->extra_ipv4 || !n->public_ipv4)
        return lct_fail(err, LCT_EFAILED, "%s has %zu further addresses of %u", n->name,
            texts_count(n->extra_ipv4), m->np->extra_ipv4);
    buf_addf(&list, "first %s\n", n->public_ipv4);
    add_shared(&list, &shared, m);
    for (size_t i = 0; i < m->np->extra_ipv4; i++)
        if (!map_has(&shared, n->extra_ipv4[i]))
            buf_addf(&list, "own %s\n", n->extra_ipv4[i]);
    r->made = arena_strdup(a, buf_str(&list));
    r->digest = m->np->extra_ipv4 || shared.n
                    ? arena_strdup(a, digest_text(buf_str(&list), list.len, digest))
                    : "";
    return LCT_OK;
}

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    struct bundle_file *list = ARENA_NEW(r->member->world->arena, struct bundle_file);

    (void)err;
    *list = (struct bundle_file){ "list", r->made, 0600 };
    *ret = (struct bundle_step){
        .id = "addresses",
        .script = embed_find(node_files, "addresses.sh")->data,
        .files = list,
        .n_files = 1,
        .timeout_ms = STEP_MS,
        .mode = BUNDLE_ALWAYS,
    };
    return LCT_OK;
}

const struct aspect aspect_addresses = {
    .id = ASPECT_ADDRESSES,
    .name = "addresses",
    .kind = &node_extended,
    .basis = ASPECT_OF_NODE,
    .look = "look_addresses.sh",
    .limit_ms = STEP_MS + MORE_MS,
    .wanted = wanted,
    .render = render,
    .step = step,
};
