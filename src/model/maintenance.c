// SPDX-License-Identifier: MIT
// Announcements as records.
#include "model/maintenance.h"

#define MAINTENANCE(kind, member, ...) FIELD(kind, struct maintenance, member, __VA_ARGS__)

const struct field maintenance_record[] = {
    MAINTENANCE(TEXT, machine, NULL),
    MAINTENANCE(TEXT, kind, "type"),
    MAINTENANCE(TEXT, status, "status"),
    MAINTENANCE(TEXT, at, "at"),
    MAINTENANCE(TEXT, reason, "reason"),
    { FIELD_END },
};
