// A cluster plan after loading: what the file says, in C, every piece with its position. Texts are
// as written; resolve fills the pointers into the catalogue.
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "model/catalogue.h"
#include "text/doc.h"
#include "text/tmpl.h"

enum event {
    EVENT_CREATED,
    EVENT_FIRSTBOOT,
    EVENT_BOOT,
    EVENT_SSHREADY,
    EVENT_CLUSTERSTARTING,
    EVENT_CLUSTERSTARTED,
    EVENT_REGIONREADY,
    EVENT_PLANREADY,
    EVENT_CLUSTERSTOPPING,
    EVENT_MEMBERSHIP,
    EVENT_DESTROY,
};

const char *event_name(enum event e); // "firstboot" ...

// One step of init: or hooks:. `value` is the text behind the scheme; load reads the file that a
// script: names into `content`, so that an operation carries what it runs.
struct plan_step {
    enum event event;
    const char *name;   // unique within its node plan and event; made from the value when not given
    const char *scheme; // "script" ...
    const char *value;  // path or inline text
    const char *content; // what will run
    const char *digest;  // of content
    int64_t timeout_ms;  // 0: 15 minutes
    unsigned retries;    // further tries after a failure; 0: none
    bool repeatable;     // may be run again after it was interrupted
    struct doc_pos pos;
};

enum peer_kind { PEER_ANY, PEER_CIDR, PEER_SELECTOR };

struct plan_peer {
    enum peer_kind kind;
    const char *text; // CIDR or selector (a node plan's name or a tag)
    struct doc_pos pos;
};

struct port_range {
    unsigned first, last;
};

// "allow in tcp 9092 from kafka, spark": one direction, one protocol, ports, peers.
struct plan_rule {
    bool out;
    const char *protocol; // "tcp", "udp", "icmp", or "any"
    struct port_range *ports;
    size_t n_ports; // 0: all
    struct port_range *source_ports;
    size_t n_source_ports;
    struct plan_peer *peers; // 0: any
    size_t n_peers;
    const char *interface; // "public", "private" or NULL: both
    const char *text;      // as written, for messages and comments in the rule set
    struct doc_pos pos;
};

struct plan_user {
    const char *name;
    const char *shell;         // NULL: /bin/bash
    const char *const *groups; // NULL-terminated
    const char *const *keys;   // NULL-terminated public keys
    bool sudo;                 // password-less
    struct doc_pos pos;
};

struct node_plan {
    const char *name; // as given, or "node" (with a number when several have none)
    bool named;       // given in the plan
    unsigned count;
    const char *type_text, *image_text, *kernel_text; // kernel_text NULL: none asked
    struct doc_pos pos, type_pos, image_pos, kernel_pos, nodenames_pos, hostnames_pos;
    const char *const *tags;                         // NULL-terminated
    struct tmpl *nodenames, *hostnames, *group_expr; // never NULL but group_expr
    const char *nodenames_text, *hostnames_text;
    struct plan_user *users;
    size_t n_users;
    struct plan_step *steps;
    size_t n_steps;
    struct plan_rule *rules;
    size_t n_rules;
    bool boot_on_create, private_ip, watchdog;

    const struct type *type; // by resolve
    const struct image *image;
    const struct kernel *kernel; // NULL: the image's default
    bool image_substituted;      // image_text was retired: image is its successor
    bool type_substituted;
};

struct region_plan {
    const char *region_text;
    struct doc_pos pos;
    struct node_plan *nodes;
    size_t n_nodes;
    const char *const *counters; // regional ones, NULL-terminated
    const struct region *region; // by resolve
};

// Which names the nodes' /etc/hosts keep of one another.
struct plan_hosts {
    bool private_names;       // host name and private FQDN, by the private address where it reaches
    bool public_names;        // public FQDN, by the public addresses
    const char *const *scope; // node plans and tags that see one another; none: all of the cluster
    struct doc_pos pos;
};

struct plan {
    struct arena *arena;
    struct doc_source source;
    const char *name;
    const char *digest; // of the source text and the files it names
    struct region_plan *regions;
    size_t n_regions;
    const char *const *counters; // of the whole plan, NULL-terminated
    const char *const *access;   // CIDRs that may reach SSH, NULL-terminated; empty: anywhere
    struct plan_hosts hosts;
    bool accept_substitutes; // substitutes: accept
};

#endif
