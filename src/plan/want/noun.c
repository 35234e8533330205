// SPDX-License-Identifier: MIT
// What each noun wants of a plan: the one list of them.
#include "plan/want/resource.h"

const struct noun_want *const noun_wants[N_NOUNS] = {
    [NOUN_PLACEMENT] = &placement_want,
    [NOUN_VOLUME] = &volume_want,
    [NOUN_VPC] = &vpc_want,
    [NOUN_FIREWALL] = &firewall_want,
    [NOUN_BALANCER] = &balancer_want,
    [NOUN_ADDRESS] = &address_want,
};

void
resources_wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    for (enum noun n = 0; w->plan && n < N_NOUNS; n++)
        noun_wants[n]->wanted(a, w, ret);
}
