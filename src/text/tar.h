// SPDX-License-Identifier: MIT
// Tar archives, made and read piece by piece: ustar with GNU's long names and sizes; of pax headers
// the path, the link's target and the size are understood.
#ifndef TEXT_TAR_H
#define TEXT_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "lct/err.h"

enum tar_kind { TAR_FILE, TAR_FOLDER, TAR_SYMLINK, TAR_HARDLINK, TAR_OTHER };

struct tar_entry {
    enum tar_kind kind;
    const char *name;   // any bytes but NUL, at most TAR_NAME_MAX
    const char *target; // of links, relative to what the kind says; else NULL
    unsigned mode;      // 07777
    int64_t size;       // of a file's content
    int64_t mtime;      // seconds
};

#define TAR_NAME_MAX ((size_t)32 << 10)

// Appends the header of an entry, owned by root. A file's content and tar_padding zeros follow.
void tar_put_entry(struct buf *out, const struct tar_entry *e);
size_t tar_padding(int64_t size);
void tar_put_end(struct buf *out);

// What a reader makes of an archive; each yields 0, or a code that ends the reading.
struct tar_sink {
    int (*entry)(void *user, const struct tar_entry *e, struct lct_err *err);
    int (*data)(void *user, const char *data, size_t n, struct lct_err *err); // of the last entry
    int (*done)(void *user, struct lct_err *err); // the last entry is complete
    void *user;
};

struct tar_reader;
struct tar_reader *tar_reader_new(const struct tar_sink *sink); // the sink is borrowed
void tar_reader_free(struct tar_reader *r);
OWN_POINTER(tar_reader, struct tar_reader, tar_reader_free);

// Takes the next bytes of an archive, in pieces of any size. LCT_EFAILED: it is no tar archive, or
// what the sink said; to be asked no more then.
int tar_reader_feed(struct tar_reader *r, const char *data, size_t n, struct lct_err *err);
bool tar_reader_ended(const struct tar_reader *r); // the archive's own end was read

#endif
