// SPDX-License-Identifier: MIT
// A node's console: a terminal whose output goes to a bounded file.
#ifndef LAB_FLEET_CONSOLE_H
#define LAB_FLEET_CONSOLE_H

#include "io/loop.h"

struct console;

int console_open(struct loop *l, const char *log, struct console **ret, struct lct_err *err);
void console_close(struct console *c);                 // NULL is fine
const char *console_terminal(const struct console *c); // the path of its terminal

#endif
