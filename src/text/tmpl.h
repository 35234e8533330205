// SPDX-License-Identifier: MIT
// Text with placeholders: "spark-{sparkcounter}", "{name}-{index:02}". "{{" is a brace.
#ifndef TEXT_TMPL_H
#define TEXT_TMPL_H

#include "base/arena.h"
#include "base/buf.h"
#include "lct/err.h"

struct tmpl;

// Compiles; on failure *at is the offset of the trouble.
int tmpl_parse(
    struct arena *a, const char *text, struct tmpl **ret, size_t *at, struct lct_err *err);

// The names used, in order of first use; lives with the template.
size_t tmpl_names(const struct tmpl *t, const char *const **names);

// Offset of the first use of names[i] in the source text.
size_t tmpl_name_at(const struct tmpl *t, size_t i);

// A lookup yields the value of a name, or NULL when there is none (rendering then fails, naming
// it).
typedef const char *tmpl_lookup(void *user, const char *name);

// Appends. A format behind the name ("index:02") pads numbers with zeros to the width.
int tmpl_render(
    const struct tmpl *t, tmpl_lookup *lookup, void *user, struct buf *out, struct lct_err *err);

#endif
