// SPDX-License-Identifier: MIT
// Disks, slots and their names.
#include "model/disk.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#define TITLE_MAX 48

#define DISK(kind, member) FIELD(kind, struct disk, member)

const struct field disk_record[] = {
    DISK(TEXT, id),
    DISK(TEXT, label),
    DISK(TEXT, fs),
    DISK(INT64, size_mb),
    DISK(BOOL, ready),
    { FIELD_END },
};

const char *
slot_name(unsigned slot)
{
    static const char *const names[N_SLOTS] = { "sda", "sdb", "sdc", "sdd", "sde", "sdf", "sdg",
        "sdh" };

    return names[slot];
}

bool
title_valid(const char *s)
{
    const size_t n = utf8_count(s);
    uint32_t point;

    while (*s) {
        s += utf8_next(s, &point);
        if (utf8_hidden(point))
            return false;
    }
    return n && n <= TITLE_MAX;
}

const char *
disk_uuid(const char *node_uuid, unsigned generation, const char *label, char out[static UUID_TEXT])
{
    static const char variants[] = "89ab";
    _own_(buf) struct buf whose = { 0 };
    char hex[DIGEST_TEXT];

    buf_addf(&whose, "%s.%u/%s", node_uuid, generation, label);
    digest_text(buf_str(&whose), whose.len, hex);
    snprintf(out, UUID_TEXT, "%.8s-%.4s-8%.3s-%c%.3s-%.12s", hex, hex + 8, hex + 13,
        variants[hex[16] & 3], hex + 17, hex + 20);
    return out;
}
