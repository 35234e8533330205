// SPDX-License-Identifier: MIT
// list regions, types, images, kernels.
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/term/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

void
tell_catalogue(const struct invocation *v)
{
    const char *note = lct_catalogue_note(v->toolkit);

    if (note)
        tell_note(v, note);
}

static void
add_cell(struct table *t, const struct lct_value *item, const char *field)
{
    table_add(t, lct_text(lct_get(item, field), NULL));
}

// ---- regions

static void
add_texts(struct table *t, const struct lct_value *list)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < lct_count(list); i++)
        buf_addf(&text, "%s%s", i ? ", " : "", lct_text(lct_at(list, i), ""));
    table_add(t, buf_str(&text));
}

static void
print_regions(const struct lct_value *list)
{
    static const char *const titles[] = { "ID", "PLACE", "COUNTRY", "KIND", "STATUS",
        "CAPABILITIES" };
    static const unsigned drops[COUNT(titles)] = { 0, 0, 1, 2, 3, 4 };
    struct table t = { .titles = titles, .drops = drops, .n_columns = COUNT(titles) };

    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *r = lct_at(list, i);
        add_cell(&t, r, "id");
        add_cell(&t, r, "label");
        add_cell(&t, r, "country");
        add_cell(&t, r, "site_type");
        add_cell(&t, r, "status");
        add_texts(&t, lct_get(r, "capabilities"));
    }
    print_rows(&t);
}

// ---- types

static bool
region_can(const struct lct_value *region, const char *ability)
{
    const struct lct_value *list = lct_get(region, "can");

    for (size_t i = 0; i < lct_count(list); i++)
        if (str_eq(lct_text(lct_at(list, i), NULL), ability))
            return true;
    return !ability;
}

// As it is sold: "1 GB".
static void
add_gigabytes(struct table *t, const struct lct_value *mb)
{
    _own_(free) char *text = mem_printf("%.15g GB", lct_number(mb, 0) / 1024);

    table_add(t, text);
}

static void
add_price(struct table *t, const struct lct_value *type, const char *region, const char *field)
{
    const struct lct_value *own = lct_get(lct_get(type, "region_prices"), region);
    bool month = str_eq(field, "monthly");
    _own_(free) char *text =
        mem_printf(month ? "%.2f" : "%.4f", lct_number(lct_get(own ? own : type, field), 0));

    table_add(t, text);
}

static void
add_type(struct table *t, const struct lct_value *type, const char *region)
{
    add_cell(t, type, "id");
    add_cell(t, type, "label");
    add_cell(t, type, "class");
    add_cell(t, type, "vcpus");
    add_gigabytes(t, lct_get(type, "memory_mb"));
    add_gigabytes(t, lct_get(type, "disk_mb"));
    add_price(t, type, region, "hourly");
    add_price(t, type, region, "monthly");
}

// Regions with prices of their own, of the first type that has such: they are the same for all.
static void
tell_other_prices(const struct lct_value *types)
{
    const struct lct_value *prices = NULL;

    for (size_t i = 0; i < lct_count(types) && !lct_count(prices); i++)
        prices = lct_get(lct_at(types, i), "region_prices");
    if (!lct_count(prices))
        return;
    fputs("Prices in USD; others in ", stdout);
    for (size_t i = 0; i < lct_count(prices); i++) {
        fputs(i ? ", " : "", stdout);
        print_safe(stdout, lct_key(prices, i), false);
    }
    puts(" (--region REGION)");
}

// region NULL: everywhere.
static void
print_types(const struct lct_value *list, const struct lct_value *region)
{
    static const char *const titles[] = { "ID", "LABEL", "CLASS", "VCPUS", "MEMORY", "DISK",
        "$/HOUR", "$/MONTH" };
    static const unsigned drops[COUNT(titles)] = { 0, 3, 2, 0, 0, 1, 0, 0 };
    const char *id = lct_text(lct_get(region, "id"), NULL);
    struct table t = { .titles = titles, .drops = drops, .n_columns = COUNT(titles) };

    for (size_t i = 0; i < lct_count(list); i++)
        if (region_can(region, lct_text(lct_get(lct_at(list, i), "needs"), NULL)) || !region)
            add_type(&t, lct_at(list, i), id);
    print_rows(&t);
    if (!region)
        tell_other_prices(list);
}

// ---- all

static void
print_nothing(const struct lct_value *root, const char *kind)
{
    const char *hint = lct_text(lct_get(root, "hint"), NULL);

    printf("There are no %s like that.\n", kind);
    if (str_starts(hint, "did you mean")) {
        putchar('D');
        print_safe(stdout, hint + 1, false);
        putchar('\n');
    }
}

static void
print_list(const struct lct_value *root, const struct lct_value *region)
{
    static const struct column others[] = { { "ID", "id" }, { "LABEL", "label" },
        { "DEPRECATED", "deprecated", 1 } };
    const char *kind = lct_key(root, 0);
    const struct lct_value *list = lct_get(root, kind);

    if (!lct_count(list))
        print_nothing(root, kind);
    else if (str_eq(kind, "regions"))
        print_regions(list);
    else if (str_eq(kind, "types"))
        print_types(list, region);
    else
        print_table(list, others, COUNT(others));
}

static void
tell_retired(const struct invocation *v, const struct lct_value *root)
{
    const char *word = lct_text(lct_get(root, "retired"), NULL);

    if (!word)
        return;
    _own_(free) char *note = mem_printf("%s is retired; this takes its place", word);
    tell_note(v, note);
}

static int
find_region(struct invocation *v, struct lct_answer **ret, struct lct_err *err)
{
    const char *word = option_value(v, "region");

    *ret = NULL;
    return word ? lct_catalogue_find(v->toolkit, "region", word, ret, err) : LCT_OK;
}

int
run_list(struct invocation *v)
{
    struct lct_answer *answer = NULL, *region = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = find_region(v, &region, &err);
    if (code == LCT_OK)
        code = lct_catalogue(v->toolkit, v->command->verb, v->arguments, &answer, &err);
    tell_catalogue(v);
    if (code != LCT_OK) {
        lct_answer_free(region);
        return tell_error(v, &err);
    }
    tell_retired(v, lct_answer_root(answer));
    if (v->json) {
        status = print_json(answer);
    } else {
        print_list(
            lct_answer_root(answer), region ? lct_get(lct_answer_root(region), "region") : NULL);
        lct_answer_free(answer);
    }
    lct_answer_free(region);
    return status;
}
