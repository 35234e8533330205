// SPDX-License-Identifier: MIT
// Cluster plans: reading and checking them. Their language is lct-plan(5).
#ifndef LCT_PLAN_H
#define LCT_PLAN_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct lct_plan; // one that was read, also with errors

// What a parameter is set to.
struct lct_set {
    const char *name, *value; // NULL name ends a list
};

// How a plan is read.
struct lct_plan_args {
    const struct lct_set *set; // parameters; NULL: none
    bool accept_substitutes;   // retired images and types become their successors
    bool offline;              // make no request: check against the newest catalogue at hand; of
                               // git, what is at hand
    bool look;           // it is only looked at: where the cloud cannot be asked, the same (see
                         // lct_catalogue_note). A plan that something is made by wants neither.
    const char *cluster; // what its parameters were set to holds where set is silent; or NULL
};

// Reads and checks a plan: a file, "-" for standard input, "package:NAME" for one that comes with
// the library, "git+URL@COMMIT//PATH" for one of a git repository, or a URL. A URL is https (http
// for this machine's own servers, or when pinned), at most 16 MiB, fetched within a minute, with at
// most 3 redirects, to https; "#sha256=HEX" behind it is the digest that the plan and the files it
// names must have. args may be NULL. *ret is yours (lct_plan_free), and of use until its toolkit is
// closed; NULL after an error, but LCT_EPLAN when the text could be read: then it has problems,
// which lct_plan_problems tells.
int lct_plan_read(struct lct *t, const char *where, const struct lct_plan_args *args,
    struct lct_plan **ret, struct lct_err *err);
// The same for text in memory; where names it in messages and is the folder its files are looked up
// in. n: bytes.
int lct_plan_text(struct lct *t, const char *text, size_t n, const char *where,
    const struct lct_plan_args *args, struct lct_plan **ret, struct lct_err *err);
void lct_plan_free(struct lct_plan *p); // NULL is fine

// SHA-256 in hex of the plan's text and the files that it names (each as NUL, name, NUL, content):
// what a URL can be pinned to. Of a plan that names no file it is the file's own. Borrowed.
const char *lct_plan_digest(const struct lct_plan *p);

// The plans that come with the library: {"packageplans": [{name, description, parameters: [{name,
// default, min, max, words, of, help}]}]}. words (NULL-terminated, may be NULL) narrow the list.
int lct_plan_packages(
    struct lct *t, const char *const *words, struct lct_answer **ret, struct lct_err *err);

// What may be set of a plan, also of one with errors: {"parameters": [{name, default, min, max,
// words, help}]}; what is not declared is null.
int lct_plan_parameters(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err);

// Errors and warnings as a compiler prints them ("" when there are none); borrowed.
const char *lct_plan_problems(const struct lct_plan *p);
// {"problems": [{level, file, line, column, message, hint, path}]}
int lct_plan_problem_list(const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err);
// Is all that it asks for carried out? LCT_EPLAN names what is not yet, or says that the plan has
// errors: nothing is then created or changed by it.
int lct_plan_ready(const struct lct_plan *p, struct lct_err *err);
// {"name", "nodes": [...], "volumes": [], "balancers": [], "price": {hourly, monthly}} and more
// (docs/json.md); names are provisional.
int lct_plan_show(
    struct lct *t, const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err);

// A picture of the plan: {"format", "graph"}. format is "dot", Graphviz's language, or "svg", drawn
// by its program dot (LCT_EFAILED: it is not installed; LCT_EUSAGE: another format). Large groups
// are one box each unless all. Shows regions, groups, volumes, NodeBalancers, what firewalls let
// through, order and dependencies.
int lct_plan_graph(struct lct *t, const struct lct_plan *p, const char *format, bool all,
    struct lct_answer **ret, struct lct_err *err);

// The plan language. key is a path ("nodes.storage.fs"), the end of one ("fs"), or "" for the plan
// itself. {key, alias, type, required, default, help, later, more, names, example, also: [key],
// keys: [{key, required, help}]}, without what there is not; names: "region", "type", "image" or
// "kernel" when its value is for lct_catalogue_find. A value (YAML; NULL: none) is checked: with
// LCT_EPLAN it will not do, and *ret has {problems: [{level, file, line, column, message, hint,
// path}]}, too. LCT_ENOTFOUND: there is no such key.
int lct_plan_explain(
    const char *key, const char *value, struct lct_answer **ret, struct lct_err *err);
// The language as JSON Schema (2020-12), for editors.
int lct_plan_schema(struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
