// SPDX-License-Identifier: MIT
// plan show: the nodes, what comes with them, and all that the plan says of its groups.
#include <string.h>

#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/term/table.h"

static const char *
text_of(const struct lct_value *v, const char *key)
{
    return lct_text(lct_get(v, key), NULL);
}

static void
put(const char *before, const char *text)
{
    if (str_empty(text))
        return;
    fputs(before, stdout);
    print_safe(stdout, text, false);
}

static void
put_list(const char *before, const struct lct_value *list)
{
    for (size_t i = 0; i < lct_count(list); i++)
        put(i ? "," : before, lct_text(lct_at(list, i), ""));
}

// "  WORD NAME: "
static void
begin(const char *word, const char *name)
{
    printf_safe(stdout, "  %s ", word);
    print_safe(stdout, name ? name : "", false);
    fputs(":", stdout);
}

static void
print_disk(const struct lct_value *d)
{
    double mb = lct_number(lct_get(d, "size_mb"), 0);

    begin(text_of(d, "kind"), text_of(d, "label"));
    printf(mb < 1024 ? " %.0f MB" : " %.4g GB", mb < 1024 ? mb : mb / 1024);
    put(" ", text_of(d, "fs"));
    put(", /dev/", text_of(d, "device"));
    if (lct_bool(lct_get(d, "boot"), false))
        fputs(", boots", stdout);
    put(", at ", text_of(d, "mount"));
    put(", with ", text_of(d, "options"));
    put(", from ", text_of(d, "image"));
    puts(lct_bool(lct_get(d, "encrypted"), false) ? ", encrypted" : "");
}

static void
print_user(const struct lct_value *u)
{
    size_t keys = lct_count(lct_get(u, "keys"));

    begin("user", text_of(u, "name"));
    printf_safe(stdout, " %zu key%s", keys, keys == 1 ? "" : "s");
    put_list(", groups ", lct_get(u, "groups"));
    put(", ", text_of(u, "shell"));
    puts(lct_bool(lct_get(u, "sudo"), false) ? ", sudo" : "");
}

static void
print_setting(const struct lct_value *setting)
{
    begin("sysctl", text_of(setting, "key"));
    put(" ", text_of(setting, "value"));
    puts("");
}

static void
print_user_group(const struct lct_value *g)
{
    begin("group", text_of(g, "name"));
    put(" ", text_of(g, "gid"));
    puts(lct_bool(lct_get(g, "system"), false) ? " of the system" : "");
}

static void
print_file(const struct lct_value *f)
{
    begin("file", text_of(f, "path"));
    put(" ", text_of(f, "owner"));
    put(":", text_of(f, "group"));
    put(" ", text_of(f, "mode"));
    put(", from ", text_of(f, "source"));
    put_list(", lists ", lct_get(f, "lists"));
    put(", restarts ", text_of(f, "restarts"));
    puts("");
}

static void
print_unit(const struct lct_value *u)
{
    begin("unit", text_of(u, "name"));
    put(" ", text_of(u, "command"));
    puts("");
}

static void
print_step(const struct lct_value *s)
{
    fputs("  at ", stdout);
    put("", text_of(s, "of"));
    put(text_of(s, "of") ? "." : "", text_of(s, "event"));
    put(": ", text_of(s, "scheme"));
    // Lines written in the plan are the reader's to look up there.
    const char *value = text_of(s, "value");
    put(":", value && strchr(value, '\n') ? "(lines)" : value);
    put_list(" ", lct_get(s, "args"));
    if (lct_bool(lct_get(s, "packaged"), false))
        fputs(" (packaged)", stdout);
    size_t files = lct_count(lct_get(s, "files"));
    if (files)
        printf(" with %zu %s", files, files == 1 ? "file" : "files");
    if (!str_eq(text_of(s, "on"), "all"))
        put(", on ", text_of(s, "on"));
    put_list(", when ", lct_get(s, "when"));
    put_list(": ", lct_get(s, "rules"));
    puts("");
}

