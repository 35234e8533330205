// SPDX-License-Identifier: MIT
// Node plans, and the users, groups, files and units on nodes.
#include "plan/language/language.h"

#include <stdio.h>
#include <string.h>

#include "model/network.h"
#include "model/path.h"
#include "model/user.h"

// It is given to a package manager as it is: no option of its, no version, no file.
static const char *
package_fault(const char *text, char why[static SCHEMA_WHY])
{
    static const char signs[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+._-";

    if (strchr("+._-", *text))
        return "it begins with a letter or a digit";
    if (text[strspn(text, signs)] == '\0')
        return NULL;
    snprintf(why, SCHEMA_WHY, "there is no '%c' in one", text[strspn(text, signs)]);
    return why;
}

static const struct schema shell = { .type = S_TEXT,
    .min = 1,
    .max = 4096,
    .what = "a shell",
    .fault = shell_fault,
    .pattern = "^/[A-Za-z0-9/._+-]*[A-Za-z0-9._+-]$" };
static const struct schema_field user_fields[] = {
    { "name", NULL, &language_account, true, NULL, "the log-in name" },
    { "keys", "key", &language_text_list, false, NULL, "SSH public keys" },
    { "groups", NULL, &language_accounts, false, NULL, "further groups, made when missing" },
    { "shell", NULL, &shell, false, NULL, "default /bin/bash" },
    { "sudo", NULL, &language_truth, false, NULL, "may sudo without a password; default no" },
    { NULL },
};
static const struct schema user = { .type = S_MAP, .fields = user_fields };
static const struct schema user_set = { .type = S_ONE_OR_LIST, .item = &user };
const struct schema language_user_sets = { .type = S_DICT, .item = &user_set };
static const struct schema *const user_choices[] = { &user, &language_name, NULL };
static const struct schema user_or_set = {
    .type = S_ONE_OF, .choices = user_choices, .what = "a user, or the name of a set of users"
};
const struct schema language_users = { .type = S_ONE_OR_LIST, .item = &user_or_set };

static const struct schema gid = { .type = S_INT, .min = 1, .max = 65533, .what = "a group id" };
static const struct schema_field group_fields[] = {
    { "name", NULL, &language_account, true, NULL, "the group's name" },
    { "gid", NULL, &gid, false, NULL, "its number; default: the next free one" },
    { "system", NULL, &language_truth, false, NULL, "of the system's range; default no" },
    { NULL },
};
static const struct schema group = { .type = S_MAP, .fields = group_fields };
static const struct schema group_set = { .type = S_ONE_OR_LIST, .item = &group };
const struct schema language_group_sets = { .type = S_DICT, .item = &group_set };
static const struct schema *const group_choices[] = { &group, &language_name, NULL };
static const struct schema group_or_set = {
    .type = S_ONE_OF, .choices = group_choices, .what = "a group, or the name of a set of groups"
};
const struct schema language_groups = { .type = S_ONE_OR_LIST, .item = &group_or_set };

static const struct schema file_path = { .type = S_TEXT,
    .min = 1,
    .max = 4096,
    .what = "the path of a file",
    .fault = file_path_fault,
    .pattern = "^(/[^/]+)+$" };
static const struct schema content = { .type = S_TEXT, .max = 1 << 20 };
static const struct schema_field file_fields[] = {
    { "path", NULL, &file_path, true, NULL, "on the node, absolute" },
    { "content", NULL, &content, false, NULL, "its text" },
    { "source", NULL, &language_text, false, NULL, "or the file beside the plan that holds it" },
    { "owner", NULL, &language_account, false, NULL, "default root" },
    { "group", NULL, &language_account, false, NULL, "default the owner's" },
    { "mode", NULL, &language_text, false, NULL, "octal; default 0644" },
    { "restarts", NULL, &language_name, false, NULL,
        "a unit that begins anew when the file became another, if it runs" },
    { NULL },
};
static const struct schema file = { .type = S_MAP, .fields = file_fields, .what = "a file" };
const struct schema language_files = { .type = S_ONE_OR_LIST, .item = &file };

static const struct schema_field unit_fields[] = {
    { "name", NULL, &language_name, true, NULL, "such as app or app.timer" },
    { "command", NULL, &language_text, false, NULL, "of a service that is kept running" },
    { "content", NULL, &content, false, NULL, "or the whole unit" },
    { NULL },
};
static const struct schema unit = { .type = S_MAP, .fields = unit_fields, .what = "a unit" };
const struct schema language_units = { .type = S_ONE_OR_LIST, .item = &unit };

static const struct schema setting = {
    .type = S_TEXT, .min = 1, .max = 256, .what = "the value of a setting"
};
static const struct schema sysctl = { .type = S_DICT, .item = &setting };
static const struct schema package = { .type = S_TEXT,
    .min = 1,
    .max = 128,
    .what = "the name of a package",
    .fault = package_fault,
    .pattern = "^[A-Za-z0-9][A-Za-z0-9+._-]*$" };
static const struct schema packages = { .type = S_ONE_OR_LIST, .item = &package };

static const char *const day_words[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday",
    "Friday", "Saturday", NULL };
static const struct schema day = { .type = S_ENUM, .words = day_words };
static const char *const window_words[] = { "W0", "W2", "W4", "W6", "W8", "W10", "W12", "W14",
    "W16", "W18", "W20", "W22", NULL };
static const struct schema window = { .type = S_ENUM, .words = window_words };
static const struct schema_field backups_fields[] = {
    { "day", NULL, &day, false, NULL, "of the weekly one" },
    { "window", NULL, &window, false, NULL, "two hours from this one on, UTC" },
    { NULL },
};
static const struct schema schedule = { .type = S_MAP, .fields = backups_fields };
static const struct schema *const backups_choices[] = { &schedule, &language_truth, NULL };
static const struct schema backups = {
    .type = S_ONE_OF, .choices = backups_choices, .what = "yes, no or {day, window}"
};
static const char *const outer_words[] = { "no", "yes", "exact", NULL };
static const struct schema outer_layer = { .type = S_ENUM, .words = outer_words };
static const char *const lock_words[] = { "no", "yes", "cannot_delete",
    "cannot_delete_with_subresources", NULL };
static const struct schema lock = { .type = S_ENUM, .words = lock_words };
static const char *const generation_words[] = { "legacy", "linode", NULL };
static const struct schema generation = { .type = S_ENUM, .words = generation_words };
static const char *const maintenance_words[] = { "migrate", "power_off_on", NULL };
static const struct schema maintenance = { .type = S_ENUM, .words = maintenance_words };
static const struct schema user_data = {
    .type = S_TEXT, .min = 1, .max = 1 << 20, .what = "user-data or the path of a file"
};

static const struct schema extra_ipv4 = {
    .type = S_INT, .min = 0, .max = EXTRA_IPV4_MOST, .what = "a number of addresses"
};

static const struct schema *const reserved_choices[] = { &language_text_list, &language_truth,
    NULL };
static const struct schema reserved = {
    .type = S_ONE_OF, .choices = reserved_choices, .what = "addresses, yes or no"
};

static const struct schema share = { .type = S_TEXT,
    .pattern = "^([1-9][0-9]{0,3}|([1-9]|[1-9][0-9]|100)%)$",
    .what = "a number of nodes, or a share of them such as 25%" };
static const struct schema ready = {
    .type = S_TEXT, .min = 1, .max = 4096, .what = "a port, a page or a command"
};
static const struct schema_field update_fields[] = {
    { "serial", NULL, &share, false, NULL, "how many at a time, 2 or 25%; default 1" },
    { "pause", NULL, &language_text, false, NULL,
        "how long after one is back the next may go; default 0s" },
    { "ready", NULL, &ready, false, NULL,
        "when one is back: a port where it listens, http://localhost/ that answers, or a command "
        "that ends well; default when it runs" },
    { NULL },
};
static const struct schema update = { .type = S_MAP, .fields = update_fields };

static const struct schema_field node_fields[] = {
    { "name", NULL, &language_name, false, NULL, "groups its nodes for selection" },
    { "type", NULL, &language_text, false, NULL,
        "id, label, size (1gb) or attribute (ram:80GB) of a type" },
    { "count", NULL, &language_count, false, NULL, "how many; default 1" },
    { "quorum", NULL, &language_truth, false, NULL,
        "they have votes or data of one another: a majority stays; default no" },
    { "tags", "tag", &language_tags, false, NULL, "selectors" },
    { "image", "distribution", &language_text, false, NULL, "default linode/debian12" },
    { "kernel", NULL, &language_text, false, NULL, "default: the image's" },
    { "nodenames", NULL, &language_expression, false, NULL, "labels of the Linodes" },
    { "hostnames", NULL, &language_expression, false, NULL, "host names; default as nodenames" },
    { "publicfqdn", NULL, &language_expression, false, NULL, "whole name for the public address" },
    { "privatefqdn", NULL, &language_expression, false, NULL,
        "whole name for the private address" },
    { "extra_ipv4", "extra-ipv4", &extra_ipv4, false, NULL,
        "public IPv4 addresses beside the first one; default 0" },
    { "reserved", NULL, &reserved, false, NULL,
        "a reserved IPv4 address for each: yes, or the account's own" },
    { "shared", NULL, &language_text_list, false, NULL,
        "addresses of others that they may announce, for failover" },
    { "rdns", NULL, &language_expression, false, NULL,
        "name that reverse DNS tells for the public address" },
    { "group", NULL, &language_expression, false, NULL, "display group, and a tag" },
    { "users", NULL, &language_users, false, NULL, "users beside root and the admin user" },
    { "groups", NULL, &language_groups, false, NULL, "groups on the nodes" },
    { "keys", "key", &language_text_list, false, NULL,
        "public keys, or files of them, that root and the admin user have, too" },
    { "init", NULL, &language_init, false, NULL, "what is done when" },
    { "hooks", NULL, &language_hooks, false, NULL, "steps by event, of others too" },
    { "firewall", NULL, &language_rules, false, NULL, "what may come in and go out" },
    { "cloud_firewall", "cloud-firewall", &outer_layer, false, NULL,
        "a Cloud Firewall out of the same rules as outer layer: yes, exact; default no" },
    { "storage", NULL, &language_storage, false, NULL, "disks and volumes" },
    { "files", NULL, &language_files, false, NULL, "files on the nodes" },
    { "units", NULL, &language_units, false, NULL, "systemd units" },
    { "packages", "package", &packages, false, NULL,
        "packages of the distribution that they have" },
    { "sysctl", NULL, &sysctl, false, NULL, "settings of the kernel, by name" },
    { "cluster", NULL, &language_name, false, NULL,
        "the node plans that share events with this one" },
    { "min_ready", "min-ready", &share, false, NULL,
        "so many of them let their events go on, 4 or 80%; default all" },
    { "private_ip", "private-ip", &language_truth, false, NULL,
        "a private address; default yes, where there is a public interface of the legacy kind" },
    { "vlan", NULL, &language_vlan, false, NULL, "a VLAN" },
    { "vpc", NULL, &language_vpc_use, false, NULL, "a VPC of the region" },
    { "public", NULL, &language_truth, false, NULL,
        "a public interface; default yes. Without one: vpc" },
    { "interface_generation", "interface-generation", &generation, false, NULL,
        "legacy or linode; default as the account is set" },
    { "placement", NULL, &language_placement, false, NULL,
        "a placement group: Linode puts its nodes on different hosts" },
    { "ipv6", NULL, &language_ipv6, false, NULL, "slaac (default), or a range: /64, /56" },
    { "encryption", NULL, &language_truth, false, NULL,
        "of its disks, when they are made; default Linode's" },
    { "backups", NULL, &backups, false, NULL, "Linode's backups; default: as they are" },
    { "watchdog", NULL, &language_truth, false, NULL,
        "Lassie boots what powered off; default yes" },
    { "ready_timeout", NULL, &language_text, false, NULL,
        "how long it is waited for, to boot and then to answer; default 5m" },
    { "update", NULL, &update, false, NULL, "how nodes that serve are changed: one at a time" },
    { "user_data", "user-data", &user_data, false, NULL,
        "for cloud-init at the first boot, beside the toolkit's own" },
    { "lock", NULL, &lock, false, NULL, "protection against deletion; default no" },
    { "maintenance", NULL, &maintenance, false, NULL,
        "when its host is mended: migrate it, or power it off and on; default the account's" },
    { NULL },
};
const struct schema language_node = { .type = S_MAP, .fields = node_fields, .what = "a node plan" };
const struct schema language_nodes = { .type = S_LIST, .item = &language_node };
