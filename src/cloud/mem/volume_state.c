// SPDX-License-Identifier: MIT
// Volumes of the account in memory, and how they change with time.
#include "base/str.h"
#include "cloud/mem/account.h"

struct mem_volume *
account_volume(const struct mem_account *a, const char *id)
{
    vec_each (v, &a->volumes)
        if (str_eq(v->shown.id, id))
            return v;
    return NULL;
}

static void
part(struct mem_account *a, struct mem_volume *v)
{
    struct mem_machine *m = account_find(a, v->machine);

    if (m)
        slots_empty(m, v->shown.id);
    v->machine = NULL;
    v->leaves = false;
}

void
volumes_part(struct mem_account *a, const struct mem_machine *m)
{
    vec_each (v, &a->volumes)
        if (str_eq(v->machine, m->shown.id))
            part(a, v);
}

void
volumes_settle(struct mem_account *a, int64_t now_ms)
{
    vec_each (v, &a->volumes) {
        if (v->shown.ready || v->until_ms > now_ms)
            continue;
        v->shown.ready = true;
        if (v->leaves)
            part(a, v);
    }
}
