// SPDX-License-Identifier: MIT
// Programs as the library starts them where the caller does not: without a loop, without pipes, and
// without a word to SIGCHLD.
#ifndef IO_PROGRAM_H
#define IO_PROGRAM_H

#include "lct/process.h"

extern const struct lct_processes program_processes;

#endif
