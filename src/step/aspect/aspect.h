// SPDX-License-Identifier: MIT
// What must hold on a node, an aspect a row: what that is, what the node has of it, whether it is
// to be brought. Previews, the graph's building and the steps ask here.
#ifndef STEP_ASPECT_ASPECT_H
#define STEP_ASPECT_ASPECT_H

#include "step/bundle/bundle.h"
#include "step/world.h"

// What has to be known before it can be rendered.
enum aspect_basis {
    ASPECT_OF_PLAN,   // the plan
    ASPECT_OF_NODE,   // the node's own machine, too
    ASPECT_OF_OTHERS, // all machines
};

// What must hold of one aspect on one node. Lives in the world's arena: a step that runs may hold
// on to it whatever is known since.
struct rendered {
    const struct aspect *aspect;
    struct member *member;
    const char *digest; // "": nothing; NULL: the plan does not say
    void *made;         // the aspect's own
};

struct aspect {
    enum aspect_id id;
    const char *name;             // as previews tell it
    const struct step_kind *kind; // brings it, in one bundle with the others of this kind
    enum aspect_basis basis;
    int64_t limit_ms; // of its bundle
    bool looked_at;   // what is found amiss on the node is amiss with it
    bool on_trial;    // it stays when a new session gets in (trial.h)
    const char *look; // the script that says what of it the node has otherwise (look.h)

    bool (*wanted)(const struct member *m); // does the plan say anything of it? NULL: of any node
    int (*render)(struct rendered *r, struct lct_err *err); // sets digest and made
    // The step of a bundle that brings it from what the node has now.
    int (*step)(const struct rendered *r, struct bundle_step *ret, struct lct_err *err);
    // What else is noted once the node has it; NULL: nothing.
    void (*kept)(const struct rendered *r);
};

extern const struct aspect *const aspects[ASPECT_COUNT];

// As it must hold by what is known now.
int aspect_render(
    const struct aspect *a, struct member *m, struct rendered *ret, struct lct_err *err);

// Is it to be brought? The one place that decides it.
bool aspect_due(const struct rendered *r);

// Has the node what this plan says, but for what depends on other nodes?
bool aspect_of_plan(const struct rendered *r);

// Before anything ran: is it to be brought, or may it turn out to be?
bool aspect_expected(const struct aspect *a, struct member *m);

// Is something else noted of the node?
bool aspect_is_news(const struct rendered *r);
// The node has it: writes it into the ledger.
void aspect_keep(const struct rendered *r);
// The node has it otherwise than it was brought: that is written, so that whoever goes on with this
// brings it. What is looked at whenever something is brought needs no note.
void aspect_lose(const struct aspect *a, struct member *m);
// It is about to be brought: with the intention it is written that the node may have it otherwise
// until that ended well, so that another plan, the one before above all, is brought after a
// failure.
void aspect_begin(const struct rendered *r);

// The aspect that a fact tells of, its value being what the node has; NULL: none.
const struct aspect *aspect_of_fact(const struct fact *f);

#endif
