// SPDX-License-Identifier: MIT
// Any text as a template, rendered with values that hold anything.
#include "fuzz.h"
#include "text/tmpl.h"

static const char *
value(void *user, const char *name)
{
    (void)user;
    return name[0] == 'x' ? NULL : name[0] == 'n' ? "7" : name;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    const char *text = arena_strndup(a, (const char *)data, size), *const * names;
    struct tmpl *t;
    struct lct_err err = { 0 };
    size_t at = 0;

    if (tmpl_parse(a, text, &t, &at, &err) < 0) {
        MUST(err.text[0] && at <= size);
        return 0;
    }
    for (size_t i = 0; i < tmpl_names(t, &names); i++)
        MUST(names[i][0] && text[tmpl_name_at(t, i)] == '{');
    if (tmpl_render(t, value, NULL, &out, &err) < 0)
        MUST(err.text[0]);
    return 0;
}
