// SPDX-License-Identifier: MIT
// Names with ranges and globs.
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include <stdbool.h>

// Does a name fit "web-[01-20,25].example" or "web-*.e?ample"? Any other pattern fits itself. A
// range fits numbers of as many digits as its first one has, or of more where that has no leading
// zero.
bool pattern_fits(const char *pattern, const char *name);

#endif
