// SPDX-License-Identifier: MIT
// Mounts and swap areas that a node's root asks for: judged by the supervisor, and carried out by
// it.
#ifndef LAB_FLEET_MOUNTING_H
#define LAB_FLEET_MOUNTING_H

#include "lct/err.h"

// One call waits at the listener of the node's filter. group: the node's control group; NULL: none.
// swaps: the file that is the node's /proc/swaps.
// Yields the pid of a child that answers it, 0 when it has gone or been answered, -1 when nobody is
// left behind the listener.
int mounting_handle(int listener, const char *group, const char *swaps);

// swapping.c: that file, at the node's start; when a device goes; and what swapon(2) and swapoff(2)
// do to it, within the node, or which error they yield.
int swapping_begin(const char *path, struct lct_err *err);
void swapping_forget(const char *path, const char *device);
int swapping_on(int list, const char *path);
int swapping_off(int list, const char *path);

#endif
