// SPDX-License-Identifier: MIT
// Renders the packages of a member, a name a line, and its settings of the kernel, as the file that
// is kept on the node.
#include "step/aspect/system.h"

#include "base/str.h"
#include "base/texts.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define INSTALL_MS 1200000
#define SYSCTL_MS 60000
#define MORE_MS 60000

static void
settle(struct rendered *r, const struct buf *list)
{
    struct arena *a = r->member->world->arena;
    char digest[DIGEST_TEXT];

    r->made = arena_strdup(a, buf_str(list));
    r->digest = list->len ? arena_strdup(a, digest_text(buf_str(list), list->len, digest)) : "";
}

static struct bundle_step
step_of(const struct rendered *r, const char *script, int64_t timeout_ms)
{
    struct bundle_file *list = ARENA_NEW(r->member->world->arena, struct bundle_file);

    *list = (struct bundle_file){ "list", r->made, 0600 };
    return (struct bundle_step){
        .id = r->aspect->name,
        .script = embed_find(node_files, script)->data,
        .files = list,
        .n_files = 1,
        .timeout_ms = timeout_ms,
        .mode = BUNDLE_ALWAYS,
    };
}

// ---- packages

// What a plan no longer names stays installed: then there is nothing to do.
static bool
names_packages(const struct member *m)
{
    return texts_count(m->np->packages) != 0;
}

static int
render_packages(struct rendered *r, struct lct_err *err)
{
    _own_(buf) struct buf list = { 0 };

    (void)err;
    for (const char *const *name = r->member->np->packages; name && *name; name++)
        buf_addf(&list, "%s\n", *name);
    settle(r, &list);
    return LCT_OK;
}

static int
step_packages(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    (void)err;
    *ret = step_of(r, "install.sh", INSTALL_MS);
    return LCT_OK;
}

const struct aspect aspect_packages = {
    .id = ASPECT_PACKAGES,
    .name = "packages",
    .kind = &node_packages,
    .basis = ASPECT_OF_NODE,
    .limit_ms = INSTALL_MS + MORE_MS,
    .wanted = names_packages,
    .render = render_packages,
    .step = step_packages,
    .look = "look_packages.sh",
};

// ---- settings of the kernel

// What a plan had before is to leave the node.
static bool
has_settings(const struct member *m)
{
    return m->np->n_sysctl || !str_empty(m->has[ASPECT_SYSCTL]);
}

static int
render_sysctl(struct rendered *r, struct lct_err *err)
{
    const struct node_plan *np = r->member->np;
    _own_(buf) struct buf list = { 0 };

    (void)err;
    for (size_t i = 0; i < np->n_sysctl; i++)
        buf_addf(&list, "%s = %s\n", np->sysctl[i].key, np->sysctl[i].value);
    settle(r, &list);
    return LCT_OK;
}

static int
step_sysctl(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    (void)err;
    *ret = step_of(r, "sysctl.sh", SYSCTL_MS);
    return LCT_OK;
}

// Before files and units, in one bundle with them: what they start counts on it.
const struct aspect aspect_sysctl = {
    .id = ASPECT_SYSCTL,
    .name = "sysctl",
    .kind = &node_content,
    .basis = ASPECT_OF_NODE,
    .limit_ms = SYSCTL_MS + MORE_MS,
    .wanted = has_settings,
    .render = render_sysctl,
    .step = step_sysctl,
    .look = "look_sysctl.sh",
};
