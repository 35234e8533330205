// SPDX-License-Identifier: MIT
// A cluster whose machines get another system in place.
#include "rebuilding.h"

#include "../testing.h"
#include "base/mem.h"
#include "base/str.h"

struct lct_plan *
plan_of(struct process *p, int n, const char *what)
{
    const char *type = strstr(what, "type: g6") ? "" : "type: g6-nanode-1, ";
    _own_(free) char *text =
        mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                   "  - {name: web, count: %d, %s%s, units: [{name: a.service, "
                   "command: /bin/true}]}\n"
                   "  - {name: db, %s%s}\n",
            n, type, what, type, what);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

void
create(struct process *p, int n, const char *what)
{
    struct lct_plan *plan = plan_of(p, n, what);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
}

int
apply(
    struct process *p, int n, const char *what, const struct lct_watch *watch, struct lct_err *err)
{
    struct lct_plan *plan = plan_of(p, n, what);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_apply(p->t, "demo", plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

void
apply_well(struct process *p, int n, const char *what)
{
    struct lct_plan *plan = plan_of(p, n, what);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
}

unsigned
requests(struct process *p, const char *kind)
{
    return mem_account_requests(p->nodes.account, kind);
}

const struct mem_machine *
machine(const struct process *p, size_t i)
{
    return p->nodes.account->machines.items[i];
}

size_t
rebuilds(const struct process *p, const char *id)
{
    const struct mem_account *a = p->nodes.account;
    size_t n = 0;

    for (size_t i = 0; i < a->events.n; i++)
        n += str_eq(a->events.items[i].action, "linode_rebuild") &&
             str_eq(a->events.items[i].entity_id, id);
    return n;
}

bool
is_whole(const struct process *p, size_t n)
{
    const struct mem_account *a = p->nodes.account;
    bool whole = mem_account_count(a) == n;

    for (size_t i = 0; whole && i < n; i++)
        whole = machine(p, i)->shown.status == MACHINE_RUNNING;
    for (size_t i = 0; i < a->volumes.n; i++)
        whole = whole && a->volumes.items[i].machine;
    return whole;
}

const char *
found(struct process *p)
{
    static char what[64];
    struct lct_answer *answer;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_audit(p->t, "demo", &answer, &err), LCT_OK);
    assert_int_equal(lct_count(answer_get(answer, "orphans")), 0);
    const struct lct_value *last =
        lct_at(answer_get(answer, "changed"), lct_count(answer_get(answer, "changed")) - 1);
    snprintf(what, sizeof what, "%s", lct_text(lct_get(last, "what"), "nothing"));
    lct_answer_free(answer);
    return what;
}

const char *
disk_of(const struct mem_machine *m, const char *label)
{
    for (size_t i = 0; i < m->disks.n; i++)
        if (str_eq(m->disks.items[i].shown.label, label))
            return m->disks.items[i].shown.id;
    return "";
}

bool
has_disks(const struct mem_machine *m, const char *boot, const char *data)
{
    const struct config *c = &m->configs.items[0];

    return m->disks.n == 2 && m->configs.n == 1 && str_eq(disk_of(m, "data"), data) &&
           !str_eq(disk_of(m, "boot"), boot) && str_eq(c->slots[0].disk, disk_of(m, "boot")) &&
           str_eq(c->slots[1].disk, data) && c->slots[2].volume;
}
