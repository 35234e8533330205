// SPDX-License-Identifier: MIT
// What a plan means for a cluster: changes like a diff, price, time.
#include <math.h>

#include "base/str.h"
#include "cli/show/advice.h"
#include "cli/show/changes.h"
#include "cli/show/duration.h"
#include "cli/show/tell.h"
#include "cli/term/fold.h"

static const char *
text_of(const struct lct_value *change, const char *field)
{
    return lct_text(lct_get(change, field), "");
}

// ---- the whole

static int64_t
count_of(const struct lct_value *plan, const char *what)
{
    return lct_int(lct_get(lct_get(plan, "summary"), what), 0);
}

static bool
keeps_resources(const struct lct_value *plan)
{
    const struct lct_value *list = lct_get(plan, "resources");

    for (size_t i = 0; i < lct_count(list); i++)
        if (!str_eq(text_of(lct_at(list, i), "action"), "keep"))
            return false;
    return true;
}

// What comes before it, too.
static bool
any_before(const struct lct_value *plan, bool (*is)(const struct lct_value *))
{
    const struct lct_value *before = lct_get(plan, "before");

    for (size_t i = 0; i < lct_count(before); i++)
        if (is(lct_at(before, i)))
            return true;
    return false;
}

static bool
does_something(const struct lct_value *plan)
{
    return !changes_nothing(plan);
}

bool
changes_nothing(const struct lct_value *plan)
{
    return !any_before(plan, does_something) && count_of(plan, "push") == 0 &&
           keeps_resources(plan) && !lct_count(lct_get(plan, "hooks")) &&
           count_of(plan, "keep") == (int64_t)lct_count(lct_get(plan, "changes"));
}

bool
changes_anything(const struct lct_value *plan)
{
    const struct lct_value *changes = lct_get(plan, "changes");

    for (size_t i = 0; i < lct_count(changes); i++)
        if (change_is_told(lct_at(changes, i)))
            return true;
    return !keeps_resources(plan) || lct_count(lct_get(plan, "hooks")) ||
           any_before(plan, changes_anything);
}

// Likewise of what there is beside the nodes.
static int64_t
count_beside(const struct lct_value *plan, const char *action)
{
    const struct lct_value *list = lct_get(plan, "resources");
    int64_t n = 0;

    for (size_t i = 0; i < lct_count(list); i++)
        n += str_eq(text_of(lct_at(list, i), "action"), action);
    return n;
}

static void
print_counts(FILE *out, const struct lct_value *plan, bool kept_backups)
{
    static const struct {
        const char *action, *words;
    } actions[] = { { "create", "to create" }, { "attach", "to attach" }, { "finish", "to finish" },
        { "update", "to change" }, { "boot", "to boot" }, { "resize", "to change in place" },
        { "rebuild", "to rebuild" }, { "wait", "to wait for" }, { "stop", "to stop" },
        { "drain", "to drain" }, { "restart", "to restart" }, { "away", "out of reach" },
        { "replace", "to replace" }, { "delete", "to delete" }, { "push", "to be told" } };
    int64_t kept = count_of(plan, "keep");
    const char *comma = "";

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        int64_t n = count_of(plan, actions[i].action) + count_beside(plan, actions[i].action);
        if (!n)
            continue;
        fprintf(out, "%s%lld %s", comma, (long long)n, actions[i].words);
        comma = ", ";
    }
    if (!*comma)
        fputs(kept_backups                        ? "Nothing else is to be done"
              : lct_count(lct_get(plan, "hooks")) ? "Only this is to be run"
                                                  : "Nothing is to be done",
            out);
    if (kept)
        fprintf(out, "; %lld node%s stay%s", (long long)kept, kept == 1 ? "" : "s",
            kept == 1 ? "s" : "");
    fputs(".\n", out);
}

static void
print_parts(FILE *out, const struct lct_value *price)
{
    static const char *const parts[] = { "nodes", "backups", "volumes", "balancers", "addresses" };
    static const char *const words[] = { "nodes", "backups", "volumes", "NodeBalancers",
        "addresses" };
    const char *comma = "";
    size_t n = 0;

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        n += lct_number(lct_get(lct_get(price, parts[i]), "monthly"), 0) > 0;
    if (n < 2)
        return;
    fputs("Of that a month: ", out);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        double monthly = lct_number(lct_get(lct_get(price, parts[i]), "monthly"), 0);
        if (monthly <= 0)
            continue;
        fprintf(out, "%s%s $%.2f", comma, words[i], monthly);
        comma = ", ";
    }
    fputs(".\n", out);
}

