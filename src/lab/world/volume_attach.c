// SPDX-License-Identifier: MIT
// Volumes in use: attached to one Linode at a time, as a device of a configuration of it; detached;
// grown.
#include "lab/world/volume.h"

#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/instance.h"

#define AT_ONCE_MIN 8 // attached to one Linode, or one a GB of its memory
#define AT_ONCE_MAX 64

static void
volume_list_of_linode(struct call *c)
{
    if (instance_need(c))
        volume_list_answer(c, call_id(c, 0));
}

int64_t
volume_place_find(struct call *c, int64_t linode)
{
    struct world *w = &c->lab->world;
    int64_t id = doc_get_int(c->body, "config_id", 0);
    int64_t gb = world_int(w, 0,
        "SELECT json_extract(specs, '$.memory') / 1024 FROM linode WHERE id = ?", "i", linode);
    int64_t most = gb < AT_ONCE_MIN ? AT_ONCE_MIN : gb > AT_ONCE_MAX ? AT_ONCE_MAX : gb;

    if (world_int(w, 0, "SELECT count(*) FROM volume WHERE linode = ?", "i", linode) >= most)
        call_error(c, "linode_id", "This Linode has the %lld Volumes it may have", (long long)most);
    if (!doc_get_bool(c->body, "persist_across_boots", true))
        return 0;
    if (id &&
        !world_int(w, 0, "SELECT 1 FROM config WHERE id = ? AND linode = ?", "ii", id, linode))
        call_error(c, "config_id", "config_id is not valid");
    if (id)
        return id;
    if (world_int(w, 0,
            "SELECT count(*) > 1 AND l.config IS NULL FROM config c, linode l "
            "WHERE c.linode = l.id AND l.id = ?",
            "i", linode))
        call_error(c, "config_id",
            "Couldn't choose a configuration profile to add this volume to. Please add this volume "
            "to the configuration profile you want.");
    return config_default(c->lab, linode);
}

const struct doc *
volume_linode_read(struct call *c, const char *region)
{
    int64_t id = doc_get_int(c->body, "linode_id", 0);
    const struct doc *linode =
        world_one(&c->lab->world, c->arena, "SELECT id, region FROM linode WHERE id = ?", "i", id);

    if (!id)
        return NULL;
    if (!linode)
        call_error(c, "linode_id", "Invalid Linode ID %lld", (long long)id);
    else if (region && !str_eq(doc_get_text(linode, "region", NULL), region))
        call_error(c, "linode_id", "Volume must be in the same region as the Linode");
    else
        return linode;
    return NULL;
}

void
volume_attach_to(struct call *c, int64_t id, int64_t linode, int64_t config)
{
    world_do(&c->lab->world, "UPDATE volume SET linode = ?, io_ready = 0 WHERE id = ?", "ii",
        linode, id);
    if (config && !config_volume_add(c->lab, config, id))
        call_error(c, "config_id", "This configuration profile has no free device");
    volume_schedule(c->lab, VOLUME_ATTACH, id, 0);
}

static void
volume_attach(struct call *c)
{
    static const struct field fields[] = {
        { "linode_id", FIELD_INT, .required = true },
        { "config_id", FIELD_INT },
        { "persist_across_boots", FIELD_BOOL },
        { 0 },
    };
    const struct doc *volume = volume_need(c), *linode;
    int64_t id = call_id(c, 0), config;

    if (!volume || !call_check(c, c->body, "", fields))
        return;
    if (!doc_is_null(doc_get(volume, "linode_id"))) {
        call_error(c, NULL, "Volume %lld is already attached", (long long)id);
        return;
    }
    linode = volume_linode_read(c, doc_get_text(volume, "region", NULL));
    if (!linode)
        return;
    config = volume_place_find(c, doc_get_int(linode, "id", 0));
    if (!call_failed(c))
        volume_attach_to(c, id, doc_get_int(linode, "id", 0), config);
    c->answer = volume_find(c->lab, c->arena, id);
}

static void
volume_detach(struct call *c)
{
    const struct doc *volume = volume_need(c);

    if (!volume)
        return;
    if (doc_is_null(doc_get(volume, "linode_id"))) {
        call_error(c, NULL, "Volume %lld is not attached", (long long)call_id(c, 0));
        return;
    }
    world_do(&c->lab->world, "UPDATE volume SET io_ready = 0 WHERE id = ?", "i", call_id(c, 0));
    volume_schedule(c->lab, VOLUME_DETACH, call_id(c, 0), 0);
}

static void
volume_resize(struct call *c)
{
    static const struct field fields[] = { { "size", FIELD_INT, .required = true }, { 0 } };
    const struct doc *volume = volume_need_idle(c);
    int64_t id = call_id(c, 0), before = doc_get_int(volume, "size", 0),
            size = doc_get_int(c->body, "size", 0);

    if (!volume || !call_check(c, c->body, "", fields))
        return;
    if (size <= before)
        call_error(c, "size", "Storage volumes can only be resized up");
    else if (size > VOLUME_SIZE_MAX)
        call_error(c, "size", "Storage volumes cannot be resized larger than %lld gigabytes",
            (long long)VOLUME_SIZE_MAX);
    if (call_failed(c))
        return;
    world_do(&c->lab->world, "UPDATE volume SET size = ?, status = 'resizing' WHERE id = ?", "ii",
        size, id);
    volume_schedule(c->lab, VOLUME_RESIZE, id, before);
    c->answer = volume_find(c->lab, c->arena, id);
}

static const struct route routes[] = {
    { "POST", VOLUME "/attach", WRITE("volumes"), RATE_OTHER, false, volume_attach },
    { "POST", VOLUME "/detach", WRITE("volumes"), RATE_OTHER, false, volume_detach },
    { "POST", VOLUME "/resize", WRITE("volumes"), RATE_OTHER, false, volume_resize },
    { "GET", LINODE_PATH "/volumes", READ("linodes"), RATE_LIST, false, volume_list_of_linode },
    { 0 },
};

const struct noun volume_attach_noun = { .routes = routes };
