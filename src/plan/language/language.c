// SPDX-License-Identifier: MIT
// The tables of the plan language: every key, what it may hold, and whether it is carried out yet.
#include "plan/language/language.h"

#include "plan/plan.h"

static const char *const accept_words[] = { "accept", "refuse", NULL };
static const struct schema accept = { .type = S_ENUM, .words = accept_words };

// What a region and a template of one have in common.
#define REGION_FIELDS                                                                          \
    { "nodes", NULL, &language_nodes, false, NULL, "node plans" },                             \
        { "counters", NULL, &language_names, false, NULL, "running counters of this region" }, \
        { "nodebalancers", NULL, &language_balancers, false, NULL, "NodeBalancers" },          \
        { "vpc", NULL, &language_vpcs, false, NULL, "VPCs of the region" },                    \
    {                                                                                          \
        NULL                                                                                   \
    }

static const struct schema_field template_fields[] = {
    { "name", NULL, &language_name, true, NULL, "what regions call it" },
    REGION_FIELDS,
};
static const struct schema template = {
    .type = S_MAP, .fields = template_fields, .what = "a template for regions"
};
static const struct schema templates = { .type = S_ONE_OR_LIST, .item = &template };

static const struct schema_field region_fields[] = {
    { "region", NULL, &language_text, true, NULL, "where: an id, an old id or number, or a place" },
    { "regionplan", NULL, &language_name, false, NULL, "the template that it is made from" },
    REGION_FIELDS,
};
const struct schema language_region = { .type = S_MAP, .fields = region_fields };
static const struct schema regions = { .type = S_LIST, .item = &language_region };

static const struct schema networks = { .type = S_DICT, .item = &language_text_list };

static const struct schema_field plan_fields[] = {
    { "name", NULL, &language_text, true, NULL, "the plan's name" },
    { "description", NULL, &language_text, false, NULL, "what it is, in one line" },
    { "regions", NULL, &regions, true, NULL, "what stands where" },
    { "regionplan", "regionplans", &templates, false, NULL, "templates for whole regions" },
    { "counters", NULL, &language_names, false, NULL, "running counters of the whole cluster" },
    { "defaults", NULL, &language_node, false, NULL,
        "node keys that apply where a node plan is silent" },
    { "users", NULL, &language_user_sets, false, NULL,
        "sets of users, used by name in node plans" },
    { "groups", NULL, &language_group_sets, false, NULL,
        "sets of groups, used by name in node plans" },
    { "storageplans", NULL, &language_storageplans, false, NULL,
        "lists of disks, used by name in node plans" },
    { "firewall", NULL, &language_rule_sets, false, NULL,
        "sets of rules, used by name in node plans" },
    { "ports", NULL, &language_ports, false, NULL,
        "ports by name: rules, NodeBalancers, probes, files and scripts say the name" },
    { "access", NULL, &language_text_list, false, NULL,
        "CIDRs that may reach SSH; default anywhere, rate-limited" },
    { "networks", NULL, &networks, false, NULL,
        "lists of CIDRs by name, which firewall rules may name" },
    { "substitutes", NULL, &accept, false, NULL, "accept: successors of what was retired" },
    { "expires", NULL, &language_text, false, NULL, "when it may be deleted: 8h, or a date" },
    { "budget", NULL, &language_text, false, NULL, "what it may cost at most: $500/month" },
    { "hosts", NULL, &language_hosts, false, NULL, "whom /etc/hosts of the nodes names" },
    { "dns", NULL, &language_dns, false, LATER_DNS, "name servers" },
    { "depends", NULL, &language_depends, false, NULL, "other clusters it needs" },
    { "start", NULL, &language_start, false, NULL, "order and services" },
    { "stop", NULL, &language_stop, false, NULL, "order; default: start backwards" },
    { "hooks", NULL, &language_hooks, false, NULL, "steps of the cluster by event" },
    { "parameters", NULL, &language_parameters, false, NULL,
        "what --set may change, used as ${NAME}" },
    { NULL },
};

const struct schema plan_schema = { .type = S_MAP, .fields = plan_fields, .what = "a plan" };