static void
print_price(FILE *out, const struct lct_value *price)
{
    const struct lct_value *before = lct_get(price, "before"), *diff = lct_get(price, "difference");
    double hourly = lct_number(lct_get(price, "hourly"), 0),
           monthly = lct_number(lct_get(price, "monthly"), 0),
           more = lct_number(lct_get(diff, "hourly"), 0);

    if (lct_number(lct_get(before, "hourly"), 0) > 0 && fabs(more) > 1e-9) {
        fprintf(out, "Price: $%.4f -> $%.4f an hour (%+.4f), $%.2f -> $%.2f a month (%+.2f).\n",
            lct_number(lct_get(before, "hourly"), 0), hourly, more,
            lct_number(lct_get(before, "monthly"), 0), monthly,
            lct_number(lct_get(diff, "monthly"), 0));
    } else {
        fprintf(out, "The whole costs $%.4f an hour, $%.2f a month.\n", hourly, monthly);
    }
    print_parts(out, price);
}

static void
print_problems_of(FILE *out, const struct lct_value *problems)
{
    for (size_t i = 0; i < lct_count(problems); i++) {
        const struct lct_value *p = lct_at(problems, i);
        if (lct_int(lct_get(p, "line"), 0)) {
            print_safe(out, text_of(p, "file"), false);
            fprintf(out, ":%s:%s: ", text_of(p, "line"), text_of(p, "column"));
        }
        fprintf(out, "%s: ", text_of(p, "level"));
        print_safe(out, text_of(p, "message"), false);
        fputc('\n', out);
        if (*text_of(p, "hint")) {
            fputs("      ", out);
            print_hint(out, text_of(p, "hint"), false);
            fputc('\n', out);
        }
    }
}

// Of them only what was brought is known.
static void
print_unseen(FILE *out, const struct lct_value *unseen)
{
    for (size_t i = 0; i < lct_count(unseen); i++)
        printf_safe(out, "%s could not be looked at: %s\n", text_of(lct_at(unseen, i), "label"),
            text_of(lct_at(unseen, i), "message"));
}

static void
print_estimate(FILE *out, const struct lct_value *plan)
{
    const struct lct_value *limit = lct_get(plan, "limit");
    const struct foretold f = { lct_int(lct_get(plan, "estimate_ms"), 0),
        lct_int(lct_get(plan, "estimate_from_ms"), 0), lct_int(lct_get(plan, "estimate_to_ms"), 0),
        lct_int(lct_get(limit, "creates"), 0), lct_int(lct_get(limit, "limit"), 0),
        lct_int(lct_get(limit, "window_ms"), 0) };
    char about[ESTIMATE_MAX];

    if (f.estimate_ms < 1000 || changes_nothing(plan))
        return;
    estimate_text(&f, about);
    fprintf(out, "It takes %s.\n", about);
}

// "+ placement group apart, anti_affinity:local strict, in us-east"
static void
print_resource(FILE *out, const struct lct_value *r)
{
    static const struct {
        const char *action, *sign;
    } signs[] = { { "create", "+" }, { "attach", "+ attaches" }, { "finish", "~" },
        { "update", "~" }, { "delete", "-" } };
    int64_t size_gb = lct_int(lct_get(r, "size_gb"), 0);
    int64_t joins = lct_int(lct_get(r, "joins"), 0), leaves = lct_int(lct_get(r, "leaves"), 0);
    const double monthly = lct_number(lct_get(lct_get(r, "price"), "monthly"), 0);
    const struct lct_value *subnets = lct_get(r, "subnets");
    const struct lct_value *coarser = lct_get(r, "coarser");
    const char *sign = NULL;

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (str_eq(text_of(r, "action"), signs[i].action))
            sign = signs[i].sign;
    if (!sign && *text_of(r, "reason")) // what nothing wants any more is told, as it costs
        sign = "=";
    if (!sign)
        return;
    printf_safe(out, "    %s %s %s", sign, text_of(r, "noun"), text_of(r, "label"));
    if (*text_of(r, "traits"))
        printf_safe(out, ", %s", text_of(r, "traits"));
    for (size_t i = 0; i < lct_count(subnets); i++)
        printf_safe(out, ", %s", lct_text(lct_at(subnets, i), ""));
    printf_safe(out, ", in %s", text_of(r, "region"));
    if (size_gb)
        fprintf(out, ", %lld GB", (long long)size_gb);
    if (str_eq(text_of(r, "action"), "create") && monthly > 0)
        fprintf(out, ", $%.2f a month", monthly);
    if (str_eq(text_of(r, "action"), "attach"))
        fputs(", with its data", out);
    if (joins)
        fprintf(out, ", %lld node%s that stay%s join%s", (long long)joins, joins == 1 ? "" : "s",
            joins == 1 ? "s" : "", joins == 1 ? "s" : "");
    if (leaves)
        fprintf(out, ", %lld leave%s", (long long)leaves, leaves == 1 ? "s" : "");
    if (*text_of(r, "reason"))
        printf_safe(out, ": %s", text_of(r, "reason"));
    fputc('\n', out);
    for (size_t i = 0; i < lct_count(coarser); i++)
        printf_safe(
            out, "        coarser than on the nodes: %s\n", lct_text(lct_at(coarser, i), ""));
}

