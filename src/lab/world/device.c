// SPDX-License-Identifier: MIT
// Devices of a Linode that is booted, each a disk or a volume: sda to sdh, and more with more
// memory.
#include "lab/world/config.h"

#include "base/str.h"

#define SLOTS_MIN 8
#define SLOTS_MAX 64 // of a Linode with as many GB of memory

// sda, sdb ... sdz, sdaa ...
static const char *
slot_name(size_t i, char out[static CONFIG_SLOT])
{
    if (i < 26)
        snprintf(out, CONFIG_SLOT, "sd%c", (char)('a' + i));
    else
        snprintf(
            out, CONFIG_SLOT, "sd%c%c", (char)('a' + i / 26 - 1), (char)('a' + (unsigned)(i % 26)));
    return out;
}

static size_t
slots_of(struct lab *lab, int64_t linode)
{
    int64_t gb = world_int(&lab->world, 0,
        "SELECT json_extract(specs, '$.memory') / 1024 FROM linode WHERE id = ?", "i", linode);

    return gb < SLOTS_MIN ? SLOTS_MIN : gb > SLOTS_MAX ? SLOTS_MAX : (size_t)gb;
}

static struct doc *
device_doc(struct arena *a, int64_t disk, int64_t volume)
{
    struct doc *d = doc_map(a);

    if (!disk && !volume)
        return doc_null(a);
    doc_put(a, d, "disk_id", disk ? doc_int(a, disk) : doc_null(a));
    doc_put(a, d, "volume_id", volume ? doc_int(a, volume) : doc_null(a));
    return d;
}

static void
volume_check(struct call *c, const char *field, int64_t id)
{
    const struct doc *v = world_one(&c->lab->world, c->arena,
        "SELECT coalesce(v.linode, l.id) = l.id AS ours, v.region = l.region AS near "
        "FROM volume v, linode l WHERE v.id = ? AND l.id = ?",
        "ii", id, call_id(c, 0));

    if (!v)
        call_error(c, field, "Invalid Volume ID %lld", (long long)id);
    else if (!doc_get_int(v, "ours", 0))
        call_error(c, field, "Volume %lld is already attached", (long long)id);
    else if (!doc_get_int(v, "near", 0))
        call_error(c, field, "Volume %lld is in another region", (long long)id);
}

static struct doc *
device_read(struct call *c, const char *slot, const struct doc *asked)
{
    static const struct field fields[] = { { "disk_id", FIELD_INT }, { "volume_id", FIELD_INT },
        { 0 } };
    int64_t disk = doc_get_int(asked, "disk_id", 0), volume = doc_get_int(asked, "volume_id", 0);
    const char *name = arena_printf(c->arena, "devices.%s", slot);

    if (doc_is_null(asked))
        return doc_null(c->arena);
    if (asked->kind != DOC_MAP)
        call_error(c, name, "Must be of type Object");
    else if (!call_check(c, asked, arena_printf(c->arena, "%s.", name), fields))
        return doc_null(c->arena);
    if (disk && volume)
        call_error(c, name, "Only one of disk_id and volume_id may be given");
    else if (disk && !world_int(&c->lab->world, 0, "SELECT 1 FROM disk WHERE id = ? AND linode = ?",
                         "ii", disk, call_id(c, 0)))
        call_error(c, name, "Invalid Disk ID %lld", (long long)disk);
    else if (volume)
        volume_check(c, name, volume);
    return device_doc(c->arena, disk, volume);
}

static void
names_check(struct call *c, const struct doc *asked, size_t slots)
{
    char name[CONFIG_SLOT];

    for (size_t i = 0; i < asked->n; i++) {
        size_t at = 0;
        while (at < slots && !str_eq(asked->keys[i]->text, slot_name(at, name)))
            at++;
        if (at == slots)
            call_error(c, arena_printf(c->arena, "devices.%s", asked->keys[i]->text),
                "This Linode has devices from sda to %s", slot_name(slots - 1, name));
    }
}

struct doc *
config_devices_read(struct call *c)
{
    const struct doc *asked = doc_get(c->body, "devices");
    size_t slots = slots_of(c->lab, call_id(c, 0)), shown = SLOTS_MIN;
    struct doc *all = doc_map(c->arena);
    char name[CONFIG_SLOT];

    names_check(c, asked, slots);
    for (size_t i = 0; i < slots; i++)
        if (!doc_is_null(doc_get(asked, slot_name(i, name))) && i >= shown)
            shown = i + 1;
    for (size_t i = 0; i < shown; i++) {
        slot_name(i, name);
        doc_put(c->arena, all, arena_strdup(c->arena, name),
            device_read(c, name, doc_get(asked, name)));
    }
    return all;
}

struct doc *
config_devices_of(struct arena *a, const int64_t *disks, size_t n)
{
    struct doc *devices = doc_map(a);
    char name[CONFIG_SLOT];

    for (size_t i = 0; i < SLOTS_MIN; i++)
        doc_put(a, devices, arena_strdup(a, slot_name(i, name)),
            device_doc(a, i < n ? disks[i] : 0, 0));
    return devices;
}

void
config_forget(struct lab *lab, const char *member, int64_t id)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *rows = world_list(&lab->world, a,
        "SELECT c.id, d.key FROM config c, json_each(c.devices) d "
        "WHERE json_extract(d.value, '$.' || ?) = ?",
        "ti", member, id);

    doc_each (row, rows)
        world_do(&lab->world,
            "UPDATE config SET devices = json_set(devices, '$.' || ?, json('null')) WHERE id = ?",
            "ti", doc_get_text(row, "key", ""), doc_get_int(row, "id", 0));
}

bool
config_volume_add(struct lab *lab, int64_t config, int64_t volume)
{
    int64_t linode =
        world_int(&lab->world, 0, "SELECT linode FROM config WHERE id = ?", "i", config);
    size_t slots = slots_of(lab, linode);
    char name[CONFIG_SLOT];

    for (size_t i = 0; i < slots; i++) {
        slot_name(i, name);
        if (world_int(&lab->world, 0,
                "SELECT json_extract(devices, '$.' || ?) IS NOT NULL FROM config WHERE id = ?",
                "ti", name, config))
            continue;
        world_do(&lab->world,
            "UPDATE config SET devices = json_set(devices, '$.' || ?, "
            "json_object('disk_id', NULL, 'volume_id', ?)) WHERE id = ?",
            "tii", name, volume, config);
        return true;
    }
    return false;
}
