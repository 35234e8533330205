// SPDX-License-Identifier: MIT
// What a node answers to a bundle.
#include "step/bundle/bundle.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_result *results;
    struct lct_err err = { 0 };
    size_t n;

    if (bundle_result_parse(a, (const char *)data, size, &results, &n, &err))
        return 0;
    for (size_t i = 0; i < n; i++)
        bundle_result_check(&results[i], &err);
    return 0;
}
