// SPDX-License-Identifier: MIT
// What is done at an event: a step of a node plan's init:, or of hooks:.
#ifndef MODEL_HOOK_H
#define MODEL_HOOK_H

#include <stdint.h>

#include "base/arena.h"
#include "model/event.h"
#include "model/firewall.h"
#include "model/tree.h"

struct user_data;

enum step_where { STEP_ALL, STEP_ONE, STEP_TAG }; // on: which nodes run it

// What a step needs to be true, all of them: "tag web", "region fra", "group db", "new", "first".
struct plan_condition {
    bool negated;
    const char *kind;  // "tag", "region", "group", "new" or "first"
    const char *value; // of the first three; else NULL
};

// One step of init: or hooks:. `value` is the text behind the scheme; load reads the file that a
// script: names into `content`, so that an operation carries what it runs.
struct plan_step {
    enum event event;
    const char *alias;  // the other cluster whose event it is, by its alias; NULL: our own
    bool of_plan;       // from hooks: of the whole plan, given to each node plan
    const char *name;   // unique within its node plan and event; made from the value when not given
    const char *scheme; // "script" ...
    const char *value;  // path, inline text, id, label, rules
    const char *content;      // what will run; "" when the scheme's value is no text of ours
    const struct tree *files; // that lie beside it while it runs; NULL: none
    const char *entry;        // of one that converges, which of them it runs; else NULL
    const char *digest;       // of content and files; of one that converges, of vars and args, too
    int64_t timeout_ms;       // 0: HOOK_USUAL_MS
    int64_t usual_ms;         // how long it usually takes, as the plan says; 0: not said
    unsigned retries;         // further tries after a failure; 0: none
    bool repeatable;          // may be run again after it was interrupted
    bool converges;           // run again it changes only what is not as it says
    bool packaged;            // content is one of the parts that come with the program
    bool is_file;             // of local:, content is a file's, not a command
    bool handed;              // it goes with the machine, and runs at its first boot by itself
    const struct user_data *user_data; // of cloudinit:, what it adds to ours
    const char *script_id; // of stackscript:, the cloud's, once it was looked up; NULL: it was not
    enum step_where where;
    const char *on_tag; // of STEP_TAG
    unsigned serial;    // at most so many nodes at once; 0: no limit
    struct plan_condition *when;
    size_t n_when;           // 0: always
    const char *const *args; // NULL-terminated, for script: and local:
    const struct doc
        *vars; // map, or NULL: environment, playbook variables, a StackScript's answers
    struct plan_rule *rules; // of firewall:
    size_t n_rules;
    struct doc_pos pos, value_pos, name_pos;
};

#define HOOK_USUAL_MS (15 * 60 * 1000)

struct node;

// How often it runs on one node.
enum hook_once {
    HOOK_OF_MACHINE, // once: a rebuilt one is new
    HOOK_OF_START,   // each time that the node is started
    HOOK_OF_CHANGE,  // each time that somebody joined or left
};
enum hook_once hook_once(enum event e);

// What is noted of one that ran on the node: its digest, and of which start where that matters
// ("DIGEST#3"). Lives in the arena.
const char *hook_mark(struct arena *a, const struct plan_step *s, const struct node *n);
// Does what was noted (NULL: nothing was) mean that it is not to run again? One that converges is,
// once it says something else.
bool hook_marked(const char *mark, const struct plan_step *s, const struct node *n);
// The same of one that was begun and is not known to have ended.
const char *hook_begun_mark(struct arena *a, const struct plan_step *s, const struct node *n);
bool hook_begun(const char *mark, enum event e, const struct node *n);
bool hook_mark_is_begun(const char *mark); // whichever start it was of
bool hook_mark_ran(const char *mark);      // it ran, and to a good end
// The digest in it: of what ran.
const char *hook_mark_digest(struct arena *a, const char *mark);

// Of membership it is noted of whom the node was told, by the digest of that (model/roster.h):
// "DIGEST@TOLD"; of one that was begun, whom from and up to: "?DIGEST@TOLD>NOW".
const char *hook_told_mark(struct arena *a, const struct plan_step *s, const char *told);
const char *hook_telling_mark(
    struct arena *a, const struct plan_step *s, const char *told, const char *now);
const char *hook_knows_mark(struct arena *a, const char *told); // "@TOLD": it did not run for it
struct hook_told {
    const char *told;    // NULL: nothing is noted
    const char *telling; // what it was being told of when somebody died, or failed; NULL: nothing
};
struct hook_told hook_told(struct arena *a, const char *mark);
// Is it a script that nodes have as a unit of their own, which runs it at every boot?
bool hook_is_unit(const struct plan_step *s);
// Do its conditions hold for the node?
bool hook_meant(const struct plan_step *s, const struct node *n);

#endif
