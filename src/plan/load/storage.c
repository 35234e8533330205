// SPDX-License-Identifier: MIT
// Disks and volumes of node plans, and the storage plans that they share.
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "plan/load/load.h"

#define MOST_DEVICES 8 // sda to sdh
#define OWN_DEVICES 2  // that a machine gets where the plan names no disks
#define DISK_LABEL 48
#define VOLUME_LABEL 32
#define VOLUME_LEAST_GB 10
#define VOLUME_MOST_GB 16384

static void
wrong_size(struct loading *l, const struct doc *at, struct plan_disk *disk, const char *why)
{
    load_error(l, at, "%s", why);
    disk->size_kind = SIZE_WRONG;
}

static void
load_size(struct loading *l, const struct doc *d, struct plan_disk *disk)
{
    const char *text = doc_text(d, "auto");
    size_t n = strlen(text);
    uint64_t bytes;

    if (n > 1 && text[n - 1] == '%') {
        disk->size_kind = SIZE_PERCENT;
        disk->percent = strtod(text, NULL);
        if (disk->percent <= 0 || disk->percent > 100)
            wrong_size(l, d, disk, "a disk has more than 0 % and at most 100 % of the type's");
    } else if (!str_eq(text, "auto") && parse_size(text, 1 << 20, &bytes)) {
        disk->size_kind = SIZE_MB;
        disk->mb = (int64_t)(bytes >> 20);
        if (!disk->mb)
            wrong_size(l, d, disk, "a disk has at least 1 MB");
    } else if (!str_eq(text, "auto")) {
        disk->size_kind = SIZE_WRONG; // told by the schema
    }
}

static void
check_volume(struct loading *l, const struct doc *d, const struct plan_disk *disk)
{
    const struct doc *size = doc_get(d, "size"), *at = size ? size : d;

    if (disk->size_kind == SIZE_WRONG)
        return;
    if (disk->size_kind != SIZE_MB)
        diag_hint(l->diags, load_error(l, at, "a volume needs a size of its own"),
            "use for example size: 500GB");
    else if (disk->mb < VOLUME_LEAST_GB << 10 || disk->mb > VOLUME_MOST_GB << 10)
        load_error(l, at, "a volume has %d to %d GB", VOLUME_LEAST_GB, VOLUME_MOST_GB);
    else if (disk->mb % 1024)
        load_error(l, at, "a volume has whole gigabytes");
    if (disk->boot)
        load_error(l, doc_get(d, "boot"), "a node cannot boot from a volume of its plan");
    if (str_eq(disk->fs, "swap"))
        load_error(l, doc_get(d, "fs"), "a volume is no place for swap");
    if (strlen(disk->label) > VOLUME_LABEL)
        load_error(
            l, doc_get(d, "label"), "a volume's label has at most %d characters", VOLUME_LABEL);
}

static const char *
load_device(struct loading *l, const struct doc *d)
{
    const char *text = doc_text(d, ""), *name = str_starts(text, "/dev/") ? text + 5 : text;

    if (!d)
        return NULL;
    if (strlen(name) == 3 && str_starts(name, "sd") && name[2] >= 'a' && name[2] <= 'h')
        return name;
    diag_hint(l->diags, load_error(l, d, "'%s' is no device of a Linode", text),
        "there are /dev/sda to /dev/sdh");
    return NULL;
}

static const char *
load_mount(struct loading *l, const struct doc *d, const struct plan_disk *disk)
{
    const char *path = doc_text(d, NULL);

    if (!path)
        return NULL;
    if (str_eq(disk->fs, "swap") || str_eq(disk->fs, "raw"))
        load_error(l, d, "%s is not mounted", disk->fs);
    else if (str_eq(path, "/") && !disk->boot)
        load_error(l, d, "only the disk with boot: yes is mounted at /");
    return path;
}

// Keys are written into home folders, ours into root's.
static void
check_options(struct loading *l, const struct doc *d, const struct plan_disk *disk)
{
    char **words;
    size_t n = str_split(l->arena, disk->options, ",", &words);
    bool homes = str_eq(disk->mount, "/") || str_eq(disk->mount, "/home") ||
                 (disk->mount && str_starts(disk->mount, "/home/"));

    if (!disk->mount)
        load_error(l, d, "options: are those of mounting: they go with mount:");
    if (strpbrk(disk->options, " \t\n'\""))
        load_error(l, d, "mount options are words with commas between them");
    for (size_t i = 0; homes && i < n; i++)
        if (str_eq(words[i], "ro"))
            diag_hint(l->diags,
                load_error(l, d, "%s would be read-only, with home folders in it", disk->mount),
                "keys of users are written there: leave ro away");
}

