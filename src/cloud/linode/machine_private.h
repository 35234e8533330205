// SPDX-License-Identifier: MIT
// Between the files of machine*.c: Linodes asked for, described and read.
#ifndef CLOUD_LINODE_MACHINE_PRIVATE_H
#define CLOUD_LINODE_MACHINE_PRIVATE_H

#include "cloud/linode/client.h"

// machine_spec.c: bodies of requests, JSON. `create`: all of it; rebuild takes fewer fields.
struct secret *spec_body(const struct machine_spec *s, bool create);
struct secret *update_body(const char *label, const char *const *tags); // label NULL: it stays
void quoted_member(struct buf *b, const char *name, const char *value); // ,"name":"value"

// machine_read.c: what is wrong with a Linode in an answer, and the ends of calls
call_fault_fn machine_fault;
call_read_fn read_done, read_booted, read_one, read_tagged, read_labelled;

#endif
