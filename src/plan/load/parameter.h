// SPDX-License-Identifier: MIT
// Parameters of a plan: what --set may change, and the ${NAME} that stand for them.
#ifndef PLAN_LOAD_PARAMETER_H
#define PLAN_LOAD_PARAMETER_H

#include "base/map.h"
#include "plan/plan.h"

struct parameter {
    const char *name;
    struct doc_pos pos;               // where it is declared
    const struct doc *spec;           // what is declared of it
    const struct doc *value;          // NULL: it has none, which was told
    const struct plan_param *setting; // --set; NULL: it was silent
    bool bad, used;                   // told as wrong; named in a value
    struct diag_source about;         // where its value comes from, for notes
};

struct parameters {
    struct arena *arena;
    struct diags *diags;
    struct parameter *items;
    size_t n;
    struct map by_name;
    bool declared; // the plan has parameters:
};

// Reads what a document declares and gives each parameter its value: of the settings, else the
// default. What is wrong goes to diags.
void parameters_read(struct parameters *ps, const struct doc *top, const struct load_args *args);
void parameters_done(struct parameters *ps);
// Says that there is none of that name, and which was perhaps meant.
void parameter_missing(
    struct parameters *ps, struct doc_pos pos, const char *name, const char *prefix);

// Why a value is none of those that are declared (min:, max:, words:); NULL: it is one. *near: the
// word that was perhaps meant, or NULL.
const char *parameter_refuses(
    struct arena *a, const struct doc *declared, const struct doc *value, const char **near);

// parameter_use.c: yields the document with values instead of ${NAME}; what was not replaced is
// shared with the old one. Diags learn which places were. In a plan without parameters: text stands
// as it is.
struct doc *parameters_replace(struct parameters *ps, struct doc *top);

// The parameter that is all of this value, or NULL.
const struct parameter *parameter_of(const struct parameters *ps, const struct doc *value);

// Where in the text as it was written that byte of the replaced text came from.
size_t parameters_written_at(
    const struct parameters *ps, const struct diag_place *place, size_t offset);

// The length of "${NAME}" at p, 0 when there is none; the name, without braces, is in the arena.
size_t parameter_at(struct arena *a, const char *p, const char **name);

#endif
