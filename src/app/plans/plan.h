// SPDX-License-Identifier: MIT
// A plan as the public API holds it: text, problems, the loaded and resolved tree.
#ifndef APP_PLANS_PLAN_H
#define APP_PLANS_PLAN_H

#include "app/toolkit.h"
#include "model/plan.h"
#include "plan/plan.h"

struct lct_plan {
    struct arena *arena;
    struct doc_source source;
    struct diags diags;
    struct buf problems; // printed diags
    struct plan *plan;   // NULL when there were errors
    const struct catalogue *catalogue;
    struct map parts;   // files and folders that it names: name -> struct part
    size_t parts_bytes; // of what they hold
    plan_reader *read;  // where they come from; its user is this plan
    struct doc *args;   // {"set": {NAME: VALUE}, "accept_substitutes"}: what it was read with
    char content[DIGEST_TEXT]; // digest of the text and the files
    bool offline;              // no request is to be made for it
    bool kept;                 // by a cluster: programs looked at it when it was given
    const char *folder;        // where keys of certificates are looked for; NULL: nowhere
    bool has_keys;             // some are

    // Of a plan from the web: where it was found, the digest that it must have (NULL: any), when
    // fetching ends. Of one from git: the folder in which it lies, by its name in git, and the
    // last.
    struct lct *toolkit;
    const char *base, *pin;
    int64_t fetch_until;
    unsigned n_fetched;
};

// The plan as the cluster keeps it, with the files it named and the counts that scale set. With
// LCT_EPLAN the problems are in err. *ret: lct_plan_free it.
int plan_of_cluster(
    struct lct *t, const struct cluster *c, struct lct_plan **ret, struct lct_err *err);
// Writes it into the cluster; texts live in the arena.
// b: takes what its files hold, to be committed with the cluster; NULL: that is in the cluster's
// own texts.
void plan_keep(struct arena *a, struct cluster *c, const struct lct_plan *p, struct batch *b);
// The names of the clusters that it depends on; NULL: none.
const char *const *plan_depends(struct arena *a, const struct plan *p);
// Whom of its nodes those that need it are told of, as the record of its cluster has it.
const char *const *plan_tells(struct arena *a, const struct plan *p);

// plan.c: parses, checks and resolves p->source.
int plan_finish(struct lct_plan *p, const struct lct_plan_args *args, struct lct_plan **ret,
    struct lct_err *err);
struct lct_plan *plan_new(struct lct *t);

// source.c: fills p->source and p->read: a path, "-", package:NAME, a URL or
// git+URL@COMMIT//PATH. LCT_EPLAN.
int plan_source_open(struct lct_plan *p, const char *where, struct lct_err *err);
void plan_source_text(struct lct_plan *p, const char *where, const char *text, size_t n);
// Fills p->content; what is not as pinned is an error among the plan's diags.
void plan_content_digest(struct lct_plan *p);

// cloud_init.c: has cloud-init look at the user-data of a plan, where it is installed here.
void plan_check_user_data(struct lct_plan *p);

// certificate.c: that keys fit their certificates, and that those last. What a cluster keeps is
// told where its keys are, and no more.
void plan_check_certificates(struct lct_plan *p, struct plan *plan);

// parameters.c: [{name, default, min, max, words, of, help}] of a plan's tree.
struct doc *plan_parameters_doc(struct arena *a, const struct doc *plan);

// show.c: the nodes of a cluster that would be made of it now; names are provisional.
int plan_sample(struct arena *a, const struct lct_plan *p, struct desired **ret, size_t *n,
    struct lct_err *err);

#endif
