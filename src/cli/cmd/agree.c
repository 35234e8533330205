// SPDX-License-Identifier: MIT
// Changes shown, agreed to and carried out: what is agreed to is what is done. Whoever was asked
// may have taken his time: what changed meanwhile is shown, and he is asked again.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

// Nobody is asked to agree to what would then be refused.
static bool
ready(struct invocation *v, const struct lct_plan *plan, int *status)
{
    struct lct_err err = { 0 };

    if (!plan || lct_plan_ready(plan, &err) == LCT_OK)
        return true;
    *status = tell_error(v, &err);
    return false;
}

static int
show_only(const struct invocation *v, const struct lct_value *root)
{
    if (v->json)
        return print_json_value(root);
    print_plan_to_stdout(root);
    return 0;
}

// *asked: somebody was.
static int
agree(struct invocation *v, const struct lct_value *root, const struct lct_plan *plan,
    const char *begin, bool *asked)
{
    _own_(free) char *question = question_of(begin, root);
    int status = 0;

    *asked = false;
    if (shows_before(v)) {
        print_plan(stderr, root);
        v->told_ms = lct_int(lct_get(root, "estimate_ms"), 0);
    }
    if (!ready(v, plan, &status) || changes_nothing(root))
        return status;
    *asked = !option_given(v, "yes");
    return confirm(v, question);
}

// Questions of their own: whoever agreed to lose machines did not agree to lose data.
static int
ask_of_backups(struct invocation *v, struct lct_changes *c)
{
    _own_(free) char *question = question_of_backups(lct_changes_root(c));
    struct lct_err err = { 0 };

    if (!question || !says_yes(question))
        return 0;
    return lct_changes_backups(c, true, &err) == LCT_OK ? 0 : tell_error(v, &err);
}

static int
ask_of_volumes(struct invocation *v, struct lct_changes *c)
{
    _own_(free) char *question = question_of_volumes(lct_changes_root(c));
    struct lct_err err = { 0 };

    if (!question || !says_yes(question))
        return 0;
    return lct_changes_volumes(c, LCT_VOLUMES_DELETE, &err) == LCT_OK ? 0 : tell_error(v, &err);
}

static int
agree_to_what_is(
    struct invocation *v, struct lct_changes *c, const struct lct_plan *plan, const char *begin)
{
    struct lct_err err = { 0 };
    bool asked, same = true;
    int status;

    do {
        if (!same)
            tell_note(v, "something changed meanwhile; this is what would be done now:");
        status = agree(v, lct_changes_root(c), plan, begin, &asked);
        if (!status && asked && lct_changes_look_again(c, &same, &err) != LCT_OK)
            status = tell_error(v, &err);
    } while (!status && asked && !same);
    if (!status && asked)
        status = ask_of_volumes(v, c);
    return status || !asked ? status : ask_of_backups(v, c);
}

static int
carry_out(struct invocation *v, struct lct_changes *c)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_changes_carry_out(c, progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
answer_data(struct invocation *v, struct lct_changes *c)
{
    const enum lct_volumes volumes = option_given(v, "delete-volumes") ? LCT_VOLUMES_DELETE
                                     : option_given(v, "new-volumes")  ? LCT_VOLUMES_NEW
                                                                       : LCT_VOLUMES_KEEP;
    struct lct_err err = { 0 };

    if (volumes != LCT_VOLUMES_KEEP)
        lct_changes_volumes(c, volumes, &err);
    if (!err.code && option_given(v, "delete-backups"))
        lct_changes_backups(c, true, &err);
    if (!err.code && option_given(v, "refresh"))
        lct_changes_refresh(c, &err);
    if (!err.code && option_given(v, "force"))
        lct_changes_force(c, &err);
    return err.code ? tell_error(v, &err) : 0;
}

int
agree_and_carry_out(
    struct invocation *v, struct lct_changes *c, const struct lct_plan *plan, const char *begin)
{
    int status = answer_data(v, c);

    if (status) {
        lct_changes_free(c);
        return status;
    }
    if (option_given(v, "dry-run")) {
        status = show_only(v, lct_changes_root(c));
    } else {
        status = agree_to_what_is(v, c, plan, begin);
        if (!status)
            status = carry_out(v, c);
    }
    lct_changes_free(c);
    return status;
}

// ---- deletions

// Whoever says yes beforehand needs no preview: so a cluster can be deleted, too, of which none can
// be made. What is destroyed beside machines is worked out.
static bool
is_agreed_to_unseen(const struct invocation *v)
{
    return option_given(v, "yes") && !option_given(v, "dry-run") &&
           !option_given(v, "delete-volumes") && !option_given(v, "force") &&
           !option_given(v, "with-dependents");
}

static int
delete_now(struct invocation *v, const char *name,
    int (*now)(struct lct *, const char *, const struct lct_watch *, struct lct_answer **,
        struct lct_err *))
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = now(v->toolkit, name, progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
agree_and_delete(struct invocation *v, const char *what, const char *name,
    int (*now)(struct lct *, const char *, const struct lct_watch *, struct lct_answer **,
        struct lct_err *),
    int (*work_out)(struct lct *, const char *, struct lct_changes **, struct lct_err *))
{
    _own_(free) char *begin = mem_printf("Delete %s '%s'", what, name);
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (is_agreed_to_unseen(v))
        return delete_now(v, name, now);
    if (work_out(v->toolkit, name, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}
