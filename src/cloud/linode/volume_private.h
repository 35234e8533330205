// SPDX-License-Identifier: MIT
// Between the files of volume*.c: volumes asked for, read, and changed.
#ifndef CLOUD_LINODE_VOLUME_PRIVATE_H
#define CLOUD_LINODE_VOLUME_PRIVATE_H

#include "cloud/linode/client.h"

// volume.c
call_fault_fn volume_fault;
call_read_fn read_volume;
// A call about the volume of this number; 0: there is none. Sets the spec's path and id.
struct op *volume_call(struct linode *l, int64_t number, const char *verb, struct call_spec *spec);
struct op *volume_create(
    struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user);
struct op *volume_get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user);
struct op *volume_list(struct cloud *c, cloud_things_fn *fn, void *user);
struct op *volume_find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user);
struct op *volume_clone(
    struct cloud *c, const char *id, const char *label, cloud_thing_fn *fn, void *user);
struct op *volume_update(struct cloud *c, const char *id, const char *label,
    const char *const *tags, cloud_thing_fn *fn, void *user);

#endif
