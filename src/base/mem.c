// SPDX-License-Identifier: MIT
// Allocation that cannot fail.
#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void
out_of_memory(void)
{
    static const char msg[] = "out of memory\n";

    if (write(STDERR_FILENO, msg, sizeof msg - 1) < 0)
        _exit(1);
    abort();
}

void *
mem_alloc(size_t size)
{
    return mem_array(1, size);
}

void *
mem_array(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *
mem_resize(void *p, size_t size)
{
    void *q = realloc(p, size ? size : 1);

    if (!q)
        out_of_memory();
    return q;
}

char *
mem_strndup(const char *s, size_t n)
{
    char *d = strndup(s, n);

    if (!d)
        out_of_memory();
    return d;
}

char *
mem_strdup(const char *s)
{
    return mem_strndup(s, strlen(s));
}

char *
mem_vprintf(const char *fmt, va_list ap)
{
    char *s = NULL;

    if (vasprintf(&s, fmt, ap) < 0)
        out_of_memory();
    return s;
}

char *
mem_printf(const char *fmt, ...)
{
    va_list ap;
    char *s;

    va_start(ap, fmt);
    s = mem_vprintf(fmt, ap);
    va_end(ap);
    return s;
}
