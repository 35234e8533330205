// SPDX-License-Identifier: MIT
// What volumes are, and where nodes find them.
#include "model/volume.h"

#include <string.h>

#include "base/str.h"
#include "model/machine.h"

#define ENCRYPTED "encrypted"
#define DEVICES "/dev/disk/by-id/"

const char *
volume_traits(bool encrypted)
{
    return encrypted ? ENCRYPTED : "unencrypted";
}

bool
volume_encrypted(const char *traits)
{
    return str_eq(traits, ENCRYPTED);
}

bool
device_valid(const char *path)
{
    return str_starts(path, DEVICES) && label_valid(path + strlen(DEVICES));
}

const char *
volume_node(struct arena *a, const char *name)
{
    return arena_printf(a, "%.*s", (int)strcspn(name, "/"), name);
}
