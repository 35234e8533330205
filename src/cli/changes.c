// What a plan means for a cluster: changes, price, time.

#include "base/str.h"
#include "cli/progress.h"
#include "cli/run.h"

static const char *
text_of(const struct lct_value *change, const char *field)
{
    return lct_text(lct_get(change, field), "");
}

static const char *
sign_of(const struct lct_value *change)
{
    const char *action = text_of(change, "action");

    return str_eq(action, "create")   ? "+"
           : str_eq(action, "delete") ? "-"
           : str_eq(action, "keep")   ? " "
                                      : "~";
}

// Do they differ only in the node?
static bool
alike(const struct lct_value *a, const struct lct_value *b)
{
    static const char *const same[] = { "action", "group", "region", "type", "image", "reason" };

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (!str_eq(text_of(a, same[i]), text_of(b, same[i])))
            return false;
    return true;
}

// n changes of one kind, from the first to the last.
static void
print_run(FILE *out, const struct lct_value *first, const struct lct_value *last, size_t n)
{
    const char *reason = text_of(first, "reason");

    fprintf(out, "  %s ", sign_of(first));
    print_safe(out, text_of(first, "label"), false);
    if (n > 1) {
        fputs(" .. ", out);
        print_safe(out, text_of(last, "label"), false);
        fprintf(out, " (%zu nodes)", n);
    }
    fprintf(out, "  %s, %s, %s", text_of(first, "region"), text_of(first, "type"),
        text_of(first, "image"));
    if (*reason) {
        fputs("  # ", out);
        print_safe(out, reason, false);
    }
    fputc('\n', out);
}

static void
print_runs(FILE *out, const struct lct_value *changes)
{
    for (size_t i = 0, n = lct_count(changes), k; i < n; i = k) {
        for (k = i + 1; k < n && alike(lct_at(changes, i), lct_at(changes, k)); k++)
            ;
        print_run(out, lct_at(changes, i), lct_at(changes, k - 1), k - i);
    }
}

static void
print_counts(FILE *out, const struct lct_value *summary)
{
    static const char *const actions[] = { "create", "finish", "replace", "delete", "keep" };
    const char *comma = "";

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        int64_t n = lct_int(lct_get(summary, actions[i]), 0);
        if (!n)
            continue;
        fprintf(out, "%s%lld to %s", comma, (long long)n, actions[i]);
        comma = ", ";
    }
    fputs(*comma ? ".\n" : "Nothing is to be done.\n", out);
}

void
print_plan(FILE *out, const struct lct_value *plan)
{
    const struct lct_value *price = lct_get(plan, "price");
    int64_t estimate = lct_int(lct_get(plan, "estimate_ms"), 0);
    char least[32];

    print_runs(out, lct_get(plan, "changes"));
    print_counts(out, lct_get(plan, "summary"));
    fprintf(out, "The whole costs $%.4f an hour, $%.2f a month.\n",
        lct_number(lct_get(price, "hourly"), 0), lct_number(lct_get(price, "monthly"), 0));
    if (estimate < 1000)
        return;
    duration_text(estimate, least, sizeof least);
    fprintf(out, "The API's rate limits make it take at least %s.\n", least);
}
