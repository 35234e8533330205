// SPDX-License-Identifier: MIT
// From a plan's text to a graph of steps; every stage is pure: same inputs, same outputs, no I/O
// but the files that a plan names, which are read through the reader given to load.
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/map.h"
#include "model/node.h"
#include "model/parts.h"
#include "model/plan.h"
#include "text/schema.h"

// The tables of the language (language/language.c): plan_schema is the whole document.
extern const struct schema plan_schema;

// Reads a file or a folder that the plan names (relative ones: beside the plan). LCT_ENOTFOUND
// becomes a diagnostic at the place of its name.
typedef int plan_reader(
    void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err);

// The ports that a cluster's plan has names for, "NAME tcp NUMBER", NULL-terminated; NULL: there is
// no such cluster.
typedef const char *const *plan_needed(void *user, const char *cluster);

struct plan_param {
    const char *name, *value; // --set name=value; the last one of a name counts
    bool kept;                // of an earlier time: when the plan has no such parameter, never mind
};

struct load_args {
    plan_reader *read; // NULL: files cannot be named
    void *user;
    plan_needed *needed; // NULL: no other cluster is known
    const struct plan_param *params;
    size_t n_params;
    bool foreign; // from the web: it runs nothing on this machine
};

// Parses and checks all that needs no catalogue: syntax, schema, names, counters, selectors, rules,
// scripts. Everything wrong goes to diags; yields LCT_EPLAN when there were errors. Then *ret is
// good for nothing but plan_resolve, which tells of it what else is wrong; NULL when the text could
// not even be parsed. src->text is YAML, or JSON when it begins with '{'. All results live in the
// arena.
int plan_load(struct arena *a, const struct doc_source *src, const struct load_args *args,
    struct diags *diags, struct plan **ret, struct lct_err *err);

// Fills the catalogue pointers of a loaded plan: fuzzy names to exact ids. A retired image or type
// becomes its successor: an error with the hint --accept-substitutes, or, when accept is true or
// the plan says so, a warning. Also what needs the catalogue: capabilities (Metadata, cloud-init),
// label lengths, sizes of disks. A plan that did not load well may be given, too: *diags* then has
// all that is wrong, and LCT_EPLAN is yielded in any case.
int plan_resolve(struct plan *p, const struct catalogue *c, bool accept, struct diags *diags,
    struct lct_err *err);

// The node plan of a resolved plan by region id and name; NULL: none.
struct node_plan *plan_node_plan(const struct plan *p, const char *region, const char *group);

// A firewall rule that stands in no plan: "allow in tcp 5432 from 203.0.113.7"; several services
// make several. networks: those that it may name, or NULL. In the arena. LCT_EUSAGE: it is none, or
// one that is not carried out yet.
int plan_rule_read(struct arena *a, const char *text, const struct plan_networks *networks,
    const struct plan_rule **ret, size_t *n, struct lct_err *err);

// Puts nodes that are in order within their groups, as the store lists them, in the order of a
// resolved plan; those of groups that it does not have come last, as they were.
void plan_sort(const struct plan *p, struct node **nodes, size_t n);

// Is the count one that its parameter allows? It is the plan's own otherwise.
int plan_count_check(const struct node_plan *np, int64_t count, struct lct_err *err);

// Sets counts of node plans: {"REGION/GROUP": N}, of a resolved plan. What it does not have is
// ignored.
void plan_counts_apply(struct plan *p, const struct doc *counts);

// Fuzzy lookups by themselves (node create, list regions fra). Each yields 0 with *ret, or
// LCT_ENOTFOUND / LCT_EUSAGE (ambiguous) with the candidates in the error text or hint. substituted
// (may be NULL): the word named something retired, *ret is its successor.
int match_region(
    const struct catalogue *c, const char *word, const struct region **ret, struct lct_err *err);
int match_type(const struct catalogue *c, const char *word, const char *region,
    const struct type **ret, bool *substituted, struct lct_err *err);
int match_image(const struct catalogue *c, const char *word, const struct image **ret,
    bool *substituted, struct lct_err *err);
int match_kernel(
    const struct catalogue *c, const char *word, const struct kernel **ret, struct lct_err *err);

// Classifies words in any order ("newark", "1gb", "ubuntu 24.04 lts") into region, type, image.
struct node_words {
    const struct region *region;
    const struct type *type;
    const struct image *image;
    bool type_substituted, image_substituted;
};
int match_words(const struct catalogue *c, const char *const *words, size_t n,
    struct node_words *ret, struct lct_err *err);

// Expansion: the nodes that a resolved plan wants. Nodes that exist keep uuid, index, draws and
// names; missing ones get the next index and numbers drawn through `draw`. Surplus ones are left
// out (shrink).
typedef int64_t plan_draw(void *user, const char *counter); // the next number of a counter
// One that begins anew, as in a new cluster; user: a struct map, empty at first.
plan_draw plan_draw_anew;
struct expand_clash {                   // a node plan whose nodes would have a name that cannot be
    const struct node_plan *np, *other; // other: whose nodes have it, too; NULL: it is no name
    bool host_name;                     // else the label
};
struct expand_args {
    const char *cluster_uuid, *cluster_slug;
    struct node *const *existing;
    size_t n_existing;
    plan_draw *draw;
    void *user;
    void (*new_uuid)(void *user, char out[static UUID_TEXT]); // NULL: new ones get none
    struct expand_clash *clash; // NULL, or set when that is why it failed
    bool stopped;               // the cluster is: whoever joins waits for its start
    const struct map *held; // "REGION NAME" -> the address reserved for that node; NULL: none is
};
// desired[i] pairs with the node plan it came from.
struct desired {
    struct node *node; // existing one, or new (no cloud_id, state NOTEXIST)
    const struct node_plan *np;
    const struct region_plan *rp;
    bool is_new;
    const char *const *tags;   // the plan's and the display group, NULL-terminated
    const char *display_group; // NULL: none
    const char *rdns;          // of its public address; NULL: the cloud's own
    const char *reserved;      // that address; NULL: any
};
int plan_expand(struct arena *a, const struct plan *p, const struct expand_args *args,
    struct desired **ret, size_t *n, struct lct_err *err);

