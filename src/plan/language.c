// The tables of the plan language: every key, what it may hold, and whether it is carried out yet.
#include "plan/plan.h"

static const struct schema any = { .type = S_ANY };
static const struct schema text = { .type = S_TEXT, .min = 1, .max = 4096 };
static const struct schema script_text = {
    .type = S_TEXT, .min = 1, .max = 65536, .what = "a script or its path"
};
static const struct schema name = { .type = S_NAME };
static const struct schema truth = { .type = S_BOOL };
static const struct schema count = {
    .type = S_INT, .min = 0, .max = 10000, .what = "a number of nodes"
};
static const struct schema tries = { .type = S_INT, .min = 0, .max = 100 };
static const struct schema tag = { .type = S_TEXT, .min = 3, .max = 50, .what = "a tag" };
static const struct schema tags = { .type = S_ONE_OR_LIST, .item = &tag };
static const struct schema texts = { .type = S_ONE_OR_LIST, .item = &text };
static const struct schema names = { .type = S_LIST, .item = &name };
static const struct schema expression = {
    .type = S_TEXT, .min = 1, .max = 255, .what = "a name expression"
};
static const struct schema rule = {
    .type = S_TEXT, .min = 1, .max = 1024, .what = "a firewall rule"
};
static const struct schema rules = { .type = S_ONE_OR_LIST, .item = &rule };
static const char *const accept_words[] = { "accept", "refuse", NULL };
static const struct schema accept = { .type = S_ENUM, .words = accept_words };

#define LATER_EVENTS "the other events come with cluster start and stop"
#define LATER_STORAGE "disks and volumes come with the storage release"
#define LATER_NETWORK "VPC, VLAN and placement come with the network release"
#define LATER_NAMES "names and membership come with the next release"
#define LATER_LANGUAGE "it comes with the whole plan language"
#define LATER_ORDER "start and stop order comes with cluster start and stop"

static const struct schema_field step_fields[] = {
    { "name", NULL, &text, false, NULL, "SCHEME:VALUE, as in 2017" },
    { "script", NULL, &script_text, false, NULL,
        "a shell script: the path of a file beside the plan, or its lines" },
    { "timeout", NULL, &text, false, NULL, "how long it may take: 90s, 5m; default 15m" },
    { "retries", NULL, &tries, false, NULL, "further tries after a failure" },
    { "repeatable", NULL, &truth, false, NULL, "it may be run again after it was interrupted" },
    { "local", NULL, &any, false, LATER_LANGUAGE, "a command here" },
    { "cloudinit", NULL, &any, false, "it comes with the configuration schemes", "cloud-init" },
    { "stackscript", NULL, &any, false, "it comes with the configuration schemes",
        "a StackScript" },
    { "ansible", NULL, &any, false, "it comes with the configuration schemes",
        "a playbook run from here" },
    { "localansible", NULL, &any, false, "it comes with the configuration schemes",
        "a playbook run on the node" },
    { "chef", NULL, &any, false, "it comes with the configuration schemes", "chef-solo" },
    { "puppet", NULL, &any, false, "it comes with the configuration schemes", "puppet apply" },
    { "firewall", NULL, &any, false, "rules bound to events come later", "firewall rules" },
    { "when", NULL, &any, false, LATER_LANGUAGE, "a condition" },
    { "on", NULL, &any, false, LATER_LANGUAGE, "one, all or a tag" },
    { "serial", NULL, &any, false, LATER_LANGUAGE, "how many at once" },
    { NULL },
};
static const struct schema step = {
    .type = S_MAP, .fields = step_fields, .what = "a step such as {script: setup.sh}"
};
static const struct schema steps = { .type = S_ONE_OR_LIST, .item = &step };

