// SPDX-License-Identifier: MIT
// What is written into a node's own layer of its root file system before it runs. In a layer that
// was copied, a node's root wrote what lies there: no link of his leads out of it.
#ifndef LAB_LAYER_LAYER_H
#define LAB_LAYER_LAYER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lct/err.h"

// A layer under construction; after the first failure the rest does nothing. Paths are below its
// top, without a slash before them.
struct layer {
    int fd; // its top folder
    struct lct_err *err;
    int code;
};

void layer_fail(struct layer *l, const char *path); // by errno
void layer_folder(struct layer *l, const char *path, mode_t mode);
void layer_remove(struct layer *l, const char *path);
// Instead of one that is there. Not synced: a node that was half made when this machine lost power
// is made again.
void layer_bytes(struct layer *l, const char *path, mode_t mode, const void *bytes, size_t n);
void layer_file(struct layer *l, const char *path, mode_t mode, const char *text);

// script.c: a StackScript that runs at the first boot. words: its variables, as the shell's words.
void layer_script(
    struct layer *l, int64_t node, const char *hostname, const char *script, const char *words);

#endif
