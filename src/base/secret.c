// SPDX-License-Identifier: MIT
// Secrets in memory that is guarded, locked where the limits allow it, and wiped.
#include "base/secret.h"

#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/mem.h"

struct secret {
    size_t n;
    char *data; // sodium_malloc
};

struct secret *
secret_new(const void *data, size_t n)
{
    struct secret *s = NEW(struct secret);

    if (sodium_init() < 0 || !(s->data = sodium_malloc(n + 1)))
        abort();
    if (n)
        memcpy(s->data, data, n);
    s->data[n] = '\0';
    s->n = n;
    return s;
}

void
secret_free(struct secret *s)
{
    if (!s)
        return;
    sodium_free(s->data);
    free(s);
}

struct secret *
secret_copy(const struct secret *s)
{
    return secret_new(s->data, s->n);
}

const char *
secret_reveal(const struct secret *s, size_t *n)
{
    if (n)
        *n = s->n;
    return s->data;
}

void
secret_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

void
secret_process(void)
{
    struct rlimit cores;

    prctl(PR_SET_DUMPABLE, 0);
    if (getrlimit(RLIMIT_CORE, &cores) == 0) {
        cores.rlim_cur = 0; // the hard limit is for who comes after
        setrlimit(RLIMIT_CORE, &cores);
    }
}
