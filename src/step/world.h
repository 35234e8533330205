// SPDX-License-Identifier: MIT
// What the steps of one operation share: the ports, the cluster and its members. Made by app/ for
// the length of one graph.
#ifndef STEP_WORLD_H
#define STEP_WORLD_H

#include "base/map.h"
#include "graph/graph.h"
#include "model/balancer.h"
#include "model/machine.h"
#include "model/node.h"
#include "model/opening.h"
#include "model/plan.h"
#include "model/resource.h"
#include "port/cloud.h"
#include "port/ledger.h"
#include "port/shell.h"

struct difference;
struct local;
struct poller;

// What must hold on a node, in the order in which people are told of it. Each has its row in
// step/aspect.
enum aspect_id {
    ASPECT_FIREWALL,
    ASPECT_HOSTS,
    ASPECT_USERS,
    ASPECT_PACKAGES,
    ASPECT_SYSCTL,
    ASPECT_FILES,
    ASPECT_LISTS,
    ASPECT_STORAGE,
    ASPECT_ADDRESSES,
    ASPECT_COUNT
};

// For how long rules are open at an event: at most, and until when (wall time); 0: they are closed.
struct span {
    int64_t limit_ms, until_ms;
};

// One node of the operation, with what its steps need to know. The `item` of node steps.
struct member {
    struct world *world;
    struct node *node;           // the inventory's; steps change it, then save it
    const struct node_plan *np;  // NULL: leaving
    const struct region *region; // NULL: leaving
    const struct node_plan *was; // of one whose machine goes: whose destroy hooks it runs before
    const struct step *farewell; // the last of these; NULL: there are none
    // Digest of what it has of each aspect; NULL: none noted.
    const char *has[ASPECT_COUNT];
    // What it was seen to have otherwise than it was brought (aspect/look.h); NULL: nothing.
    const struct difference *found[ASPECT_COUNT];
    const char *amiss;           // what node.look found of its firewall; NULL: nothing
    const char *told;            // what a step that ended well says of it; NULL: nothing
    const char *display_group;   // of its next machine; NULL: none
    const char *rdns;            // that its public address is to have; NULL: the cloud's own
    struct secret *host_key;     // private half of the one in the user-data of its next machine
    const char *host_public;     // public half of the same
    struct link *link;           // bundle/session.c's
    enum machine_status status;  // as the poller saw it last
    const char *status_name;     // likewise; "" before
    const char *const *put_tags; // what machine.retag gives its machine
    const char *put_label;       // likewise; NULL: it has its label
    bool leaving;                // its machine is being deleted
    bool stays;                  // but not yet, as its last hooks failed: others still know it
    bool unheard;                // it was not reached for one of them: the others do not run
    bool anew;                   // its machine is to be rebuilt, and nobody began with it
    bool asked;                  // likewise, and the cloud said that it will be
    int64_t newest_rebuild;      // of its machine, by its event; -1: nobody may know
    bool away;                   // it was ready, but is not now: off, or rebuilt
    int64_t unheard_ms;          // until then (loop) a request unheard of may make it one; 0: none
    bool restored;               // what failed was undone: it is as it was before
    bool failed_before;          // an earlier operation told so: what failed is tried again
    struct holding *placement;   // the group that it is to be in; NULL: none
    struct holding *vpc;         // likewise the VPC
    struct holding *firewall;    // the Cloud Firewall that it is to be behind; NULL: none
    struct holding *address;     // that the cluster reserves for its machines; NULL: none
    struct holding *volumes;     // the first that belongs to its name; NULL: none
    const struct secret *password; // that root is to have; NULL: it keeps its own
    bool attaches;                 // it is to have one of them: it boots when it has
    bool holds;                    // likewise: hooks run before it boots
    struct seat *seats;            // the first of those that it has, or is to have; NULL: none
    struct span during[N_EVENTS];  // its rules that hold during an event
    // "EVENT/NAME" of the firewall: steps of its plan that ran: their rules hold. NULL: none did
    const char *const *held;
    struct member_disk *disks; // by the plan, that its machine is given or that change
    size_t n_disks;            // 0: none; it is made with the cloud's own, or keeps what it has
};

// A disk by the plan. The `item` of disk.create and disk.resize.
struct member_disk {
    struct member *member;
    const struct plan_disk *plan;
    const char *id; // the cloud's; NULL: nobody saw it yet
};

// A member as one of those that a NodeBalancer sends to. The `item` of balancer.drain and
// balancer.return.
struct seat {
    struct holding *holding;
    struct member *member;
    struct seat *next;   // of the same member
    const char *address; // by which the balancer has it; NULL: it has it not
    bool wanted;         // it is to be one, or to become one
    bool leaves;         // it is taken out when it is drained; else it comes back
    int64_t drained_ms;  // by then (loop) nobody is left; 0: it was not asked for yet
};

// A port of a NodeBalancer. The `item` of balancer.port and balancer.close.
struct opening {
    struct holding *holding;
    const struct plan_port *set; // as it is to be; NULL: it is to go
    const char *name;            // "tcp 443"
    const char *id;              // the cloud's; NULL: nobody saw it yet
};

