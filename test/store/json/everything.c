// SPDX-License-Identifier: MIT
// The commit of everything.h, to what fill_it made.
#include "everything.h"

#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"

static struct batch *
everything(struct place *p, const char *plan)
{
    struct batch *b = batch_new(&p->use.context);
    struct node changed = sample_node(1), gone = sample_node(2), new = sample_node(3);
    struct fact old = { CLUSTER_A, changed.uuid, "kernel", "6.1", 7 };
    struct fact fact = { CLUSTER_A, new.uuid, "hook:first/boot", "done", 8 };
    struct operation o = sample_operation("scale");
    struct journal_step s = { .operation = 1, .number = 2, .key = "machine.create web/3" };

    changed.state = STATE_STARTED;
    batch_put(b, RECORD_NODE, &changed);
    batch_clear(b, RECORD_FACT, &old, 2);
    batch_remove(b, RECORD_NODE, &gone);
    batch_put(b, RECORD_NODE, &new);
    batch_put(b, RECORD_FACT, &fact);
    batch_draw(b, CLUSTER_A, "number", 1, 2);
    batch_put(b, RECORD_STEP, &s);
    o.plan_text = plan ? plan : o.plan_text;
    batch_put(b, RECORD_OPERATION, &o);
    return b;
}

void
do_everything(void *user)
{
    const struct doing *d = user;

    if (open_it(d->p, STORE_WRITE) < 0 || use_commit(&d->p->use, everything(d->p, d->plan)) < 0 ||
        (d->tell >= 0 && write(d->tell, "x", 1) != 1))
        _exit(1);
    close_it(d->p);
}

void
learn(struct place *p, const char *plan, char **before, char **after)
{
    struct doing d = { p, plan, -1 };

    fill_it(p);
    *before = must_be_readable(p);
    do_everything(&d);
    *after = must_be_readable(p);
    assert_string_not_equal(*before, *after);
}
