// SPDX-License-Identifier: MIT
// Any bytes as YAML. What is accepted survives being printed and read again, as YAML and as JSON.
#include "fuzz.h"
#include "text/json.h"
#include "text/yaml.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf yaml = { 0 }, json = { 0 };
    struct doc *d, *again;
    struct doc_pos pos = { 0 };
    struct lct_err err = { 0 };

    if (yaml_parse(a, (const char *)data, size, &d, &pos, &err) < 0) {
        MUST(err.code && err.text[0] && pos.line && pos.col);
        return 0;
    }
    MUST(d->pos.line && d->pos.col);
    // An alias repeats what it names: small input, large output.
    json_print(&json, d, JSON_COMPACT);
    if (json.len > 1u << 20)
        return 0;
    MUST(json_parse(a, buf_str(&json), json.len, SIZE_MAX, true, &again, &err) == LCT_OK);
    MUST(doc_equal(d, again));
    yaml_print(&yaml, d);
    MUST(yaml_parse(a, buf_str(&yaml), yaml.len, &again, &pos, &err) == LCT_OK);
    MUST(doc_equal(d, again));
    return 0;
}
