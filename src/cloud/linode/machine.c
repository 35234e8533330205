// SPDX-License-Identifier: MIT
// Linodes over API v4: what is asked for.
#include <stdio.h>

#include "cloud/linode/machine_private.h"

#define PATH "/linode/instances"

static struct linode *
linode_of(struct cloud *c)
{
    return (struct linode *)c;
}

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

static struct op *
create(struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, true);

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

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(c, ROUTE_MACHINE_REMOVE, id, "", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
boot(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_BOOT, id, "/boot", NULL, read_booted, (call_any_fn *)fn, user);
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
    _own_(secret) struct secret *body = spec_body(spec, false);

    return start_one(
        c, ROUTE_MACHINE_REBUILD, id, "/rebuild", body, read_one, (call_any_fn *)fn, user);
}

const struct machine_ops linode_machines = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .update = update,
    .remove = delete,
    .boot = boot,
    .reboot = reboot,
    .shutdown = shut_down,
    .rebuild = rebuild,
};
