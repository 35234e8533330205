// SPDX-License-Identifier: MIT
// The NodeBalancer of the cluster demo.
#include "balancers.h"

#include "../testing.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct lct_plan *
balancer_plan(struct process *p, const char *type, int n, const char *balancer)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, type: %s, count: %d}\n"
                                        "  nodebalancers:\n  - {name: front, nodes: web, %s}\n",
        type, n, balancer);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

int
balancer_create_demo(struct process *p, int n, const char *balancer, const struct lct_watch *watch,
    struct lct_err *err)
{
    struct lct_plan *plan = balancer_plan(p, "g6-standard-1", n, balancer);
    struct lct_answer *answer = NULL;
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, &answer, err);

    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

void
balancer_create_well(struct process *p, int n, const char *balancer)
{
    struct lct_err err = { 0 };

    if (balancer_create_demo(p, n, balancer, NULL, &err) < 0)
        fail_msg("%s", err.text);
}

void
balancer_apply_well(struct process *p, const char *type, int n, const char *balancer)
{
    struct lct_plan *plan = balancer_plan(p, type, n, balancer);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err) < 0)
        fail_msg("%s", err.text);
    lct_answer_free(answer);
    lct_plan_free(plan);
}

struct mem_balancer *
balancer_front(struct process *p)
{
    assert_int_equal(p->nodes.account->balancers.n, 1);
    return &p->nodes.account->balancers.items[0];
}

const struct mem_port *
balancer_port_of(struct process *p, unsigned number)
{
    vec_each (port, &balancer_front(p)->ports)
        if (port->shown.set.port == number)
            return port;
    fail_msg("no port %u", number);
    return NULL;
}

static size_t
count_in(const struct mem_port *port, const char *address)
{
    size_t n = 0;

    vec_each (node, &port->nodes)
        n += str_eq(node->address, address) && str_eq(node->mode, "accept");
    return n;
}

// Each of the machines is in it once, and nobody else.
bool
balancer_sends_to_all(struct process *p, unsigned number, unsigned target)
{
    const struct mem_port *one = balancer_port_of(p, number);
    const size_t n = mem_account_count(p->nodes.account);

    for (size_t i = 0; i < n; i++) {
        const struct machine *m = mem_account_machine(p->nodes.account, i);
        _own_(free) char *address = mem_printf("%s:%u", m->private_ipv4, target);
        if (count_in(one, address) != 1)
            return false;
    }
    return one->nodes.n == n;
}

void
assert_balanced(struct process *p, size_t n)
{
    assert_int_equal(mem_account_count(p->nodes.account), n);
    assert_int_equal(balancer_front(p)->ports.n, 2);
    assert_true(balancer_sends_to_all(p, 80, 80));
    assert_true(balancer_sends_to_all(p, 443, 8443));
}

unsigned
balancer_requests(struct process *p, const char *kind)
{
    return mem_account_requests(p->nodes.account, kind);
}