// The volumes of the nodes: one for each block store in the storage of a node's plan.
#define VOLUME_LABEL_MOST 32
struct wanted_volume {
    const char *label; // unique: the node's and the disk's
    const struct desired *desired;
    const struct plan_disk *disk;
};
size_t plan_volumes(
    struct arena *a, const struct desired *desired, size_t n, struct wanted_volume **ret);

// The NodeBalancers and whom they balance: each node that has one of the tags or is of one of the
// node plans, once, unless it is drained.
struct wanted_balancer {
    const struct region_plan *rp;
    const struct plan_balancer *plan;
    const struct desired **members;
    size_t n_members;
};
size_t plan_balancers(struct arena *a, const struct plan *p, const struct desired *desired,
    size_t n, struct wanted_balancer **ret);

enum change_kind {
    CHANGE_CREATE,
    CHANGE_KEEP,
    CHANGE_UPDATE,  // its tags, its label, its addresses
    CHANGE_FINISH,  // the machine exists, or may exist, but was not made ready
    CHANGE_BOOT,    // it was ready, and its machine is off
    CHANGE_WAIT,    // it was ready, and its machine is in a state that passes by itself
    CHANGE_STOP,    // it is to be off
    CHANGE_DRAIN,   // it is to serve nothing, and runs on
    CHANGE_RESTART, // it goes off, and comes back
    CHANGE_AWAY,    // it was ready, but cannot be worked on now: nothing is done to it
    CHANGE_RESIZE,  // its machine becomes another type, or gets more or larger disks
    CHANGE_REBUILD, // its machine gets another system
    CHANGE_REPLACE, // another machine takes its place
    CHANGE_DELETE,
};
const char *change_name(enum change_kind k); // "create" ...

// One thing about a node that becomes another.
struct field_change {
    const char *field, *from, *to; // "type", "g6-nanode-1", "g6-standard-1"
    bool forces;                   // only another machine can have it
};

// What a machine that is there is to have as its node plan says, and does not.
enum settle {
    SETTLE_CARE = 1, // watchdog, maintenance policy, when backups are made
    SETTLE_LOCK = 2,
    SETTLE_BACKUPS = 4,    // they are made from now on
    SETTLE_NO_BACKUPS = 8, // none any more; those that there are go
};

struct change {
    enum change_kind kind;
    struct node *node;
    const struct node_plan *np; // NULL for delete
    const struct region_plan *rp;
    const struct node_plan *was; // of one whose machine goes: whose destroy hooks it runs before;
                                 // NULL: it runs none
    const char *deaf; // why it does not run those that there are; NULL: it does, or there are none
    const char *reason;      // what forces it, or what is to be known of it; NULL: nothing to say
    const char *const *tags; // as of struct desired; NULL for delete, so the next one
    const char *display_group, *rdns, *reserved;
    struct field_change *fields;
    size_t n_fields;
    const char *const *put_tags; // all that its machine is to have from now on; NULL: they stay
    const char *put_label;       // likewise
    bool readdressed;            // its IPv6 range or its public address's name become others
    unsigned settles;            // of enum settle
    bool keeps_backups;          // the plan says no, but that they go was not asked for
    bool boots;                  // its machine is off and is to be booted
    bool resizes;                // what differs of its type and disks can be changed in place
    bool rebuilds;               // likewise of its image, or this is under way
    bool anew;                   // and begins now, whatever was under way
    const char *denied;          // why a rebuild that was asked for cannot be; NULL: it can
    const char *keeps_not; // why it cannot, as of resize_fault, rebuild_fault; NULL: it can, or
                           // nothing does
};

struct diff_args {
    const struct desired *desired;
    size_t n_desired;
    struct node *const *existing;
    size_t n_existing;
    // What others did to machines is put right: those that are off are booted, those that were
    // rebuilt are replaced. Else such nodes are let be (CHANGE_AWAY).
    bool mends;
    // Backups that the plan says no to are cancelled, and are lost. Else they stay.
    bool deletes_backups;
    const struct map *remake;          // UUIDs of nodes that are to get another machine; NULL: none
    const struct map *starts, *stops;  // likewise: that are to run, to be off, from now on
    const struct map *restarts;        // likewise: that go off and come back
    const struct map *rebuilds;        // likewise: that get a fresh system
    bool continues;                    // what was asked for and not begun is gone on with
    unsigned serial;                   // so many of a group at once; 0: as its plan says
    const struct catalogue *catalogue; // types that there were; NULL: nobody knows
};

// Compares what is wanted with what is known.
int plan_diff(struct arena *a, const struct diff_args *args, struct change **ret, size_t *n,
    struct lct_err *err);

// want/resize.c: LCT_EUSAGE where a rebuild that was asked for cannot be.
int rebuild_check(const char *cluster, const struct change *changes, size_t n, struct lct_err *err);

// want/quorum.c: LCT_EPLAN where changes take out a node of a node plan with quorum: yes that does
// not say how, or leave no majority of its nodes. Who says nothing when it leaves (`deaf`) is
// known.
int quorum_check(struct arena *a, const struct plan *p, const struct change *changes, size_t n,
    struct lct_err *err);

#endif
