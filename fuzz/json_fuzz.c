// SPDX-License-Identifier: MIT
// Any bytes as JSON. Positions change nothing but positions; what is accepted survives printing.
#include "fuzz.h"
#include "text/json.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    struct doc *fast, *placed, *again;
    struct lct_err err = { 0 };
    int code = json_parse(a, (const char *)data, size, 1u << 20, false, &fast, &err);

    MUST(code == json_parse(a, (const char *)data, size, 1u << 20, true, &placed, &err));
    if (code < 0) {
        MUST(err.text[0]);
        return 0;
    }
    MUST(placed->pos.line && placed->pos.col);
    MUST(doc_equal(fast, placed));
    json_print(&out, placed, JSON_PRETTY);
    MUST(json_parse(a, buf_str(&out), out.len, SIZE_MAX, true, &again, &err) == LCT_OK);
    MUST(doc_equal(fast, again));
    MUST(doc_equal(doc_copy(a, fast), again));
    return 0;
}
