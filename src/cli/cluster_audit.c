// cluster audit: do inventory, cloud and nodes agree?
#include "base/own.h"
#include "cli/run.h"

static void
print_machine(const struct lct_value *m)
{
    printf("  Linode %lld ", (long long)lct_int(lct_get(m, "id"), 0));
    print_safe(stdout, lct_text(lct_get(m, "label"), "?"), false);
    fputs(" in ", stdout);
    print_safe(stdout, lct_text(lct_get(m, "region"), "?"), false);
    putchar('\n');
}

static void
print_node(const struct lct_value *n)
{
    fputs("  ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "label"), "?"), false);
    fputs(" is ", stdout);
    print_safe(stdout, lct_text(lct_get(n, "state"), "?"), false);
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
print_audit(const struct lct_value *root)
{
    print_findings(lct_get(root, "orphans"),
        "Machines that carry the cluster's tag but are no node's:",
        "Nothing was done to them. They cost money: look at them, and delete them by hand.",
        print_machine);
    print_findings(lct_get(root, "lost"),
        "Nodes whose machine is gone:", "linodetool cluster retry makes them anew.", print_machine);
    print_findings(lct_get(root, "unfinished"), "Nodes that were not made ready:",
        "linodetool cluster resume goes on, retry also tries what failed.", print_node);
    print_findings(lct_get(root, "firewalls"), "Nodes whose firewall another hand changed:",
        "linodetool cluster retry, or apply, closes them again.", print_firewall);
    print_findings(lct_get(root, "unseen"),
        "Nodes that run and could not be looked at:", "What holds on them is not known.",
        print_unseen);
    if (lct_bool(lct_get(root, "agree"), false))
        puts("Cloud, nodes and inventory agree.");
}

int
run_cluster_audit(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;
    bool agree;

    if (!toolkit(v, &status))
        return status;
    code = lct_cluster_audit(v->toolkit, v->arguments[0], &answer, &err);
    if (code != LCT_OK)
        return tell_error(v, &err);
    agree = lct_bool(lct_get(lct_answer_root(answer), "agree"), false);
    finish(v, LCT_OK, answer, NULL, print_audit);
    return agree ? 0 : 1;
}
