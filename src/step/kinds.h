// SPDX-License-Identifier: MIT
// The kinds of steps. Their item is a struct member, of node.hook a struct hook, of placement.*,
// volume.*, vpc.*, firewall.* and balancer.* a struct holding, but of balancer.port and
// balancer.close a struct opening, of balancer.drain and balancer.return a struct seat; of
// disk.create, disk.delete and
// disk.resize a struct member_disk, of hook.play a struct play, of members.known, members.told,
// machines.gone, holdings.parted and bastions.ready the world.
#ifndef STEP_KINDS_H
#define STEP_KINDS_H

#include "model/roster.h"
#include "step/world.h"

// A hook of one member: the item of node.hook.
struct hook {
    struct member *member;
    const struct plan_step *step;
    const char
        *anew; // asked for whatever came of it before: what tells this time from others; else NULL
    unsigned failures;   // how often it ended badly in this run
    bool interrupted;    // an earlier run began it, and did not hear how it ended
    bool kept;           // of boot: it is put in place, and runs at the next boot
    const char *skipped; // of destroy: why it did not run; NULL: it did
    // Of membership, as rosters (model/roster.h):
    const char *told;   // whom the node was told of last; NULL: it is told of nobody
    const char *upto;   // whom it is told of now; NULL: whoever is there when it runs
    const char *roster; // that it runs with; NULL: it did not begin
    struct roster_part joined, left;
    struct player *player; // of ansible: its part in the run that is for many; else NULL
};

// A service on one member: the item of service.start and service.stop.
struct service {
    struct member *member;
    const struct plan_service *service;
};

// Another machine with a member's disks: the item of machine.clone, machine.disown and
// machine.copied.
struct copy {
    struct member *member;
    const char *label; // that it is to have
    const char *id;    // the cloud's; NULL: nobody saw it yet
};

// A backup of a member's machine: the item of backup.make, backup.complete and those that restore
// it.
struct saving {
    struct member *member;
    const char *label; // that it is to have
    const char *id;    // the cloud's; NULL: nobody saw it yet
    bool enables;      // backups are not enabled, and are to be
};

