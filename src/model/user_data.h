// SPDX-License-Identifier: MIT
// User-data of the plan: what cloud-init makes of it, and what may not be in it. It travels with
// ours as parts of one message (step/machine/userdata.c).
#ifndef MODEL_USER_DATA_H
#define MODEL_USER_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "text/doc.h"
#include "text/tmpl.h"

#define USERDATA_MAX 16384 // bytes that Linode's Metadata service takes, before base64

struct user_data_part {
    const char *type;     // "text/cloud-config"
    const char *name;     // of its file; NULL: cloud-init gives it one
    struct tmpl *content; // placeholders of the node expand in it; NULL: bytes, as they are
    const char *bytes;
    size_t size;
};

struct user_data {
    struct user_data_part *parts;
    size_t n_parts;
    const char *digest; // of it as it was written
    struct doc_pos pos;
};

// The type of a text by how it begins, as cloud-init sees it; NULL: it knows no such text.
const char *user_data_type(const char *text);
// Is a part's type to be taken from how it begins?
bool user_data_untyped(const char *type);
// Is it cloud-config, or may it become that? Then it is merged with ours.
bool user_data_merges(const char *type);
// Does it bring what nobody knows before it is there - an address to fetch from, an archive,
// something compressed? Then ours comes after it.
bool user_data_brings(const char *type);
// Why such a part would not do with ours; NULL: it does. text NULL: it is none.
const char *user_data_fault(const char *type, const char *text);

#endif