static void
load_disk(struct loading *l, const struct doc *d, struct plan_disk *disk)
{
    const struct doc *label = doc_get(d, "label"), *size = doc_get(d, "size");
    const struct doc *fs = doc_get(d, "fs"), *options = doc_get(d, "options");

    disk->pos = d->pos;
    disk->size_pos = size ? size->pos : d->pos;
    disk->fs_pos = fs ? fs->pos : d->pos;
    disk->label = doc_text(label, "");
    disk->blockstore = str_eq(doc_get_text(d, "type", ""), "blockstore");
    disk->fs = doc_text(fs, "ext4");
    disk->boot = schema_bool(doc_get(d, "boot"), false);
    disk->image = doc_get_text(d, "image", NULL);
    disk->encrypted = schema_bool(doc_get(d, "encryption"), false);
    disk->device = load_device(l, doc_get(d, "device"));
    disk->mount = load_mount(l, doc_get(d, "mount"), disk);
    disk->options = doc_text(options, NULL);
    if (disk->options)
        check_options(l, options, disk);
    load_size(l, size, disk);
    if (strlen(disk->label) > DISK_LABEL)
        load_error(l, label, "a disk's label has at most %d characters", DISK_LABEL);
    if (disk->blockstore)
        check_volume(l, d, disk);
}

// A list of volumes alone: the disks are the cloud's own, a system and swap.
static bool
is_beside(const struct plan_storage *s)
{
    for (size_t i = 0; i < s->n_disks; i++)
        if (!s->disks[i].blockstore)
            return false;
    return true;
}

// The device of each that names none: the first that is free, in order.
static void
assign_devices(struct loading *l, struct plan_storage *s, size_t next)
{
    static const char *const names[] = { "sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg", "sdh" };
    const struct plan_disk *taken[MOST_DEVICES] = { 0 };

    for (size_t i = 0; i < s->n_disks; i++) {
        const struct plan_disk *d = &s->disks[i];
        size_t k = d->device ? (size_t)(d->device[2] - 'a') : 0;
        if (d->device && taken[k])
            diag_note(l->diags,
                diags_add(
                    l->diags, DIAG_ERROR, d->pos, "two disks want the device /dev/%s", d->device),
                taken[k]->pos, "the first is here");
        else if (d->device)
            taken[k] = d;
    }
    for (size_t i = 0; i < s->n_disks; i++) {
        while (next < MOST_DEVICES && taken[next])
            next++;
        if (s->disks[i].device || next == MOST_DEVICES)
            continue;
        s->disks[i].device = names[next];
        taken[next] = &s->disks[i];
    }
}

static void
check_twice(struct loading *l, const struct plan_storage *s, size_t i)
{
    const struct plan_disk *d = &s->disks[i];

    for (size_t k = 0; k < i; k++) {
        const struct plan_disk *o = &s->disks[k];
        struct diag *item = NULL;
        if (str_eq(o->label, d->label) && *d->label)
            item =
                diags_add(l->diags, DIAG_ERROR, d->pos, "two disks have the label '%s'", d->label);
        else if (d->mount && str_eq(o->mount, d->mount))
            item = diags_add(l->diags, DIAG_ERROR, d->pos, "two disks are mounted at %s", d->mount);
        else if (d->boot && o->boot)
            item = diags_add(l->diags, DIAG_ERROR, d->pos, "two disks are to boot from");
        if (item)
            diag_note(l->diags, item, o->pos, "the first is here");
    }
}

static double
percent_of(const struct plan_storage *s)
{
    double sum = 0;

    for (size_t i = 0; i < s->n_disks; i++)
        if (!s->disks[i].blockstore && s->disks[i].size_kind == SIZE_PERCENT)
            sum += s->disks[i].percent;
    return sum;
}

static size_t
count_rest(const struct plan_storage *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n_disks; i++)
        n += !s->disks[i].blockstore && s->disks[i].size_kind == SIZE_AUTO &&
             !str_eq(s->disks[i].fs, "swap");
    return n;
}

static const struct plan_disk *
boot_disk(const struct plan_storage *s)
{
    for (size_t i = 0; i < s->n_disks; i++)
        if (s->disks[i].boot)
            return &s->disks[i];
    return NULL;
}