// A thing of the cluster that is no node. The `item` of its steps.
struct holding {
    struct world *world;
    struct resource *resource; // the inventory's
    bool uncertain;            // it may be there, though nobody heard of its birth
    const char *const *joins;  // ids of machines, NULL-terminated; NULL: none
    const char *const *leaves; // likewise
    const char *const *parts;  // of a VPC: the subnets that it is to have; NULL: nothing wants it
    bool hides;                // likewise: some of its nodes have no public address
    // Of a volume:
    struct member *member;    // whose it is; NULL: that node is no more
    struct holding *next;     // of the same member
    const struct thing *seen; // NULL: the cloud showed none
    const char *const *tags;  // that say whose it is; NULL: nothing does
    int64_t size_gb;          // that it is to have; 0: nothing wants it
    bool destroys;            // it goes, with what is on it
    const char *device;       // where a node finds it; NULL: nothing told yet
    // Of a Cloud Firewall, whose member is one that is to be behind it, if there is any:
    struct cloud_rules *rules; // that it is given; NULL: not worked out yet
    const char *const *notes;  // what of them is coarser than the nodes' own; NULL: not yet
    bool changes;              // it is given others than it has
    struct step *ruled;        // it has been; NULL: it has them
    // Of a NodeBalancer:
    const struct plan_balancer *balancer; // as it is to be; NULL: it is to go, or stays as it is
    int64_t drain_ms;                     // who leaves gets nothing new for so long before
    struct opening *openings;             // those that are to be, then those that are to go
    size_t n_openings;
    struct member **takes; // to whom it is to send
    size_t n_takes;
    const struct balancer_vpc *within; // as it is asked for; NULL: in none
    struct holding *vpc; // in which it reaches them; NULL: in none, or that is not of the operation
};

// Another cluster that this one's rules name, or that it needs, as the inventory has it.
struct neighbour {
    const char
        *alias; // by which the plan names it: an alias of its depends:, or the cluster's name
    const char *cluster; // its name
    struct node **nodes; // those that stay
    size_t n;
    // Which of them the hosts file of nodes here names: node plans and tags, none: all; NULL:
    // nobody.
    const char *const *tells;
};

struct world {
    struct loop *loop;
    struct arena *arena;
    struct cloud *cloud;
    struct shell *shell;
    struct ledger *ledger; // what is written
    struct poller *poller;
    struct local *local; // programs on this machine
    struct cluster *cluster;
    const struct plan *plan;
    int64_t operation; // its id, once it is recorded

    struct member *members; // everybody in the cluster, leaving ones too
    size_t n_members;
    struct holding *holdings; // likewise
    size_t n_holdings;
    struct node **nodes;        // of those who stay, then of those who leave
    size_t n_nodes, n_carriers; // of those who stay; of all
    struct node *const *others; // of the cluster, and none of the members: left as they are
    size_t n_others;
    const struct opened *opened; // that hold now
    size_t n_opened;
    const struct neighbour *neighbours;
    size_t n_neighbours;
    struct map by_selector; // node plan name or tag -> struct selection (world.c)
    bool linode_interfaces; // what the account gives machines of which nothing is said
    bool forced;            // nodes go off, and go for good, whatever their hooks and services do
    bool known;             // every member that will have a machine has its addresses
    unsigned generation;    // of these addresses: rises when one becomes another after that
    struct map
        memberships;  // of aspect/membership.c, worked out once a node plan, region and generation
    struct map hosts; // likewise, once a region and generation
    struct map
        texts; // of aspect/content.c and hook/hook.c: what is the same for many, rendered once

    struct map rosters; // who was there, by digest: what nodes were told of (model/roster.h)

    const struct secret *root_secret;    // of the cluster: every key is derived from it
    const struct secret *controller_key; // private half, OpenSSH format
    const char *const *authorized_keys;  // public keys for root and admin, NULL-terminated
    const char *admin;                   // name of the admin user
    const char *dialer;                  // dial socket of the profile; NULL: connect directly
    const char *seen_from;               // our address as the nodes see it; NULL: none has told yet
};

// The members that a selector names.
struct selection {
    struct member **items;
    size_t n, cap;
};

void world_init(struct world *w); // after members are set: indexes selectors
// Whoever was to leave and could not yet is one whom others know.
void world_settle(struct world *w);
void world_done(struct world *w);
const struct selection *world_select(const struct world *w, const char *selector); // NULL: nobody

const struct neighbour *world_neighbour(const struct world *w, const char *alias); // NULL: none

// Do others know it, from what they are told now?
bool member_known(const struct member *m);
// Was it to leave, and its last hooks, which are over, did not let it?
bool member_held(const struct member *m);
// Whose hooks it runs: its plan; of one that goes, the one that it had; NULL: none.
const struct node_plan *member_hooks(const struct member *m);

// Writes the member's node into the ledger: it is durable when the step's outcome is.
void member_save(struct member *m);
void member_state(struct member *m, enum state state);

// Whose step failed is a failed node; the reason stays with it until it is mended.
void member_fail(struct member *m, const struct lct_err *why);
void member_failed(struct step *s); // the same as a kind's `failed`

// It gets another system: nothing that is known of the one that it had holds for that.
void member_anew(struct member *m);
// Likewise, on the machine that it has: from now on it is being rebuilt, until it is back.
void member_rebuilding(struct member *m);

// Whether a holding is made, or failed.
void holding_state(struct holding *h, enum state state);
void holding_failed(struct step *s);
// Its size, what it is parted into, and where clients find it, are what the cloud shows.
void holding_measure(struct holding *h, const struct thing *t);

// The tags of a member's machine: ours and the plan's, NULL-terminated.
const char *const *member_tags(struct member *m);
// Do the tags of this machine prove it the member's?
bool member_owns(const struct member *m, const struct machine *found);
// The same of an earlier generation: a machine that is on its way out.
bool member_owned(const struct member *m, const struct machine *found);
// The networks that its machine is born into, in their order; how many of them. 0: the cloud's way.
size_t member_interfaces(const struct member *m, struct interface ret[static INTERFACES_MAX]);
enum generation member_generation(const struct member *m);
// Takes id and addresses over from the machine.
void member_adopt(struct member *m, const struct machine *found);

#endif
