// SPDX-License-Identifier: MIT
// The difference of two texts, in the unified format of POSIX's diff without names of files.
#ifndef TEXT_DIFF_H
#define TEXT_DIFF_H

#include "base/buf.h"

// Appends the hunks that make a text of another, three lines around each change; nothing where they
// are the same. Texts that have little in common are told as all of the one and all of the other,
// so that the time is bounded by the lines, not by their square.
void text_diff(struct buf *out, const char *from, const char *to);

#endif