// Without a mark the first disk that can hold a system is the one.
static void
choose_boot(struct loading *l, const struct doc *list, struct plan_storage *s)
{
    for (size_t i = 0; i < s->n_disks && !boot_disk(s); i++)
        s->disks[i].boot = !s->disks[i].blockstore && !str_eq(s->disks[i].fs, "swap") &&
                           !str_eq(s->disks[i].fs, "raw") && !s->disks[i].mount;
    const struct plan_disk *boot = boot_disk(s);
    if (!boot)
        diag_hint(l->diags, load_error(l, list, "no disk to boot from"),
            "say boot: yes at the one that gets the image");
    else if (str_eq(boot->fs, "swap") || str_eq(boot->fs, "xfs") || str_eq(boot->fs, "btrfs"))
        diag_hint(l->diags,
            diags_add(l->diags, DIAG_ERROR, boot->fs_pos,
                "an image is put on ext4, ext3 or raw, not on %s", boot->fs),
            "xfs and btrfs are made on the node, on other disks");
}

static void
check_storage(struct loading *l, const struct doc *list, struct plan_storage *s)
{
    double percent = percent_of(s);
    const size_t own = is_beside(s) ? OWN_DEVICES : 0;

    if (s->n_disks + own > MOST_DEVICES)
        load_error(l, list, "%zu disks and volumes: a Linode has %d devices", s->n_disks + own,
            MOST_DEVICES);
    if (percent > 100.0001 && !s->wrong)
        load_error(l, list, "the disks have %g %% of the type's disk together", percent);
    if (count_rest(s) > 1 && !s->wrong)
        diag_hint(l->diags, load_error(l, list, "two disks want what is left of the type's disk"),
            "give all but one a size");
    s->wrong |= percent > 100.0001 || count_rest(s) > 1;
    for (size_t i = 1; i < s->n_disks && i < 4 * MOST_DEVICES; i++)
        check_twice(l, s, i);
    if (!own)
        choose_boot(l, list, s);
    assign_devices(l, s, own);
}

static struct plan_storage *
load_disks(struct loading *l, const struct doc *list, const char *name)
{
    struct plan_storage *s = ARENA_NEW(l->arena, struct plan_storage);

    s->name = name;
    s->pos = list->pos;
    s->n_disks = load_count(list);
    s->disks = arena_array(l->arena, s->n_disks, sizeof *s->disks);
    for (size_t i = 0; i < s->n_disks; i++) {
        load_disk(l, load_item(list, i), &s->disks[i]);
        s->wrong |= s->disks[i].size_kind == SIZE_WRONG;
    }
    if (s->n_disks)
        check_storage(l, list, s);
    else
        load_error(l, list, "no disk at all");
    return s;
}

void
load_storage_plans(struct loading *l)
{
    const struct doc *d = l->storage_sets;

    for (size_t i = 0; d && i < d->n; i++) {
        if (str_eq(d->keys[i]->text, "default"))
            load_error(l, d->keys[i],
                "'default' is Linode's own way: give the storage plan "
                "another name");
        if (d->items[i]->kind == DOC_LIST)
            load_disks(l, d->items[i], d->keys[i]->text);
    }
}

static const struct doc *
storage_plan(struct loading *l, const struct doc *at)
{
    const struct doc *list = doc_get(l->storage_sets, doc_text(at, ""));

    if (!list)
        load_suggest_key(l, load_error(l, at, "there is no storage plan '%s'", doc_text(at, "")),
            doc_text(at, ""), l->storage_sets,
            "define it at the top: storageplans: {NAME: [{label: ..., size: ...}]}");
    return list;
}

// Made today are volumes alone.
static bool
is_carried_out(const struct doc *list)
{
    for (size_t i = 0; i < load_count(list); i++) {
        const struct doc *d = load_item(list, i);
        if (!str_eq(doc_get_text(d, "type", ""), "blockstore") || doc_get(d, "image") ||
            doc_get(d, "device"))
            return false;
    }
    return list;
}

void
load_storage(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "storage", NULL), *list = d;

    if (!d || str_eq(doc_text(d, NULL), "default")) {
        np->storage_text = d ? "default" : NULL;
        return;
    }
    if (!is_carried_out(d->kind == DOC_LIST ? d : doc_get(l->storage_sets, doc_text(d, ""))))
        load_later(l, d, "storage", LATER_STORAGE);
    if (d->kind != DOC_LIST) {
        np->storage_text = doc_text(d, NULL);
        list = storage_plan(l, d);
    }
    if (list && list->kind == DOC_LIST)
        np->storage = load_disks(l, list, np->storage_text);
}
