// SPDX-License-Identifier: MIT
// Errors inside the house. No function of ours takes NULL for the err that it fills, so that each
// may read its code again; `./check layers` finds calls that pass NULL.
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "lct/err.h"

// For who does not want to know. It lives as long as the block that it is written in.
#define ERR_IGNORED (&(struct lct_err){ 0 })

// Begins each public function: clears err (an own one when the caller gave none), and refuses
// arguments that do not fit, as NULL where something must be.
#define API_NEEDS(err, condition)    \
    struct lct_err ignored_ = { 0 }; \
    err = err ? err : &ignored_;     \
    *err = ignored_;                 \
    if (!(condition))                \
    return lct_fail(err, LCT_EUSAGE, "%s was called with NULL, it needs: %s", __func__, #condition)

#endif
