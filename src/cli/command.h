// Commands: one table drives parsing, help, completion and the check against the manual.
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "lct/lct.h"

#define MAX_OPTIONS 24

struct option {
    const char *name;  // "yes": --yes
    char letter;       // 0: none
    const char *value; // "N": it takes one; NULL: a switch
    const char *help;
    bool many; // may be given several times
};

struct invocation;

struct command {
    const char *noun, *verb; // verb "" : the noun alone
    const char *arguments;   // "NAME PLAN", "WORD..", "[NODE]"
    const char *help;        // one line
    const char *example;
    int least, most;              // number of arguments; most -1: any
    const struct option *options; // ends with a NULL name; NULL: none
    int (*run)(struct invocation *v);
    bool rest; // what follows "--" belongs to the command
};

extern const struct command commands[]; // ends with a NULL noun
extern const struct option global_options[];

struct given {
    const struct option *option;
    const char *value;
};

// One call of one command.
struct invocation {
    const struct command *command;
    const char **arguments; // NULL-terminated
    int n_arguments;
    const char **rest; // behind "--", NULL-terminated; NULL: none
    struct given given[64];
    int n_given;
    bool json, quiet, verbose;
    struct lct *toolkit; // opened on first need: toolkit()
};

const char *option_value(const struct invocation *v, const char *name); // the last; NULL: not given
bool option_given(const struct invocation *v, const char *name);
// All values of an option, NULL-terminated; free() it.
const char **option_values(const struct invocation *v, const char *name);

// Parses the command line. 0, or an exit status (help was printed, or the line is wrong).
int command_parse(int argc, char **argv, struct invocation *v, bool *done);
int command_help(const struct command *c);
int help_all(void);

// Opens the toolkit by the global options; an error is told, then NULL.
struct lct *toolkit(struct invocation *v, int *status);

// Exit statuses by code: 0 1 2 3 4 5 130.
int exit_status(int code);
// Tells an error in the form asked for; yields its exit status.
int tell_error(const struct invocation *v, const struct lct_err *err);
// Prints an answer as JSON and frees it.
int print_json(struct lct_answer *a);

// Asks on a terminal; without one, LCT_EUSAGE says to add --yes. 0: go on.
int confirm(const struct invocation *v, const char *question);

// Tables.
struct column {
    const char *title, *field;
};
void print_table(const struct lct_value *rows, const struct column *columns, size_t n);

// Progress of an operation.
struct progress;
struct progress *progress_new(const struct invocation *v);
void progress_free(struct progress *p);
const struct lct_watch *progress_watch(struct progress *p);

#endif
