// SPDX-License-Identifier: MIT
// Asking the account before anything is made.
#include "app/converge/preflight.h"

#include <string.h>

#include "app/converge/cost.h"
#include "base/err.h"
#include "plan/want/preflight.h"

struct asking {
    struct arena *arena;
    struct availability *found;
    struct lct_err *err;
    bool done;
};

static struct shortage *
copy(struct arena *a, const struct shortage *list, size_t n)
{
    struct shortage *ret = arena_array(a, n, sizeof *ret);

    for (size_t i = 0; i < n; i++)
        ret[i] =
            (struct shortage){ arena_strdup(a, list[i].region), arena_strdup(a, list[i].what) };
    return ret;
}

static void
answered(void *user, const struct lct_err *err, const struct availability *found)
{
    struct asking *q = user;

    q->done = true;
    *q->err = *err;
    if (!found)
        return;
    *q->found = *found;
    q->found->types = copy(q->arena, found->types, found->n_types);
    q->found->services = copy(q->arena, found->services, found->n_services);
}

// Once a look.
static int
ask(struct run *r, struct lct_err *err)
{
    struct availability *found = ARENA_NEW(r->arena, struct availability);
    struct asking q = { .arena = r->arena, .found = found, .err = err };

    if (r->availability)
        return LCT_OK;
    r->cloud->ops->stock->availability(r->cloud, answered, &q);
    loop_run(r->t->loop, &q.done);
    if (err->code != LCT_OK)
        return lct_wrap(err, "asking what can be had");
    r->availability = found;
    return LCT_OK;
}

// ---- reserved addresses

struct looking {
    const struct want *want;
    struct diags *diags;
    struct lct_err *err;
    bool done;
};

static void
listed(void *user, const struct lct_err *err, const struct reserved_address *list, size_t n)
{
    struct looking *l = user;

    l->done = true;
    *l->err = *err;
    if (err->code == LCT_OK)
        preflight_reserved(l->want->changes, l->want->n_changes, list, n, l->diags);
}

// A machine that is replaced goes before the next one asks for its address.
static int
check_reserved(struct run *r, struct want *want, struct lct_err *err)
{
    struct looking l = { .want = want, .diags = &want->diags, .err = err };

    if (!preflight_reserves(want->changes, want->n_changes))
        return LCT_OK;
    r->cloud->ops->addresses->reserved(r->cloud, listed, &l);
    loop_run(r->t->loop, &l.done);
    return err->code ? lct_wrap(err, "asking for reserved addresses") : LCT_OK;
}

// ---- StackScripts

struct finding {
    const struct change *change;
    struct plan_step *step;
    struct diags *diags;
    struct lct_err *err;
    bool done;
};

static void
found(void *user, const struct lct_err *err, const struct stackscript *scripts, size_t n)
{
    struct finding *f = user;

    f->done = true;
    *f->err = *err;
    if (err->code == LCT_OK)
        preflight_found(f->change, f->step, scripts, n, f->diags);
}

// Changes come node plan by node plan: each is looked up once.
static int
find_scripts(struct run *r, struct want *want, struct lct_err *err)
{
    const struct plan_step *last = NULL;

    for (size_t i = 0; i < want->n_changes && r->cloud->ops->scripts; i++) {
        struct finding f = { .change = &want->changes[i], .diags = &want->diags, .err = err };
        f.step = preflight_script(f.change);
        if (!f.step || f.step == last)
            continue;
        last = f.step;
        r->cloud->ops->scripts->find(r->cloud, f.step->value, found, &f);
        loop_run(r->t->loop, &f.done);
        if (err->code != LCT_OK)
            return lct_wrap(err, "asking for the StackScript %s", f.step->value);
    }
    return LCT_OK;
}

// ---- all of it

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
    size_t n;
    struct seen_from **seen = kept(r->t, r->arena, ask_all(RECORD_SEEN), &n, ERR_IGNORED);

    if (seen && n)
        preflight_access(p, seen[0]->address, diags);
}

int
preflight(struct run *r, const struct plan *p, struct want *want, struct lct_err *err)
{
    diags_init(&want->diags, r->arena);
    check_access(r, p, &want->diags);
    want_budget(r, p, want);
    if (want->diags.n_errors)
        return refuse(want, p, err);
    if (find_scripts(r, want, err) < 0)
        return err->code;
    if (r->cloud->ops->stock && makes_any(want)) {
        if (ask(r, err) < 0 || check_reserved(r, want, err) < 0)
            return err->code;
        plan_preflight(p, want->changes, want->n_changes, r->availability, &want->diags);
    }
    return want->diags.n_errors ? refuse(want, p, err) : LCT_OK;
}