static void
print_rule(const struct lct_value *r)
{
    put("  ", lct_text(r, ""));
    puts("");
}

static void
each(const struct lct_value *map, const char *key, void (*print)(const struct lct_value *))
{
    const struct lct_value *list = lct_get(map, key);

    for (size_t i = 0; i < lct_count(list); i++)
        print(lct_at(list, i));
}

static void
print_line(const char *before, const struct lct_value *list)
{
    put_list(before, list);
    if (lct_count(list))
        puts("");
}

static void
print_machine(const struct lct_value *g)
{
    static const char *const named[][3] = { { "vlan", "label", "VLAN" }, { "vpc", "name", "VPC" },
        { "placement", "name", "placement group" } };

    for (size_t i = 0; i < 3; i++)
        if (text_of(lct_get(g, named[i][0]), named[i][1]))
            printf_safe(
                stdout, "  %s %s\n", named[i][2], text_of(lct_get(g, named[i][0]), named[i][1]));
    if (!lct_bool(lct_get(g, "boot_on_create"), true))
        puts("  stays off until the cluster is started");
    if (!lct_bool(lct_get(g, "private_ip"), true))
        puts("  no private address");
    if (!lct_bool(lct_get(g, "watchdog"), true))
        puts("  no watchdog");
    if (lct_count(lct_get(g, "backups")))
        puts("  backups");
    if (text_of(g, "cloud_firewall"))
        printf("  a Cloud Firewall, too%s\n", str_eq(text_of(g, "cloud_firewall"), "exact")
                                                  ? ", or none if it would be coarser"
                                                  : "");
    if (lct_bool(lct_get(g, "user_data"), false))
        puts("  user-data of its own");
    if (lct_int(lct_get(g, "extra_ipv4"), 0))
        printf("  %lld public IPv4 addresses beside the first\n",
            (long long)lct_int(lct_get(g, "extra_ipv4"), 0));
    if (lct_bool(lct_get(g, "reserves"), false))
        puts("  a reserved public IPv4 address each");
    print_line("  reserved: ", lct_get(g, "reserved"));
    print_line("  shared: ", lct_get(g, "shared"));
    if (text_of(g, "ipv6_range"))
        printf_safe(stdout, "  an IPv6 range /%s\n", text_of(g, "ipv6_range"));
    if (text_of(g, "lock"))
        printf_safe(stdout, "  lock %s\n", text_of(g, "lock"));
    if (text_of(g, "maintenance"))
        printf_safe(stdout, "  maintenance: %s\n", text_of(g, "maintenance"));
    if (text_of(g, "encryption"))
        printf_safe(stdout, "  disk encryption: %s\n",
            lct_bool(lct_get(g, "encryption"), false) ? "yes" : "no");
}

static void
print_group(const struct lct_value *g)
{
    put("\n", text_of(g, "region"));
    put("/", text_of(g, "name"));
    printf_safe(stdout, ": %s x ", text_of(g, "count"));
    put("", text_of(g, "type"));
    put(", ", text_of(g, "image"));
    put(", kernel ", text_of(g, "kernel"));
    put_list(", tags ", lct_get(g, "tags"));
    put(", storage ", text_of(g, "storage"));
    put(", by regionplan ", text_of(g, "regionplan"));
    put(", with cluster ", text_of(g, "cluster"));
    puts("");
    each(g, "disks", print_disk);
    each(g, "groups", print_user_group);
    each(g, "users", print_user);
    if (lct_count(lct_get(g, "keys")))
        printf_safe(
            stdout, "  %zu more keys of root and the admin user\n", lct_count(lct_get(g, "keys")));
    each(g, "files", print_file);
    each(g, "units", print_unit);
    print_line("  packages ", lct_get(g, "packages"));
    each(g, "sysctl", print_setting);
    each(g, "rules", print_rule);
    each(g, "steps", print_step);
    print_machine(g);
}

