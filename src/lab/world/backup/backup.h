// SPDX-License-Identifier: MIT
// Backups in the world: copies of a Linode's disks, and what it boots with.
#ifndef LAB_WORLD_BACKUP_BACKUP_H
#define LAB_WORLD_BACKUP_BACKUP_H

#include "lab/world/instance.h"

// The backup of the call's second parameter, of the Linode of its first one, as the API shows it;
// NULL: the call is refused.
struct doc *backup_need(struct call *c);

// work.c: all disks of the job's Linode are copied into the backup that is its argument.
void backup_act_take(struct job *job);

#endif
