// SPDX-License-Identifier: MIT
// A cluster plan after loading: what the file says, in C, every piece with its position. Texts are
// as written; resolve fills the pointers into the catalogue.
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "model/balancer.h"
#include "model/catalogue.h"
#include "model/hook.h"
#include "model/named_port.h"
#include "model/names.h"
#include "model/network.h"
#include "model/order.h"
#include "model/storage.h"
#include "model/user_data.h"
#include "text/doc.h"
#include "text/tmpl.h"

// Something that a later release will carry out: until then, creating is refused by this name.
struct plan_later {
    const char *what;   // "storage", "cloudinit:"
    const char *why;    // what it comes with
    struct doc_pos pos; // the first place
};

struct plan_user {
    const char *name;
    const char *shell;         // NULL: /bin/bash
    const char *const *groups; // NULL-terminated
    const char *const *keys;   // NULL-terminated public keys
    bool sudo;                 // password-less
    struct doc_pos pos;
};

struct plan_unix_group {
    const char *name;
    int64_t gid; // 0: the system chooses
    bool system; // of the system's range
    struct doc_pos pos;
};

// A piece of a file: text of the node itself, or of each member of a selector.
struct plan_piece {
    const char *selector; // a node plan's name or a tag; NULL: of the node itself
    const char *between;  // any two of them
    struct tmpl *content;
    const char *text; // as written
};

struct plan_file {
    const char *path, *owner, *group; // owner and group NULL: root
    unsigned mode;
    const char *source;        // the file it was read from, or NULL: written in the plan
    struct tmpl *content;      // placeholders of the node expand in it
    struct plan_piece *pieces; // of one that lists members, instead of its content
    size_t n_pieces;           // 0: it lists none
    const char *restarts; // a unit that begins anew when it became another, if it runs; or NULL
    struct doc_pos pos;
};

struct plan_unit {
    const char *name;     // "app.service"
    const char *command;  // of a unit that we write, or NULL
    struct tmpl *content; // the whole unit, or NULL
    struct doc_pos pos;
};

// A setting of the kernel.
struct plan_sysctl {
    const char *key, *value; // "net.ipv4.ip_forward", "1"
};

// given: what there is follows the plan; else it stays as others had it.
struct plan_backups {
    bool given, wanted;
    const char *day, *window; // "Saturday", "W22", or NULL: Linode chooses
};

// What a parameter that is a count declares: min: and max:, words:.
struct plan_bounds {
    const char *parameter;
    const struct doc *declared;
};

// How nodes that serve are changed: so many at a time.
struct plan_update {
    unsigned serial;   // nodes; 0: by percent
    unsigned percent;  // of the node plan's in a region
    int64_t pause_ms;  // between one that is back and the next
    const char *ready; // when one is back: a port, a page (http://...), a command; NULL: it runs
};

// A Cloud Firewall out of the same rules; exact: what it cannot say as finely is refused.
enum outer_layer { OUTER_NONE, OUTER_YES, OUTER_EXACT };

