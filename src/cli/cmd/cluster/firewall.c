// SPDX-License-Identifier: MIT
// cluster firewall: what nodes let through, and why.
#include "base/buf.h"
#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"
#include "cli/term/fold.h"
#include "cli/term/table.h"

#define ANYBODY "anybody"
#define PEERS_TOLD 4

// ---- a rule, in words

static const char *
word(const struct lct_value *map, const char *field, const char *otherwise)
{
    return lct_text(lct_get(map, field), otherwise);
}

static void
add_service(struct buf *out, const struct lct_value *rule)
{
    const char *ports = word(rule, "ports", NULL), *from = word(rule, "source_ports", NULL);

    buf_adds(out, word(rule, "protocol", "?"));
    if (ports)
        buf_addf(out, " %s", ports);
    if (from)
        buf_addf(out, " sport %s", from);
}

// Of members how many addresses are theirs now, of a network by name how many it stands for.
static void
add_peer(struct buf *out, const struct lct_value *peer)
{
    const size_t n = lct_count(lct_get(peer, "addresses"));
    const char *name = word(peer, "name", "?");

    if (str_eq(name, "0.0.0.0/0") || str_eq(name, "::/0"))
        name = ANYBODY;
    if (str_eq(name, ANYBODY) && str_ends(buf_str(out), ANYBODY)) // of both families
        return;
    buf_addf(out, "%s%s", out->len ? ", " : "", name);
    if (n || str_eq(word(peer, "kind", ""), "members") || str_eq(word(peer, "kind", ""), "cluster"))
        buf_addf(out, " (%zu %s)", n, n == 1 ? "address" : "addresses");
}

static void
add_side(struct buf *out, const char *side, const struct lct_value *peers)
{
    _own_(buf) struct buf names = { 0 };

    for (size_t i = 0; i < lct_count(peers) && i < PEERS_TOLD; i++)
        add_peer(&names, lct_at(peers, i));
    if (lct_count(peers) > PEERS_TOLD)
        buf_addf(&names, " and %zu more", lct_count(peers) - PEERS_TOLD);
    buf_addf(out, "%s %s", side, names.len ? buf_str(&names) : ANYBODY);
}

static void
add_peers(struct buf *out, const struct lct_value *rule)
{
    const char *direction = word(rule, "direction", "");
    const char *interface = word(rule, "interface", NULL);

    add_side(out, str_eq(direction, "out") ? "to" : "from", lct_get(rule, "peers"));
    if (str_eq(direction, "forward") || str_eq(direction, "masquerade"))
        add_side(out, " to", lct_get(rule, "to"));
    if (interface)
        buf_addf(out, " on %s", interface);
}

static void
add_place(struct buf *out, const struct lct_value *rule)
{
    const char *file = word(rule, "file", NULL), *text = word(rule, "text", "?");

    if (str_eq(word(rule, "origin", ""), "always"))
        buf_addf(out, "always: %s", text);
    else if (str_eq(word(rule, "origin", ""), "opened"))
        buf_addf(out, "opened until %s: %s", word(rule, "until", ""), text);
    else if (file)
        buf_addf(out, "%s:%lld: %s", file, (long long)lct_int(lct_get(rule, "line"), 0), text);
    else
        buf_adds(out, text);
}

static void
add_reason(struct buf *out, const struct lct_value *rule)
{
    const char *during = word(rule, "during", NULL), *since = word(rule, "since", NULL);

    add_place(out, rule);
    if (during)
        buf_addf(out, " (only during %s)", during);
    else if (since)
        buf_addf(out, " (since %s%s)", since,
            lct_bool(lct_get(rule, "waits"), false) ? ", which was not yet" : "");
}

// ---- show

static void
print_rules(const struct lct_value *rules)
{
    static const char *const titles[] = { "", "WHAT", "WHO", "BECAUSE" };
    struct table t = { .titles = titles, .n_columns = 4 };

    for (size_t i = 0; i < lct_count(rules); i++) {
        const struct lct_value *rule = lct_at(rules, i);
        _own_(buf) struct buf what = { 0 }, who = { 0 }, why = { 0 };
        add_service(&what, rule);
        add_peers(&who, rule);
        add_reason(&why, rule);
        table_add(&t, word(rule, "direction", NULL));
        table_add(&t, buf_str(&what));
        table_add(&t, buf_str(&who));
        table_add(&t, buf_str(&why));
    }
    print_rows(&t);
}

