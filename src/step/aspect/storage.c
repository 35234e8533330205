// SPDX-License-Identifier: MIT
// Renders the disks of a member, one a line: where it finds them, what is to be on them.
#include "step/aspect/storage.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "model/disk.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define STEP_MS 3600000 // a large disk is made, or what stood below a mount is copied
#define MORE_MS 60000

static const struct holding *
volume_of(const struct member *m, const struct plan_disk *d)
{
    for (const struct holding *h = m->volumes; h; h = h->next)
        if (h->size_gb && str_eq(h->resource->name + strcspn(h->resource->name, "/") + 1, d->label))
            return h;
    return NULL;
}

// DEVICE KIND FS UUID MB MOUNT OPTIONS LABEL
static void
add_line(const struct plan_disk *d, const char *device, const char *kind, const char *uuid,
    struct buf *out)
{
    buf_addf(out, "%s %s %s %s %lld %s %s %s\n", device, kind, d->fs, uuid, (long long)d->size_mb,
        d->mount ? d->mount : "-", d->options ? d->options : "-", d->label);
}

static int
add_volume(struct member *m, const struct plan_disk *d, struct buf *out, struct lct_err *err)
{
    const struct holding *h = volume_of(m, d);

    if (!h || !h->device)
        return lct_fail(err, LCT_EFAILED, "nothing tells where %s finds its volume %s",
            m->node->name, d->label);
    add_line(d, h->device, "volume", h->resource->uuid, out);
    return LCT_OK;
}

static void
add_disk(const struct member *m, const struct plan_disk *d, struct buf *out)
{
    const char *device = arena_printf(m->world->arena, "/dev/%s", d->device);
    char uuid[UUID_TEXT];

    disk_uuid(m->node->uuid, m->node->generation, d->label, uuid);
    add_line(d, device, d->boot ? "boot" : "disk", uuid, out);
}

static int
render(struct rendered *r, struct lct_err *err)
{
    struct member *m = r->member;
    const struct plan_storage *s = m->np->storage;
    _own_(buf) struct buf list = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; s && i < s->n_disks; i++) {
        const struct plan_disk *d = &s->disks[i];
        if (!d->blockstore)
            add_disk(m, d, &list);
        else if (add_volume(m, d, &list, err) < 0)
            return err->code;
    }
    r->made = arena_strdup(m->world->arena, buf_str(&list));
    digest_text(buf_str(&list), list.len, digest);
    r->digest = s ? arena_strdup(m->world->arena, digest) : "";
    return LCT_OK;
}

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    struct bundle_file *list = ARENA_NEW(r->member->world->arena, struct bundle_file);

    (void)err;
    *list = (struct bundle_file){ "list", r->made, 0600 };
    *ret = (struct bundle_step){
        .id = "storage",
        .script = embed_find(node_files, "storage.sh")->data,
        .files = list,
        .n_files = 1,
        .timeout_ms = STEP_MS,
        .mode = BUNDLE_ALWAYS,
    };
    return LCT_OK;
}

// What a plan had before is to leave the node.
static bool
wanted(const struct member *m)
{
    return m->np->storage || !str_empty(m->has[ASPECT_STORAGE]);
}

const struct aspect aspect_storage = {
    .id = ASPECT_STORAGE,
    .name = "storage",
    .kind = &node_storage,
    .basis = ASPECT_OF_NODE,
    .look = "look_storage.sh",
    .limit_ms = STEP_MS + MORE_MS,
    .wanted = wanted,
    .render = render,
    .step = step,
};
