// The Linode Cluster Toolkit: everything. A plan made true:
//
//     struct lct_err err;
//     struct lct *t;
//     struct lct_plan *plan;
//     struct lct_answer *answer;
//     struct lct_conf conf = { .environment = environ, .app = "testapp", .customer = "me" };
//     lct_open(&conf, &t, &err);
//     lct_plan_read(t, "plan.yaml", NULL, &plan, &err);
//     lct_cluster_create(t, "My First Cluster", "mycluster1", plan, NULL, &answer, &err);
#ifndef LCT_LCT_H
#define LCT_LCT_H

#include "lct/changes.h"
#include "lct/cluster.h"
#include "lct/err.h"
#include "lct/hook.h"
#include "lct/lab.h"
#include "lct/node.h"
#include "lct/operation.h"
#include "lct/plan.h"
#include "lct/query.h"
#include "lct/run.h"
#include "lct/store.h"
#include "lct/toolkit.h"
#include "lct/value.h"
#include "lct/version.h"

#endif
