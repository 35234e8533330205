// SPDX-License-Identifier: MIT
// Changes: worked out, looked at again, carried out.
#include "app/operation/changes.h"

#include <stdlib.h>

#include "app/operation/before.h"
#include "app/operation/preview.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "text/json.h"

const struct lct_plan *
changes_plan(const struct lct_changes *c)
{
    return c->plan ? c->plan : c->run.plan;
}

int
changes_by_plan(struct lct_changes *c, struct want *ret, struct lct_err *err)
{
    return converge_want(&c->run, changes_plan(c), &c->how, true, ret, err);
}

// ---- what they are

static bool
is_deletion(const struct lct_changes *c)
{
    return c->intent == &intent_delete || c->intent == &intent_remove;
}

// All that is shown, and what a name alone does not tell: which machines they are, by which plan.
static void
digest_of(const struct lct_changes *c, const struct want *w, const struct doc *root,
    char out[static DIGEST_TEXT])
{
    _own_(buf) struct buf text = { 0 };

    json_print(&text, root, JSON_COMPACT);
    buf_addf(&text, "\n%s %s", c->is_new ? "" : c->run.cluster->uuid,
        changes_plan(c) && !is_deletion(c) ? changes_plan(c)->plan->digest : "");
    for (size_t i = 0; i < w->n_changes; i++) {
        const struct node *n = w->changes[i].node;
        buf_addf(&text, "\n%u %s", n->generation, n->cloud_id ? n->cloud_id : "");
    }
    for (size_t i = 0; i < c->n_before; i++)
        buf_addf(&text, "\n%s", c->before[i]->digest);
    digest_text(text.data, text.len, out);
}

// The last operation on the cluster, if it came to its end; else -1.
static int64_t
newest_operation(const struct lct_changes *c)
{
    size_t n;
    struct operation **list =
        kept_operations(c->t, c->run.arena, c->run.cluster->uuid, 1, &n, ERR_IGNORED);

    if (!list)
        return -1;
    return !n ? 0 : list[0]->state == OPERATION_RUNNING ? -1 : list[0]->id;
}

// Those of other clusters, that are there as long as these.
static void
put_before(struct lct_answer *answer, const struct lct_changes *c)
{
    struct doc *list = doc_put(answer->arena, answer->root, "before", doc_list(answer->arena));

    for (size_t i = 0; i < c->n_before; i++)
        doc_add(answer->arena, list, c->before[i]->shown->root);
}

static int
show(struct lct_changes *c, struct lct_answer **ret, char digest[static DIGEST_TEXT],
    struct lct_err *err)
{
    struct want want = { 0 };
    const struct lct_plan *plan = is_deletion(c) ? NULL : changes_plan(c);

    *ret = NULL;
    if (c->intent->want(c, &want, err) < 0)
        return err->code;
    want.refreshes = c->refreshes;
    *ret = answer_new();
    if (preview_changes(*ret, &c->run, plan, c->intent->kind, &want, err) < 0) {
        lct_answer_free(*ret);
        *ret = NULL;
        return err->code;
    }
    digest_of(c, &want, (*ret)->root, digest);
    preview_rest(*ret, &c->run, plan, &want);
    put_before(*ret, c);
    doc_put_string((*ret)->arena, (*ret)->root, "digest", arena_strdup((*ret)->arena, digest));
    return LCT_OK;
}

static void
set_how(struct lct_changes *c)
{
    c->how = (struct converge){ .kind = c->intent->kind,
        .volumes = c->volumes,
        .deletes_backups = c->deletes_backups,
        .forced = c->forced };
}

struct lct_changes *
changes_new(const struct lct_changes *what)
{
    struct lct_changes *c = mem_alloc(sizeof *c);

    *c = *what;
    set_how(c);
    return c;
}

int
changes_work_out(const struct lct_changes *what, struct lct_changes **ret, struct lct_err *err)
{
    struct lct_changes *c = changes_new(what);

    *ret = NULL;
    if (run_begin(&c->run, c->t, NULL, err) < 0 || before_find(c, true, err) < 0 ||
        c->intent->prepare(c, false, err) < 0 || show(c, &c->shown, c->digest, err) < 0) {
        lct_changes_free(c);
        return err->code;
    }
    c->newest = newest_operation(c);
    *ret = c;
    return LCT_OK;
}

const struct lct_value *
lct_changes_root(const struct lct_changes *c)
{
    return c && c->shown ? lct_answer_root(c->shown) : NULL;
}

// ---- again

// From the beginning, but for what was seen of the cloud.
static void
begin_again(struct lct_changes *c)
{
    run_again(&c->run);
    map_done(&c->remake);
    set_how(c);
}

static int
work_out_again(struct lct_changes *c, bool *same, struct lct_err *err)
{
    struct lct_answer *now = NULL;
    char digest[DIGEST_TEXT] = "";

    begin_again(c);
    if (before_find(c, true, err) < 0 || c->intent->prepare(c, false, err) < 0 ||
        show(c, &now, digest, err) < 0)
        return err->code;
    c->newest = newest_operation(c);
    *same = str_eq(digest, c->digest);
    lct_answer_free(c->shown);
    c->shown = now;
    memcpy(c->digest, digest, sizeof digest);
    return LCT_OK;
}

int
lct_changes_look_again(struct lct_changes *c, bool *same, struct lct_err *err)
{
    API_NEEDS(err, c && same);
    run_look_away(&c->run);
    return work_out_again(c, same, err);
}

