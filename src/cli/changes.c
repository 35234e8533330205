// What a plan means for a cluster: changes like a diff, price, time.
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/str.h"
#include "cli/progress.h"
#include "cli/run.h"

static const char *
text_of(const struct lct_value *change, const char *field)
{
    return lct_text(lct_get(change, field), "");
}

// ---- one change, or a run of alike ones

struct mark {
    const char *action, *sign, *colour;
};

static const struct mark marks[] = {
    { "create", "+", "32" },
    { "replace", "-/+", "33" },
    { "delete", "-", "31" },
    { "update", "~", "33" },
    { "finish", "~", "33" },
    { "boot", "~", "33" },
    { "wait", "~", "33" },
    { "away", "!", "31" },
    { "keep", "~", "33" },
};

static const struct mark *
mark_of(const struct lct_value *change)
{
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_eq(text_of(change, "action"), marks[i].action))
            return &marks[i];
    return &marks[0];
}

static bool
same_items(const struct lct_value *a, const struct lct_value *b)
{
    size_t n = lct_count(a);

    if (n != lct_count(b))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct lct_value *x = lct_at(a, i), *y = lct_at(b, i);
        if (!str_eq(lct_text(x, ""), lct_text(y, "")) ||
            !str_eq(text_of(x, "field"), text_of(y, "field")) ||
            !str_eq(text_of(x, "from"), text_of(y, "from")) ||
            !str_eq(text_of(x, "to"), text_of(y, "to")))
            return false;
    }
    return true;
}

// Do they differ only in the node?
static bool
alike(const struct lct_value *a, const struct lct_value *b)
{
    static const char *const same[] = { "action", "group", "region", "type", "image", "reason" };

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (!str_eq(text_of(a, same[i]), text_of(b, same[i])))
            return false;
    return same_items(lct_get(a, "fields"), lct_get(b, "fields")) &&
           same_items(lct_get(a, "pushes"), lct_get(b, "pushes"));
}

// "web-01..20", or "web-1 .. other" where they have no beginning in common.
static void
print_labels(FILE *out, const char *first, const char *last)
{
    size_t common = 0;

    while (first[common] && first[common] == last[common])
        common++;
    while (common && isdigit((unsigned char)first[common - 1]))
        common--;
    bool numbered = common && isdigit((unsigned char)first[common]) &&
                    strspn(last + common, "0123456789") == strlen(last + common);
    print_safe(out, first, false);
    fputs(numbered ? ".." : " .. ", out);
    print_safe(out, numbered ? last + common : last, false);
}

static void
print_field_changes(FILE *out, const struct lct_value *fields)
{
    for (size_t i = 0; i < lct_count(fields); i++) {
        const struct lct_value *f = lct_at(fields, i);
        const char *from = text_of(f, "from"), *to = text_of(f, "to");
        fprintf(out, "        %s: ", text_of(f, "field"));
        print_safe(out, *from ? from : "(none)", false);
        fputs(" -> ", out);
        print_safe(out, *to ? to : "(none)", false);
        fputs(lct_bool(lct_get(f, "forces_replacement"), false) ? "  # forces another machine\n"
                                                                : "\n",
            out);
    }
}

static void
print_pushes(FILE *out, const struct lct_value *pushes)
{
    for (size_t i = 0; i < lct_count(pushes); i++)
        fprintf(out, "%s%s", i ? ", " : "        is brought: ", lct_text(lct_at(pushes, i), ""));
    if (lct_count(pushes))
        fputc('\n', out);
}

// Reasons that fields do not tell anyway.
static void
print_reason(FILE *out, const struct lct_value *change)
{
    const char *reason = text_of(change, "reason");

    bool new = strstr(reason, " is ") || strstr(reason, "Linode ");

    if (!*reason || (lct_count(lct_get(change, "fields")) && !new))
        return;
    fputs("        # ", out);
    print_safe(out, reason, false);
    fputc('\n', out);
}

