// SPDX-License-Identifier: MIT
// The control interface, beside the API under /lab: for tests and for linodetool.
#ifndef LAB_API_CONTROL_H
#define LAB_API_CONTROL_H

#include "lab/lab.h"

// GET /lab/status, GET /lab/log?since=N, POST /lab/reset, POST /lab/stop, POST and DELETE
// /lab/faults, POST /lab/limits, POST /lab/quota, POST /lab/stock. All want the control token of
// status.json.
void control_handle(struct lab *lab, struct httpd_request *r);

#endif
