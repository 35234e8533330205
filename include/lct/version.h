// SPDX-License-Identifier: MIT
// The version of the library.
#ifndef LCT_VERSION_H
#define LCT_VERSION_H

// The version of these headers.
#define LCT_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// That of the library that is loaded.
const char *lct_version(void);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
