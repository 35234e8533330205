// SPDX-License-Identifier: MIT
// cluster audit: do inventory, cloud and nodes agree?
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/advice.h"

static void
print_machine(const struct lct_value *m)
{
    printf_safe(stdout, "  Linode %s %s in %s\n", lct_text(lct_get(m, "id"), "?"),
        lct_text(lct_get(m, "label"), "?"), lct_text(lct_get(m, "region"), "?"));
}

static void
print_node(const struct lct_value *n)
{
    fputs("  ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "label"), "?"), false);
    fputs(" is ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "state"), "?"), false);
    if (lct_text(lct_get(n, "error"), NULL)) {
        fputs(": ", stdout);
        print_safe(stdout, lct_text(lct_get(n, "error"), ""), false);
    }
    putchar('\n');
}

static void
print_firewall(const struct lct_value *n)
{
    fputs("  ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "label"), "?"), false);
    fputs(": ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "found"), "?"), false);
    putchar('\n');
}

static void
print_unseen(const struct lct_value *n)
{
    fputs("  ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "label"), "?"), false);
    fputs(": ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "message"), "?"), false);
    putchar('\n');
}

static void
print_findings(const struct lct_value *list, const char *title, const char *advice,
    void (*print)(const struct lct_value *))
{
    if (!lct_count(list))
        return;
    puts(title);
    for (size_t i = 0; i < lct_count(list); i++)
        print(lct_at(list, i));
    printf("  %s\n", advice);
}

static void
print_changed(const struct lct_value *list, const char *title)
{
    if (!lct_count(list))
        return;
    puts(title);
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *c = lct_at(list, i);
        fputs("  ", stdout);
        print_safe(stdout, lct_text(lct_get(c, "label"), "?"), false);
        fputs(": ", stdout);
        print_safe(stdout, lct_text(lct_get(c, "message"), "?"), false);
        fputs("\n      ", stdout);
        print_hint(stdout, lct_text(lct_get(c, "hint"), ""), false);
        putchar('\n');
    }
}

static void
print_audit(const struct lct_value *root)
{
    print_findings(lct_get(root, "orphans"),
        "Machines that carry the cluster's tag but are no node's:",
        "Nothing was done to them. They cost money: linodetool cluster adopt takes them in, or "
        "delete "
        "them by hand.",
        print_machine);
    print_findings(lct_get(root, "lost"),
        "Nodes whose machine is gone:", "linodetool cluster retry makes them anew.", print_machine);
    print_findings(lct_get(root, "unfinished"), "Nodes that were not made ready:",
        "linodetool cluster resume goes on, retry also tries what failed.", print_node);
    print_changed(lct_get(root, "changed"), "Changed by another hand:");
    print_changed(lct_get(root, "resources"), "Not as it was made, beside the nodes:");
    if (!lct_bool(lct_get(root, "rebuilds_known"), true))
        puts("Whether machines were rebuilt is not known: the token may not read events "
             "(events:read_only).");
    print_findings(lct_get(root, "firewalls"), "Nodes whose firewall another hand changed:",
        "linodetool cluster retry, or apply, closes them again.", print_firewall);
    print_findings(lct_get(root, "own_firewalls"),
        "Nodes that see to their firewall themselves (firewall: own):",
        "What it lets pass is not compared with anything.", print_firewall);
    print_findings(lct_get(root, "unseen"),
        "Nodes that run and could not be looked at:", "What holds on them is not known.",
        print_unseen);
    if (lct_bool(lct_get(root, "behind"), false))
        puts("Its nodes have not heard yet what became of the clusters that its plan names: "
             "linodetool cluster resume, or apply, tells them.");
    if (lct_bool(lct_get(root, "agree"), false))
        puts("Cloud, nodes and inventory agree.");
}

static void
print_volume(const struct lct_value *v)
{
    printf_safe(stdout, "Volume %s %s in %s", lct_text(lct_get(v, "id"), "?"),
        lct_text(lct_get(v, "label"), "?"), lct_text(lct_get(v, "region"), "?"));
    printf(", %lld GB, carries our tags, and the inventory does not know it: delete it by hand.\n",
        (long long)lct_int(lct_get(v, "size_gb"), 0));
}

static void
print_account(const struct lct_value *root)
{
    const struct lct_value *clusters = lct_get(root, "clusters"),
                           *volumes = lct_get(root, "volumes");

    for (size_t i = 0; i < lct_count(clusters); i++) {
        const struct lct_value *c = lct_at(clusters, i), *list = lct_get(c, "machines");
        const char *name = lct_text(lct_get(c, "name"), NULL);
        fputs(name ? "Of cluster " : "Of a cluster that the inventory does not know, ", stdout);
        print_safe(stdout, name ? name : lct_text(lct_get(c, "uuid"), "without a name"), false);
        puts(":");
        for (size_t k = 0; k < lct_count(list); k++)
            print_machine(lct_at(list, k));
    }
    for (size_t i = 0; i < lct_count(volumes); i++)
        print_volume(lct_at(volumes, i));
    if (lct_count(clusters))
        puts("They cost money: linodetool cluster adopt takes them in, then they can be deleted.");
    else if (!lct_count(volumes))
        puts("Nothing at the account carries our tags that the inventory does not know.");
}

int
run_cluster_audit(struct invocation *v)
{
    bool account = option_given(v, "account"), agree;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (account == (v->n_arguments == 1))
        return tell_usage(v, "linodetool cluster audit NAME, or --account",
            account ? "--account is of all clusters" : "the name of a cluster is missing");
    if (!toolkit(v, &status))
        return status;
    code = account ? lct_account_audit(v->toolkit, &answer, &err)
                   : lct_cluster_audit(v->toolkit, v->arguments[0], &answer, &err);
    if (code != LCT_OK)
        return tell_error(v, &err);
    agree = lct_bool(lct_get(lct_answer_root(answer), "agree"), false);
    finish(v, LCT_OK, answer, NULL, account ? print_account : print_audit);
    return agree ? 0 : 1;
}