struct node_plan {
    const char *name; // as given, or "node" (with a number when several have none)
    bool named;       // given in the plan
    unsigned count;
    struct plan_bounds *count_bounds;                 // NULL: the count is no parameter
    bool quorum;                                      // its nodes have votes or data of one another
    const char *type_text, *image_text, *kernel_text; // kernel_text NULL: none asked
    struct doc_pos pos, type_pos, image_pos, kernel_pos, nodenames_pos, hostnames_pos;
    const char *const *tags;                         // NULL-terminated
    struct tmpl *nodenames, *hostnames, *group_expr; // never NULL but group_expr
    const char *nodenames_text, *hostnames_text;
    struct plan_user *users;
    size_t n_users;
    const struct named_ports *ports; // of its plan
    struct plan_step *steps;         // its own, then those of the whole plan
    size_t n_steps, n_own_steps;
    struct plan_rule *rules;
    size_t n_rules;
    bool own_firewall; // its hooks see to its rules: ours are taken off at the first contact
    struct tmpl *publicfqdn, *privatefqdn, *rdns; // NULL: none
    const char *publicfqdn_text, *privatefqdn_text, *rdns_text;
    struct doc_pos publicfqdn_pos, privatefqdn_pos, rdns_pos, group_pos;
    struct plan_storage *storage; // NULL: Linode's own way (a root disk and 512 MB of swap)
    const char *storage_text;     // the storage plan's name, "default", or NULL
    const char *disks;            // by resolve: as storage_disks tells them
    struct plan_unix_group *groups;
    size_t n_groups;
    const char *const *keys; // public keys of the admin user beside the toolkit's; NULL-terminated
    struct plan_file *files;
    size_t n_files;
    struct plan_unit *units;
    size_t n_units;
    struct plan_sysctl *sysctl;
    size_t n_sysctl;
    const char *const *packages; // that it has installed; NULL-terminated
    const char *event_cluster;   // cluster: NAME: it shares events with the others of that name
    unsigned min_ready;          // so many of it let its events go on; 0: by percent
    unsigned min_ready_percent;  // likewise; 0: all
    struct plan_vlan *vlan;      // NULL: none; so the next two
    struct plan_vpc_use *vpc;
    struct plan_placement *placement;
    struct user_data *user_data; // for cloud-init; NULL: none
    struct plan_backups backups;
    const char *const *reserved; // addresses of the account, one a node; NULL-terminated
    bool reserves;               // or one a node that the cluster reserves, and gives back
    struct doc_pos reserved_pos;
    unsigned extra_ipv4; // public addresses beside the first
    struct doc_pos extra_ipv4_pos;
    const char *const *shared; // addresses that each of them may announce, as written
    unsigned ipv6_range;       // 64 or 56: a routed range of its own; 0: none
    bool encryption_given;     // encryption: is in the plan; else Linode's default
    bool encryption;
    enum outer_layer cloud_firewall;
    const char *lock;           // "cannot_delete", "cannot_delete_with_subresources", or NULL
    const char *maintenance;    // "linode/migrate", "linode/power_off_on"; NULL: the account's
    enum generation generation; // of its interfaces; GENERATION_NONE: as the account is set
    bool is_public;             // it has a public interface
    const char *networks;       // as networks_text tells them
    bool private_ip_given;      // private_ip: yes is in the plan
    bool boot_on_create, private_ip, watchdog;
    int64_t ready_ms; // how long it is waited for, to boot and then to answer
    struct plan_update update;

    const struct type *type; // by resolve
    const struct image *image;
    const struct kernel *kernel; // NULL: the image's default
    bool image_substituted;      // image_text was retired: image is its successor
    bool type_substituted;
};

struct region_plan {
    const char *region_text;
    const char *template; // the regionplan it was made from, or NULL
    struct doc_pos pos;
    struct node_plan *nodes;
    size_t n_nodes;
    struct plan_balancer *balancers;
    size_t n_balancers;
    struct plan_vpc *vpcs;
    size_t n_vpcs;
    const char *const *counters;        // regional ones, NULL-terminated
    const struct doc_pos *counters_pos; // of each
    const struct region *region;        // by resolve
};

// The StackScript that its machines are made with; NULL: none.
struct plan_step *node_plan_script(const struct node_plan *np);
// Has it a script of that name that its nodes run at every boot?
bool node_plan_boots(const struct node_plan *np, const char *name);
// Does it send to the nodes of this node plan, of its own region?
bool balancer_has(const struct plan_balancer *b, const struct node_plan *np);

// A parameter that has another value than the plan's default.
struct plan_setting {
    const char *name, *value;
};

// What a cluster may cost at most, USD.
struct plan_budget {
    double most; // 0: nothing is said
    bool hourly; // else by the month
    const char *text;
    struct doc_pos pos;
};

struct plan {
    struct arena *arena;
    struct doc_source source;
    const char *name;
    const char *description; // one line, or NULL
    const char *digest; // of the source text, what its parameters were set to, the files it names
    struct plan_setting *settings; // in the order of the plan
    size_t n_settings;
    struct region_plan *regions;
    size_t n_regions;
    const char *const *counters;        // of the whole plan, NULL-terminated
    const struct doc_pos *counters_pos; // of each
    struct named_ports ports;
    struct doc_pos access_pos;
    const char *const *access;     // CIDRs that may reach SSH, NULL-terminated; empty: anywhere
    struct plan_networks networks; // by name, for rules
    struct plan_hosts hosts;
    struct plan_dns *dns;
    size_t n_dns;
    struct plan_depend *depends;
    size_t n_depends;
    struct plan_stage *start, *stop; // stop: none given is start backwards
    size_t n_start, n_stop;
    struct plan_step *hooks; // of the whole cluster
    size_t n_hooks;
    struct plan_later *later; // what creating refuses, in the order of the plan
    size_t n_later;
    bool accept_substitutes;  // substitutes: accept
    int64_t expires_after_ms; // its creation; 0: not said
    int64_t expires_ms;       // or then, wall time; 0: not said
    struct plan_budget budget;
};

// When a cluster of this plan that was created then may be deleted; 0: never.
int64_t plan_expires_ms(const struct plan *p, int64_t created_ms);

#endif