static const struct schema_field init_fields[] = {
    { "boot-on-create", NULL, &truth, false, NULL, "whether create also boots it; default yes" },
    { "distribution", "image", &text, false, NULL, "the image" },
    { "firstboot", NULL, &steps, false, NULL, "steps run once, when the node is up and secured" },
    { "created", NULL, &any, false, LATER_EVENTS, "before the node runs" },
    { "boot", NULL, &any, false, LATER_EVENTS, "at every boot" },
    { "sshready", NULL, &any, false, LATER_EVENTS, "when it can be logged into" },
    { "clusterstarting", NULL, &any, false, LATER_EVENTS, "when its cluster starts" },
    { "clusterstarted", NULL, &any, false, LATER_EVENTS, "when its cluster has started" },
    { "regionready", NULL, &any, false, LATER_EVENTS, "when its region is ready" },
    { "planready", NULL, &any, false, LATER_EVENTS, "when all is ready" },
    { "clusterstopping", NULL, &any, false, LATER_EVENTS, "before its cluster stops" },
    { "membership", NULL, &any, false, LATER_EVENTS, "when a node joins or leaves" },
    { "destroy", NULL, &any, false, LATER_EVENTS, "before it is deleted" },
    { NULL },
};
static const struct schema init = { .type = S_MAP, .fields = init_fields };

static const struct schema_field user_fields[] = {
    { "name", NULL, &name, true, NULL, "the log-in name" },
    { "keys", "key", &texts, false, NULL, "SSH public keys" },
    { "groups", NULL, &texts, false, NULL, "further groups, made when missing" },
    { "shell", NULL, &text, false, NULL, "default /bin/bash" },
    { "sudo", NULL, &truth, false, NULL, "may sudo without a password; default no" },
    { NULL },
};
static const struct schema user = { .type = S_MAP, .fields = user_fields };
static const struct schema user_set = { .type = S_ONE_OR_LIST, .item = &user };
static const struct schema user_sets = { .type = S_DICT, .item = &user_set };
static const struct schema *const user_choices[] = { &user, &name, NULL };
static const struct schema user_or_set = {
    .type = S_ONE_OF, .choices = user_choices, .what = "a user, or the name of a set of users"
};
static const struct schema users = { .type = S_ONE_OR_LIST, .item = &user_or_set };

#define NODE_FIELDS(type_required)                                                             \
    { "name", NULL, &name, false, NULL, "groups the nodes of this plan" },                     \
        { "type", NULL, &text, type_required, NULL, "the Linode type" },                       \
        { "count", NULL, &count, false, NULL, "how many; default 1" },                         \
        { "tags", "tag", &tags, false, NULL, "selectors" },                                    \
        { "image", "distribution", &text, false, NULL, "default linode/debian12" },            \
        { "kernel", NULL, &text, false, NULL, "default: the image's" },                        \
        { "nodenames", NULL, &expression, false, NULL, "labels of the Linodes" },              \
        { "hostnames", NULL, &expression, false, NULL, "host names; default as nodenames" },   \
        { "users", NULL, &users, false, NULL, "users beside root and the admin user" },        \
        { "init", NULL, &init, false, NULL, "what is done when" },                             \
        { "firewall", NULL, &rules, false, NULL, "what may come in and go out" },              \
        { "private_ip", "private-ip", &truth, false, NULL, "a private address; default yes" }, \
        { "watchdog", NULL, &any, false, LATER_LANGUAGE, "Lassie" },                           \
        { "storage", NULL, &any, false, LATER_STORAGE, "disks and volumes" },                  \
        { "publicfqdn", NULL, &any, false, LATER_NAMES, "public DNS name" },                   \
        { "privatefqdn", NULL, &any, false, LATER_NAMES, "private DNS name" },                 \
        { "groups", NULL, &any, false, LATER_LANGUAGE, "groups on the nodes" },                \
        { "keys", NULL, &any, false, LATER_LANGUAGE, "keys per node" },                        \
        { "hooks", NULL, &any, false, LATER_EVENTS, "event hooks" },                           \
        { "files", NULL, &any, false, LATER_LANGUAGE, "files on the nodes" },                  \
        { "units", NULL, &any, false, LATER_LANGUAGE, "systemd units" },                       \
        { "group", NULL, &any, false, LATER_LANGUAGE, "display group" },                       \
        { "cluster", NULL, &any, false, LATER_EVENTS, "shared cluster of events" },            \
        { "vlan", NULL, &any, false, LATER_NETWORK, "a VLAN" },                                \
        { "vpc", NULL, &any, false, LATER_NETWORK, "a VPC" },                                  \
        { "placement", NULL, &any, false, LATER_NETWORK, "a placement group" },                \
        { "encryption", NULL, &any, false, LATER_STORAGE, "disk encryption" },                 \
        { "ipv6", NULL, &any, false, LATER_NETWORK, "IPv6 ranges" },                           \
        { "backups", NULL, &any, false, LATER_STORAGE, "Linode's backups" },                   \
        { "user_data", NULL, &any, false, LATER_LANGUAGE, "cloud-init user-data" },            \
        { "lock", NULL, &any, false, LATER_LANGUAGE, "protection against deletion" }, { NULL },

