// SPDX-License-Identifier: MIT
// Linodes over API v4: what is asked for.
#include <stdio.h>

#include "cloud/linode/machine_private.h"

#define PATH "/linode/instances"

static struct op *
start_one(struct cloud *c, enum route r, const char *id, const char *verb,
    const struct secret *body, call_read_fn *read, call_any_fn *fn, void *user)
{
    const int64_t number = id_number(id);
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld%s", (long long)number, verb);
    return call_start(linode_of(c), &(struct call_spec){ .route = r,
                                        .path = path,
                                        .body = body,
                                        .id = number ? number : ID_NONE,
                                        .fault = read == read_one ? machine_fault : NULL,
                                        .read = read,
                                        .fn = fn,
                                        .user = user });
}

struct op *
start_part(struct cloud *c, const char *machine, const char *kind, const char *id, const char *verb,
    struct call_spec *spec)
{
    const int64_t of = id_number(machine), number = id ? id_number(id) : 0;
    char part[64] = "", path[128];

    if (id)
        snprintf(part, sizeof part, "/%lld%s", (long long)number, verb);
    snprintf(path, sizeof path, PATH "/%lld%s%s", (long long)of, kind, part);
    spec->path = path;
    spec->id = !of || (id && !number) ? ID_NONE : number;
    return call_start(linode_of(c), spec);
}

static struct op *
create(struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, SPEC_CREATE);

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_MACHINE_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = machine_fault,
                                        .read = read_one,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
get(struct cloud *c, const char *id, cloud_machine_fn *fn, void *user)
{
    return start_one(c, ROUTE_MACHINE_GET, id, "", NULL, read_one, (call_any_fn *)fn, user);
}

// A list with X-Filter {"key": want} in the order of ids, so that new ones come last.
static struct op *
start_list(struct cloud *c, const char *key, const char *want, call_read_fn *read,
    cloud_machines_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    buf_adds(&filter, "{\"+order_by\":\"id\",\"+order\":\"asc\"");
    if (want)
        quoted_member(&filter, key, want);
    buf_addc(&filter, '}');
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_MACHINE_LIST,
                                        .path = PATH,
                                        .filter = filter.data,
                                        .want = want,
                                        .every_page = true,
                                        .fault = machine_fault,
                                        .read = read,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
list(struct cloud *c, const char *tag, cloud_machines_fn *fn, void *user)
{
    return start_list(c, "tags", tag, read_tagged, fn, user);
}

static struct op *
find(struct cloud *c, const char *label, cloud_machines_fn *fn, void *user)
{
    return start_list(c, "label", label, read_labelled, fn, user);
}

static struct op *
update(struct cloud *c, const char *id, const char *label, const char *const *tags,
    cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = update_body(label, tags);

    return start_one(c, ROUTE_MACHINE_UPDATE, id, "", body, read_one, (call_any_fn *)fn, user);
}

static struct op *
care(struct cloud *c, const char *id, const struct machine_care *how, cloud_machine_fn *fn,
    void *user)
{
    _own_(secret) struct secret *body = care_body(how);

    return start_one(c, ROUTE_MACHINE_CARE, id, "", body, read_one, (call_any_fn *)fn, user);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(c, ROUTE_MACHINE_REMOVE, id, "", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
boot(struct cloud *c, const char *id, const char *config, cloud_done_fn *fn, void *user)
{
    _own_(secret) struct secret *body = config ? boot_body(config) : NULL;

    return start_one(c, ROUTE_MACHINE_BOOT, config && !body ? NO_ID : id, "/boot", body,
        read_booted, (call_any_fn *)fn, user);
}

static struct op *
reboot(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_REBOOT, id, "/reboot", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
shut_down(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_SHUTDOWN, id, "/shutdown", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
rebuild(struct cloud *c, const char *id, const struct machine_spec *spec, cloud_machine_fn *fn,
    void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, SPEC_REBUILD);

    return start_one(
        c, ROUTE_MACHINE_REBUILD, id, "/rebuild", body, read_one, (call_any_fn *)fn, user);
}

static struct op *
resize(struct cloud *c, const char *id, const struct machine_resize *how, cloud_done_fn *fn,
    void *user)
{
    _own_(secret) struct secret *body = resize_body(how);

    return start_one(
        c, ROUTE_MACHINE_RESIZE, id, "/resize", body, read_resized, (call_any_fn *)fn, user);
}

static struct op *
set_password(struct cloud *c, const char *id, const char *disk, const struct secret *password,
    cloud_done_fn *fn, void *user)
{
    _own_(secret) struct secret *body = password_body(disk ? "password" : "root_pass", password);

    if (disk)
        return start_part(c, id, "/disks", disk, "/password",
            &(struct call_spec){ .route = ROUTE_DISK_PASSWORD,
                .body = body,
                .read = read_done,
                .fn = (call_any_fn *)fn,
                .user = user });
    return start_one(
        c, ROUTE_MACHINE_PASSWORD, id, "/password", body, read_done, (call_any_fn *)fn, user);
}

static struct op *
rescue(struct cloud *c, const char *id, const struct slot slots[static N_SLOTS], cloud_done_fn *fn,
    void *user)
{
    _own_(secret) struct secret *body = rescue_body(slots);

    return start_one(c, ROUTE_MACHINE_RESCUE, body ? id : NO_ID, "/rescue", body, read_done,
        (call_any_fn *)fn, user);
}

static struct op *
clone_machine(struct cloud *c, const char *id, const struct machine_spec *spec,
    cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, SPEC_CLONE);
    const int64_t number = id_number(id);
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld/clone", (long long)number);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_MACHINE_CLONE,
                                        .path = path,
                                        .body = body,
                                        .want = spec->label,
                                        .id = number ? 0 : ID_NONE, // the answer is of another
                                        .fault = machine_fault,
                                        .read = read_one,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

const struct machine_ops linode_machines = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .update = update,
    .care = care,
    .remove = delete,
    .boot = boot,
    .reboot = reboot,
    .shutdown = shut_down,
    .rebuild = rebuild,
    .resize = resize,
    .password = set_password,
    .rescue = rescue,
    .clone = clone_machine,
};
