// SPDX-License-Identifier: MIT
// What a person, or a program, is told: answers, tables, errors, questions, progress.
#ifndef CLI_SHOW_TELL_H
#define CLI_SHOW_TELL_H

#include <stdio.h>

#include "cli/command.h"
#include "cli/term/terminal.h"

// Exit statuses by code: 0 1 2 3 4 5 130.
int exit_status(int code);
// With --detailed-exitcode one of them is "there are changes"; an error that has it ends with 1.
#define EXIT_CHANGES 2
int detailed_error(int status);

// Tells an error in the form asked for; yields its exit status.
int tell_error(const struct invocation *v, const struct lct_err *err);
// A wrong command line, in one call: LCT_EUSAGE with a hint ("" for none).
int tell_usage(const struct invocation *v, const char *hint, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

// What is worth knowing beside the answer: on standard error, in the form asked for; nothing when
// quiet.
void tell_note(const struct invocation *v, const char *text);
// Who looks at a terminal is shown what he will be asked about; where JSON is asked for, only he
// is.
bool shows_before(const struct invocation *v);

// Prints an answer as JSON and frees it; 0.
int print_json(struct lct_answer *a);
int print_json_value(const struct lct_value *value); // the same of a part, not freed
// Prints {KEY: TEXT}; 0.
int print_json_word(const char *key, const char *text);
void print_quoted(FILE *out, const char *s); // as a JSON string

// Ends a command: tells an error, or prints *answer as JSON or by `print`, and frees it.
int finish(struct invocation *v, int code, struct lct_answer *answer, const struct lct_err *err,
    void (*print)(const struct lct_value *root));

// A whole command that only shows: calls with the toolkit (and the first argument), and finishes.
int show(struct invocation *v, int (*call)(struct lct *, struct lct_answer **, struct lct_err *),
    void (*print)(const struct lct_value *root));
int show_of(struct invocation *v,
    int (*call)(struct lct *, const char *, struct lct_answer **, struct lct_err *),
    void (*print)(const struct lct_value *root));

// Asks on a terminal; without one it is an error that says to add --yes. 0: go on; else the exit
// status to end with.
int confirm(const struct invocation *v, const char *question);
// Asks, where there is somebody to ask.
bool says_yes(const char *question);
// Is there somebody to ask?
bool can_ask(void);

// Standard output is a stream of ours: stdio writes to it as ever, and what cannot be written is
// told once, at the end. output_write goes past the buffer (flush it first); false: it is lost.
void output_begin(void);
bool output_write(const void *data, size_t n);
bool output_lost(void); // somebody went away, or the disk is full: go on with nothing
int output_end(const struct invocation *v, int status); // yields the status to end with
int output_fd(const FILE *out);                         // of stdout or stderr

// Ends an operation: its nodes and summary, or what failed, why, and what to do.
int tell_outcome(
    struct invocation *v, struct lct_answer *answer, int code, const struct lct_err *err);
// The nodes of an answer as a table; nothing when there are none.
void print_nodes(const struct lct_value *nodes);
void print_node_list(const struct lct_value *root); // the same, and says when there are none

#endif
