// SPDX-License-Identifier: MIT
// Local files and folders as one tar stream, which many nodes read at their own pace.
#ifndef APP_FANOUT_PACK_H
#define APP_FANOUT_PACK_H

#include <sys/types.h>

#include "text/tar.h"

struct pack;

// Lists the sources and all below them; links in them stay links, a source that is one is followed.
// In the archive they lie in the folder "d"; its last entry is the file "end". LCT_EUSAGE: a source
// is not there, is no file, folder or link, or two have the same name.
int pack_new(const char *const *sources, struct pack **ret, struct lct_err *err);
void pack_free(struct pack *p); // no cursor may be in use
OWN_POINTER(pack, struct pack, pack_free);
int64_t pack_files(const struct pack *p);
int64_t pack_bytes(const struct pack *p);

// One reader of the stream.
struct pack_cursor {
    const struct pack *pack;
    size_t next; // entry
    int fd;      // of the file being read; -1: none
    const char *path;
    int64_t left;
    struct buf ready; // bytes to hand out first
    size_t taken;     // of them
    bool ended;
};

void pack_rewind(struct pack_cursor *c, const struct pack *p);
void pack_leave(struct pack_cursor *c);
// Fills up to n bytes. 0: the end; -1: err tells what became of a file.
ssize_t pack_read(struct pack_cursor *c, char *data, size_t n, struct lct_err *err);

#endif
