// SPDX-License-Identifier: MIT
// The one sink for diagnostics.
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

static struct {
    log_sink *sink;
    void *user;
    enum log_level least;
} target;

void
log_to(log_sink *sink, void *user, enum log_level least)
{
    target.sink = sink;
    target.user = user;
    target.least = least;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
    char text[1024];
    va_list ap;

    if (!target.sink || level < target.least)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    target.sink(target.user, level, text);
}
