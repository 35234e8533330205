// SPDX-License-Identifier: MIT
// Plans and their files from the web.
#ifndef APP_PLANS_FETCH_H
#define APP_PLANS_FETCH_H

#include "app/toolkit.h"
#include "base/buf.h"

// Fetches what stands at an address, by https (this machine's own servers: by http, too, and `open`
// allows it anywhere: what comes is checked otherwise). At most `max` bytes, within `ms`, following
// a few redirects that lead to https. *end, when not NULL, is where it was found at last; free()
// it.
int fetch_url(struct lct *t, const char *url, bool open, size_t max, int64_t ms, struct buf *out,
    char **end, struct lct_err *err);

#endif
