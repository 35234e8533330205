// SPDX-License-Identifier: MIT
// Calls of the library in hints: written there, and found again.
#include "base/advice.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"

static const char *const calls[] = {
    [LCT_ADVICE_ACCOUNT_AUDIT] = "lct_account_audit",
    [LCT_ADVICE_CATALOGUE] = "lct_catalogue",
    [LCT_ADVICE_CHANGES_DELETE_ALL] = "lct_changes_delete_all",
    [LCT_ADVICE_CHANGES_PLAN] = "lct_changes_plan",
    [LCT_ADVICE_CHANGES_SAVE] = "lct_changes_save",
    [LCT_ADVICE_CHANGES_STOP_ALL] = "lct_changes_stop_all",
    [LCT_ADVICE_CHANGES_VOLUMES] = "lct_changes_volumes",
    [LCT_ADVICE_CLUSTER_ADOPT] = "lct_cluster_adopt",
    [LCT_ADVICE_CLUSTER_APPLY] = "lct_cluster_apply",
    [LCT_ADVICE_CLUSTER_AUDIT] = "lct_cluster_audit",
    [LCT_ADVICE_CLUSTER_DELETE] = "lct_cluster_delete",
    [LCT_ADVICE_CLUSTER_NODES] = "lct_cluster_nodes",
    [LCT_ADVICE_CLUSTER_REBUILD] = "lct_cluster_rebuild",
    [LCT_ADVICE_CLUSTER_REPLACE] = "lct_cluster_replace",
    [LCT_ADVICE_CLUSTER_RESUME] = "lct_cluster_resume",
    [LCT_ADVICE_CLUSTER_RETRY] = "lct_cluster_retry",
    [LCT_ADVICE_CLUSTER_RUN] = "lct_cluster_run",
    [LCT_ADVICE_CLUSTER_SHOW] = "lct_cluster_show",
    [LCT_ADVICE_CLUSTER_START] = "lct_cluster_start",
    [LCT_ADVICE_CLUSTER_STOP] = "lct_cluster_stop",
    [LCT_ADVICE_FIREWALL_SHOW] = "lct_firewall_show",
    [LCT_ADVICE_HOOK_LIST] = "lct_hook_list",
    [LCT_ADVICE_LAB_START] = "lct_lab_start",
    [LCT_ADVICE_NODE_LIST] = "lct_node_list",
    [LCT_ADVICE_NODE_RESCUE_END] = "lct_node_rescue_end",
    [LCT_ADVICE_NODE_SSH] = "lct_node_ssh",
    [LCT_ADVICE_OPERATION_LOG] = "lct_operation_log",
    [LCT_ADVICE_PLAN_EXPLAIN] = "lct_plan_explain",
    [LCT_ADVICE_PLAN_PACKAGES] = "lct_plan_packages",
    [LCT_ADVICE_PLAN_PROBLEMS] = "lct_plan_problems",
    [LCT_ADVICE_PROFILE_LIST] = "lct_profile_list",
    [LCT_ADVICE_PROFILE_USE] = "lct_profile_use",
    [LCT_ADVICE_SECRET_SET] = "lct_secret_set",
    [LCT_ADVICE_STORE_LIST] = "lct_store_list",
    [LCT_ADVICE_STORE_RESTORE] = "lct_store_restore",
    [LCT_ADVICE_VOLUME_LIST] = "lct_volume_list",
};

#define N_CALLS (sizeof calls / sizeof *calls)

// ---- written

static void
quote(struct buf *out, const char *text)
{
    buf_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_addc(out, '\\');
        buf_addc(out, *text);
    }
    buf_addc(out, '"');
}

const char *
advice_text(char out[static ADVICE_TEXT], enum lct_advice advice, const char *const *about)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; about[i]; i++) {
        buf_adds(&text, i ? ", " : "");
        quote(&text, about[i]);
    }
    if (strlen(calls[advice]) + text.len + sizeof "()" > ADVICE_TEXT)
        buf_clear(&text);
    snprintf(out, ADVICE_TEXT, "%s(%s)", calls[advice], buf_str(&text));
    return out;
}

// ---- found

// Which call begins here, and behind its bracket; NULL: none.
static const char *
name_read(const char *p, struct lct_advised *ret)
{
    size_t n = strspn(p, "abcdefghijklmnopqrstuvwxyz_");

    if (p[n] != '(')
        return NULL;
    for (size_t i = 0; i < N_CALLS; i++)
        if (strlen(calls[i]) == n && strncmp(p, calls[i], n) == 0) {
            ret->advice = (enum lct_advice)i;
            return p + n + 1;
        }
    return NULL;
}

// A text in quotes, and behind it; NULL: it is none.
static const char *
text_read(const char *p, char out[static LCT_ADVICE_ABOUT])
{
    size_t n = 0;

    if (*p++ != '"')
        return NULL;
    for (; *p && *p != '"'; p++) {
        p += *p == '\\' && p[1];
        if (n + 1 == LCT_ADVICE_ABOUT)
            return NULL;
        out[n++] = *p;
    }
    out[n] = '\0';
    return *p ? p + 1 : NULL;
}

// Arguments up to the bracket, and behind it; NULL: they are none.
static const char *
about_read(const char *p, struct lct_advised *ret)
{
    ret->n = 0;
    while (p && *p != ')') {
        if (ret->n == 2 || (ret->n && !str_starts(p, ", ")))
            return NULL;
        p = text_read(p + (ret->n ? 2 : 0), ret->about[ret->n]);
        ret->n++;
    }
    return p ? p + 1 : NULL;
}

bool
lct_advice_next(const char *hint, size_t from, struct lct_advised *ret)
{
    if (!hint || !ret || from > strlen(hint))
        return false;
    for (const char *p = hint + from; (p = strstr(p, "lct_")); p++) {
        const char *end = name_read(p, ret);
        end = end ? about_read(end, ret) : NULL;
        if (!end)
            continue;
        ret->at = (size_t)(p - hint);
        ret->length = (size_t)(end - p);
        return true;
    }
    return false;
}
