// SPDX-License-Identifier: MIT
// What libyaml finds wrong, said in our words.
#ifndef TEXT_YAML_WORDS_H
#define TEXT_YAML_WORDS_H

#include <yaml.h>

#include "text/doc.h"

// Fills err of a parser that failed; yields where it is wrong. text is what it parsed.
struct doc_pos yaml_say(const yaml_parser_t *p, const char *text, size_t n, struct lct_err *err);

// Line and column of the byte at `offset`.
struct doc_pos yaml_pos_at(const char *text, size_t offset);

#endif
