// SPDX-License-Identifier: MIT
// Ownership in the type: a local declared with _own_(kind) is released when it leaves scope.
#ifndef BASE_OWN_H
#define BASE_OWN_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define _own_(kind) __attribute__((cleanup(own_##kind)))

// Makes _own_(kind) work for a pointer type released by `release` (never called with NULL).
#define OWN_POINTER(kind, type, release)    \
    static inline void own_##kind(type **p) \
    {                                       \
        if (*p)                             \
            release(*p);                    \
    }                                       \
    struct own_##kind##_needs_semicolon

// Makes _own_(kind) work for a struct on the stack, emptied by `done`.
#define OWN_STRUCT(kind, type, done)       \
    static inline void own_##kind(type *p) \
    {                                      \
        done(p);                           \
    }                                      \
    struct own_##kind##_needs_semicolon

// Moves a pointer out of an owning variable: `return take(p);`
#define take(p)                     \
    (__extension__({                \
        __typeof__(p) taken_ = (p); \
        (p) = NULL;                 \
        taken_;                     \
    }))

static inline void
own_free(void *p)
{
    void **owned = p;
    free(*owned);
}

static inline void
own_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

// Moves a descriptor out of an _own_(fd) variable.
static inline int
take_fd(int *fd)
{
    int taken = *fd;
    *fd = -1;
    return taken;
}

OWN_POINTER(file, FILE, fclose);

#endif
