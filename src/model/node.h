// SPDX-License-Identifier: MIT
// A node and a cluster in the inventory: facts that outlive a process.
#ifndef MODEL_NODE_H
#define MODEL_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/digest.h"
#include "model/field.h"
#include "model/machine.h"

// The words of 2017, plus failed and drained. Stored by name.
enum state {
    STATE_NOTEXIST,
    STATE_CREATING,
    STATE_CREATED,
    STATE_STARTING,
    STATE_STARTED,
    STATE_STOPPING,
    STATE_STOPPED,
    STATE_DESTROYING,
    STATE_DESTROYED,
    STATE_FAILED,
    STATE_DRAINED, // its services are down, and its machine runs
};

// What was asked for of its machine beside what the plan says: from the intent until it is begun.
enum demand {
    DEMAND_NONE,
    DEMAND_RESTART, // it goes off, and comes back
    DEMAND_REBUILD, // it gets a fresh system
};

extern const struct words demand_words;
extern const struct words state_words; // an unknown one: STATE_NOTEXIST
const char *state_name(enum state s);

struct cluster {
    char uuid[UUID_TEXT];
    const char *name;   // free text, unique in its context while it lives
    const char *app_id; // the application's own id; NULL: none
    const char *slug;   // for labels
    enum state state;
    const char *plan_name, *plan_text, *plan_digest; // of the last operation that set it
    const char *plan_file;                           // where it was read from, for messages
    const char *plan_parts;                          // JSON object: the files it names; NULL: none
    const char *plan_args;      // JSON object: what else it was read with; NULL: nothing
    const char *const *depends; // by its plan: names of the clusters that it needs; NULL: none
    const char *const *names;   // likewise of those that it or its rules name; NULL: none
    const char *knew;           // digest of what its nodes heard of these; NULL: of nothing
    // By its plan: the word "dependents", then the node plans and tags of those whose names nodes
    // of clusters that need it keep, none: all; NULL: they keep none.
    const char *const *tells;
    const char *const *ports; // by its plan, "NAME tcp NUMBER": that those that need it may name
    int64_t expires_ms;       // by its plan: then it may be deleted; 0: never
    bool new_volumes;         // it takes none back that an earlier cluster of its name left
    const char *counts; // JSON object: "REGION/GROUP" -> nodes, where scale said so; NULL: none
    int64_t created_ms, updated_ms; // wall time
};

struct node {
    char uuid[UUID_TEXT];
    char cluster[UUID_TEXT];
    unsigned generation; // raised by each replacement of its machine
    const char *group;   // the node plan's name
    const char *region, *type, *image;
    const char
        *disks;       // of its machine, as the plan names them (model/storage.h); NULL: the cloud's
    unsigned index;   // within its group and region, from 1
    const char *name; // host name
    const char *label; // the Linode's
    const char *public_fqdn,
        *private_fqdn;       // by the plan's expressions; NULL: none
    const char *const *tags; // the plan's, NULL-terminated
    // Stored instead of tags while its machine may still have others of an earlier plan; NULL: not.
    const char *const *granted;
    const char *draws; // JSON object: counter name -> the number drawn for this node
    enum state state;
    const char *cloud_id;                          // its machine's; NULL: none known
    const char *public_ipv4, *private_ipv4, *ipv6; // NULL until known, and where it has none
    const char *const *extra_ipv4; // public ones beside it, that its machine was given; NULL: none
    const char *ipv6_range;        // "2001:db8:1:1::/64", which its machine was given; NULL: none
    const char *const *shared;     // others' that its machine may announce, as the cloud names them
    const char *reserved;  // the account's address that its machines are made with; NULL: any
    const char *rdns;      // the name that its public address was given; NULL: the cloud's own
    const char *networks;  // of its machine (model/network.h); NULL: the cloud's own
    const char *vpc;       // the cloud's id of the VPC that its machine is in; NULL: in none
    const char *vpc_ipv4;  // its address there
    const char *vlan_ipv4; // by its plan, with prefix; it keeps it; NULL: none
    const char *host_key;  // the public key lines we trust, "ssh-ed25519 AAAA..."
    bool booted, secured;  // lifetime facts
    unsigned starts;       // how often we started it, counted on through all of its machines
    unsigned born;         // the start that was its machine's first
    bool founder;          // there was none of its group when it was made
    bool off;              // it is to be off: it was stopped, or nobody started it yet
    bool drained;          // it is to serve nothing, while its machine runs; never beside off
    enum demand demand;    // what it waits for
    const char *login;     // of a machine that others made (model/login.h); NULL: it is ours
    bool rebuilding;       // its machine gets another system: from the intent until it is back
    int64_t rebuilt;       // the newest rebuild of its machine that is known; -1: ours is not
    const char *lock;      // on its machine, by the plan: "cannot_delete"; NULL: none that is ours
    bool drops_backups;    // its machine's are to be cancelled: agreed to, and not done yet
    const char *error;     // of a failed one
    // Not stored: its machine as the cloud shows it now; NULL: nobody looked, or there is none.
    const struct machine *seen;
    const char *const *volumes; // not stored: labels of those that belong to it; NULL: none
    bool lost;                  // not stored: the cloud no longer shows the machine that it had
    bool unready;               // not stored: it is let go, and was not ready by then
    int64_t created_ms, updated_ms;
};

// A lifetime fact that the cloud cannot show: a hook ran on the node with this digest, the node has
// of an aspect what this digest is of.
struct fact {
    const char *cluster, *node;
    const char *key, *value; // "hook:firstboot/setup", "aspect:firewall" -> digest
    int64_t at_ms;
};

extern const struct field cluster_record[], node_record[], fact_record[];

// The tags that prove a machine ours: "lct:<cluster-uuid>" and "lct:<node-uuid>.<generation>".
#define LCT_TAG_MAX 52
const char *cluster_tag(const char *cluster_uuid, char out[static LCT_TAG_MAX]);
const char *node_tag(const struct node *n, char out[static LCT_TAG_MAX]);
// "lct:<node-uuid>": of what belongs to the node, whichever machine it has.
const char *owner_tag(const struct node *n, char out[static LCT_TAG_MAX]);
// It was ready, and its machine is to run: somebody can log in to it.
bool node_is_up(const struct node *n);
bool node_serves(const struct node *n); // it is to: neither off nor drained
// It was ready, and can be told to serve nothing.
bool node_can_drain(const struct node *n);
// Takes the machine's addresses that are of use with these networks: a machine without a public
// interface is shown with a public address all the same.
void node_addresses(struct node *n, const struct machine *m);
// Of addresses that a plan shares ("198.51.100.7", "2001:db8:1:1::1/64") those that the node's
// machine has to be allowed, as the cloud names them (a range as a whole), sorted: not its own.
const char *const *node_shares(struct arena *a, const struct node *n, const char *const *plan);
// Of those that were noted (shared) those that are still there, as far as somebody looked.
const char *const *node_shared(struct arena *a, const struct node *n);
// What others in its network know it by: in a VPC its address there.
const char *node_private(const struct node *n);
// Does the machine carry the node's tag? While it is rebuilt, that of an earlier generation is one.
bool node_has(const struct node *n, const struct machine *m);
// The further addresses of it that its machine still has, as far as anybody looked.
const char *const *node_extra_ipv4(struct arena *a, const struct node *n);
// How many bits such a range has; NULL: 0.
unsigned range_bits(const char *range);

// What such a tag says; false: it is none.
bool cluster_tag_parse(const char *tag, char uuid[static UUID_TEXT]);
bool node_tag_parse(const char *tag, char uuid[static UUID_TEXT], unsigned *generation);

#endif
