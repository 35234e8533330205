// SPDX-License-Identifier: MIT
// A tar stream from a node, made files below one local folder and nowhere else, whatever it says.
#ifndef APP_FANOUT_UNPACK_H
#define APP_FANOUT_UNPACK_H

#include "text/tar.h"

struct unpack;

// Everything must lie in, or be, `top`, and goes into the folder open as dir (borrowed). Links are
// made as they come, but never followed; devices and pipes are refused; of modes only rwx is
// taken.
struct unpack *unpack_new(int dir, const char *top);
void unpack_free(struct unpack *u);
OWN_POINTER(unpack, struct unpack, unpack_free);

int unpack_feed(struct unpack *u, const char *data, size_t n, struct lct_err *err);
// Gives folders their modes. LCT_EFAILED when the stream broke off, or held nothing.
int unpack_finish(struct unpack *u, struct lct_err *err);

int64_t unpack_files(const struct unpack *u);
int64_t unpack_bytes(const struct unpack *u);

#endif
