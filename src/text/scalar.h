// SPDX-License-Identifier: MIT
// What a plain YAML scalar means, by the YAML 1.2 core schema.
#ifndef TEXT_SCALAR_H
#define TEXT_SCALAR_H

#include "text/doc.h"

// The doc of a plain (unquoted) scalar: null, truth value, number or text. Infinity and
// not-a-number stay text: no number of ours may be either.
struct doc *scalar_plain(struct arena *a, const char *text, size_t n);

#endif
