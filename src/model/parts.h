// SPDX-License-Identifier: MIT
// The files and folders that a plan names, as a cluster keeps them: each content once. Pure.
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "base/buf.h"
#include "base/map.h"
#include "model/tree.h"

struct part {
    const char *name;        // as the plan has it
    const struct tree *tree; // of a file: it alone, by the last part of its name
    bool folder;
};

#define PARTS_MAX ((size_t)256 << 20) // bytes of text

// A part that is one file. LCT_EPLAN.
int part_of_file(struct arena *a, const char *name, unsigned mode, const char *data, size_t size,
    struct part *ret, struct lct_err *err);

// Contents that are kept apart: by digest, each as JSON.
struct parts_apart {
    struct arena *arena;
    struct map texts;
};

// By name, in the order in which they were read: struct part. apart: takes the contents; NULL: they
// are printed, too.
void parts_print(struct buf *out, const struct map *parts, struct parts_apart *apart);
// What parts_print wrote, or, before there were folders, {NAME: TEXT}. apart: where contents are
// found that are not in the text; NULL: all are. LCT_EFAILED: it is neither, or a content is
// missing or not what its digest says; *ret is then not to be used, but for map_done.
int parts_read(struct arena *a, const char *text, const struct parts_apart *apart, struct map *ret,
    struct lct_err *err);
// The digests of contents that a text names and has not, each once: the keys. NULL and what cannot
// be read name none.
void parts_not_in(const char *text, struct map *digests);

#endif
