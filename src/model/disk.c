// SPDX-License-Identifier: MIT
// Disks, slots and their names.
#include "model/disk.h"

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
