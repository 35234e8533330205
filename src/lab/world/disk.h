// SPDX-License-Identifier: MIT
// Disks of Linodes in the world.
#ifndef LAB_WORLD_DISK_H
#define LAB_WORLD_DISK_H

#include "lab/world/instance.h"

struct disk_wish {
    const char *label, *filesystem;
    int64_t size;                       // MB
    const struct instance_image *image; // NULL: it is made empty
};

// A row; whoever adds it sees to it that a job makes the disk. Yields its id.
int64_t disk_insert(struct lab *lab, int64_t linode, const struct disk_wish *w);

// The row goes, from configurations, too.
void disk_remove(struct lab *lab, int64_t id);

// disk_work.c: the file of a disk, or the layer of one that was made from an image; free() it.
char *disk_path(struct lab *lab, int64_t disk);
// backup/work.c: the same of a disk in a backup. The files of a Linode's backups, but of one (0: of
// all), go.
char *backup_path(struct lab *lab, int64_t backup, int64_t disk, bool layer);
void backup_files_remove(struct lab *lab, int64_t linode, int64_t but);
// What jobs of a Linode do with its disks. All of them that are not ready are made;
// the one that the job is with is copied, deleted, resized, opened with another password.
void disk_act_make(struct job *job);
void disk_act_copy(struct job *job);
void disk_act_delete(struct job *job);
void disk_act_resize(struct job *job);
void disk_act_password(struct job *job);
// The same of any disk of the job's Linode, where there are nodes. Size: MB.
void disk_resize_file(struct job *job, int64_t disk, int64_t size);

#endif
