// SPDX-License-Identifier: MIT
// Hints of the library, its calls worded as the commands that make them.
#include "cli/show/advice.h"

#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/term/terminal.h"
#include "lct/advice.h"

#define HINT_LINE "        = " // begins a hint among the problems of a plan

// The command, by how many arguments the call has: % stands for one that a person chose and is
// always quoted, @ for one that seldom needs it.
static const char *const commands[][3] = {
    [LCT_ADVICE_ACCOUNT_AUDIT] = { "cluster audit --account" },
    [LCT_ADVICE_CATALOGUE] = { NULL, "list @" },
    [LCT_ADVICE_CHANGES_DELETE_ALL] = { NULL, "cluster delete % --with-dependents" },
    [LCT_ADVICE_CHANGES_PLAN] = { NULL, "cluster plan % PLAN" },
    [LCT_ADVICE_CHANGES_SAVE] = { "cluster plan NAME PLAN --out FILE",
        "cluster plan NAME PLAN --out @" },
    [LCT_ADVICE_CHANGES_STOP_ALL] = { NULL, "cluster stop % --with-dependents" },
    [LCT_ADVICE_CHANGES_VOLUMES] = { "cluster create NAME PLAN --new-volumes" },
    [LCT_ADVICE_CLUSTER_ADOPT] = { NULL, "cluster adopt %", "cluster adopt % PLAN --uuid @" },
    [LCT_ADVICE_CLUSTER_APPLY] = { NULL, "cluster apply % PLAN" },
    [LCT_ADVICE_CLUSTER_AUDIT] = { NULL, "cluster audit %" },
    [LCT_ADVICE_CLUSTER_DELETE] = { NULL, "cluster delete %" },
    [LCT_ADVICE_CLUSTER_NODES] = { NULL, "cluster nodes %" },
    [LCT_ADVICE_CLUSTER_REBUILD] = { "node rebuild NODE" },
    [LCT_ADVICE_CLUSTER_REPLACE] = { NULL, "cluster replace % NODE", "cluster replace % @" },
    [LCT_ADVICE_CLUSTER_RESUME] = { NULL, "cluster resume %" },
    [LCT_ADVICE_CLUSTER_RETRY] = { NULL, "cluster retry %" },
    [LCT_ADVICE_CLUSTER_RUN] = { NULL, NULL, "cluster run % --on @ -- COMMAND" },
    [LCT_ADVICE_CLUSTER_SHOW] = { NULL, "cluster show %" },
    [LCT_ADVICE_CLUSTER_START] = { NULL, "cluster start %" },
    [LCT_ADVICE_CLUSTER_STOP] = { NULL, "cluster stop %" },
    [LCT_ADVICE_FIREWALL_SHOW] = { NULL, "cluster firewall % show" },
    [LCT_ADVICE_HOOK_LIST] = { NULL, "hook list %" },
    [LCT_ADVICE_LAB_START] = { "lab start" },
    [LCT_ADVICE_NODE_LIST] = { "node list" },
    [LCT_ADVICE_NODE_RESCUE_END] = { NULL, "node rescue % --end" },
    [LCT_ADVICE_NODE_SSH] = { NULL, "node ssh %", "node ssh % -l @" },
    [LCT_ADVICE_OPERATION_LOG] = { NULL, "operation show @ --log" },
    [LCT_ADVICE_PLAN_EXPLAIN] = { "plan explain" },
    [LCT_ADVICE_PLAN_PACKAGES] = { "list packageplans" },
    [LCT_ADVICE_PLAN_PROBLEMS] = { "plan check" },
    [LCT_ADVICE_PROFILE_LIST] = { "profile list" },
    [LCT_ADVICE_PROFILE_USE] = { "profile use NAME --profile default" },
    [LCT_ADVICE_SECRET_SET] = { NULL, "secret set @ -", "secret set @ @" },
    [LCT_ADVICE_STORE_LIST] = { "store list" },
    [LCT_ADVICE_STORE_RESTORE] = { "store restore" },
    [LCT_ADVICE_VOLUME_LIST] = { "volume list" },
};

static bool
is_plain(const char *word)
{
    for (const char *p = word; *p; p++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-", *p))
            return false;
    return *word != '\0';
}

// As a shell takes it for one word.
static void
add_quoted(struct buf *out, const char *word)
{
    buf_addc(out, '\'');
    for (const char *p = word; *p; p++)
        if (*p == '\'')
            buf_adds(out, "'\\''");
        else
            buf_addc(out, *p);
    buf_addc(out, '\'');
}

static void
add_command(struct buf *out, const char *command, const struct lct_advised *call)
{
    size_t n = 0;

    buf_adds(out, "linodetool ");
    for (const char *p = command; *p; p++)
        if (*p != '%' && *p != '@')
            buf_addc(out, *p);
        else if (*p == '@' && is_plain(call->about[n]))
            buf_adds(out, call->about[n++]);
        else
            add_quoted(out, call->about[n++]);
}

static void
add_hint(struct buf *out, const char *hint)
{
    struct lct_advised call;
    size_t at = 0;

    for (; lct_advice_next(hint, at, &call); at = call.at + call.length) {
        const char *command = commands[call.advice][call.n];
        buf_add(out, hint + at, call.at - at);
        if (command)
            add_command(out, command, &call);
        else
            buf_add(out, hint + call.at, call.length);
    }
    buf_adds(out, hint + at);
}

char *
advised(const char *hint)
{
    struct buf out = { 0 };

    add_hint(&out, hint ? hint : "");
    return buf_take(&out);
}

char *
advised_lines(const char *text)
{
    struct buf out = { 0 };

    for (const char *end; *text; text = end) {
        end = strchrnul(text, '\n');
        end += *end == '\n';
        _own_(free) char *line = mem_strndup(text, (size_t)(end - text));
        if (str_starts(line, HINT_LINE))
            add_hint(&out, line);
        else
            buf_adds(&out, line);
    }
    return buf_take(&out);
}

// A command of the library's is nothing but a call, and what follows it; one that a person gave is
// his.
static char *
word(const char *key, const char *text)
{
    struct lct_advised call;

    if (strcmp(key, "hint") == 0 ||
        (strcmp(key, "command") == 0 && lct_advice_next(text, 0, &call) && call.at == 0))
        return advised(text);
    return NULL;
}

char *
advised_json(const struct lct_value *v, bool pretty)
{
    return lct_json_worded(v, pretty, word);
}

void
print_hint(FILE *out, const char *hint, bool lines)
{
    _own_(free) char *text = advised(hint);

    print_safe(out, text, lines);
}
