// SPDX-License-Identifier: MIT
// Commands: one table drives parsing, help, completion and the check against the manual.
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"
#include "lct/lct.h"

#define MAX_OPTIONS 24

struct option {
    const char *name;  // "yes": --yes
    char letter;       // 0: none
    const char *value; // "N", "FILE", "a|b|c": it takes one; NULL: a switch
    const char *help;
    bool many; // may be given several times
};

struct invocation;

struct command {
    const char *noun, *verb; // verb "" : the noun alone
    const char *arguments;   // "NAME PLAN", "WORD..", "[NODE]", "bash|zsh|fish"
    const char *help;        // one line
    const char *more;        // what else --help should tell; NULL: nothing
    const char *example;
    int least, most;              // number of arguments; most -1: any
    const struct option *options; // ends with a NULL name; NULL: none
    int (*run)(struct invocation *v);
    bool rest;   // what follows "--" is a command of its own
    bool hidden; // not for people
};

// Tables, each ends with a NULL noun; commands_NOUN.c.
extern const struct command commands_of_lab[], commands_of_cluster[], commands_of_upkeep[],
    commands_of_node[], commands_of_hook[], commands_of_plan[], commands_of_operation[],
    commands_of_store[], commands_of_profile[], commands_of_volume[];
extern const struct option global_options[], yes_only[], yes_and_sequential[], delete_options[];

// All commands, those of one noun together. NULL: the first; NULL is yielded after the last.
const struct command *command_next(const struct command *c);
#define command_each(c) \
    for (const struct command *c = command_next(NULL); (c); (c) = command_next(c))

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
    VEC(struct given) given;
    bool json, quiet, verbose;
    bool offline;        // nobody waits for the cloud
    bool detailed;       // --detailed-exitcode
    struct lct *toolkit; // opened on first need: toolkit()
    int64_t told_ms;     // how long it takes, as the plan that was shown says; 0: none was shown
};

const char *option_value(const struct invocation *v, const char *name); // the last; NULL: not given
bool option_given(const struct invocation *v, const char *name);
// All values of an option, NULL-terminated; free() it.
const char **option_values(const struct invocation *v, const char *name);

const struct command *command_find(const char *noun, const char *verb); // NULL: there is none
bool command_is_noun(const char *word);
// An option of a command (NULL: only the global ones) by its name or, with n 1, its letter.
const struct option *option_find(const struct command *c, const char *name, size_t n);

// Parses the command line. 0, or an exit status; *done: it is answered already (help was printed).
int command_parse(int argc, char **argv, struct invocation *v, bool *done);
void invocation_done(struct invocation *v);

// Help, made from the table.
int help_all(void);
int help_noun(const char *noun);
int help_command(const struct command *c);

// The toolkit by the global options, opened on first need. toolkit_open leaves the telling to the
// caller; toolkit tells an error, sets *status and yields NULL.
struct lct *toolkit_open(struct invocation *v, struct lct_err *err);
struct lct *toolkit(struct invocation *v, int *status);

#endif