static void
print_resources(FILE *out, const struct lct_value *resources)
{
    for (size_t i = 0; i < lct_count(resources); i++)
        print_resource(out, lct_at(resources, i));
}

static void
print_where(FILE *out, const char *what, const struct lct_value *nodes)
{
    VEC(const char *) names = { 0 };

    for (size_t i = 0; i < lct_count(nodes); i++)
        vec_push(&names, lct_text(lct_at(nodes, i), ""));
    _own_(free) char *folded = fold_words(names.items, names.n);
    printf_safe(out, "    > %s on %s\n", what, folded);
    vec_done(&names);
}

// "    > clusterstarted/init on db-[01-03]"
static void
print_hooks(FILE *out, const struct lct_value *hooks)
{
    for (size_t i = 0; i < lct_count(hooks); i++)
        print_where(out, text_of(lct_at(hooks, i), "step"), lct_get(lct_at(hooks, i), "nodes"));
}

// "    > redis.service stops on db-[01-03]"
static void
print_services(FILE *out, const struct lct_value *services)
{
    for (size_t i = 0; i < lct_count(services); i++) {
        const struct lct_value *s = lct_at(services, i);
        const bool stops = str_eq(text_of(s, "action"), "stop");
        _own_(free) char *what =
            mem_printf("%s %s", text_of(s, "service"), stops ? "stops" : "starts");
        print_where(out, what, lct_get(s, "nodes"));
    }
}

// What is data is kept until somebody says otherwise.
static bool
print_kept_backups(FILE *out, const struct lct_value *plan)
{
    _own_(buf) struct buf nodes = { 0 };
    const bool any = add_nodes_of(&nodes, plan, "keeps_backups");

    if (any)
        printf_safe(out,
            "Backups of %s stay, though the plan says no: --delete-backups cancels them, with all "
            "that there are.\n",
            buf_str(&nodes));
    return any;
}

static void
print_of_one(FILE *out, const struct lct_value *plan)
{
    struct alikes all = { 0 };

    alikes_of(&all, lct_get(plan, "changes"));
    vec_each (a, &all.list)
        print_alike(out, *a);
    alikes_done(&all);
    print_resources(out, lct_get(plan, "resources"));
    print_hooks(out, lct_get(plan, "hooks"));
    print_services(out, lct_get(plan, "services"));
    print_counts(out, plan, print_kept_backups(out, plan));
    print_price(out, lct_get(plan, "price"));
    print_problems_of(out, lct_get(plan, "problems"));
    print_unseen(out, lct_get(plan, "unseen"));
    print_estimate(out, plan);
}

void
print_plan(FILE *out, const struct lct_value *plan)
{
    const struct lct_value *before = lct_get(plan, "before");

    for (size_t i = 0; i < lct_count(before); i++) {
        printf_safe(
            out, "%s cluster '%s':\n", i ? "Then" : "First", text_of(lct_at(before, i), "cluster"));
        print_of_one(out, lct_at(before, i));
    }
    if (lct_count(before))
        printf_safe(out, "Then cluster '%s':\n", text_of(plan, "cluster"));
    print_of_one(out, plan);
}

void
print_plan_to_stdout(const struct lct_value *plan)
{
    print_plan(stdout, plan);
}
