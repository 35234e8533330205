// SPDX-License-Identifier: MIT
// Copies of an inventory in a folder of theirs: what they are called, and how many are kept.
#ifndef STORE_COPIES_H
#define STORE_COPIES_H

#include <stdint.h>

struct copies {
    const char *folder, *suffix; // ".db"
};

// FOLDER/WHY-TIME.SUFFIX, where nothing is yet; free() it.
char *copies_new_path(const struct copies *c, int64_t wall_ms, const char *why);
char *copies_daily_path(const struct copies *c, int64_t wall_ms); // of that day; free() it
// Of each kind, "daily" and all others, only the newest are kept.
void copies_prune(const struct copies *c);

#endif
