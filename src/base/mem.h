// SPDX-License-Identifier: MIT
// Allocation that cannot fail: out of memory ends the program (there is nothing better to do).
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *mem_alloc(size_t size) __attribute__((malloc, returns_nonnull)); // zeroed; free() it
void *mem_array(size_t n, size_t size) __attribute__((malloc, returns_nonnull)); // zeroed
void *mem_resize(void *p, size_t size) __attribute__((returns_nonnull));
char *mem_strdup(const char *s) __attribute__((malloc, returns_nonnull));
char *mem_strndup(const char *s, size_t n) __attribute__((malloc, returns_nonnull));
char *mem_printf(const char *fmt, ...)
    __attribute__((malloc, returns_nonnull, format(printf, 1, 2)));

char *mem_vprintf(const char *fmt, va_list ap)
    __attribute__((malloc, returns_nonnull, format(printf, 1, 0)));

#define NEW(type) ((type *)mem_alloc(sizeof(type)))

#endif
