// SPDX-License-Identifier: MIT
// Cloud Firewalls over API v4, for this room only.
#ifndef CLOUD_LINODE_FIREWALL_FIREWALL_H
#define CLOUD_LINODE_FIREWALL_FIREWALL_H

#include "cloud/linode/client.h"

#define FIREWALLS "/networking/firewalls"

// rules.c
struct doc *rules_doc(struct arena *a, const struct cloud_rules *rules);
// The digest of what the API shows; "": they say what we never do.
const char *rules_read(struct arena *a, const struct doc *d);

// A call about the firewall of that number (0: of none), at what comes behind it in its path.
struct op *firewall_call(struct linode *l, int64_t number, const char *rest, struct call_spec *s);

// device.c
struct op *firewall_attach(
    struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user);
struct op *firewall_detach(
    struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user);

#endif
