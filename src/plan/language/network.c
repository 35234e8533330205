// SPDX-License-Identifier: MIT
// NodeBalancers, networks, names.
#include "plan/language/language.h"

#include "model/hostname.h"
#include "model/label.h"

// Of a pattern editors hear what it can say; "twice in a row" is our own check's.
#define PLAIN "A-Za-z0-9"
static const struct schema vlan_label = { .type = S_TEXT,
    .min = 1,
    .max = 64,
    .what = "the label of a VLAN",
    .fault = vlan_label_fault,
    .pattern = "^[" PLAIN "]([" PLAIN "-]*[" PLAIN "])?$" };
static const struct schema vpc_label = { .type = S_TEXT,
    .min = 1,
    .max = 64,
    .what = "the label of a VPC or subnet",
    .fault = vpc_label_fault,
    .pattern = "^[" PLAIN "]([" PLAIN "-]*[" PLAIN "])?$" };
static const struct schema placement_label = { .type = S_TEXT,
    .min = 1,
    .max = 64,
    .what = "the label of a placement group",
    .fault = placement_label_fault,
    .pattern = "^[" PLAIN "]([" PLAIN "._-]*[" PLAIN "])?$" };
static const struct schema zone = { .type = S_TEXT,
    .min = 1,
    .max = 4096,
    .what = "a domain",
    .fault = zone_fault,
    .pattern = "^[" PLAIN ".-]*[" PLAIN "]$" };

static const char *const protocol_words[] = { "http", "https", "tcp", "udp", NULL };
static const struct schema protocol = { .type = S_ENUM, .words = protocol_words };
static const char *const algorithm_words[] = { "roundrobin", "leastconn", "source", "ring_hash",
    NULL };
static const struct schema algorithm = { .type = S_ENUM, .words = algorithm_words };
static const char *const stickiness_words[] = { "none", "table", "http_cookie", "session",
    "source_ip", NULL };
static const struct schema stickiness = { .type = S_ENUM, .words = stickiness_words };
static const char *const proxy_words[] = { "none", "v1", "v2", NULL };
static const struct schema proxy = { .type = S_ENUM, .words = proxy_words };

static const char *const check_words[] = { "none", "connection", "http", "http_body", NULL };
static const struct schema check_type = { .type = S_ENUM, .words = check_words };
static const struct schema interval = { .type = S_INT, .min = 2, .max = 3600, .what = "seconds" };
static const struct schema thirty = { .type = S_INT, .min = 1, .max = 30 };
static const struct schema_field check_fields[] = {
    { "type", NULL, &check_type, false, NULL, "none, connection, http or http_body" },
    { "path", NULL, &language_text, false, NULL, "what http asks for" },
    { "body", NULL, &language_text, false, NULL, "what http_body looks for in the answer" },
    { "interval", NULL, &interval, false, NULL, "seconds between two; 2 to 3600, default 10" },
    { "timeout", NULL, &thirty, false, NULL, "seconds; 1 to 30, less than interval, default 5" },
    { "attempts", NULL, &thirty, false, NULL, "failures until a node is down; 1 to 30, default 3" },
    { "passive", NULL, &language_truth, false, NULL, "what clients see counts, too; default yes" },
    { NULL },
};
static const struct schema check = { .type = S_MAP, .fields = check_fields, .what = "a check" };
static const struct schema *const check_choices[] = { &check, &check_type, NULL };
static const struct schema check_or_type = {
    .type = S_ONE_OF, .choices = check_choices, .what = "a check, or its type"
};

// What a balancer with one port and an item of ports: have in common.
#define PORT_FIELDS(required)                                                                  \
    { "port", NULL, &language_port, required, NULL, "where it listens" },                      \
        { "protocol", NULL, &protocol, false, NULL, "http (default), https, tcp or udp" },     \
        { "target_port", "target-port", &language_port, false, NULL,                           \
            "of the nodes; default the same" },                                                \
        { "algorithm", NULL, &algorithm, false, NULL,                                          \
            "roundrobin (default), leastconn, source; ring_hash for udp" },                    \
        { "stickiness", NULL, &stickiness, false, NULL,                                        \
            "none, table (default), http_cookie; session or source_ip for udp" },              \
        { "proxy_protocol", "proxy-protocol", &proxy, false, NULL, "none (default), v1, v2" }, \
        { "check", NULL, &check_or_type, false, NULL, "when a node counts as up" },            \
        { "certificate", NULL, &language_text, false, NULL, "file of an https certificate" },  \
        { "key", NULL, &language_text, false, NULL, "file of its private key" },               \
    {                                                                                          \
        NULL                                                                                   \
    }

