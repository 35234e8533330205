// SPDX-License-Identifier: MIT
// node backup take, list, restore.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/machine/machine.h"
#include "cli/show/progress.h"
#include "cli/term/table.h"

static void
print_backups(const struct lct_value *root)
{
    static const struct column columns[] = { { "id", "id", 0 }, { "label", "label", 0 },
        { "status", "status", 0 }, { "created", "created", 0 }, { "finished", "finished", 2 },
        { "MB", "size_mb", 1 } };

    if (lct_count(lct_get(root, "backups")))
        print_table(lct_get(root, "backups"), columns, sizeof columns / sizeof *columns);
    else
        puts(lct_bool(lct_get(root, "enabled"), false) ? "There is no backup yet."
                                                       : "Backups are not enabled.");
}

static int
list(struct invocation *v, const char *node)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_node_backup_list(v->toolkit, node, &answer, &err);

    return finish(v, code, answer, &err, print_backups);
}

// ---- take

static int
ask_to_enable(struct invocation *v, const char *node)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (option_given(v, "yes"))
        return 0;
    if (lct_node_backup_list(v->toolkit, node, &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    const struct lct_value *root = lct_answer_root(answer), *price = lct_get(root, "price");
    bool enabled = lct_bool(lct_get(root, "enabled"), false);
    _own_(free) char *question =
        mem_printf("Enable backups of node %s, for $%.4f an hour, $%.2f a month?", node,
            lct_number(lct_get(price, "hourly"), 0), lct_number(lct_get(price, "monthly"), 0));
    lct_answer_free(answer);
    return enabled ? 0 : confirm(v, question);
}

static int
take_one(struct invocation *v, const char *node)
{
    const bool enable = option_given(v, "enable");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = enable ? ask_to_enable(v, node) : 0, code;

    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = lct_node_backup_take(
        v->toolkit, node, option_value(v, "label"), enable, progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

// ---- restore

// To say yes is not enough: what is lost is named by an option of its own.
static int
restore(struct invocation *v, const char *node, const char *backup)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status, code;

    if (!option_given(v, "overwrite"))
        return tell_usage(v, "add --overwrite",
            "what is on the disks of %s now would be lost, in favour of backup %s", node, backup);
    status = machine_ask(
        v, node, "Restore", "from that backup? All that was written to its disks since is lost.");
    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = lct_node_backup_restore(v->toolkit, node, backup, progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
run_node_backup(struct invocation *v)
{
    static const char hint[] = "take NODE, list NODE, or restore NODE BACKUP";
    const char *action = v->arguments[0];
    const bool restores = str_eq(action, "restore");
    int status = 0;

    if (!restores && !str_eq(action, "take") && !str_eq(action, "list"))
        return tell_usage(v, hint, "nothing can be done with backups that is called %s", action);
    if (v->n_arguments != (restores ? 3 : 2))
        return tell_usage(v, hint, "node backup %s wants %s", action,
            restores ? "a node and the id of a backup" : "a node");
    if (!toolkit(v, &status))
        return status;
    if (restores)
        return restore(v, v->arguments[1], v->arguments[2]);
    return str_eq(action, "take") ? take_one(v, v->arguments[1]) : list(v, v->arguments[1]);
}
