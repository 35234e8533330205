// SPDX-License-Identifier: MIT
// What we are called where it is kept: folders, the context of who names none, the comments of
// keys, files on nodes and of changes. Clusters that are there have it, so it stays, whoever calls
// the library; the program that comes with it has the same name.
#ifndef MODEL_OURS_H
#define MODEL_OURS_H

#define OUR_NAME "linodetool"

#endif
