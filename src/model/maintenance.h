// SPDX-License-Identifier: MIT
// What the provider announces that it will do to machines.
#ifndef MODEL_MAINTENANCE_H
#define MODEL_MAINTENANCE_H

#include "model/field.h"

struct maintenance {
    const char *machine; // the cloud's id
    const char *kind;    // "reboot", "cold_migration", "live_migration", "power_off_on"
    const char *status;  // "pending", "scheduled", "started"; what is over is not told
    const char *at;      // when it begins, UTC, "2026-12-01T00:00:00"; NULL: not told
    const char *reason;  // NULL: none told
};

extern const struct field maintenance_record[];

#endif
