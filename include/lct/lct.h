// SPDX-License-Identifier: MIT
// The Linode Cluster Toolkit: everything. A plan made true:
//
//     struct lct *t = NULL;
//     struct lct_plan *plan = NULL;
//     struct lct_answer *answer = NULL;
//     struct lct_err err;
//     struct lct_conf conf = { .environment = environ, .app = "testapp", .customer = "me" };
//
//     if (lct_open(&conf, &t, &err) < 0 ||
//         lct_plan_read(t, "plan.yaml", NULL, &plan, &err) < 0 ||
//         lct_cluster_create(t, "My First Cluster", "mycluster1", plan, NULL, &answer, &err) < 0)
//         fprintf(stderr, "%s\n%s\n", err.text, err.hint);
//     lct_answer_free(answer);
//     lct_plan_free(plan);
//     lct_close(t);
#ifndef LCT_LCT_H
#define LCT_LCT_H

#include "lct/advice.h"
#include "lct/agent.h"
#include "lct/changes.h"
#include "lct/cluster.h"
#include "lct/err.h"
#include "lct/firewall.h"
#include "lct/hook.h"
#include "lct/lab.h"
#include "lct/node.h"
#include "lct/operation.h"
#include "lct/plan.h"
#include "lct/process.h"
#include "lct/query.h"
#include "lct/run.h"
#include "lct/store.h"
#include "lct/toolkit.h"
#include "lct/value.h"
#include "lct/version.h"
#include "lct/volume.h"

#endif