// n changes of one kind, from the first to the last.
static void
print_run(FILE *out, const struct lct_value *first, const struct lct_value *last, size_t n)
{
    const struct mark *mark = mark_of(first);
    bool coloured = terminal_coloured(fileno(out));
    double monthly = lct_number(lct_get(lct_get(first, "price"), "monthly"), 0);

    if (coloured)
        fprintf(out, "\033[%sm", mark->colour);
    fprintf(out, "%5s ", mark->sign);
    if (n > 1) {
        fprintf(out, "%zu nodes ", n);
        print_labels(out, text_of(first, "label"), text_of(last, "label"));
    } else {
        print_safe(out, text_of(first, "label"), false);
    }
    fprintf(out, "  %s  %s  %s", text_of(first, "type"), text_of(first, "image"),
        text_of(first, "region"));
    if (monthly > 0)
        fprintf(out, "  $%.2f a month", monthly * (double)n);
    fputs(coloured ? "\033[0m\n" : "\n", out);
    print_field_changes(out, lct_get(first, "fields"));
    print_reason(out, first);
    print_pushes(out, lct_get(first, "pushes"));
}

// What stays as it is, and is told nothing, is only counted.
static bool
is_worth_telling(const struct lct_value *change)
{
    return !str_eq(text_of(change, "action"), "keep") || lct_count(lct_get(change, "pushes")) ||
           *text_of(change, "reason");
}

static void
print_runs(FILE *out, const struct lct_value *changes)
{
    for (size_t i = 0, n = lct_count(changes), k; i < n; i = k) {
        for (k = i + 1; k < n && alike(lct_at(changes, i), lct_at(changes, k)); k++)
            ;
        if (is_worth_telling(lct_at(changes, i)))
            print_run(out, lct_at(changes, i), lct_at(changes, k - 1), k - i);
    }
}

// ---- the whole

static int64_t
count_of(const struct lct_value *plan, const char *what)
{
    return lct_int(lct_get(lct_get(plan, "summary"), what), 0);
}

bool
changes_nothing(const struct lct_value *plan)
{
    return count_of(plan, "push") == 0 &&
           count_of(plan, "keep") == (int64_t)lct_count(lct_get(plan, "changes"));
}

static void
print_counts(FILE *out, const struct lct_value *plan)
{
    static const struct {
        const char *action, *words;
    } actions[] = { { "create", "to create" }, { "finish", "to finish" }, { "update", "to change" },
        { "boot", "to boot" }, { "wait", "to wait for" }, { "away", "out of reach" },
        { "replace", "to replace" }, { "delete", "to delete" }, { "push", "to be told" } };
    int64_t kept = count_of(plan, "keep");
    const char *comma = "";

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        int64_t n = count_of(plan, actions[i].action);
        if (!n)
            continue;
        fprintf(out, "%s%lld %s", comma, (long long)n, actions[i].words);
        comma = ", ";
    }
    if (!*comma)
        fputs("Nothing is to be done", out);
    if (kept)
        fprintf(out, "; %lld node%s stay%s", (long long)kept, kept == 1 ? "" : "s",
            kept == 1 ? "s" : "");
    fputs(".\n", out);
}

static void
print_parts(FILE *out, const struct lct_value *price)
{
    static const char *const parts[] = { "nodes", "backups", "volumes", "balancers" };
    static const char *const words[] = { "nodes", "backups", "volumes", "NodeBalancers" };
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
        print_safe(out, text_of(p, "file"), false);
        fprintf(out, ":%s:%s: %s: ", text_of(p, "line"), text_of(p, "column"), text_of(p, "level"));
        print_safe(out, text_of(p, "message"), false);
        fputc('\n', out);
    }
}

static void
print_estimate(FILE *out, const struct lct_value *plan)
{
    const struct lct_value *limit = lct_get(plan, "limit");
    const struct foretold f = { lct_int(lct_get(plan, "estimate_ms"), 0),
        lct_int(lct_get(limit, "creates"), 0), lct_int(lct_get(limit, "limit"), 0),
        lct_int(lct_get(limit, "window_ms"), 0) };
    char about[ESTIMATE_MAX];

    if (f.estimate_ms < 1000)
        return;
    estimate_text(&f, about);
    fprintf(out, "It takes %s.\n", about);
}

void
print_plan(FILE *out, const struct lct_value *plan)
{
    print_runs(out, lct_get(plan, "changes"));
    print_counts(out, plan);
    print_price(out, lct_get(plan, "price"));
    print_problems_of(out, lct_get(plan, "problems"));
    print_estimate(out, plan);
}

void
print_plan_to_stdout(const struct lct_value *plan)
{
    print_plan(stdout, plan);
}
