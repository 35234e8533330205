// SPDX-License-Identifier: MIT
// plan show: the nodes, what comes with them, and what the plan says of the cluster.
#include <string.h>

#include "base/str.h"
#include "cli/cmd/plan_show.h"
#include "cli/term/table.h"

static void
print_ports(const struct lct_value *b)
{
    const struct lct_value *ports = lct_get(b, "ports");

    for (size_t i = 0; i < lct_count(ports); i++) {
        const struct lct_value *p = lct_at(ports, i);
        const char *from = shown_text(p, "port"), *to = shown_text(p, "target_port");
        show_after(i ? ", " : " ", shown_text(p, "protocol"));
        show_after(" ", from);
        if (!str_eq(from, to))
            show_after(" to ", to);
    }
}

static void
print_within(const struct lct_value *vpc)
{
    show_after(" in VPC ", shown_text(vpc, "name"));
    show_after("/", shown_text(vpc, "subnet"));
    show_after(" from ", shown_text(vpc, "range"));
}

static void
print_balancer(const struct lct_value *b)
{
    size_t n = lct_count(lct_get(b, "nodes"));

    show_after("NodeBalancer ", shown_text(b, "region"));
    show_after("/", shown_text(b, "name"));
    if (!str_eq(shown_text(b, "label"), shown_text(b, "name")))
        show_after(", label ", shown_text(b, "label"));
    fputs(":", stdout);
    print_ports(b);
    print_within(lct_get(b, "vpc"));
    printf_safe(stdout, ", %zu node%s", n, n == 1 ? "" : "s");
    show_list(" of ", lct_get(b, "groups"));
    show_list(" tagged ", lct_get(b, "tags"));
    puts("");
}

static void
print_stages(const char *word, const struct lct_value *stages)
{
    for (size_t i = 0; i < lct_count(stages); i++) {
        printf_safe(stdout, "%s %zu:", word, i + 1);
        show_list(" ", lct_get(lct_at(stages, i), "nodes"));
        const struct lct_value *services = lct_get(lct_at(stages, i), "services");
        for (size_t k = 0; k < lct_count(services); k++) {
            const struct lct_value *s = lct_at(services, k);
            show_after(", service ",
                shown_text(s, "name") ? shown_text(s, "name") : shown_text(s, "start"));
        }
        puts("");
    }
}

static void
print_depend(const struct lct_value *d)
{
    show_after("depends on ", shown_text(d, "cluster"));
    if (!str_eq(shown_text(d, "cluster"), shown_text(d, "alias")))
        show_after(" as ", shown_text(d, "alias"));
    puts("");
}

static void
print_dns(const struct lct_value *d)
{
    show_after("dns ", shown_text(d, "kind"));
    show_after(" ", shown_text(d, "zone"));
    show_list(" by ", lct_get(d, "servers"));
    show_after(" on ", shown_text(d, "on"));
    puts("");
}

static void
print_named_port(const struct lct_value *p)
{
    show_after("port ", shown_text(p, "name"));
    show_after(": ", shown_text(p, "protocol"));
    show_after(" ", shown_text(p, "number"));
    puts("");
}

static void
print_vpc(const struct lct_value *v)
{
    const struct lct_value *subnets = lct_get(v, "subnets");

    show_after("VPC ", shown_text(v, "region"));
    show_after("/", shown_text(v, "name"));
    for (size_t i = 0; i < lct_count(subnets); i++) {
        show_after(i ? ", " : ": ", shown_text(lct_at(subnets, i), "name"));
        show_after(" ", shown_text(lct_at(subnets, i), "ipv4"));
    }
    puts("");
}

static void
print_network(const struct lct_value *network)
{
    show_after("network ", shown_text(network, "name"));
    show_list(": ", lct_get(network, "addresses"));
    puts("");
}

static void
print_hosts(const struct lct_value *h)
{
    bool inner = lct_bool(lct_get(h, "private"), true),
         outer = lct_bool(lct_get(h, "public"), true);

    if (!inner || !outer)
        printf_safe(stdout, "hosts files: %s\n",
            inner   ? "private names"
            : outer ? "public names"
                    : "left alone");
    show_line("hosts files of ", lct_get(h, "scope"));
}

static void
print_cluster(const struct lct_value *root)
{
    show_line("counters ", lct_get(root, "counters"));
    show_line("SSH from ", lct_get(root, "access"));
    show_each(root, "ports", print_named_port);
    show_each(root, "networks", print_network);
    print_hosts(lct_get(root, "hosts"));
    show_each(root, "vpcs", print_vpc);
    show_each(root, "depends", print_depend);
    show_each(root, "dns", print_dns);
    print_stages("start", lct_get(root, "start"));
    print_stages("stop", lct_get(root, "stop"));
    show_each(root, "hooks", show_step);
}

static void
print_volumes(const struct lct_value *volumes)
{
    static const struct column columns[] = { { "VOLUME", "label" }, { "NODE", "node" },
        { "REGION", "region", 1 }, { "GB", "size_gb" }, { "FS", "fs", 2 }, { "MOUNT", "mount" } };

    if (!lct_count(volumes))
        return;
    puts("");
    print_table(volumes, columns, sizeof columns / sizeof columns[0]);
}

static void
print_whole_plan(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "LABEL", "label" },
        { "GROUP", "group" }, { "REGION", "region" }, { "TYPE", "type" }, { "IMAGE", "image" } };
    const struct lct_value *nodes = lct_get(root, "nodes"), *price = lct_get(root, "price");

    print_table(nodes, columns, sizeof columns / sizeof columns[0]);
    print_volumes(lct_get(root, "volumes"));
    show_each(root, "groups", show_group);
    puts("");
    show_each(root, "balancers", print_balancer);
    print_cluster(root);
    printf_safe(stdout, "%zu node%s, $%.4f an hour, $%.2f a month\n", lct_count(nodes),
        lct_count(nodes) == 1 ? "" : "s", lct_number(lct_get(price, "hourly"), 0),
        lct_number(lct_get(price, "monthly"), 0));
}

int
run_plan_show(struct invocation *v)
{
    int status = 0, code;
    struct lct_plan *plan = read_plan(v, v->arguments[0], &status);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (!plan)
        return status;
    if (option_given(v, "graph")) {
        status = graph_plan(v, plan);
    } else {
        code = lct_plan_show(v->toolkit, plan, &answer, &err);
        status = finish(v, code, answer, &err, print_whole_plan);
    }
    lct_plan_free(plan);
    return status;
}
