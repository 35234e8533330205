// SPDX-License-Identifier: MIT
// What Linodes are, as a plan: those that are alike are one node plan.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "app/import/import.h"
#include "base/parse.h"
#include "base/str.h"
#include "lct/cluster.h"
#include "model/hostname.h"
#include "model/volume.h"
#include "text/yaml.h"

#define GROUP_MAX 32 // characters of a node plan's name
#define INDEX_MOST 1000000

struct describing {
    struct importing *x;
    struct arena *arena;
    struct map groups; // "REGION SHAPE" -> name; its members are one node plan
    struct map names;  // "REGION NAME": taken
    struct map hosts;  // host names: taken
    struct map stems;  // of labels -> how many node plans have it
};

// ---- names

// "web-12" is web-, 12: what has no such number is itself.
static void
split(struct arena *a, struct imported *one)
{
    const char *label = one->machine->label, *end = label + strlen(label), *digits = end;
    int64_t index;

    while (digits > label && isdigit((unsigned char)digits[-1]))
        digits--;
    one->stem = label;
    if (digits == label || !parse_int(digits, 1, INDEX_MOST, &index))
        return;
    one->index = (unsigned)index;
    one->stem = arena_strndup(a, label, (size_t)(digits - label));
}

static const char *
host_name(struct describing *d, const struct imported *one)
{
    const char *label = one->machine->label, *name = label;
    char why[FAULT_WHY];

    if (hostname_fault(label, why))
        name = str_slug(d->arena, label, 48);
    for (int i = 2; map_has(&d->hosts, name); i++)
        name = arena_printf(d->arena, "%s-%d", str_slug(d->arena, label, 48), i);
    map_put(&d->hosts, name, d);
    return name;
}

const char *
import_volume_name(struct arena *a, const struct imported *one, size_t i)
{
    const char *label = one->volumes[i]->label, *node = one->machine->label;
    const size_t n = strlen(node);

    if (str_starts(label, node) && label[n] && strchr("-_", label[n]) && label[n + 1])
        label += n + 1;
    return str_slug(a, label, VOLUME_LABEL_MAX);
}

// ---- groups

// What members of one node plan have in common.
static const char *
shape_of(struct arena *a, const struct imported *one)
{
    const struct machine *m = one->machine;
    _own_(buf) struct buf out = { 0 };

    buf_addf(&out, "%s %s %s %d %d %d %s %s", m->region, m->type, m->image ? m->image : "",
        m->private_ipv4 != NULL, m->unwatched, m->backups, one->stem, one->index ? "" : m->id);
    for (const char *const *tag = m->tags; *tag; tag++)
        buf_addf(&out, "\n%s", *tag);
    for (size_t i = 0; i < one->n_volumes; i++)
        buf_addf(&out, "\n%s %s %lld", import_volume_name(a, one, i), one->volumes[i]->traits,
            (long long)one->volumes[i]->size_gb);
    return arena_strdup(a, buf_str(&out));
}

static const char *
group_name(struct describing *d, const struct imported *one)
{
    const char *region = one->machine->region, *slug = str_slug(d->arena, one->stem, GROUP_MAX),
               *name = *slug ? slug : "node";

    for (int i = 2; map_put(&d->names, arena_printf(d->arena, "%s %s", region, name), d); i++)
        name = arena_printf(d->arena, "%s-%d", *slug ? slug : "node", i);
    return name;
}

static void
name_all(struct describing *d)
{
    for (size_t i = 0; i < d->x->n; i++) {
        struct imported *one = &d->x->items[i];
        split(d->arena, one);
        const char *shape = shape_of(d->arena, one);
        one->name = host_name(d, one);
        one->group = map_get(&d->groups, shape);
        if (one->group)
            continue;
        one->group = group_name(d, one);
        map_put(&d->groups, shape, (void *)(uintptr_t)one->group);
        map_put(&d->stems, one->stem, (void *)((uintptr_t)map_get(&d->stems, one->stem) + 1));
    }
    for (size_t i = 0; i < d->x->n; i++)
        d->x->items[i].shares_stem = (uintptr_t)map_get(&d->stems, d->x->items[i].stem) > 1;
}

// Within a node plan each has a number of its own.
static void
number_all(struct describing *d)
{
    _own_(map) struct map taken = { 0 };

    for (size_t i = 0; i < d->x->n; i++) {
        struct imported *one = &d->x->items[i];
        const char *group = arena_printf(d->arena, "%s %s", one->machine->region, one->group);
        unsigned n = one->index ? one->index : 1;
        while (map_put(&taken, arena_printf(d->arena, "%s %u", group, n), d))
            n++;
        one->index = n;
    }
}

// ---- the plan

