// SPDX-License-Identifier: MIT
// Disks and configurations of a machine in memory, and how they change with time.
#include "base/str.h"
#include "cloud/mem/account.h"

#define SWAP_MB 512

// ---- looking

int64_t
disks_mb(const struct mem_machine *m)
{
    int64_t mb = 0;

    vec_each (d, &m->disks)
        mb += d->shown.size_mb > d->then_mb ? d->shown.size_mb : d->then_mb;
    return mb;
}

struct mem_disk *
machine_disk(const struct mem_machine *m, const char *id)
{
    vec_each (d, &m->disks)
        if (str_eq(d->shown.id, id))
            return d;
    return NULL;
}

struct mem_disk *
machine_only_disk(const struct mem_machine *m)
{
    struct mem_disk *only = NULL;
    size_t n = 0;

    vec_each (d, &m->disks)
        if (!str_eq(d->shown.fs, "swap")) {
            only = d;
            n++;
        }
    return n == 1 ? only : NULL;
}

bool
disks_busy(const struct mem_machine *m)
{
    vec_each (d, &m->disks)
        if (!d->shown.ready)
            return true;
    return false;
}

struct config *
machine_config(const struct mem_machine *m, const char *id)
{
    vec_each (c, &m->configs)
        if (str_eq(c->id, id))
            return c;
    return NULL;
}

struct config *
machine_boots(const struct mem_machine *m)
{
    struct config *last = m->booted ? machine_config(m, m->booted) : NULL;

    return last ? last : m->configs.n ? &m->configs.items[0] : NULL;
}

bool
slot_empty(const struct slot *s)
{
    return !s->disk && !s->volume;
}

bool
config_boots(const struct config *c)
{
    for (unsigned i = 0; i < N_SLOTS; i++)
        if (!slot_empty(&c->slots[i]))
            return true;
    return false;
}

// ---- changing

void
slots_empty(struct mem_machine *m, const char *id)
{
    vec_each (c, &m->configs)
        for (unsigned i = 0; i < N_SLOTS; i++)
            if (str_eq(c->slots[i].disk, id) || str_eq(c->slots[i].volume, id))
                c->slots[i] = (struct slot){ 0 };
}

void
disks_settle(struct mem_machine *m, int64_t now_ms)
{
    for (size_t i = m->disks.n; i-- > 0;) {
        struct mem_disk *d = &m->disks.items[i];
        if (d->shown.ready || d->until_ms > now_ms)
            continue;
        d->shown.ready = true;
        d->shown.size_mb = d->then_mb;
        if (d->then_mb)
            continue;
        slots_empty(m, d->shown.id);
        vec_remove(&m->disks, i);
    }
}

void
disks_clear(struct mem_machine *m)
{
    m->disks.n = 0;
    m->configs.n = 0;
    m->booted = NULL;
}

static const char *
disk_add(struct mem_account *a, struct mem_machine *m, const char *label, const char *fs,
    int64_t mb, int64_t until_ms)
{
    const char *id = id_new(a, m->arena);

    vec_push(&m->disks,
        ((struct mem_disk){ { id, arena_strdup(m->arena, label), fs, mb }, until_ms, mb }));
    return id;
}

// As the API does it: the rest of the type's disk, swap, and a configuration of both.
void
disks_of_image(struct mem_account *a, struct mem_machine *m, int64_t swap_mb, int64_t until_ms)
{
    const int64_t swap = swap_mb < 0 ? SWAP_MB : swap_mb;
    struct config c = { .id = id_new(a, m->arena),
        .label = "My Disk Profile",
        .kernel = "linode/grub2",
        .root = "/dev/sda",
        .helpers = HELPER_DISTRO | HELPER_MODULES | HELPER_DEVTMPFS | HELPER_NO_UPDATEDB };

    c.slots[0].disk =
        disk_add(a, m, "Disk", "ext4", mem_type_disk_mb(m->shown.type) - swap, until_ms);
    if (swap)
        c.slots[1].disk = disk_add(a, m, "Swap Image", "swap", swap, until_ms);
    vec_push(&m->configs, c);
}

// Volumes are not copied with it. first: where the copies of disks begin.
static void
config_copy(struct mem_account *a, struct mem_machine *to, const struct mem_machine *from,
    const struct config *c, size_t first)
{
    struct config copy = *c;

    copy.id = id_new(a, to->arena);
    copy.label = arena_strdup(to->arena, c->label);
    copy.kernel = c->kernel ? arena_strdup(to->arena, c->kernel) : NULL;
    copy.root = arena_strdup(to->arena, c->root);
    for (unsigned i = 0; i < N_SLOTS; i++) {
        const struct mem_disk *d = c->slots[i].disk ? machine_disk(from, c->slots[i].disk) : NULL;
        copy.slots[i] = (struct slot){
            d ? to->disks.items[first + (size_t)(d - from->disks.items)].shown.id : NULL, NULL
        };
    }
    vec_push(&to->configs, copy);
}

void
disks_copy(
    struct mem_account *a, struct mem_machine *to, const struct mem_machine *from, int64_t until_ms)
{
    const size_t first = to->disks.n;

    vec_each (d, &from->disks)
        disk_add(a, to, d->shown.label, arena_strdup(to->arena, d->shown.fs), d->shown.size_mb,
            until_ms);
    vec_each (c, &from->configs)
        config_copy(a, to, from, c, first);
}
