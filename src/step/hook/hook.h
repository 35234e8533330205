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
    void (*start)(struct step *s, const struct hook *h); // runs it for the step, and ends that
};
extern const struct hook_scheme hook_script;   // script.c
extern const struct hook_scheme hook_local;    // local.c
extern const struct hook_scheme hook_firewall; // firewall.c

const struct hook_scheme *hook_scheme_find(const char *name); // NULL: none is carried out
// Of one that ran as a step of a bundle: its output is kept, that it ran is noted, the step ends.
void hook_ran(struct step *s, const struct lct_err *err, const struct bundle_result *results);

#define HOOK_FILES 3

// Of one hook; its files live beside the script while it runs, the secret not longer than that.
struct hook_kit {
    struct bundle_file files[HOOK_FILES];
    const struct bundle_env *env; // in the world's arena
    struct secret *secret;        // hex; what its file holds
};

// Every member but those who leave, a line each: name group region index private_ipv4 public_ipv4
// ipv6 tags; a tab between, "-" for what is not known or not there. In the viewer's VPC the private
// address is the one there. Lives in the world's arena; the same text for all of a VPC once the
// members are known.
const char *hook_members(const struct member *viewer);

// The bundle step's id, and the file on the node that has what the script says.
const char *hook_id(const struct hook *h);
const char *hook_place(const struct hook *h);
// How long it may take, and what it finds in its environment where no files lie beside it.
int64_t hook_limit_ms(const struct hook *h);
const struct bundle_env *hook_env_alone(const struct hook *h);
// Takes the secret out of what a script said, whatever made it print that.
void hook_hide(const struct hook *h, struct buf *said);

// id: the bundle step's, which names the folder where the files will be.
void hook_kit_make(const struct hook *h, const char *id, struct hook_kit *ret);
void hook_kit_done(struct hook_kit *kit);
OWN_STRUCT(hook_kit, struct hook_kit, hook_kit_done);

#endif