static void
put_tags(struct arena *a, struct doc *d, const struct machine *m)
{
    struct doc *list = doc_list(a);
    char why[FAULT_WHY];

    for (const char *const *tag = m->tags; *tag; tag++)
        if (!tag_fault(*tag, why))
            doc_add(a, list, doc_string(a, *tag));
    if (doc_at(list, 0))
        doc_put(a, d, "tags", list);
}

// What is on them is theirs: nothing is made, mounted or grown.
static void
put_storage(struct arena *a, struct doc *d, const struct imported *one)
{
    struct doc *list = one->n_volumes ? doc_put(a, d, "storage", doc_list(a)) : NULL;

    for (size_t i = 0; i < one->n_volumes; i++) {
        const struct thing *t = one->volumes[i];
        struct doc *v = doc_add(a, list, doc_map(a));
        doc_put_string(a, v, "label", import_volume_name(a, one, i));
        doc_put_string(a, v, "type", "blockstore");
        doc_put_string(a, v, "size", arena_printf(a, "%lldGB", (long long)t->size_gb));
        doc_put_string(a, v, "fs", "raw");
        if (volume_encrypted(t->traits))
            doc_put_string(a, v, "encryption", "yes");
    }
}

// New ones are called as these are, where that can be said.
static void
put_names(struct arena *a, struct doc *d, const struct imported *one, size_t count)
{
    const char *name = NULL;

    const char *label = one->machine->label, *digits = label + strlen(one->stem);

    if (*digits && !one->shares_stem && str_eq(one->name, label))
        name = *digits == '0' ? arena_printf(a, "%s{index:0%zu}", one->stem, strlen(digits))
                              : arena_printf(a, "%s{index}", one->stem);
    else if (count == 1)
        name = label;
    if (!name)
        return;
    doc_put_string(a, d, "nodenames", name);
    doc_put_string(a, d, "hostnames", name == label ? one->name : name);
}

static void
put_group(struct arena *a, struct doc *nodes, const struct imported *one, size_t count)
{
    const struct machine *m = one->machine;
    struct doc *d = doc_add(a, nodes, doc_map(a));

    doc_put_string(a, d, "name", one->group);
    doc_put_string(a, d, "type", m->type);
    if (m->image)
        doc_put_string(a, d, "image", m->image);
    doc_put_int(a, d, "count", (int64_t)count);
    put_names(a, d, one, count);
    if (m->private_ipv4)
        doc_put_string(a, d, "private_ip", "yes");
    if (m->unwatched)
        doc_put_string(a, d, "watchdog", "no");
    if (m->backups)
        doc_put_string(a, d, "backups", "yes");
    put_tags(a, d, m);
    put_storage(a, d, one);
}

// They lie by region; of a node plan the first tells what all are.
static void
put_region(struct arena *a, struct doc *regions, const struct imported *items, size_t n)
{
    struct doc *d = doc_add(a, regions, doc_map(a)), *nodes;
    _own_(map) struct map counts = { 0 };

    doc_put_string(a, d, "region", items[0].machine->region);
    nodes = doc_put(a, d, "nodes", doc_list(a));
    for (size_t i = 0; i < n; i++)
        map_put(&counts, items[i].group, (void *)((uintptr_t)map_get(&counts, items[i].group) + 1));
    for (size_t i = 0; i < n; i++) {
        const size_t count = (size_t)(uintptr_t)map_remove(&counts, items[i].group);
        if (count)
            put_group(a, nodes, &items[i], count);
    }
}

static const char head[] =
    "# What there is. Before it is applied: say what is served, by firewall and access, since the\n"
    "# firewall of a node lets nobody in but by SSH; and who logs in, by users. Volumes with fs: "
    "raw are\n"
    "# left as they are: mounted by whom mounted them.\n";

const char *
import_describe(struct importing *x, const char *name)
{
    struct describing d = { .x = x, .arena = x->run->arena };
    struct arena *a = d.arena;
    struct doc *plan = doc_map(a), *regions;
    _own_(buf) struct buf out = { 0 };
    size_t end;

    name_all(&d);
    number_all(&d);
    doc_put_string(a, plan, "name", name);
    regions = doc_put(a, plan, "regions", doc_list(a));
    for (size_t i = 0; i < x->n; i = end) {
        for (end = i + 1; end < x->n; end++)
            if (!str_eq(x->items[i].machine->region, x->items[end].machine->region))
                break;
        put_region(a, regions, &x->items[i], end - i);
    }
    buf_adds(&out, head);
    yaml_print(&out, plan);
    map_done(&d.groups);
    map_done(&d.names);
    map_done(&d.hosts);
    map_done(&d.stems);
    return arena_strdup(a, buf_str(&out));
}
