// SPDX-License-Identifier: MIT
// The header X-Filter: which items of a list, and in which order.
#ifndef LAB_CALL_FILTER_H
#define LAB_CALL_FILTER_H

#include "text/doc.h"

struct filter {
    const struct doc *root; // NULL: everything
    const char *order_by;   // NULL: as they come
    bool descending;
};

// fields: names one may filter on, NULL-terminated. A filter that is none yields false; *why is
// then Linode's text.
bool filter_parse(struct arena *a, const char *text, const char *const *fields, struct filter *out,
    const char **why);

bool filter_match(const struct filter *f, const struct doc *item);

// Reorders as the filter says; equal items keep their order.
void filter_sort(const struct filter *f, const struct doc **items, size_t n);

#endif
