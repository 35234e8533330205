// SPDX-License-Identifier: MIT
// Files and folders, read and written whole.
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "lct/err.h"

// Reads all of a file of at most max bytes. LCT_ENOTFOUND when it is not there.
int file_read(const char *path, size_t max, struct buf *out, struct lct_err *err);
// The same of a descriptor, from where it stands; path names it in errors.
int file_read_fd(int fd, const char *path, size_t max, struct buf *out, struct lct_err *err);
// All of it; -1: errno tells why not.
int file_write_fd(int fd, const void *data, size_t n);

// Replaces a file by way of a temporary neighbour, fsync and rename: after a crash it holds the old
// content or the new.
int file_write(const char *path, const void *data, size_t n, mode_t mode, struct lct_err *err);

// The same where nothing must be yet; LCT_EEXISTS when something is.
int file_write_new(const char *path, const void *data, size_t n, mode_t mode, struct lct_err *err);

// Makes a folder and its parents with the mode; one that exists keeps its own.
int file_mkdirs(const char *path, mode_t mode, struct lct_err *err);

// Removes a folder and all in it, without following links or crossing mounts. Absent is fine.
int file_remove_tree(const char *path, struct lct_err *err);

// False only where nothing is for certain: what cannot be looked at exists, and using it tells why.
bool file_exists(const char *path);

// "dir/name" (free() it); a name that starts with '/' stands alone.
char *file_join(const char *dir, const char *name);

#endif
