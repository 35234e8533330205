// SPDX-License-Identifier: MIT
// The block that heads every entry of a tar archive.
#ifndef TEXT_TAR_BLOCK_H
#define TEXT_TAR_BLOCK_H

#define TAR_BLOCK 512

struct tar_block {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], sum[8];
    char type;
    char target[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155];
    char rest[12];
};

_Static_assert(sizeof(struct tar_block) == TAR_BLOCK, "a header is one block");

#endif
