// SPDX-License-Identifier: MIT
// What is told of the disks of a node plan.
#include "model/storage.h"

#include <stdlib.h>

#include "base/str.h"

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

// "sda boot 20480 ext4", and perhaps " of linode/debian11".
static bool
read_disk(struct arena *a, const char *text, struct told_disk *ret)
{
    char **words;
    const size_t n = str_split(a, text, " ", &words);

    if (n != 4 && n != 6)
        return false;
    *ret = (struct told_disk){ .device = words[0],
        .label = words[1],
        .mb = strtoll(words[2], NULL, 10),
        .fs = words[3],
        .image = n == 6 ? words[5] : NULL };
    return true;
}

size_t
storage_disks_read(struct arena *a, const char *text, struct told_disk **ret)
{
    char **disks;
    const size_t n = str_split(a, text ? text : "", ",", &disks);
    size_t good = 0;

    *ret = arena_array(a, n + 1, sizeof **ret);
    for (size_t i = 0; i < n; i++)
        good += read_disk(a, disks[i], &(*ret)[good]);
    return good;
}

const struct told_disk *
told_disk_find(const struct told_disk *disks, size_t n, const char *label)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(disks[i].label, label))
            return &disks[i];
    return NULL;
}

const char *
storage_disks_without(struct arena *a, const char *text, const char *label)
{
    _own_(buf) struct buf out = { 0 };
    struct told_disk disk;
    char **disks;
    const size_t n = str_split(a, text ? text : "", ",", &disks);

    for (size_t i = 0; i < n; i++) {
        const char *one = arena_strdup(a, disks[i]);
        if (!read_disk(a, disks[i], &disk) || !str_eq(disk.label, label))
            buf_addf(&out, "%s%s", out.len ? ", " : "", one);
    }
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