static bool
may_be(const struct intent *i, enum lct_volumes volumes)
{
    switch (volumes) {
    case LCT_VOLUMES_KEEP:
        return true;
    case LCT_VOLUMES_DELETE:
        return i == &intent_apply || i == &intent_scale || i == &intent_delete ||
               i == &intent_remove;
    case LCT_VOLUMES_NEW:
        return i == &intent_create;
    }
    return false;
}

int
lct_changes_volumes(struct lct_changes *c, enum lct_volumes volumes, struct lct_err *err)
{
    API_NEEDS(err, c);
    bool same;

    if (!may_be(c->intent, volumes))
        return lct_fail(err, LCT_EUSAGE, "%s",
            volumes == LCT_VOLUMES_NEW ? "only a cluster that is created takes or "
                                         "declines volumes that were kept"
                                       : "there are no volumes to delete by this");
    c->volumes = volumes;
    return work_out_again(c, &same, err);
}

int
lct_changes_backups(struct lct_changes *c, bool deletes, struct lct_err *err)
{
    API_NEEDS(err, c);
    bool same;

    if (deletes && c->intent != &intent_apply)
        return lct_fail(err, LCT_EUSAGE, "only a plan that is applied says no to backups");
    c->deletes_backups = deletes;
    return work_out_again(c, &same, err);
}

int
lct_changes_refresh(struct lct_changes *c, struct lct_err *err)
{
    API_NEEDS(err, c);
    bool same;

    if (c->intent != &intent_apply)
        return lct_fail(err, LCT_EUSAGE, "only where a plan is applied are nodes asked for this");
    if (c->refreshes)
        return LCT_OK;
    c->refreshes = true;
    return work_out_again(c, &same, err);
}

int
lct_changes_force(struct lct_changes *c, struct lct_err *err)
{
    API_NEEDS(err, c);
    bool same;

    if (c->intent == &intent_create || c->intent == &intent_start)
        return lct_fail(err, LCT_EUSAGE, "there is nothing to force by this");
    if (c->forced)
        return LCT_OK;
    c->forced = true;
    return work_out_again(c, &same, err);
}

// ---- done

static int
fail_changed(const struct lct_changes *c, struct lct_err *err)
{
    lct_fail(err, LCT_ECHANGED, "cluster %s, or its machines, changed since this was worked out",
        c->name);
    return lct_hint(err, "nothing was done; look at it again: %s", ADVICE(CHANGES_PLAN, c->name));
}

// Under the lease nobody else changes the cluster: what is wanted now is what will be done.
static int
check_same(struct lct_changes *c, struct lct_err *err)
{
    struct lct_answer *now;
    char digest[DIGEST_TEXT];

    if (c->newest < 0 || newest_operation(c) != c->newest) // somebody else was at it
        run_look_away(&c->run);
    if (show(c, &now, digest, err) < 0)
        return err->code;
    lct_answer_free(now);
    run_put_aside(&c->run);
    return str_eq(digest, c->digest) ? LCT_OK : fail_changed(c, err);
}

// Under its lease it is what was shown, if any was.
static int
make_ready(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err)
{
    begin_again(c);
    c->run.watch = watch;
    if (c->intent->prepare(c, true, err) < 0)
        return err->code;
    return c->shown ? check_same(c, err) : LCT_OK;
}

// Nothing is done before all leases are had. One that is taken is not waited for.
static int
make_all_ready(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err)
{
    bool same = true;

    for (size_t i = 0; i < c->n_before; i++)
        if (make_ready(c->before[i], watch, err) < 0)
            return lct_wrap(err, "cluster %s, before %s", c->before[i]->name, c->name);
    if (make_ready(c, watch, err) < 0 || before_same(c, &same, err) < 0)
        return err->code;
    return same ? LCT_OK : fail_changed(c, err);
}

static int
carry_out(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err)
{
    if (c->plan && lct_plan_ready(c->plan, err) < 0)
        return err->code;
    if (make_all_ready(c, watch, err) < 0)
        return err->code;
    for (size_t i = 0; i < c->n_before; i++) {
        c->ended = c->before[i];
        if (c->ended->intent->carry_out(c->ended, err) < 0)
            return lct_wrap(err, "cluster %s, before %s", c->ended->name, c->name);
    }
    c->ended = NULL;
    return c->intent->carry_out(c, err);
}

// Of the last that was begun.
static struct lct_answer *
answer_of(struct lct_changes *c)
{
    struct lct_changes *of = c->ended ? c->ended : c;

    return of->run.record.id ? run_answer(&of->run) : NULL;
}

int
lct_changes_carry_out(struct lct_changes *c, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err)
{
    API_NEEDS(err, c && ret);
    int code;

    code = carry_out(c, watch, err);
    *ret = answer_of(c);
    return code;
}

int
changes_run(const struct lct_changes *what, const struct lct_watch *watch, struct lct_answer **ret,
    struct lct_err *err)
{
    struct lct_changes *c = changes_new(what);
    int code = run_begin(&c->run, c->t, watch, err);

    if (code == LCT_OK && (code = before_find(c, false, err)) == LCT_OK)
        code = carry_out(c, watch, err);
    *ret = answer_of(c);
    lct_changes_free(c);
    return code;
}

void
lct_changes_free(struct lct_changes *c)
{
    if (!c)
        return;
    before_done(c);
    run_done(&c->run);
    map_done(&c->remake);
    lct_answer_free(c->shown);
    lct_plan_free(c->own);
    free(c);
}
