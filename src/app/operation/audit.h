// SPDX-License-Identifier: MIT
// Parts of an audit.
#ifndef APP_OPERATION_AUDIT_H
#define APP_OPERATION_AUDIT_H

#include "app/toolkit.h"
#include "base/map.h"

// Logs in to each node of running (UUID -> struct node; all are started) and compares its firewall
// with what it was brought. Puts "firewalls": [{node, label, found}] and "unseen": [{node, label,
// message}] (whoever did not answer) into the answer.
int audit_firewalls(struct lct *t, const char *cluster, const struct map *running,
    struct lct_answer *answer, struct lct_err *err);

#endif
