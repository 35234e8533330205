// SPDX-License-Identifier: MIT
// Renders the addresses of a member beside its first one, one a line.
#include "step/aspect/addresses.h"

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
    return m->np->extra_ipv4 || !str_empty(m->has[ASPECT_ADDRESSES]);
}

static int
render(struct rendered *r, struct lct_err *err)
{
    const struct member *m = r->member;
    const struct node *n = m->node;
    struct arena *a = m->world->arena;
    _own_(buf) struct buf list = { 0 };
    char digest[DIGEST_TEXT];

    if (texts_count(n->extra_ipv4) < m->np->extra_ipv4 || !n->public_ipv4)
        return lct_fail(err, LCT_EFAILED, "%s has %zu further addresses of %u", n->name,
            texts_count(n->extra_ipv4), m->np->extra_ipv4);
    buf_addf(&list, "first %s\n", n->public_ipv4);
    for (size_t i = 0; i < m->np->extra_ipv4; i++)
        buf_addf(&list, "own %s\n", n->extra_ipv4[i]);
    r->made = arena_strdup(a, buf_str(&list));
    r->digest =
        m->np->extra_ipv4 ? arena_strdup(a, digest_text(buf_str(&list), list.len, digest)) : "";
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
    .limit_ms = STEP_MS + MORE_MS,
    .wanted = wanted,
    .render = render,
    .step = step,
};
