// SPDX-License-Identifier: MIT
// A backup of a machine as the cloud shows it: its disks, and what it boots with, at some time.
#ifndef MODEL_BACKUP_H
#define MODEL_BACKUP_H

#include "model/field.h"

struct backup {
    const char *id;
    const char *label;  // of one that was asked for; NULL: made unasked
    const char *status; // the cloud's word: "pending" "running" "successful" "failed" ...
    const char *created, *finished; // finished NULL: not yet
    int64_t size_mb;                // of its disks
    bool snapshot;                  // it was asked for
    bool complete;                  // it can be restored
    bool under_way;                 // it becomes complete, or fails
};

extern const struct field backup_record[];

#endif
