// Any bytes as a plan: loading must end, with a plan or with diagnostics that can be printed.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "plan/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    static const struct plan_param params[] = { { "nodes", "5", true }, { "few", "{index", true } };
    const struct load_args args = { .params = params, .n_params = 2 };
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *plan;
    char *copy = arena_alloc(a, size + 1);
    const struct doc_source text = { "fuzz", copy, size };

    if (size)
        memcpy(copy, data, size);
    diags_init(&diags, a);
    if (plan_load(a, &text, &args, &diags, &plan, &err) == LCT_OK && !plan)
        abort();
    if (err.code && !diags.n_errors)
        abort();
    diags_print(&out, &diags, &text, 20);
    return 0;
}
