// SPDX-License-Identifier: MIT
// Chance that a test can own: whatever draws - ids, keys, waits between tries - draws from a
// source.
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random {
    void (*fill)(struct random *r, void *out, size_t n);
    uint64_t seed, drawn; // of a seeded one: where it is
};

// The kernel's, by libsodium: fit for keys. A program that cannot have it ends.
extern const struct random random_real;

// The same draws give the same bytes for the same seed, which anybody can guess: for tests and
// simulation only, never for what has to be secret.
void random_seeded_init(struct random *r, uint64_t seed);

uint64_t random_64(struct random *r);

// What hash tables begin with: drawn once by each process, from the real source. What keys come
// from outside cannot be chosen to collide; nobody sees the difference, for tables keep the order
// in which they were filled.
uint64_t random_hash_seed(void);

#endif
