// SPDX-License-Identifier: MIT
// Lists fetched side by side.
#include "cloud/linode/fetch.h"

void
fetch_stop(struct op *op, const struct lct_err *why)
{
    struct fetch *f = (struct fetch *)op;

    if (!f->err.code)
        f->err = *why;
    for (int i = 0; i < FETCH_LISTS_MAX; i++)
        op_cancel(f->calls[i]);
}

void
fetch_add(struct fetch *f, struct linode *l, const struct call_spec *spec)
{
    f->calls[f->open++] = call_start(l, spec);
}

void
fetch_part_done(struct call *c, const struct lct_err *err)
{
    struct fetch *f = c->spec.user;

    for (int i = 0; i < FETCH_LISTS_MAX; i++)
        if (f->calls[i] == &c->op)
            f->calls[i] = NULL;
    if (err->code && !f->err.code)
        fetch_stop(&f->op, err);
    if (--f->open == 0)
        op_end(&f->op, &f->err);
}
