// SPDX-License-Identifier: MIT
// The example of 2017, in C: a plan of two nodes, made true. Build it against the installed
// library:
//
//     cc -o create create.c $(pkg-config --cflags --libs lct)
//     ./create
//
// All that is left out means the simplest: the current profile (the lab after `linodetool lab
// start`), an inventory in SQLite, secrets in files that only you can read. The library looks at
// the environment only where it is given one.
#include <lct/lct.h>
#include <stdio.h>
#include <string.h>

extern char **environ;

static const char text[] =
    "{ \"name\": \"testcluster\","
    "  \"regions\": [{ \"region\": \"us-east-1a\","
    "    \"nodes\": [{ \"name\": \"nodeplan1\", \"type\": \"Linode 1024\", \"count\": 2,"
    "      \"distribution\": \"linode/ubuntu16.04lts\" }] }] }";

static void
show(void *user, const struct lct_event *e)
{
    (void)user;
    if (e->kind == LCT_EVENT_STEP && e->past && e->subject && e->state &&
        strcmp(e->state, "done") == 0)
        printf("%s %s\n", e->subject, e->past);
}

static void
print_nodes(const struct lct_value *nodes)
{
    for (size_t i = 0; i < lct_count(nodes); i++)
        printf("%s is %s at %s\n", lct_text(lct_get(lct_at(nodes, i), "label"), "?"),
            lct_text(lct_get(lct_at(nodes, i), "state"), "?"),
            lct_text(lct_get(lct_at(nodes, i), "public_ipv4"), "?"));
}

static int
create(struct lct *toolkit, struct lct_err *err)
{
    // Ubuntu 16.04 has been retired; its successor is welcome.
    const struct lct_plan_args args = { .accept_substitutes = true };
    const struct lct_watch watch = { .event = show };
    struct lct_plan *plan = NULL;
    struct lct_answer *answer = NULL;

    int code = lct_plan_text(toolkit, text, strlen(text), "create.c", &args, &plan, err);
    if (plan)
        fputs(lct_plan_problems(plan), stderr);
    if (code == LCT_OK)
        code = lct_cluster_create(
            toolkit, "My First Cluster", "mycluster1", plan, &watch, &answer, err);
    print_nodes(lct_get(lct_answer_root(answer), "nodes"));
    lct_answer_free(answer);
    lct_plan_free(plan);
    return code;
}

int
main(void)
{
    const struct lct_conf conf = { .environment = environ, .app = "testapp", .customer = "me" };
    struct lct *toolkit = NULL;
    struct lct_err err = { 0 };

    int code = lct_open(&conf, &toolkit, &err);
    if (code == LCT_OK)
        code = create(toolkit, &err);
    if (code != LCT_OK)
        fprintf(stderr, "create: %s\n%s%s", err.text, err.hint, *err.hint ? "\n" : "");
    lct_close(toolkit);
    return code == LCT_OK ? 0 : 1;
}
