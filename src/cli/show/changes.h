// SPDX-License-Identifier: MIT
// Changes of a preview, alike ones together.
#ifndef CLI_SHOW_CHANGES_H
#define CLI_SHOW_CHANGES_H

#include <stdio.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "lct/value.h"

// Nodes to which the same is done.
struct alike {
    const struct lct_value *first;
    VEC(const char *) labels; // borrowed
    double monthly;           // price of them all
    bool differs;             // what they are brought is in other words on each: names, addresses
};

struct alikes {
    VEC(struct alike *) list; // by the first of each
    struct map by_key;
};

void alikes_of(struct alikes *all, const struct lct_value *changes);
void alikes_done(struct alikes *all);

// One of them, with what becomes another on its nodes.
void print_alike(FILE *out, const struct alike *a);

// What is nothing but kept, and told nothing, is only counted.
bool change_is_told(const struct lct_value *change);

// What a plan means for a cluster, as lct_cluster_create_preview answers it, for a person.
void print_plan(FILE *out, const struct lct_value *plan);
void print_plan_to_stdout(const struct lct_value *plan);
// Nothing but what is kept: then nothing is spent or destroyed, and nobody is asked.
bool changes_nothing(const struct lct_value *plan);
// Is there anything to tell, be it only of what new nodes will have?
bool changes_anything(const struct lct_value *plan);
// "BEGIN: replace 2 nodes, with their disks (db, web-02)?" names what is destroyed; free() it.
char *question_of(const char *begin, const struct lct_value *plan);
// Whether volumes that nothing wants any more are to go, too; NULL: there are none.
char *question_of_volumes(const struct lct_value *plan);
// Likewise backups that the plan says no to.
char *question_of_backups(const struct lct_value *plan);
// Nodes of which the field of their change says yes, as "3 nodes (web-01, ...)"; false: none.
bool add_nodes_of(struct buf *out, const struct lct_value *plan, const char *field);

#endif
