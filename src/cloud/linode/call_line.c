// SPDX-License-Identifier: MIT
// The lines of calls that wait for their budgets, a line a route.
#include "cloud/linode/call_private.h"

void
line_join(struct call *c)
{
    struct budget *b = &c->linode->budgets[c->spec.route];

    if (b->last)
        b->last->next_in_line = c;
    else
        b->first = c;
    b->last = c;
}

void
line_leave(struct call *c)
{
    struct budget *b = &c->linode->budgets[c->spec.route];
    struct call **at = &b->first, *before = NULL;

    for (; *at && *at != c; at = &(*at)->next_in_line)
        before = *at;
    if (!*at)
        return;
    *at = c->next_in_line;
    if (b->last == c)
        b->last = before;
    c->next_in_line = NULL;
}

void
line_again(void *user)
{
    struct call *c = user;
    struct linode *l = c->linode;
    struct budget *b = &l->budgets[c->spec.route];

    timer_stop(c->timer);
    c->timer = NULL;
    c->next_in_line = b->first; // it has waited already
    b->first = c;
    if (!b->last)
        b->last = c;
    line_advance(l, c->spec.route);
}

static void
line_wake(void *user)
{
    struct budget *b = user;
    struct linode *l = b->first ? b->first->linode : NULL;

    timer_stop(b->timer);
    b->timer = NULL;
    if (l)
        line_advance(l, b->first->spec.route);
}

void
line_advance(struct linode *l, enum route r)
{
    struct budget *b = &l->budgets[r];
    int64_t wait = 0;

    if (l->closing)
        return;
    while (b->first && (wait = budget_wait(b, linode_now_ms(l))) == 0) {
        struct call *c = b->first;
        line_leave(c);
        budget_take(b, linode_now_ms(l));
        call_send(c);
    }
    if (!b->first || wait <= 0)
        return;
    timer_stop(b->timer);
    b->timer = timer_start(l->loop, wait, line_wake, b);
}
