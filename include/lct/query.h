// SPDX-License-Identifier: MIT
// Questions to the inventory: "cluster=hdfs1 and tag=master and state=started".
#ifndef LCT_QUERY_H
#define LCT_QUERY_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// {"nodes": [...]} that fit. Terms: FIELD=VALUE, FIELD!=VALUE, FIELD~PART, joined by and, or, not,
// parentheses; fields as in the answer of lct_node_list, and tag. NULL or an empty expression fits
// all. LCT_EUSAGE: it is none.
int lct_query(struct lct *t, const char *expression, struct lct_answer **ret, struct lct_err *err);

// One line per node of an answer by a format such as "{label} {private_ipv4}" (private_ip and
// public_ip are accepted, too); free() it. nodes is the list "nodes" of that answer. LCT_EUSAGE:
// the format is none, or names no field.
int lct_query_format(
    const struct lct_value *nodes, const char *format, char **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
