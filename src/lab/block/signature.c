// SPDX-License-Identifier: MIT
// What is on a block device, by the few kinds that a node of the lab has.
#include "lab/block/signature.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MAGIC_MAX 10

static const struct kind {
    off_t magic_at;
    const char *magic;
    size_t magic_len;
    off_t uuid_at, label_at;
    size_t label_len;
    bool swap;
} kinds[] = {
    { 0x438, "\x53\xef", 2, 0x468, 0x478, 16, false }, // ext2, ext3, ext4
    { 0, "XFSB", 4, 32, 108, 12, false },
    { 0x10040, "_BHRfS_M", 8, 0x10020, 0x1012b, 256, false }, // btrfs
    { 4086, "SWAPSPACE2", MAGIC_MAX, 0x40c, 0x41c, 16, true },
};

static void
uuid_print(const uint8_t *b, char out[static SIGNATURE_UUID])
{
    size_t n = 0;

    for (size_t i = 0; i < 16; i++)
        n += (size_t)snprintf(out + n, SIGNATURE_UUID - n, "%s%02x",
            i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
}

static bool
is_file_name(const char *s)
{
    for (const char *p = s; *p; p++)
        if (*p <= ' ' || *p == '/' || *p == 0x7f)
            return false;
    return s[0] != '.';
}

static void
kind_read(int fd, const struct kind *k, struct signature *out)
{
    uint8_t uuid[16];

    out->swap = k->swap;
    if (pread(fd, uuid, sizeof uuid, k->uuid_at) == sizeof uuid)
        uuid_print(uuid, out->uuid);
    if (pread(fd, out->label, k->label_len, k->label_at) != (ssize_t)k->label_len ||
        !is_file_name(out->label))
        out->label[0] = '\0';
}

void
signature_read(int fd, struct signature *out)
{
    char magic[MAGIC_MAX];

    *out = (struct signature){ .swap = false };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        if (pread(fd, magic, k->magic_len, k->magic_at) == (ssize_t)k->magic_len &&
            memcmp(magic, k->magic, k->magic_len) == 0) {
            kind_read(fd, k, out);
            return;
        }
    }
}
