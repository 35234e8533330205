// SPDX-License-Identifier: MIT
// Mounts that a node's root asks for: judged by the supervisor, and carried out by it.
#ifndef LAB_FLEET_MOUNTING_H
#define LAB_FLEET_MOUNTING_H

// One call waits at the listener of the node's filter. group: the node's control group; NULL: none.
// Yields the pid of a child that answers it, 0 when it has gone or been answered, -1 when nobody is
// left behind the listener.
int mounting_handle(int listener, const char *group);

#endif
