// SPDX-License-Identifier: MIT
// What went wrong, said so that the caller knows what to do next and a person can read it.
#ifndef LCT_ERR_H
#define LCT_ERR_H

#include <stdarg.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// Each code is an instruction to the caller, not a place of origin. Functions return 0 or one of
// these (all negative).
enum lct_code {
    LCT_OK = 0,
    LCT_EUSAGE = -1,     // the call or command is wrong: fix it; nothing was done
    LCT_EPLAN = -2,      // the plan is wrong: fix the plan; nothing was done
    LCT_EAUTH = -3,      // not logged in, or refused: get a token, a key, a scope
    LCT_ENOTFOUND = -4,  // the thing named does not exist
    LCT_EEXISTS = -5,    // the thing exists already, or another holds it
    LCT_EQUOTA = -6,     // an account limit: ask for more, or use less
    LCT_EWAIT = -7,      // not yet: the thing is busy or not in the wanted state; wait, ask again
    LCT_ERETRY = -8,     // passing trouble with certainly no effect: the same call may be repeated
    LCT_EAMBIGUOUS = -9, // the answer was lost: the effect may have happened; look before repeating
    LCT_EPARTIAL = -10,  // part of an operation failed, the rest is done
    LCT_ECANCELLED = -11, // the caller asked to stop
    LCT_EFAILED = -12,    // permanent: repeating the same call will not help
    LCT_ECHANGED =
        -13, // not what was agreed to any more: look again, agree again; nothing was done
};

// What a function that failed tells. Lives on the caller's stack: nothing to allocate, nothing to
// free. Every function takes NULL for it, too. `text` is a sentence without a full stop, outermost
// context first; `hint` says what to do next, or is empty; lct/advice.h finds the calls in it.
struct lct_err {
    int code;           // enum lct_code
    int retry_after_ms; // with LCT_EWAIT and LCT_ERETRY: earliest useful next try; 0 = unknown
    char text[1024];
    char hint[512];
};

// Sets code and text (printf-style, NULL is ""; over-long text is cut), clears the hint; returns
// code.
int lct_fail(struct lct_err *err, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int lct_vfail(struct lct_err *err, int code, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

// Puts context in front of the text: "creating web-01: " + text. Returns err->code, so that `return
// lct_wrap(err, ...)` passes the failure on. Does nothing when err holds no failure.
int lct_wrap(struct lct_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Says what to do next. Returns err->code.
int lct_hint(struct lct_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// The stable lower-case word of a code, as printed in JSON ("usage", "plan", "auth", ...).
const char *lct_code_name(int code);

// The code of such a word; LCT_EFAILED for a word that is none.
int lct_code_parse(const char *name);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
