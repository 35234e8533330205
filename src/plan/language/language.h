// SPDX-License-Identifier: MIT
// The tables of the plan language, by noun; language.c has the plan itself.
#ifndef PLAN_LANGUAGE_LANGUAGE_H
#define PLAN_LANGUAGE_LANGUAGE_H

#include "text/schema.h"

// What others come with, for keys that are not carried out yet.
#define LATER_IMAGE "images by name, file or URL come with the image release"
#define LATER_DNS "name servers come later"
#define LATER_DEPENDS "of other clusters membership alone is told"

// word.c: what every table uses.
extern const struct schema language_any, language_map, language_text, language_script,
    language_name, language_names, language_name_or_names, language_truth, language_text_list,
    language_tags, language_account, language_accounts, language_expression, language_count;

extern const struct schema language_parameters;                           // parameter.c
extern const struct schema language_port, language_ports;                 // port.c
extern const struct schema language_steps, language_init, language_hooks; // step.c
extern const struct schema language_rules, language_rule_sets;            // step.c
extern const struct schema language_storage, language_storageplans;       // storage.c
extern const struct schema language_balancers, language_vlan, language_vpc_use, language_vpcs,
    language_placement, language_ipv6, language_hosts, language_dns;        // network.c
extern const struct schema language_depends, language_start, language_stop; // order.c
extern const struct schema language_users, language_user_sets, language_groups, language_group_sets,
    language_files, language_units;                       // node.c
extern const struct schema language_node, language_nodes; // node.c
extern const struct schema language_region;               // language.c

#endif
