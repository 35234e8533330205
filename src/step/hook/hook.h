// SPDX-License-Identifier: MIT
// How hooks run, and what they find beside them: who the members are, a secret of the cluster,
// functions for sh, files of the plan.
#ifndef STEP_HOOK_HOOK_H
#define STEP_HOOK_HOOK_H

#include "step/bundle/bundle.h"
#include "step/kinds.h"
#include "step/local.h"

// A scheme that is carried out, a file each.
struct hook_scheme {
    const char *name; // its word in a plan
    bool begun;       // that it began is noted beforehand, since nothing else knows it
    bool here;        // it runs on this machine: no node has what it said
    void (*start)(struct step *s, const struct hook *h); // runs it for the step, and ends that
};
extern const struct hook_scheme hook_script;                               // script.c
extern const struct hook_scheme hook_local;                                // local.c
extern const struct hook_scheme hook_localansible, hook_puppet, hook_chef; // converge.c
extern const struct hook_scheme hook_ansible;                              // ansible.c
extern const struct hook_scheme hook_cloudinit, hook_stackscript;          // handed.c
extern const struct hook_scheme hook_firewall;                             // firewall.c

const struct hook_scheme *hook_scheme_find(const char *name); // NULL: none is carried out
// Of one that ran as a step of a bundle: its output is kept, that it ran is noted, the step ends.
void hook_ran(struct step *s, const struct lct_err *err, const struct bundle_result *results);
// Of one that failed: what that makes of its node.
void hook_fail(const struct hook *h, const struct lct_err *why);

#define HOOK_FILES 6

// Of one hook; its files live beside the script while it runs, the secret not longer than that.
struct hook_kit {
    struct bundle_file files[HOOK_FILES];
    size_t n_files;
    const struct bundle_env *env; // in the world's arena
    struct secret *secret;        // hex; what its file holds
};

// Every member but those who leave, a line each: name group region index private_ipv4 public_ipv4
// ipv6 tags; a tab between, "-" for what is not known or not there. In the viewer's VPC the private
// address is the one there. Lives in the world's arena; the same text for all of a VPC once the
// members are known.
const char *hook_members(const struct member *viewer);

// Who is in a cluster that this one needs, by what its plan calls that, as a roster, and the digest
// of that; both stay while the operation lasts.
const char *hook_needed_roster(struct world *w, const char *alias);
const char *hook_needed_digest(struct world *w, const char *alias);

// What the node knows the hook by: its mark, or another where it is asked for anew.
const char *hook_digest(const struct hook *h);
// change.c: who joined and left since the node was told last, in h; yields whether anybody did.
// Others do not change any more.
bool hook_change(struct hook *h);
// That it was told is noted, and, beforehand, of whom it is being told.
void hook_change_keep(const struct hook *h);
void hook_change_begin(const struct hook *h);

// What is noted of it when it ran.
const char *hook_note(const struct hook *h);
// Puts a fact of the hook into the ledger, of a node.
void hook_fact(const struct hook *h, const struct node *n, const char *mark);

// The bundle step's id, and the file on the node that has what the script says.
const char *hook_id(const struct hook *h);
const char *hook_place(const struct hook *h);
// How long it may take, and what it finds in its environment where no files lie beside it.
int64_t hook_limit_ms(const struct hook *h);
const struct bundle_env *hook_env_alone(const struct hook *h);
// The plan's variables, then what we tell of the node under names of its own, such as lct_node, as
// JSON into a map.
void hook_put_vars(struct arena *a, struct doc *to, const struct doc *vars);
void hook_put_own(struct arena *a, struct doc *to, const struct bundle_env *env);
// Takes the secret out of what a script said, whatever made it print that.
void hook_hide(const struct hook *h, struct buf *said);

// id: the bundle step's, which names the folder where the files will be.
void hook_kit_make(const struct hook *h, const char *id, struct hook_kit *ret);
void hook_kit_done(struct hook_kit *kit);
OWN_STRUCT(hook_kit, struct hook_kit, hook_kit_done);

#endif
