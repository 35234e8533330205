// SPDX-License-Identifier: MIT
// Backups as records.
#include "model/backup.h"

#define BACKUP(kind, member) FIELD(kind, struct backup, member, #member)

const struct field backup_record[] = {
    BACKUP(TEXT, id),
    BACKUP(TEXT, label),
    BACKUP(TEXT, status),
    BACKUP(TEXT, created),
    BACKUP(TEXT, finished),
    BACKUP(INT64, size_mb),
    BACKUP(BOOL, snapshot),
    BACKUP(BOOL, complete),
    BACKUP(BOOL, under_way),
    { FIELD_END },
};
