// SPDX-License-Identifier: MIT
// Volumes of the cluster demo.
#include "volumes.h"

#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/account.h"

struct lct_plan *
volumes_plan(struct process *p, const char *type, int n, int gb, const char *more)
{
    _own_(free) char *text = mem_printf(
        "name: demo\nregions:\n- region: us-east\n  nodes:\n"
        "  - {name: web, type: %s, count: %d, storage: [{label: data, type: blockstore, fs: raw, "
        "size: %dGB}]%s}\n",
        type, n, gb, more);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

int
volumes_create(struct process *p, int n, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_plan *plan = volumes_plan(p, "g6-standard-1", n, 20, "");
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

int
volumes_apply(struct process *p, const char *type, int n, int gb, struct lct_err *err)
{
    struct lct_plan *plan = volumes_plan(p, type, n, gb, "");
    struct lct_answer *answer = NULL;
    int code = lct_cluster_apply(p->t, "demo", plan, NULL, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

void
volumes_apply_well(struct process *p, const char *type, int n, int gb)
{
    struct lct_err err = { 0 };

    if (volumes_apply(p, type, n, gb, &err) < 0)
        fail_msg("%s", err.text);
}

void
volumes_create_well(struct process *p, int n)
{
    struct lct_err err = { 0 };

    if (volumes_create(p, n, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

const struct mem_volume *
volume(struct process *p, size_t i)
{
    assert_true(i < p->nodes.account->volumes.n);
    return &p->nodes.account->volumes.items[i];
}

size_t
volumes(struct process *p)
{
    return p->nodes.account->volumes.n;
}

bool
volumes_whole(struct process *p, size_t n)
{
    if (volumes(p) != n || mem_account_count(p->nodes.account) != n)
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct machine *m = mem_account_machine(p->nodes.account, i);
        _own_(free) char *label = mem_printf("%s-data", m->label);
        size_t found = 0;
        for (size_t k = 0; k < n; k++)
            found += str_eq(volume(p, k)->machine, m->id) &&
                     str_eq(volume(p, k)->shown.label, label) && volume(p, k)->shown.ready;
        if (found != 1)
            return false;
    }
    return true;
}
