// SPDX-License-Identifier: MIT
// The section of /etc/hosts that names a cluster's nodes for one another. Pure.
#ifndef STEP_ASPECT_HOSTS_H
#define STEP_ASPECT_HOSTS_H

#include "base/buf.h"
#include "lct/err.h"
#include "step/bundle/bundle.h"

// One line: an address and the names it answers to, the host name first.
struct hosts_line {
    const char *address;
    const char *names[3]; // ends with NULL where there are fewer
};

// Appends the lines, without the marks around them; nothing for n 0. LCT_EFAILED when an address or
// a name cannot stand in such a file.
int hosts_render(const struct hosts_line *lines, size_t n, struct buf *out, struct lct_err *err);

// The step of a bundle that puts the section in the place of the one before ("" takes it away).
// section: whose it is, a word; hostname: of the node it is for. Lives in the arena.
struct bundle_step hosts_step(
    struct arena *a, const char *section, const char *hostname, const char *lines);

#endif
