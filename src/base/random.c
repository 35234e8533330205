// SPDX-License-Identifier: MIT
// Real and seeded sources of chance.
#include "base/random.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void
real_fill(struct random *r, void *out, size_t n)
{
    (void)r;
    if (sodium_init() < 0)
        abort();
    randombytes_buf(out, n);
}

const struct random random_real = { .fill = real_fill };

// Each draw is a stream of its own, so that it does not depend on the lengths of those before.
static void
seeded_fill(struct random *r, void *out, size_t n)
{
    unsigned char key[crypto_stream_chacha20_KEYBYTES] = { 0 };
    unsigned char nonce[crypto_stream_chacha20_NONCEBYTES] = { 0 };

    memcpy(key, &r->seed, sizeof r->seed);
    memcpy(nonce, &r->drawn, sizeof r->drawn);
    crypto_stream_chacha20(out, n, nonce, key);
    r->drawn++;
}

void
random_seeded_init(struct random *r, uint64_t seed)
{
    *r = (struct random){ .fill = seeded_fill, .seed = seed };
}

uint64_t
random_64(struct random *r)
{
    uint64_t value;

    r->fill(r, &value, sizeof value);
    return value;
}

static uint64_t hash_seed;

static void
draw_hash_seed(void)
{
    struct random real = random_real;

    hash_seed = random_64(&real) | 1; // to some libraries 0 means none
}

uint64_t
random_hash_seed(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT; // toolkits of one process may be in threads

    pthread_once(&once, draw_hash_seed);
    return hash_seed;
}
