// SPDX-License-Identifier: MIT
// Volumes: read from plans and priced, but not yet wanted of any cloud.
#include "plan/want/resource.h"

static void
wanted(struct arena *a, const struct plan *p, struct wanted_list *ret)
{
}

static void
limits(const struct region_plan *rp, struct diags *diags)
{
}

const struct noun_want volume_want = { wanted, limits };