static const struct schema_field node_fields[] = { NODE_FIELDS(false) };
static const struct schema node = { .type = S_MAP, .fields = node_fields, .what = "a node plan" };
static const struct schema nodes = { .type = S_LIST, .item = &node };

static const struct schema_field region_fields[] = {
    { "region", NULL, &text, true, NULL, "where: an id, an old id or number, or a place" },
    { "nodes", NULL, &nodes, false, NULL, "node plans" },
    { "counters", NULL, &names, false, NULL, "running counters of this region" },
    { "regionplan", NULL, &any, false, LATER_LANGUAGE, "a template for a region" },
    { "nodebalancers", NULL, &any, false, "NodeBalancers come later", "NodeBalancers" },
    { "vpc", NULL, &any, false, LATER_NETWORK, "a VPC" },
    { NULL },
};
static const struct schema region = { .type = S_MAP, .fields = region_fields };
static const struct schema regions = { .type = S_LIST, .item = &region };

static const struct schema_field hosts_fields[] = {
    { "scope", NULL, &texts, false, NULL, "cluster (default), or node plans and tags" },
    { "private", NULL, &truth, false, NULL, "host names and private FQDNs; default yes" },
    { "public", NULL, &truth, false, NULL, "public FQDNs; default yes" },
    { NULL },
};
static const struct schema hosts_map = { .type = S_MAP, .fields = hosts_fields };
static const struct schema *const hosts_choices[] = { &hosts_map, &truth, NULL };
static const struct schema hosts = {
    .type = S_ONE_OF, .choices = hosts_choices, .what = "what /etc/hosts names, or no"
};

static const struct schema_field plan_fields[] = {
    { "name", NULL, &text, true, NULL, "the plan's name" },
    { "regions", NULL, &regions, true, NULL, "what stands where" },
    { "counters", NULL, &names, false, NULL, "running counters of the whole cluster" },
    { "defaults", NULL, &node, false, NULL, "node keys that apply where a node plan is silent" },
    { "users", NULL, &user_sets, false, NULL, "sets of users, used by name in node plans" },
    { "access", NULL, &texts, false, NULL,
        "CIDRs that may reach SSH; default anywhere, rate-limited" },
    { "substitutes", NULL, &accept, false, NULL, "accept: successors of what was retired" },
    { "regionplan", NULL, &any, false, LATER_LANGUAGE, "templates for regions" },
    { "parameters", NULL, &any, false, LATER_LANGUAGE, "what --set may change" },
    { "groups", NULL, &any, false, LATER_LANGUAGE, "sets of groups" },
    { "storageplans", NULL, &any, false, LATER_STORAGE, "named storage lists" },
    { "firewall", NULL, &any, false, LATER_LANGUAGE, "named rule sets" },
    { "hosts", NULL, &hosts, false, NULL, "whom /etc/hosts of the nodes names" },
    { "dns", NULL, &any, false, "name servers come later", "name servers" },
    { "depends", NULL, &any, false, "dependencies between clusters come later", "other clusters" },
    { "start", NULL, &any, false, LATER_ORDER, "order and services" },
    { "stop", NULL, &any, false, LATER_ORDER, "order and services" },
    { "hooks", NULL, &any, false, LATER_EVENTS, "cluster-level hooks" },
    { NULL },
};

const struct schema plan_schema = { .type = S_MAP, .fields = plan_fields, .what = "a plan" };
