// SPDX-License-Identifier: MIT
// Filling and wrapping of struct lct_err.
#include "lct/err.h"

#include <stdio.h>
#include <string.h>

static const char *const code_names[] = {
    [-LCT_OK] = "ok",
    [-LCT_EUSAGE] = "usage",
    [-LCT_EPLAN] = "plan",
    [-LCT_EAUTH] = "auth",
    [-LCT_ENOTFOUND] = "notfound",
    [-LCT_EEXISTS] = "exists",
    [-LCT_EQUOTA] = "quota",
    [-LCT_EWAIT] = "wait",
    [-LCT_ERETRY] = "retry",
    [-LCT_EAMBIGUOUS] = "ambiguous",
    [-LCT_EPARTIAL] = "partial",
    [-LCT_ECANCELLED] = "cancelled",
    [-LCT_EFAILED] = "failed",
    [-LCT_ECHANGED] = "changed",
};

#define N_CODES ((int)(sizeof code_names / sizeof code_names[0]))

static void
print(char *out, size_t size, const char *fmt, va_list ap)
{
    if (fmt)
        vsnprintf(out, size, fmt, ap);
    else
        *out = '\0';
}

int
lct_vfail(struct lct_err *err, int code, const char *fmt, va_list ap)
{
    if (!err)
        return code;
    err->code = code;
    err->retry_after_ms = 0;
    err->hint[0] = '\0';
    print(err->text, sizeof err->text, fmt, ap);
    return code;
}

int
lct_fail(struct lct_err *err, int code, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    lct_vfail(err, code, fmt, ap);
    va_end(ap);
    return code;
}

int
lct_wrap(struct lct_err *err, const char *fmt, ...)
{
    char inner[sizeof err->text];
    size_t n;
    va_list ap;

    if (!err)
        return LCT_EFAILED;
    if (err->code == LCT_OK)
        return LCT_OK;
    memcpy(inner, err->text, sizeof inner);
    va_start(ap, fmt);
    print(err->text, sizeof err->text, fmt, ap);
    va_end(ap);
    n = strlen(err->text);
    snprintf(err->text + n, sizeof err->text - n, ": %s", inner);
    return err->code;
}

int
lct_hint(struct lct_err *err, const char *fmt, ...)
{
    va_list ap;

    if (!err)
        return LCT_EFAILED;
    va_start(ap, fmt);
    print(err->hint, sizeof err->hint, fmt, ap);
    va_end(ap);
    return err->code;
}

const char *
lct_code_name(int code)
{
    return code <= 0 && -code < N_CODES ? code_names[-code] : "failed";
}

int
lct_code_parse(const char *name)
{
    for (int i = 0; i < N_CODES; i++)
        if (name && strcmp(code_names[i], name) == 0)
            return -i;
    return LCT_EFAILED;
}
