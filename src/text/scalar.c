// SPDX-License-Identifier: MIT
// Plain YAML scalars: which kind they have.
#include "text/scalar.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static bool
one_of(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(text, *words))
            return true;
    return false;
}

static bool
read_int(const char *text, int64_t *value)
{
    const char *digits = text + (*text == '-' || *text == '+');
    int base = 10;
    char *end;

    if (str_starts(text, "0x"))
        base = 16;
    else if (str_starts(text, "0o"))
        base = 8;
    if (base != 10)
        digits = text + 2;
    const char *valid = base == 16  ? "0123456789abcdefABCDEF"
                        : base == 8 ? "01234567"
                                    : "0123456789";
    if (!*digits || digits[strspn(digits, valid)])
        return false;
    errno = 0;
    *value = strtoll(base == 10 ? text : digits, &end, base);
    return errno == 0;
}

// [-+]? ( . digits | digits ( . digits? )? ) ( [eE] [-+]? digits )?
static bool
read_real(const char *text, double *value)
{
    static const char digits[] = "0123456789";
    const char *p = text + (*text == '-' || *text == '+');
    size_t whole = strspn(p, digits), part = 0;

    p += whole;
    if (*p == '.') {
        part = strspn(p + 1, digits);
        p += 1 + part;
    }
    if (!whole && !part)
        return false;
    if (*p == 'e' || *p == 'E') {
        p += 1 + (p[1] == '-' || p[1] == '+');
        if (!*p || p[strspn(p, digits)])
            return false;
    } else if (*p) {
        return false;
    }
    *value = strtod(text, NULL);
    return isfinite(*value);
}

struct doc *
scalar_plain(struct arena *a, const char *text, size_t n)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    struct doc *d = ARENA_NEW(a, struct doc);

    d->text = arena_strndup(a, text, n);
    d->text_len = n;
    d->kind = DOC_TEXT;
    if (one_of(d->text, nulls)) {
        d->kind = DOC_NULL;
    } else if (one_of(d->text, trues) || one_of(d->text, falses)) {
        d->kind = DOC_BOOL;
        d->boolean = one_of(d->text, trues);
    } else if (read_int(d->text, &d->integer)) {
        d->kind = DOC_INT;
    } else if (read_real(d->text, &d->real)) {
        d->kind = DOC_REAL;
    }
    return d;
}