static void
print_names(const struct lct_value *list)
{
    VEC(const char *) names = { 0 };

    for (size_t i = 0; i < lct_count(list); i++)
        vec_push(&names, lct_text(lct_at(list, i), "?"));
    _own_(free) char *text = fold_names(names.items, names.n);
    print_safe(stdout, text, false);
    vec_done(&names);
}

static void
print_outer(const struct lct_value *outer)
{
    const struct lct_value *coarser = lct_get(outer, "coarser");

    if (!word(outer, "label", NULL))
        return;
    printf_safe(stdout, "Before them is Cloud Firewall %s, with %zu rules of the same%s\n",
        word(outer, "label", "?"), lct_count(lct_get(outer, "rules")),
        lct_count(coarser) ? ", but coarser:" : ".");
    for (size_t i = 0; i < lct_count(coarser); i++)
        printf_safe(stdout, "  %s\n", lct_text(lct_at(coarser, i), "?"));
}

// Of what ended something may be left, outside of the nodes.
static void
print_opened(const struct lct_value *opened)
{
    if (lct_count(opened))
        puts("\nOpened for a time:");
    for (size_t i = 0; i < lct_count(opened); i++) {
        const struct lct_value *o = lct_at(opened, i);
        printf_safe(stdout, "  %lld  %s, ", (long long)lct_int(lct_get(o, "number"), 0),
            word(o, "rule", "?"));
        if (lct_count(lct_get(o, "nodes")))
            print_names(lct_get(o, "nodes"));
        else
            fputs("all nodes", stdout);
        printf_safe(stdout, ", until %s%s\n", word(o, "until", "?"),
            lct_bool(lct_get(o, "ended"), false)
                ? ": ended, the next operation closes a Cloud Firewall, too"
                : "");
    }
}

static void
print_show(const struct lct_value *root)
{
    const struct lct_value *groups = lct_get(root, "groups");

    if (!lct_count(groups))
        puts("There are no nodes.");
    for (size_t i = 0; i < lct_count(groups); i++) {
        const struct lct_value *g = lct_at(groups, i);
        printf_safe(
            stdout, "%s%s in %s: ", i ? "\n" : "", word(g, "group", "?"), word(g, "region", "?"));
        print_names(lct_get(g, "nodes"));
        putchar('\n');
        if (lct_bool(lct_get(g, "own"), false))
            puts("Their firewall is their own (firewall: own).");
        else
            print_rules(lct_get(g, "rules"));
        print_outer(lct_get(g, "cloud_firewall"));
    }
    print_opened(lct_get(root, "opened"));
}

static int
show_rules(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (v->n_arguments > 3)
        return tell_usage(v, "cluster firewall NAME show [SELECTOR]", "show wants one selector");
    if (!toolkit(v, &status))
        return status;
    code = lct_firewall_show(
        v->toolkit, v->arguments[0], v->n_arguments > 2 ? v->arguments[2] : NULL, &answer, &err);
    return finish(v, code, answer, &err, print_show);
}

// ---- test

static void
print_gate(const struct lct_value *gate)
{
    const struct lct_value *rule = lct_get(gate, "rule");
    const bool out = str_eq(word(gate, "direction", ""), "out"),
               outer = str_eq(word(gate, "where", ""), "cloud_firewall");
    const char *reason = word(gate, "reason", NULL);
    _own_(buf) struct buf text = { 0 };

    buf_addf(&text, "    %s %s%s: ", out ? "out of" : "into", outer ? "Cloud Firewall " : "",
        word(gate, "name", "?"));
    if (reason)
        buf_addf(&text, "no, %s%s", reason, word(rule, "text", NULL) ? ": " : "");
    else
        buf_adds(&text, "yes, ");
    if (word(rule, "text", NULL))
        add_reason(&text, rule);
    printf_safe(stdout, "%s\n", buf_str(&text));
}

static void
print_way(const struct lct_value *way)
{
    const struct lct_value *gates = lct_get(way, "gates");

    printf_safe(stdout, "  %s, %s to %s: %s\n", word(way, "network", "?"), word(way, "from", "?"),
        word(way, "to", "?"), lct_bool(lct_get(way, "passes"), false) ? "passes" : "does not pass");
    for (size_t i = 0; i < lct_count(gates); i++)
        print_gate(lct_at(gates, i));
}

