// SPDX-License-Identifier: MIT
// Calls of the library in hints: lct_hint(err, "to go on: %s", ADVICE(CLUSTER_RESUME, name)).
#ifndef BASE_ADVICE_H
#define BASE_ADVICE_H

#include "lct/advice.h"

#define ADVICE_TEXT 320

// The call as a text, with up to two arguments, texts; a NULL ends them. It lives as long as the
// block that it is written in.
#define ADVICE(call, ...)                                    \
    advice_text((char[ADVICE_TEXT]){ 0 }, LCT_ADVICE_##call, \
        (const char *const[]){ "", ##__VA_ARGS__, NULL } + 1)

// Yields out. Arguments that do not fit are left out: half a name is another's.
const char *advice_text(
    char out[static ADVICE_TEXT], enum lct_advice advice, const char *const *about);

#endif
