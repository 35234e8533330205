// SPDX-License-Identifier: MIT
// Configurations that Linodes boot with, over API v4.
#include <string.h>

#include "base/str.h"
#include "cloud/linode/machine_private.h"

#define KIND "/configs"

static const struct {
    const char *name;
    enum helper helper;
} helpers[] = {
    { "distro", HELPER_DISTRO },
    { "modules_dep", HELPER_MODULES },
    { "network", HELPER_NETWORK },
    { "devtmpfs_automount", HELPER_DEVTMPFS },
    { "updatedb_disabled", HELPER_NO_UPDATEDB },
};

#define N_HELPERS (sizeof helpers / sizeof *helpers)

// ---- reading

static struct config
config_read(struct arena *a, const struct doc *d)
{
    const struct doc *devices = doc_get(d, "devices"), *does = doc_get(d, "helpers");
    struct config c = {
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .kernel = text_copy(a, d, "kernel"),
        .root = text_copy(a, d, "root_device"),
    };

    for (unsigned i = 0; i < N_SLOTS; i++) {
        const struct doc *device = doc_get(devices, slot_name(i));
        c.slots[i] =
            (struct slot){ id_text(a, device, "disk_id"), id_text(a, device, "volume_id") };
    }
    for (size_t i = 0; i < N_HELPERS; i++)
        if (doc_get_bool(does, helpers[i].name, false))
            c.helpers |= helpers[i].helper;
    return c;
}

static bool
is_id_or_none(const struct doc *device, const char *key)
{
    return doc_is_null(doc_get(device, key)) || doc_get_int(device, key, 0) > 0;
}

static const char *
devices_fault(const struct doc *devices)
{
    for (unsigned i = 0; i < N_SLOTS; i++) {
        const struct doc *device = doc_get(devices, slot_name(i));
        if (!is_id_or_none(device, "disk_id") || !is_id_or_none(device, "volume_id"))
            return "one of its devices is none";
    }
    return NULL;
}

static const char *
config_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", ""), *kernel = doc_get_text(d, "kernel", ""),
               *root = doc_get_text(d, "root_device", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another configuration";
    if (!title_valid(label))
        return "its label is none";
    if (c->spec.want && !str_eq(label, c->spec.want))
        return "its label is not the one asked for";
    if (*kernel && !word_valid(kernel))
        return "its kernel is none";
    if (*root && !(str_starts(root, "/dev/") && word_valid(root + 1)))
        return "its root is none";
    return devices_fault(doc_get(d, "devices"));
}

static void
read_config(struct call *c, const struct lct_err *err)
{
    struct config config;

    if (!err->code)
        config = config_read(c->arena, c->answer);
    ((cloud_config_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &config);
}

static void
read_configs(struct call *c, const struct lct_err *err)
{
    struct config *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        list[n++] = config_read(c->arena, item);
    ((cloud_configs_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

// NULL: an id among its devices is none of Linode's.
static struct secret *
config_body(const struct config *c)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a), *devices = slots_doc(a, c->slots, N_SLOTS), *does;

    if (!devices)
        return NULL;
    doc_put_string(a, d, "label", c->label);
    if (c->kernel)
        doc_put_string(a, d, "kernel", c->kernel);
    doc_put_string(a, d, "root_device", c->root);
    doc_put(a, d, "devices", devices);
    put_config_interfaces(a, d, c);
    does = doc_put(a, d, "helpers", doc_map(a));
    for (size_t i = 0; i < N_HELPERS; i++)
        doc_put_bool(a, does, helpers[i].name, c->helpers & helpers[i].helper);
    return call_body(d);
}

static struct op *
start_spec(struct cloud *c, enum route r, const char *machine, const struct config *config,
    cloud_config_fn *fn, void *user)
{
    _own_(secret) struct secret *body = config_body(config);

    return start_part(c, body ? machine : NO_ID, KIND, config->id, "",
        &(struct call_spec){ .route = r,
            .body = body,
            .want = config->label,
            .fault = config_fault,
            .read = read_config,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
create(struct cloud *c, const char *machine, const struct config *config, cloud_config_fn *fn,
    void *user)
{
    struct config anew = *config;

    anew.id = NULL;
    return start_spec(c, ROUTE_CONFIG_CREATE, machine, &anew, fn, user);
}

static struct op *
list(struct cloud *c, const char *machine, cloud_configs_fn *fn, void *user)
{
    return start_part(c, machine, KIND, NULL, "",
        &(struct call_spec){ .route = ROUTE_CONFIG_LIST,
            .every_page = true,
            .fault = config_fault,
            .read = read_configs,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
update(struct cloud *c, const char *machine, const struct config *config, cloud_config_fn *fn,
    void *user)
{
    return start_spec(c, ROUTE_CONFIG_UPDATE, machine, config, fn, user);
}

static struct op *delete (
    struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user)
{
    return start_part(c, machine, KIND, id, "",
        &(struct call_spec){ .route = ROUTE_CONFIG_REMOVE,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const struct config_ops linode_configs = {
    .create = create,
    .list = list,
    .update = update,
    .remove = delete,
};
