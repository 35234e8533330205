// SPDX-License-Identifier: MIT
// Which process a number means: numbers come again, within one boot and after it.
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

// When it was started, in the kernel's ticks since boot; 0: it ended, though its parent may not
// have heard of it yet; -1: it cannot be known.
int64_t process_started(pid_t pid);

#define BOOT_TEXT 40

// The name of this boot of the machine; "" where it cannot be known.
const char *process_boot(char out[static BOOT_TEXT]);

#endif
