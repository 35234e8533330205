// SPDX-License-Identifier: MIT
// What is told of the disks of a node plan.
#include "model/storage.h"

static void
add_disk(struct buf *out, const struct plan_disk *d)
{
    buf_addf(out, "%s%s %s %lld %s", out->len ? ", " : "", d->device, d->label,
        (long long)d->size_mb, d->fs);
    if (d->image)
        buf_addf(out, " of %s", d->image);
}

const char *
storage_disks(struct arena *a, const struct plan_storage *s)
{
    _own_(buf) struct buf out = { 0 };

    if (!s || s->beside)
        return NULL;
    for (size_t i = 0; i < s->n_disks; i++)
        if (!s->disks[i].blockstore)
            add_disk(&out, &s->disks[i]);
    return arena_strdup(a, buf_str(&out));
}

const struct plan_disk *
storage_boot(const struct plan_storage *s)
{
    for (size_t i = 0; i < s->n_disks; i++)
        if (s->disks[i].boot)
            return &s->disks[i];
    return NULL;
}
