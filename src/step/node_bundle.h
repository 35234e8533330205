// Carrying a bundle out on a member's node: log in (or use the kept session), send, read what came
// of it.
#ifndef STEP_NODE_BUNDLE_H
#define STEP_NODE_BUNDLE_H

#include "step/bundle.h"
#include "step/world.h"

// Called with every step of the bundle done (err code 0), or with what went wrong first.
typedef void node_bundle_fn(struct step *s, const struct lct_err *err);

// Runs the steps (n of them) for the graph's step s on m. deadline_ms bounds the whole.
void node_bundle_run(struct step *s, struct member *m, const struct bundle_step *steps, size_t n,
    int64_t deadline_ms, node_bundle_fn *fn);

// The member's rule set by the plan, with the members known now.
struct ruleset;
void member_ruleset(struct member *m, struct ruleset *ret);
// The digest of that rule set in full.
int member_ruleset_digest(struct member *m, char digest[static DIGEST_TEXT], struct lct_err *err);

#endif