static const struct schema_field port_fields[] = { PORT_FIELDS(true) };
static const struct schema port_map = { .type = S_MAP, .fields = port_fields, .what = "a port" };
static const struct schema *const ports_choices[] = { &port_map, &language_port, NULL };
static const struct schema ports_item = {
    .type = S_ONE_OF, .choices = ports_choices, .what = "a port"
};
static const struct schema ports = { .type = S_LIST, .item = &ports_item };
static const struct schema balancer_name = { .type = S_TEXT,
    .min = 3,
    .max = 32,
    .what = "the name of a NodeBalancer",
    .fault = balancer_label_fault,
    .pattern = "^[A-Za-z][" PLAIN "_-]*$" };

static const struct schema_field balancer_vpc_fields[] = {
    { "name", NULL, &vpc_label, true, NULL, "a VPC of the region" },
    { "subnet", NULL, &vpc_label, false, NULL, "of its nodes; default: its only one" },
    { "range", NULL, &language_text, false, NULL,
        "of the subnet, that it comes from; default: one of four addresses at its end" },
    { NULL },
};
static const struct schema balancer_vpc_map = { .type = S_MAP, .fields = balancer_vpc_fields };
static const struct schema *const balancer_vpc_choices[] = { &balancer_vpc_map, &vpc_label, NULL };
static const struct schema balancer_vpc = { .type = S_ONE_OF,
    .choices = balancer_vpc_choices,
    .what = "a VPC's name, or {name, subnet, range}" };

static const struct schema throttle = { .type = S_INT, .max = 20, .what = "connections a second" };

static const struct schema_field balancer_fields[] = {
    { "name", NULL, &balancer_name, true, NULL, "its label: 3 to 32 characters" },
    { "tags", "tag", &language_tags, false, NULL,
        "balances the nodes that have one of these tags" },
    { "nodes", NULL, &language_name_or_names, false, NULL, "or those of these node plans" },
    { "enabled", NULL, &language_truth, false, NULL,
        "no: as if it were not written here; for parameters; default yes" },
    { "vpc", NULL, &balancer_vpc, false, NULL,
        "a VPC in which it reaches its nodes; default: by their private addresses" },
    { "throttle", NULL, &throttle, false, NULL,
        "new connections a second from one client; 0 to 20, default 0: any number" },
    { "drain", NULL, &language_text, false, NULL,
        "who leaves gets nothing new for so long before; default 30s, 0s: not at all" },
    { "ports", NULL, &ports, false, NULL, "several ports, each with the keys below" },
    PORT_FIELDS(false),
};
static const struct schema balancer = {
    .type = S_MAP, .fields = balancer_fields, .what = "a NodeBalancer"
};
const struct schema language_balancers = { .type = S_LIST, .item = &balancer };

static const struct schema_field vlan_fields[] = {
    { "label", NULL, &vlan_label, true, NULL, "its name" },
    { "ipv4", NULL, &language_text, false, NULL, "network that the nodes have addresses of" },
    { NULL },
};
static const struct schema vlan_map = { .type = S_MAP, .fields = vlan_fields };
static const struct schema *const vlan_choices[] = { &vlan_map, &vlan_label, NULL };
const struct schema language_vlan = {
    .type = S_ONE_OF, .choices = vlan_choices, .what = "a VLAN's label, or {label, ipv4}"
};

