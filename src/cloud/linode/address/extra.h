// SPDX-License-Identifier: MIT
// Public IPv4 addresses of a Linode beside its first one, and those of others that it may announce,
// as struct address_ops has them.
#ifndef CLOUD_LINODE_ADDRESS_EXTRA_H
#define CLOUD_LINODE_ADDRESS_EXTRA_H

#include "port/cloud.h"

struct op *extra_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user);
struct op *extra_add(struct cloud *c, const char *machine, cloud_ipv4_fn *fn, void *user);
struct op *extra_remove(
    struct cloud *c, const char *machine, const char *address, cloud_done_fn *fn, void *user);

// share.c
struct op *share_list(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user);
struct op *share_set(struct cloud *c, const char *machine, const char *const *addresses,
    cloud_done_fn *fn, void *user);

#endif
