// SPDX-License-Identifier: MIT
// Progress of long work: the running things redrawn on a terminal, plain lines elsewhere; Ctrl-C.
#ifndef CLI_SHOW_PROGRESS_H
#define CLI_SHOW_PROGRESS_H

#include "cli/command.h"

struct counts {
    int64_t total, done, failed, running;
    int64_t elapsed_ms;
};

// "12 of 64 steps done, 8 running, 1 failed; 14 s, 0.9/s, about 60 s left"
void progress_summary(const struct counts *c, char *out, size_t size);

// Tells what happens in an operation of the toolkit, and hands Ctrl-C over to it, until freed.
struct progress;
struct progress *progress_new(const struct invocation *v);
void progress_free(struct progress *p);
const struct lct_watch *progress_watch(struct progress *p);

// Ctrl-C and SIGTERM: once, what runs is finished and saved; twice, it is cancelled; three times,
// the program ends. NULL gives the signals back.
void interrupt_catch(struct lct *t);
// The same for what has nothing to save: once, it is cancelled; twice, the program ends.
void interrupt_stop(struct lct *t);
// Nobody takes the output any more: what has nothing to save is cancelled.
void interrupt_unheard(void);
int interrupt_times(void);
const char *interrupt_text(void); // what the last one means
// Has it just told so on the terminal? (Then there is a further line to erase.)
bool interrupt_told(void);

#endif
