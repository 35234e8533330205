// SPDX-License-Identifier: MIT
// This machine's apt sources, as far as they hold the Debian release that nodes run.
#ifndef LAB_PACKAGES_SOURCES_H
#define LAB_PACKAGES_SOURCES_H

#include "base/buf.h"
#include "lct/err.h"

struct sources {
    struct buf lines;   // "deb URI SUITE COMPONENTS", one a line
    struct buf stanzas; // the other form ("Types: ...")
};

void sources_done(struct sources *s);
OWN_STRUCT(sources, struct sources, sources_done);

// Calls fn with the path of each file that they are written in.
typedef void sources_file_fn(void *user, const char *path);
void sources_each(sources_file_fn *fn, void *user);

// Debian's own servers when this machine knows none of the suite.
void sources_read(struct sources *s, const char *suite);
// base.list and base.sources in dir, as far as not empty.
int sources_write(const struct sources *s, const char *dir, struct lct_err *err);

#endif
