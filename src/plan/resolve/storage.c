// SPDX-License-Identifier: MIT
// Sizes of disks in megabytes, and file systems that an image can make.
#include "base/advice.h"
#include "base/str.h"
#include "model/distribution.h"
#include "plan/resolve/resolve.h"

// Swap by the memory, as one would: twice the little, as much as the middle, half of the large.
static int64_t
swap_mb(int64_t memory)
{
    int64_t mb = memory <= 2048 ? memory * 2 : memory <= 8192 ? memory : memory / 2;

    return mb > 16384 ? 16384 : mb;
}

static bool
is_rest(const struct plan_disk *d)
{
    return d->size_kind == SIZE_AUTO && !str_eq(d->fs, "swap");
}

static int64_t
size_of(const struct plan_disk *d, const struct type *t)
{
    if (d->size_kind == SIZE_PERCENT)
        return (int64_t)((double)t->disk_mb * d->percent / 100);
    return d->size_kind == SIZE_MB ? d->mb : swap_mb(t->memory_mb);
}

// Yields what the disks have together; the one that takes the rest has it afterwards.
static int64_t
give_sizes(struct plan_storage *s, const struct type *t)
{
    struct plan_disk *rest = NULL;
    int64_t sum = 0;

    for (size_t i = 0; i < s->n_disks; i++) {
        struct plan_disk *d = &s->disks[i];
        if (d->blockstore) {
            d->size_mb = d->mb;
        } else if (is_rest(d)) {
            rest = d;
        } else {
            d->size_mb = size_of(d, t);
            sum += d->size_mb;
        }
    }
    if (!rest)
        return sum;
    rest->size_mb = t->disk_mb - sum;
    return rest->size_mb > 0 ? t->disk_mb : sum - rest->size_mb + 1;
}

static void
check_sizes(struct resolving *r, const struct node_plan *np)
{
    struct plan_storage *s = np->storage;
    int64_t sum = give_sizes(s, np->type);

    if (s->wrong || sum <= np->type->disk_mb)
        return;
    struct diag *item = diags_add(r->diags, DIAG_ERROR, s->pos,
        "the disks have %lld MB together, %lld MB more than the type %s has", (long long)sum,
        (long long)(sum - np->type->disk_mb), np->type->id);
    diag_hint(r->diags, item, "its disk has %lld MB; sizes in percent fit any type",
        (long long)np->type->disk_mb);
    diag_note(r->diags, item, np->type_pos, "the type is chosen here");
}

// The image is copied to the boot disk: a distribution's own kernel modules and tools decide what
// else it can make.
static void
check_file_systems(struct resolving *r, const struct node_plan *np)
{
    const struct distribution *made = np->image ? image_distribution(np->image) : NULL;

    for (size_t i = 0; made && !made->btrfs && i < np->storage->n_disks; i++) {
        const struct plan_disk *d = &np->storage->disks[i];
        if (str_eq(d->fs, "btrfs"))
            diag_hint(r->diags,
                diags_add(r->diags, DIAG_ERROR, d->fs_pos, "the image %s cannot make %s",
                    np->image->id, d->fs),
                "use xfs or ext4, or another image");
    }
}

static void
check_image_fits(struct resolving *r, const struct node_plan *np)
{
    for (size_t i = 0; np->image && i < np->storage->n_disks; i++) {
        const struct plan_disk *d = &np->storage->disks[i];
        if (d->boot && d->size_mb > 0 && d->size_mb < np->image->size_mb)
            diags_add(r->diags, DIAG_ERROR, d->size_pos,
                "the image %s needs %lld MB, the disk %s has %lld MB", np->image->id,
                (long long)np->image->size_mb, d->label, (long long)d->size_mb);
    }
}

static void
check_disk_images(struct resolving *r, const struct plan_storage *s)
{
    for (size_t i = 0; i < s->n_disks; i++)
        if (s->disks[i].image && !catalogue_image(r->catalogue, s->disks[i].image))
            diag_hint(r->diags,
                diags_add(r->diags, DIAG_ERROR, s->disks[i].pos, "there is no image %s",
                    s->disks[i].image),
                "%s shows all", ADVICE(CATALOGUE, "images"));
}

void
resolve_storage(struct resolving *r, struct node_plan *np)
{
    if (!np->storage || !np->type)
        return;
    check_sizes(r, np);
    check_file_systems(r, np);
    check_image_fits(r, np);
    check_disk_images(r, np->storage);
    np->disks = storage_disks(r->plan->arena, np->storage);
}
