// SPDX-License-Identifier: MIT
// A program that dies at one exact system call of those that change files.
#ifndef TEST_JSON_DIE_H
#define TEST_JSON_DIE_H

#include <stdbool.h>

// Runs fn in a child, which is killed as kill -9 would instead of its nth call that writes, syncs,
// makes, renames or removes a file, from 1. Yields whether it came so far; else it ended with 0.
bool dies_at(unsigned n, void (*fn)(void *user), void *user);

#endif
