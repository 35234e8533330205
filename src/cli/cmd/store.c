// SPDX-License-Identifier: MIT
// store backup, restore, list: copies of the inventory.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/term/table.h"

static void
print_backups(const struct lct_value *root)
{
    static const struct column columns[] = { { "TIME", "time" }, { "KIND", "kind" },
        { "BYTES", "bytes" }, { "FILE", "file" } };

    if (lct_count(lct_get(root, "backups")))
        print_table(lct_get(root, "backups"), columns, sizeof columns / sizeof columns[0]);
    else
        puts("There are no copies of the inventory.");
}

int
run_store_list(struct invocation *v)
{
    return show(v, lct_store_list, print_backups);
}

static void
print_backup(const struct lct_value *root)
{
    print_safe(stdout, lct_text(lct_get(root, "file"), ""), false);
    putchar('\n');
}

int
run_store_backup(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_store_backup(v->toolkit, v->arguments[0], &answer, &err);
    return finish(v, code, answer, &err, print_backup);
}

static void
print_restored(const struct lct_value *root)
{
    const char *kept = lct_text(lct_get(root, "kept"), NULL);

    puts("The copy is in place.");
    if (kept) {
        fputs("What was there is kept in ", stdout);
        print_safe(stdout, kept, false);
        putchar('\n');
    }
}

int
run_store_restore(struct invocation *v)
{
    _own_(free) char *question =
        mem_printf("Put %s in the place of the inventory?", v->arguments[0]);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    status = confirm(v, question);
    if (status)
        return status;
    code = lct_store_restore(v->toolkit, v->arguments[0], &answer, &err);
    return finish(v, code, answer, &err, print_restored);
}
