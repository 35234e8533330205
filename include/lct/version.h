// The version of the library.
#ifndef LCT_VERSION_H
#define LCT_VERSION_H

#define LCT_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

const char *lct_version(void); // of the library that is loaded

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
