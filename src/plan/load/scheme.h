// SPDX-License-Identifier: MIT
// Schemes, what a step may be: rows of one table. How those run that are carried out is told by the
// rows of step/hook.
#ifndef PLAN_LOAD_SCHEME_H
#define PLAN_LOAD_SCHEME_H

#include "plan/load/load.h"

enum scheme_takes {
    SCHEME_ENVIRONMENT = 1, // vars: are its environment
    SCHEME_LINES = 2,       // its value may be the text itself
    SCHEME_FILES = 4,       // files: lie beside it
    SCHEME_SHELL = 8,       // the text is a script
    SCHEME_CONVERGES = 16,  // it is a file among others, by which a node is made what they say
    SCHEME_HANDED = 32,     // goes with the machine to be made
    SCHEME_ANSWERS = 64,    // vars: are answers to what it asks for
};

// Where a step stands, for messages, and what it says.
struct saying {
    const struct scheme *scheme;
    const struct doc *at;
    const char *value;
};

struct scheme {
    const char *name, *noun;
    unsigned takes;        // enum scheme_takes
    unsigned events;       // at which it can run
    const char *extension; // that the name of a file may lack; NULL: none
    // Reads and checks its value; NULL: it is a word of others.
    void (*load)(struct loading *l, const struct saying *y, struct plan_step *s);
};

extern const struct scheme plan_schemes[]; // a NULL name ends it

// scheme.c: scheme, value, content, files and digest of one step. NULL: it has no scheme, told.
const struct scheme *load_scheme(
    struct loading *l, const struct doc *d, struct plan_step *s, size_t i);

// step_files.c: what the files: of a step (NULL: none) name, beside what is there (NULL: nothing),
// as one tree; NULL: nothing, or it is told why not.
const struct tree *load_step_files(
    struct loading *l, const struct doc *d, const struct tree *beside);

// converge.c: a file with all that lies in its folder; the vars: of such a step.
void scheme_converge(struct loading *l, const struct saying *y, struct plan_step *s);
void scheme_playbook(struct loading *l, const struct saying *y, struct plan_step *s);
void scheme_attributes(struct loading *l, const struct saying *y, struct plan_step *s);
void load_converge_vars(struct loading *l, const struct doc *vars);

// handed.c: what a step may not say whose effect goes with the machine.
void load_handed(
    struct loading *l, const struct doc *d, const struct scheme *scheme, struct plan_step *s);

// scheme_value.c, for the table.
void scheme_text(struct loading *l, const struct saying *y, struct plan_step *s);
void scheme_cloudinit(struct loading *l, const struct saying *y, struct plan_step *s);
void scheme_stackscript(struct loading *l, const struct saying *y, struct plan_step *s);
void scheme_command(struct loading *l, const struct saying *y, struct plan_step *s);
// The same, of the file that was found, under the name that it was found by; NULL: it was told why
// not.
const char *scheme_find_text(
    struct loading *l, const struct saying *y, struct plan_step *s, const char **name);
void scheme_rules(struct loading *l, const struct saying *y, struct plan_step *s);

#endif
