// SPDX-License-Identifier: MIT
// Steps, the events they belong to, and firewall rules.
#include "plan/language/language.h"

static const struct schema tries = { .type = S_INT, .min = 0, .max = 100 };
static const struct schema at_once = {
    .type = S_INT, .min = 1, .max = 10000, .what = "a number of nodes"
};

static const struct schema rule = {
    .type = S_TEXT, .min = 1, .max = 1024, .what = "a firewall rule"
};
static const struct schema rule_texts = { .type = S_ONE_OR_LIST, .item = &rule };
static const struct schema_field bound_fields[] = {
    { "during", NULL, &language_name, true, NULL, "the event that opens and closes them" },
    { "rules", "rule", &rule_texts, true, NULL, "rules, or names of sets" },
    { NULL },
};
static const struct schema bound_rules = {
    .type = S_MAP, .fields = bound_fields, .what = "rules bound to an event"
};
static const struct schema *const rule_choices[] = { &bound_rules, &rule, NULL };
static const struct schema rule_or_set = { .type = S_ONE_OF,
    .choices = rule_choices,
    .what = "a firewall rule, the name of a set, or {during, rules}" };
const struct schema language_rules = { .type = S_ONE_OR_LIST, .item = &rule_or_set };
const struct schema language_rule_sets = {
    .type = S_DICT, .item = &language_rules, .what = "sets of rules by name"
};

static const struct schema_field step_fields[] = {
    { "name", NULL, &language_text, false, NULL, "what it is called; or SCHEME:VALUE, as in 2017" },
    { "script", NULL, &language_script, false, NULL,
        "a shell script: the path of a file beside the plan, or its lines" },
    { "files", NULL, &language_text_list, false, NULL,
        "files and folders beside the plan that lie beside it while it runs" },
    { "timeout", NULL, &language_text, false, NULL, "how long it may take: 90s, 5m; default 15m" },
    { "usual", NULL, &language_text, false, NULL,
        "how long it usually takes, told while it runs: 90s, 5m" },
    { "retries", NULL, &tries, false, NULL, "further tries after a failure" },
    { "repeatable", NULL, &language_truth, false, NULL,
        "it may be run again after it was interrupted" },
    { "local", NULL, &language_script, false, NULL,
        "a command here; it reads the cluster as JSON" },
    { "cloudinit", NULL, &language_script, false, NULL, "a cloud-init configuration" },
    { "stackscript", NULL, &language_text, false, NULL,
        "a StackScript: its id, label or USER/LABEL" },
    { "ansible", NULL, &language_text, false, NULL,
        "a playbook run from here, once for all nodes of the event" },
    { "localansible", NULL, &language_text, false, NULL,
        "a playbook run on the node, with all of its folder" },
    { "chef", NULL, &language_text, false, NULL,
        "attributes (JSON) for chef-solo, with all of their folder" },
    { "puppet", NULL, &language_text, false, NULL,
        "a manifest applied by puppet, with all of its folder" },
    { "firewall", NULL, &rule_texts, false, NULL, "rules, or names of sets, from this step on" },
    { "vars", NULL, &language_map, false, NULL,
        "environment, a playbook's variables, facts, attributes, a StackScript's answers" },
    { "args", NULL, &language_text_list, false, NULL, "arguments of what it runs" },
    { "when", NULL, &language_text_list, false, NULL,
        "conditions: [not] tag, group or region NAME, new, first" },
    { "on", NULL, &language_text, false, NULL, "one, all or a tag; default all" },
    { "serial", NULL, &at_once, false, NULL, "how many nodes at once" },
    { NULL },
};
static const struct schema step = {
    .type = S_MAP, .fields = step_fields, .what = "a step such as {script: setup.sh}"
};
const struct schema language_steps = { .type = S_ONE_OR_LIST, .item = &step };
const struct schema language_hooks = {
    .type = S_DICT, .item = &language_steps, .what = "steps by event"
};

static const struct schema_field init_fields[] = {
    { "boot-on-create", NULL, &language_truth, false, NULL,
        "whether create also boots it; default yes" },
    { "distribution", "image", &language_text, false, NULL, "the image" },
    { "firstboot", NULL, &language_steps, false, NULL,
        "steps run once, when the node is up and secured" },
    { "created", NULL, &language_steps, false, NULL, "before the node runs" },
    { "boot", NULL, &language_steps, false, NULL, "at every boot" },
    { "sshready", NULL, &language_steps, false, NULL, "when it can be logged into" },
    { "clusterstarting", NULL, &language_steps, false, NULL, "when its cluster starts" },
    { "clusterstarted", NULL, &language_steps, false, NULL, "when its cluster has started" },
    { "regionready", NULL, &language_steps, false, NULL, "when its region is ready" },
    { "planready", NULL, &language_steps, false, NULL, "when all is ready" },
    { "clusterstopping", NULL, &language_steps, false, NULL, "before its cluster stops" },
    { "membership", NULL, &language_steps, false, NULL,
        "when others joined or left: on those who stay" },
    { "destroy", NULL, &language_steps, false, NULL,
        "before its machine goes for good, while others still know it" },
    { NULL },
};
const struct schema language_init = { .type = S_MAP, .fields = init_fields };
