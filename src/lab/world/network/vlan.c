// SPDX-License-Identifier: MIT
// VLANs: there as long as an interface names them.
#include "lab/call/page.h"
#include "lab/world/network/network.h"

#define SELECT_VLAN                                                                       \
    "SELECT l.region, i.label, json_group_array(DISTINCT i.linode) AS \"linodes:json\", " \
    "min(i.created) AS created FROM interface i JOIN linode l ON l.id = i.linode WHERE "  \
    "i.purpose = 'vlan' AND ?1 IN ('', l.region) AND ?2 IN ('', i.label) "                \
    "GROUP BY l.region, i.label ORDER BY l.region, i.label"

static void
vlan_list(struct call *c)
{
    static const char *const fields[] = { "label", "region", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_VLAN, "tt", "", ""), fields);
}

static void
vlan_delete(struct call *c)
{
    if (world_one(&c->lab->world, c->arena, SELECT_VLAN, "tt", c->params[0], c->params[1]))
        call_error(c, NULL, "The VLAN has Linodes attached: it goes with the last of them");
    else
        call_not_found(c);
}

static const struct route routes[] = {
    { "GET", "networking/vlans", READ("linodes"), RATE_LIST, false, vlan_list },
    { "DELETE", "networking/vlans/{}/{}", WRITE("linodes"), RATE_OTHER, false, vlan_delete },
    { 0 },
};

const struct noun vlan_noun = { .routes = routes };
