// SPDX-License-Identifier: MIT
// Between the files of machine*.c: Linodes asked for, described and read.
#ifndef CLOUD_LINODE_MACHINE_PRIVATE_H
#define CLOUD_LINODE_MACHINE_PRIVATE_H

#include "cloud/linode/client.h"

// machine_spec.c: bodies of requests, JSON. What of a spec they take differs.
enum spec_use { SPEC_CREATE, SPEC_REBUILD, SPEC_CLONE };
struct secret *spec_body(const struct machine_spec *s, enum spec_use use);
struct secret *secret_body(const struct doc *d, const struct secret *root_password,
    const struct secret *user_data, const struct secret *answers);
struct secret *boot_body(const char *config); // NULL: that is no id of Linode's
struct secret *rescue_body(const struct slot slots[static N_SLOTS]); // NULL: one of them is none
struct secret *resize_body(const struct machine_resize *how);
struct secret *care_body(const struct machine_care *care);
struct secret *password_body(const char *name, const struct secret *password);
void quoted_member(struct buf *b, const char *name, const char *value); // ,"name":"value"

// vpc/interface.c: what a spec says of them, into its document; of a configuration.
void put_interfaces(struct arena *a, struct doc *d, const struct machine_spec *s);
void put_config_interfaces(struct arena *a, struct doc *d, const struct config *c);

#define NO_ID "" // none of Linode's: what is asked of it is LCT_ENOTFOUND, unsent

// "sda" and so on as devices; NULL: an id among them is none of Linode's
struct doc *slots_doc(struct arena *a, const struct slot slots[static N_SLOTS], unsigned n);

// machine.c: a call about what a machine has: all of its "/disks" (id NULL), or one of them. Sets
// the spec's path and id.
struct op *start_part(struct cloud *c, const char *machine, const char *kind, const char *id,
    const char *verb, struct call_spec *spec);

// machine_read.c: what is wrong with a Linode in an answer, and the ends of calls
call_fault_fn machine_fault;
call_read_fn read_booted, read_resized, read_one, read_tagged, read_labelled;

#endif