static const struct schema_field vpc_use_fields[] = {
    { "name", NULL, &vpc_label, true, NULL, "a VPC of the region" },
    { "subnet", NULL, &vpc_label, false, NULL, "default: its only one" },
    { "nat", NULL, &language_truth, false, NULL,
        "with public: no, a public address that stands for it 1:1; default yes" },
    { NULL },
};
static const struct schema vpc_use_map = { .type = S_MAP, .fields = vpc_use_fields };
static const struct schema *const vpc_use_choices[] = { &vpc_use_map, &vpc_label, NULL };
const struct schema language_vpc_use = {
    .type = S_ONE_OF, .choices = vpc_use_choices, .what = "a VPC's name, or {name, subnet, nat}"
};

static const struct schema_field subnet_fields[] = {
    { "name", NULL, &vpc_label, true, NULL, "its label" },
    { "ipv4", NULL, &language_text, true, NULL, "a private network: 10.0.1.0/24" },
    { NULL },
};
static const struct schema subnet = { .type = S_MAP, .fields = subnet_fields };
static const struct schema subnets = { .type = S_LIST, .item = &subnet };
static const struct schema_field vpc_fields[] = {
    { "name", NULL, &vpc_label, true, NULL,
        "its label; where another has it, CLUSTER-REGION-NAME" },
    { "subnets", NULL, &subnets, false, NULL, "made when missing" },
    { "existing", NULL, &language_truth, false, NULL,
        "others made it: it is used, never changed or deleted; default no" },
    { NULL },
};
static const struct schema vpc_map = { .type = S_MAP, .fields = vpc_fields };
static const struct schema *const vpc_choices[] = { &vpc_map, &vpc_label, NULL };
static const struct schema vpc = {
    .type = S_ONE_OF, .choices = vpc_choices, .what = "a VPC's name, or {name, subnets, existing}"
};
const struct schema language_vpcs = { .type = S_ONE_OR_LIST, .item = &vpc };

static const char *const affinity_words[] = { "anti_affinity:local", NULL };
static const struct schema affinity = { .type = S_ENUM, .words = affinity_words };
static const char *const policy_words[] = { "strict", "flexible", NULL };
static const struct schema policy = { .type = S_ENUM, .words = policy_words };
static const struct schema_field placement_fields[] = {
    { "name", NULL, &placement_label, true, NULL,
        "its label; where another has it, CLUSTER-REGION-NAME" },
    { "type", NULL, &affinity, false, NULL, "anti_affinity:local" },
    { "policy", NULL, &policy, false, NULL, "strict (default) or flexible" },
    { NULL },
};
static const struct schema placement_map = { .type = S_MAP, .fields = placement_fields };
static const struct schema *const placement_choices[] = { &placement_map, &placement_label, NULL };
const struct schema language_placement = { .type = S_ONE_OF,
    .choices = placement_choices,
    .what = "a placement group's name, or {name, type, policy}" };

static const char *const ipv6_words[] = { "slaac", "/64", "/56", NULL };
const struct schema language_ipv6 = { .type = S_ENUM, .words = ipv6_words };

static const struct schema_field hosts_fields[] = {
    { "scope", NULL, &language_text_list, false, NULL,
        "cluster (default), tags or node plans; and dependents" },
    { "public", NULL, &language_truth, false, NULL, "public names and addresses; default no" },
    { "private", NULL, &language_truth, false, NULL, "private ones; default yes" },
    { NULL },
};
static const struct schema hosts_map = { .type = S_MAP, .fields = hosts_fields };
static const struct schema *const hosts_choices[] = { &hosts_map, &language_truth, NULL };
const struct schema language_hosts = {
    .type = S_ONE_OF, .choices = hosts_choices, .what = "what /etc/hosts names, or no"
};

static const char *const dns_words[] = { "private", "public", "split", NULL };
static const struct schema dns_kind = { .type = S_ENUM, .words = dns_words };
static const struct schema_field dns_fields[] = {
    { "kind", NULL, &dns_kind, true, NULL, "private, public or split" },
    { "zone", NULL, &zone, true, NULL, "the domain" },
    { "servers", "server", &language_text_list, false, NULL, "addresses or names; linode" },
    { "on", NULL, &language_text, false, NULL, "tag or node plan that runs the server" },
    { NULL },
};
static const struct schema dns_item = { .type = S_MAP, .fields = dns_fields };
const struct schema language_dns = { .type = S_ONE_OR_LIST, .item = &dns_item };
