// SPDX-License-Identifier: MIT
// Changes in a file: the plan, with all that it names, and the digest of what would be done by it.
// What they are is worked out anew when they are read: then it is just that, or they are refused.
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/operation/changes.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/ours.h"
#include "text/json.h"

// In the order of enum lct_volumes.
static const char *const volume_words[] = { "keep", "delete", "new" };

#define MARK OUR_NAME "_changes" // its first key
#define VERSION 1
#define FILE_MAX (256u << 20)

bool
lct_changes_is_file(const char *path)
{
    static const char begin[] = "{\"" MARK "\"";
    char head[sizeof begin] = "";
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head - 1);

    if (fd >= 0)
        close(fd);
    return n > 0 && str_eq(head, begin);
}

// ---- written

static struct doc *
file_doc(const struct lct_changes *c, struct arena *a)
{
    struct cluster kept = { 0 };
    struct doc *d = doc_map(a), *plan;

    plan_keep(a, &kept, c->plan, NULL);
    doc_put_int(a, d, MARK, VERSION);
    doc_put_string(a, d, "operation", c->intent->kind);
    doc_put_string(a, d, "cluster", c->name);
    doc_put_string(a, d, "app_id", c->app_id);
    doc_put_string(a, d, "volumes", volume_words[c->volumes]);
    doc_put_bool(a, d, "deletes_backups", c->deletes_backups);
    doc_put_bool(a, d, "refreshes", c->refreshes);
    doc_put_string(a, d, "digest", c->digest);
    plan = doc_put(a, d, "plan", doc_map(a));
    doc_put_string(a, plan, "text", kept.plan_text);
    doc_put_string(a, plan, "file", kept.plan_file);
    doc_put_string(a, plan, "parts", kept.plan_parts);
    doc_put_string(a, plan, "args", kept.plan_args);
    doc_put(a, d, "changes", c->shown->root);
    return d;
}

int
lct_changes_save(const struct lct_changes *c, const char *path, struct lct_err *err)
{
    API_NEEDS(err, c && path);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };

    if ((c->intent != &intent_create && c->intent != &intent_apply) || !c->plan)
        return lct_fail(err, LCT_EUSAGE, "only a plan's changes can be kept in a file");
    if (file_exists(path) && !lct_changes_is_file(path)) {
        lct_fail(err, LCT_EEXISTS, "%s is there already, and is no file of changes", path);
        return lct_hint(err, "choose another name");
    }
    json_print(&text, file_doc(c, a), JSON_COMPACT);
    return file_write(path, text.data, text.len, 0600, err);
}

// ---- read

static int
refuse(const char *path, struct lct_err *err)
{
    lct_fail(err, LCT_EUSAGE, "%s is no file of changes that this program can read", path);
    return lct_hint(err, "write another: %s", ADVICE(CHANGES_SAVE, path));
}

static int
read_doc(const char *path, struct arena *a, struct doc **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    if (file_read(path, FILE_MAX, &text, err) < 0)
        return err->code;
    if (json_parse(a, text.data, text.len, FILE_MAX, false, ret, ERR_IGNORED) < 0 ||
        doc_get_int(*ret, MARK, 0) != VERSION)
        return refuse(path, err);
    return LCT_OK;
}

// NULL: no such operation is kept in files.
static const struct intent *
intent_of(const struct doc *d)
{
    const char *kind = doc_get_text(d, "operation", "");

    return str_eq(kind, "create") ? &intent_create : str_eq(kind, "apply") ? &intent_apply : NULL;
}

// Of an older file, none were asked about.
static enum lct_volumes
volumes_of(const struct doc *d)
{
    const char *word = doc_get_text(d, "volumes", "");

    return str_eq(word, volume_words[LCT_VOLUMES_DELETE]) ? LCT_VOLUMES_DELETE
           : str_eq(word, volume_words[LCT_VOLUMES_NEW])  ? LCT_VOLUMES_NEW
                                                          : LCT_VOLUMES_KEEP;
}

static int
read_plan(struct lct *t, const char *path, const struct doc *d, struct lct_plan **ret,
    struct lct_err *err)
{
    const struct doc *plan = doc_get(d, "plan");
    const struct cluster kept = {
        .name = doc_get_text(d, "cluster", ""),
        .plan_text = doc_get_text(plan, "text", NULL),
        .plan_file = doc_get_text(plan, "file", NULL),
        .plan_parts = doc_get_text(plan, "parts", NULL),
        .plan_args = doc_get_text(plan, "args", NULL),
    };

    if (!kept.plan_text || !intent_of(d))
        return refuse(path, err);
    return plan_of_cluster(t, &kept, ret, err);
}

static int
check(const struct lct_changes *c, const char *path, const struct doc *d, struct lct_err *err)
{
    if (str_eq(c->digest, doc_get_text(d, "digest", "")))
        return LCT_OK;
    lct_fail(err, LCT_ECHANGED, "cluster %s, or its machines, changed since %s was written",
        c->name, path);
    return lct_hint(
        err, "nothing was done; see what would be now: %s", ADVICE(CHANGES_PLAN, c->name));
}

static int
open_changes(struct lct *t, const char *path, struct arena *a, struct lct_plan **plan,
    struct lct_changes **ret, struct lct_err *err)
{
    struct doc *d = NULL;

    if (read_doc(path, a, &d, err) < 0 || read_plan(t, path, d, plan, err) < 0)
        return err->code;
    const struct lct_changes what = { t, intent_of(d),
        arena_strdup((*plan)->arena, doc_get_text(d, "cluster", "")),
        arena_strdup((*plan)->arena, doc_get_text(d, "app_id", "")), *plan,
        .volumes = volumes_of(d), .deletes_backups = doc_get_bool(d, "deletes_backups", false),
        .refreshes = doc_get_bool(d, "refreshes", false) };
    if (changes_work_out(&what, ret, err) < 0)
        return err->code;
    return check(*ret, path, d, err);
}

int
lct_changes_open(struct lct *t, const char *path, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && path && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_plan *plan = NULL;

    *ret = NULL;
    if (open_changes(t, path, a, &plan, ret, err) < 0) {
        lct_changes_free(*ret);
        lct_plan_free(plan);
        *ret = NULL;
        return err->code;
    }
    (*ret)->own = plan;
    return LCT_OK;
}