static void
print_ports(const struct lct_value *b)
{
    const struct lct_value *ports = lct_get(b, "ports");

    for (size_t i = 0; i < lct_count(ports); i++) {
        const struct lct_value *p = lct_at(ports, i);
        const char *from = text_of(p, "port"), *to = text_of(p, "target_port");
        put(i ? ", " : " ", text_of(p, "protocol"));
        put(" ", from);
        if (!str_eq(from, to))
            put(" to ", to);
    }
}

static void
print_within(const struct lct_value *vpc)
{
    put(" in VPC ", text_of(vpc, "name"));
    put("/", text_of(vpc, "subnet"));
    put(" from ", text_of(vpc, "range"));
}

static void
print_balancer(const struct lct_value *b)
{
    size_t n = lct_count(lct_get(b, "nodes"));

    put("NodeBalancer ", text_of(b, "region"));
    put("/", text_of(b, "name"));
    if (!str_eq(text_of(b, "label"), text_of(b, "name")))
        put(", label ", text_of(b, "label"));
    fputs(":", stdout);
    print_ports(b);
    print_within(lct_get(b, "vpc"));
    printf_safe(stdout, ", %zu node%s", n, n == 1 ? "" : "s");
    put_list(" of ", lct_get(b, "groups"));
    put_list(" tagged ", lct_get(b, "tags"));
    puts("");
}

static void
print_stages(const char *word, const struct lct_value *stages)
{
    for (size_t i = 0; i < lct_count(stages); i++) {
        printf_safe(stdout, "%s %zu:", word, i + 1);
        put_list(" ", lct_get(lct_at(stages, i), "nodes"));
        const struct lct_value *services = lct_get(lct_at(stages, i), "services");
        for (size_t k = 0; k < lct_count(services); k++) {
            const struct lct_value *s = lct_at(services, k);
            put(", service ", text_of(s, "name") ? text_of(s, "name") : text_of(s, "start"));
        }
        puts("");
    }
}

static void
print_depend(const struct lct_value *d)
{
    put("depends on ", text_of(d, "cluster"));
    if (!str_eq(text_of(d, "cluster"), text_of(d, "alias")))
        put(" as ", text_of(d, "alias"));
    puts("");
}

static void
print_dns(const struct lct_value *d)
{
    put("dns ", text_of(d, "kind"));
    put(" ", text_of(d, "zone"));
    put_list(" by ", lct_get(d, "servers"));
    put(" on ", text_of(d, "on"));
    puts("");
}

static void
print_named_port(const struct lct_value *p)
{
    put("port ", text_of(p, "name"));
    put(": ", text_of(p, "protocol"));
    put(" ", text_of(p, "number"));
    puts("");
}

static void
print_vpc(const struct lct_value *v)
{
    const struct lct_value *subnets = lct_get(v, "subnets");

    put("VPC ", text_of(v, "region"));
    put("/", text_of(v, "name"));
    for (size_t i = 0; i < lct_count(subnets); i++) {
        put(i ? ", " : ": ", text_of(lct_at(subnets, i), "name"));
        put(" ", text_of(lct_at(subnets, i), "ipv4"));
    }
    puts("");
}

static void
print_network(const struct lct_value *network)
{
    put("network ", text_of(network, "name"));
    put_list(": ", lct_get(network, "addresses"));
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
    print_line("hosts files of ", lct_get(h, "scope"));
}

static void
print_cluster(const struct lct_value *root)
{
    print_line("counters ", lct_get(root, "counters"));
    print_line("SSH from ", lct_get(root, "access"));
    each(root, "ports", print_named_port);
    each(root, "networks", print_network);
    print_hosts(lct_get(root, "hosts"));
    each(root, "vpcs", print_vpc);
    each(root, "depends", print_depend);
    each(root, "dns", print_dns);
    print_stages("start", lct_get(root, "start"));
    print_stages("stop", lct_get(root, "stop"));
    each(root, "hooks", print_step);
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
    each(root, "groups", print_group);
    puts("");
    each(root, "balancers", print_balancer);
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