static void
print_through(const struct lct_value *through)
{
    const struct lct_value *rule = lct_get(through, "rule");
    const char *reason = word(through, "reason", NULL);
    _own_(buf) struct buf text = { 0 };

    buf_addf(&text, "  through %s, %s to %s: %s%s", word(through, "node", "?"),
        word(through, "from", "?"), word(through, "to", "?"), reason ? "no, " : "yes",
        reason ? reason : "");
    if (lct_bool(lct_get(through, "masqueraded"), false))
        buf_adds(&text, ", seen with its address");
    if (word(rule, "text", NULL)) {
        buf_adds(&text, ": ");
        add_reason(&text, rule);
    }
    printf_safe(stdout, "%s\n", buf_str(&text));
}

static void
print_all_through(const struct lct_value *list)
{
    for (size_t i = 0; i < lct_count(list); i++)
        print_through(lct_at(list, i));
    if (lct_count(list))
        fputs("  (whether it is sent through any of them, its routes say, which are not known "
              "here)\n",
            stdout);
}

static void
print_test(const struct lct_value *root)
{
    const struct lct_value *ways = lct_get(root, "ways");
    const int64_t port = lct_int(lct_get(root, "port"), 0);
    _own_(buf) struct buf what = { 0 };

    buf_adds(&what, word(root, "protocol", "?"));
    if (port)
        buf_addf(&what, " %lld", (long long)port);
    printf_safe(stdout, "%s from %s to %s %s\n", buf_str(&what), word(root, "from", "?"),
        word(root, "to", "?"),
        lct_bool(lct_get(root, "passes"), false) ? "passes:"
        : lct_count(ways)                        ? "does not pass:"
                                                 : "has no way: they have no network in common");
    for (size_t i = 0; i < lct_count(ways); i++)
        print_way(lct_at(ways, i));
    print_all_through(lct_get(root, "through"));
}

static int
test_one(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    bool passes;
    int status = 0, code;

    if (v->n_arguments != 5)
        return tell_usage(v,
            "for example: linodetool cluster firewall prod test internet web-01 443",
            "test wants FROM, TO and PORT");
    if (!toolkit(v, &status))
        return status;
    const struct lct_firewall_test what = { v->arguments[2], v->arguments[3], v->arguments[4] };
    code = lct_firewall_test(v->toolkit, v->arguments[0], &what, &answer, &err);
    passes = code == LCT_OK && lct_bool(lct_get(lct_answer_root(answer), "passes"), false);
    status = finish(v, code, answer, &err, print_test);
    return status ? status : passes ? 0 : 1;
}

// ---- open, close

// A rule may be given in one word or in several.
static char *
rest_of(const struct invocation *v)
{
    struct buf text = { 0 };

    for (int i = 2; i < v->n_arguments; i++)
        buf_addf(&text, "%s%s", i > 2 ? " " : "", v->arguments[i]);
    return buf_take(&text);
}

static int
open_one(struct invocation *v)
{
    _own_(free) char *rule = rest_of(v);
    struct lct_firewall_open what = { .rule = rule, .on = option_value(v, "on") };
    const char *time = option_value(v, "for");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!*rule)
        return tell_usage(v, "for example: open tcp 5432 from 203.0.113.7", "open wants a rule");
    if (time && (!parse_duration(time, &what.for_ms) || what.for_ms <= 0))
        return tell_usage(v, "such as 90s, 30m or 2h", "--for %s is no duration", time);
    if (!toolkit(v, &status))
        return status;
    struct progress *p = progress_new(v);
    code = lct_firewall_open(v->toolkit, v->arguments[0], &what, progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

static int
close_some(struct invocation *v)
{
    const char *which = v->n_arguments == 3 ? v->arguments[2] : "";
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t number = 0;
    int status = 0, code;

    if (!str_eq(which, "all") && !parse_int(which, 1, INT64_MAX, &number))
        return tell_usage(v, "cluster firewall NAME show tells the numbers",
            "close wants the number of what was opened, or all");
    if (!toolkit(v, &status))
        return status;
    struct progress *p = progress_new(v);
    code =
        lct_firewall_close(v->toolkit, v->arguments[0], number, progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
run_cluster_firewall(struct invocation *v)
{
    static const struct {
        const char *name;
        int (*run)(struct invocation *v);
    } actions[] = { { "show", show_rules }, { "test", test_one }, { "open", open_one },
        { "close", close_some } };
    const char *action = v->arguments[1];

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (str_eq(actions[i].name, action))
            return actions[i].run(v);
    return tell_usage(v, "show, test, open or close",
        "nothing can be done with firewalls that is called %s", action);
}
