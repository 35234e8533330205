// SPDX-License-Identifier: MIT
// Which paths of a node a plan may put something at.
#ifndef MODEL_PATH_H
#define MODEL_PATH_H

#define PATH_WHY 160

// What keeps a plan from bringing a file there, or NULL.
const char *file_path_fault(const char *path, char why[static PATH_WHY]);
// What keeps a disk from being mounted there, or NULL.
const char *mount_path_fault(const char *path, char why[static PATH_WHY]);

#endif
