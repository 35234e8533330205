// SPDX-License-Identifier: MIT
// Linodes that the toolkit did not make, on their way into a cluster.
#ifndef APP_IMPORT_IMPORT_H
#define APP_IMPORT_IMPORT_H

#include "app/plans/plan.h"
#include "app/run/run.h"

struct imported {
    const struct machine *machine;
    const struct thing **volumes; // that are attached to it, by label
    size_t n_volumes;
    const char *group; // its node plan
    const char *stem;  // of the label, before its number: "web-"; the label, where it has none
    bool shares_stem;  // some of another node plan have it, too
    unsigned index;    // within the group and region
    const char *name;  // its host name
    const char *host_keys;
};

struct importing {
    struct run *run;
    const struct lct_import_args *args;
    struct imported *items; // by region and label
    size_t n;
    struct lct_plan *plan; // that describes them
};

// choose.c: sets the items: the Linodes that are meant, with their volumes. LCT_ENOTFOUND: one of
// the words, or of the state, is none; LCT_EEXISTS: one is a cluster's already.
int import_choose(struct importing *x, struct lct_err *err);
// Their host keys, by the known_hosts file. LCT_EAUTH: one is not in it.
int import_host_keys(struct importing *x, struct lct_err *err);

// describe.c: their groups and names, and the plan that says what they are, as YAML.
const char *import_describe(struct importing *x, const char *name);
// The name, within its node, that the plan has for a volume.
const char *import_volume_name(struct arena *a, const struct imported *one, size_t i);

#endif