extern const struct step_kind machine_create;  // POST with label and tags; adopts its own
extern const struct step_kind machine_boot;    // boots one that is off
extern const struct step_kind machine_ready;   // waits until it runs
extern const struct step_kind machine_delete;  // DELETE of what is proven ours
extern const struct step_kind machine_replace; // DELETE; the node's next generation takes its place
extern const struct step_kind machine_rebuilt; // it has another system, of the plan's image
extern const struct step_kind machine_retag;   // puts tags and label
extern const struct step_kind machine_range;   // it has the IPv6 range of the plan, or none
extern const struct step_kind machine_share;   // it may announce the addresses that the plan shares
extern const struct step_kind machine_addresses; // it has as many public IPv4 as the plan says
extern const struct step_kind machine_name;      // reverse DNS tells the plan's name for it
extern const struct step_kind machine_care;      // watchdog, maintenance, when backups are made
extern const struct step_kind machine_lock;      // nobody deletes it
extern const struct step_kind machine_unlock;    // as before, where the lock is ours
extern const struct step_kind members_known;   // joins all creates: addresses are in the inventory
extern const struct step_kind node_introduce;  // lets the cluster's key in where others did not
extern const struct step_kind node_secure;     // first log-in: keys, users, name, closed firewall
extern const struct step_kind node_verify;     // a host key that nobody knows: proven, then trusted
extern const struct step_kind node_hostkey;    // switches to the host key that the node made
extern const struct step_kind node_look;       // does it hold the firewall that it was brought?
extern const struct step_kind node_membership; // firewall and hosts, when they changed
extern const struct step_kind node_accounts;   // other users, groups and keys
extern const struct step_kind node_storage;  // its file systems, mounts and swap, when they changed
extern const struct step_kind node_extended; // addresses beside its first one, when they changed
extern const struct step_kind node_content;  // the plan's files and units, when they changed
extern const struct step_kind node_packages; // what it lacks of the plan's packages
extern const struct step_kind members_told;  // joins these: whoever leaves may go now
extern const struct step_kind node_hook;     // one script of one event
extern const struct step_kind hook_play;     // a playbook, run once from here for many nodes
extern const struct step_kind node_open;     // the rules of an event, while it goes on
extern const struct step_kind node_close;    // no more
extern const struct step_kind event_settled; // joins the hooks of a node's event, and that
extern const struct step_kind cluster_ready; // joins nodes that share events: so many are ready
extern const struct step_kind cluster_started;  // likewise: what runs before has run
extern const struct step_kind region_ready;     // likewise all of a region
extern const struct step_kind plan_ready;       // likewise all of the plan
extern const struct step_kind stage_started;    // likewise those of one place in the order
extern const struct step_kind cluster_stopping; // joins nodes before the first service stops
extern const struct step_kind stage_stopped;    // likewise those of one place in the order
extern const struct step_kind node_turn;        // it is its turn to restart
extern const struct step_kind node_rebooting;   // its machine is off: from here on it starts
extern const struct step_kind service_start;    // a service of the plan runs, and is ready
extern const struct step_kind service_stop;     // one does not
extern const struct step_kind hidden_stopped;   // joins nodes that others carry on to
extern const struct step_kind node_drained;     // it serves nothing, and its machine runs
extern const struct step_kind node_stopped;     // its machine is off
extern const struct step_kind node_started;     // joins all of a node: it is as planned
extern const struct step_kind machines_gone;    // joins all deletes of machines
extern const struct step_kind holdings_parted;  // joins all that leave a placement group
extern const struct step_kind placement_create; // POST; adopts what an earlier try made
extern const struct step_kind placement_leave;  // takes machines out that are to be elsewhere
extern const struct step_kind placement_join;   // puts machines in that there were before it
extern const struct step_kind placement_delete; // DELETE of what the inventory knows as ours
extern const struct step_kind address_reserved; // POST; adopts what an earlier try reserved
extern const struct step_kind address_returned; // DELETE of what the inventory knows as ours
extern const struct step_kind disk_create;      // POST, then it is ready
extern const struct step_kind disk_resized;     // it grows
extern const struct step_kind disk_removed;     // the one that is booted, for another one
extern const struct step_kind disks_look;       // which there are
extern const struct step_kind config_create;    // what a machine boots its disks with
extern const struct step_kind config_update;    // the same, once there are others
extern const struct step_kind group_well;       // those of a group that are mended are well
extern const struct step_kind machine_halted;   // it is off
extern const struct step_kind machine_stopped;  // the same, for an errand
extern const struct step_kind machine_rescued;  // it runs another system, to be mended by hand
extern const struct step_kind machine_password; // its root has another one
extern const struct step_kind machine_cloned;   // POST; finds what an earlier try made
extern const struct step_kind machine_disowned; // the clone is nobody's
extern const struct step_kind machine_copied;   // and whole
extern const struct step_kind backup_enabled;   // the cloud makes backups of it; of a member, as
extern const struct step_kind backup_cancelled; // none any more: all that there are go
extern const struct step_kind backup_made;      // POST; finds the one that is under way
extern const struct step_kind backup_complete;  // it can be restored
extern const struct step_kind backup_restore;   // over what the machine has
extern const struct step_kind backup_restored;  // it is done
extern const struct step_kind machine_resized;  // it is of the plan's type
extern const struct step_kind node_serving;     // it does what its plan calls ready
extern const struct step_kind firewall_create;  // POST; adopts what an earlier try made
extern const struct step_kind firewall_rules;   // all that it lets through
extern const struct step_kind firewall_join;    // puts machines behind it that there were before it
extern const struct step_kind firewall_leave;   // takes machines out that are to be without it
extern const struct step_kind firewall_delete;  // DELETE of what the inventory knows as ours
extern const struct step_kind volume_made;      // POST; adopts what an earlier try made
extern const struct step_kind volume_taken;     // of an earlier cluster's: it gets our tags
extern const struct step_kind volume_grown;     // it grows
extern const struct step_kind volume_attached;  // to the machine of its node
extern const struct step_kind volume_detached;  // from a machine that is to go
extern const struct step_kind volume_forget;    // nothing wants it, and there is none
extern const struct step_kind volume_deleted;   // DELETE, with all that is on it, as was asked for
extern const struct step_kind vpc_create;       // POST with its subnets; adopts what was made
extern const struct step_kind vpc_use;          // finds one that others made
extern const struct step_kind vpc_subnets;      // those that it lacks come
extern const struct step_kind vpc_prune;        // those that nothing wants go
extern const struct step_kind vpc_delete;       // DELETE of what the inventory knows as ours
extern const struct step_kind vpc_addresses;    // which machine has which
extern const struct step_kind bastions_ready;   // joins those through whom others are reached
extern const struct step_kind vpc_leave;        // one that others made is used no more

extern const struct step_kind balancer_create;  // POST; adopts what an earlier try made
extern const struct step_kind balancer_set;     // what can be changed of it in place
extern const struct step_kind balancer_port;    // one of its ports is as the plan says
extern const struct step_kind balancer_close;   // one is no more
extern const struct step_kind balancer_drain;   // it sends a node nothing new, and then nothing
extern const struct step_kind balancer_return;  // it sends to it again, and the node answers
extern const struct step_kind balancer_members; // it sends to those that are ready, no others
extern const struct step_kind balancer_delete;  // DELETE of what the inventory knows as ours

// By its name in the journal; NULL: another version's.
const struct step_kind *step_kind_find(const char *name);

#endif
