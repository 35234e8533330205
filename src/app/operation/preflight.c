// Asking the account before anything is made.
#include "app/operation/preflight.h"

#include <string.h>

#include "plan/want/preflight.h"

struct asking {
    const struct plan *plan;
    struct want *want;
    struct lct_err *err;
    bool done;
};

static void
answered(void *user, const struct lct_err *err, const struct availability *found)
{
    struct asking *q = user;

    q->done = true;
    *q->err = *err;
    if (found)
        plan_preflight(q->plan, q->want->changes, q->want->n_changes, found, &q->want->diags);
}

static bool
makes_any(const struct want *w)
{
    for (size_t i = 0; i < w->n_changes; i++)
        if (change_makes(&w->changes[i]))
            return true;
    return false;
}

// As many of the problems as an error can hold.
static int
refuse(const struct want *w, const struct plan *p, struct lct_err *err)
{
    size_t most = w->diags.n;

    for (;;) {
        _own_(buf) struct buf text = { 0 };
        diags_print(&text, &w->diags, &p->source, most);
        if (most == 1 || text.len + 64 < sizeof err->text)
            return lct_fail(err, LCT_EPLAN, "the plan cannot be carried out now:\n%.*s",
                (int)(text.len ? text.len - 1 : 0), buf_str(&text));
        most = most > 2 ? most / 2 : 1;
    }
}

static void
check_access(const struct run *r, const struct plan *p, struct diags *diags)
{
    struct store *store = r->t->store;
    struct lct_err ignored = { 0 };
    const char *here = NULL;
    int64_t at_ms;

    if (store->ops->seen_get(store, r->arena, r->t->context.app, r->t->context.customer, &here,
            &at_ms, &ignored) == LCT_OK &&
        here)
        preflight_access(p, here, diags);
}

int
preflight(struct run *r, const struct plan *p, struct want *want, struct lct_err *err)
{
    const struct stock_ops *stock = r->cloud->ops->stock;
    struct asking q = { .plan = p, .want = want, .err = err };

    diags_init(&want->diags, r->arena);
    check_access(r, p, &want->diags);
    if (!stock || !makes_any(want))
        return LCT_OK;
    stock->availability(r->cloud, answered, &q);
    loop_run(r->t->loop, &q.done);
    if (err->code != LCT_OK)
        return lct_wrap(err, "asking what can be had");
    return want->diags.n_errors ? refuse(want, p, err) : LCT_OK;
}
