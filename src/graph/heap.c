// SPDX-License-Identifier: MIT
// Heaps of steps: the most urgent first, the oldest of equals.
#include "graph/engine.h"

static bool
before(const struct task *a, const struct task *b)
{
    if (a->urgency != b->urgency)
        return a->urgency > b->urgency;
    return a->index < b->index;
}

void
heap_push(struct tasks *h, struct task *t, int64_t urgency)
{
    size_t at = h->list.n;

    t->urgency = urgency;
    vec_push(&h->list, t);
    for (size_t up; at > 0 && before(t, h->list.items[up = (at - 1) / 2]); at = up)
        h->list.items[at] = h->list.items[up];
    h->list.items[at] = t;
}

static void
sink(struct tasks *h, struct task *t)
{
    size_t at = 0;

    for (size_t child; (child = 2 * at + 1) < h->list.n; at = child) {
        if (child + 1 < h->list.n && before(h->list.items[child + 1], h->list.items[child]))
            child++;
        if (!before(h->list.items[child], t))
            break;
        h->list.items[at] = h->list.items[child];
    }
    h->list.items[at] = t;
}

struct task *
heap_top(const struct tasks *h)
{
    return h->list.n ? h->list.items[0] : NULL;
}

struct task *
heap_pop(struct tasks *h)
{
    struct task *top;

    if (!h->list.n)
        return NULL;
    top = h->list.items[0];
    if (--h->list.n)
        sink(h, h->list.items[h->list.n]);
    return top;
}
