// SPDX-License-Identifier: MIT
// Real nodes on this machine. One supervisor process (PID 1 of its own pid, mount and net
// namespace) holds the networks and every node; the lab's daemon talks to it by a socket pair. When
// either dies, everything in the supervisor's namespaces dies with it.
#ifndef LAB_FLEET_FLEET_H
#define LAB_FLEET_FLEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "io/loop.h"
#include "lct/err.h"

struct fleet;

enum fleet_init { FLEET_SYSTEMD, FLEET_TINY };

struct fleet_conf {
    const char *state_dir; // nodes/ID/{root,console.log,disks/DISK/{upper,work},disks/DISK.img},
                           // volumes/ID.img, backups/ID/{DISK,DISK.img}, dial.sock
    const char *base_dir;  // the base root file system (image_base makes it)
    enum fleet_init init;
    unsigned nodes_max;
    bool internet;         // nodes may fetch packages by the caching proxy
    const char *cache_dir; // where the proxy keeps packages; NULL: state_dir/packages
};

// Why a node's init ended without having been told to by us.
enum fleet_end { FLEET_POWEROFF, FLEET_REBOOT, FLEET_CRASH };

struct fleet_events {
    // The guest powered itself off, crashed, or rebooted itself (the fleet has started it again).
    void (*ended)(void *user, int64_t node, enum fleet_end how);
    // The supervisor is gone; nothing works any more.
    void (*lost)(void *user, const char *why);
};

// Checks limits first (inotify instances, cgroup trees, memory, disk) and raises
// those it may; a failure names the limit and the remedy. Sweeps what a crashed lab left.
int fleet_start(struct loop *l, const struct fleet_conf *conf, const struct fleet_events *events,
    void *user, struct fleet **ret, struct lct_err *err);
// Kills every node, removes mounts, cgroups, sockets. What is under way ends with LCT_ECANCELLED.
// Not from within a request's callback.
void fleet_stop(struct fleet *f);

#define FLEET_PORTS 3
#define FLEET_PUBLIC "198.18.0.0/15"
#define FLEET_PRIVATE "192.168.128.0/17"

// A port of a node, its eth0, eth1 ... Public addresses lie in 198.18.0.0/15 and 2001:db8::/32,
// private ones in FLEET_PRIVATE. The first address of each public network (".1", "::1") is the
// core's; a network belongs to one region. In a VPC the first address of each subnet is the
// router's.
struct fleet_port {
    const char
        *network; // "public"; of the node's region "vpc ID", "vlan LABEL"; NULL: no such port
    const char *addresses; // with prefix lengths, a space between them; NULL: none
    const char *routed;    // networks that are its, too, a space between them; NULL: none
    const char *nat;       // in a VPC: the public address that stands for its first one; NULL: none
    const char *gateway;   // "4", "6", "46": of these families it leads everywhere; NULL: of none
    const char *hardware;  // "22:00:00:16:E3:60"; NULL: one made of its public address, or its node
};

// What a node is made of.
struct fleet_node {
    int64_t id;   // the Linode's id
    int64_t disk; // the one that its root file system lies on
    const char *region;
    const char *hostname;
    struct fleet_port ports[FLEET_PORTS];
    const char *authorized_keys; // for root, one a line; may be ""
    const char *root_hash;       // crypt(3) form for /etc/shadow; NULL: locked
    const char *user_data;       // cloud-init's, in base64: it may be compressed; NULL: none
    const char *script;          // a StackScript, run once at first boot; NULL: none
    const char *script_words;    // its variables, as the shell's words: 'NAME=value' ...
    const char *vendor_banner;   // text for /etc/motd; NULL: none
    const char *devices;         // block devices, one a line: "sdb FILE" or "sdc FILE BY-ID"; NULL
    const char *trees; // its disks made from an image, to be seen below /media, one a line:
                       // "sda DISK"; NULL: none but its root
    bool cloud_init;   // run real cloud-init on user_data at first boot
    bool unbootable;   // a fault: its init ends at once, or its sshd never answers
};

typedef void fleet_fn(void *user, const struct lct_err *err);

// Makes a fresh root file system on the node's disk (dropping an old one), which must not be in
// use.
void fleet_provision(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user);
// Sets root's password on its disk.
void fleet_password(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user);
// Makes a layer that was copied from another node's this node's own.
void fleet_identity(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user);
// Starts, gracefully stops (kills after 10 s), gracefully restarts.
void fleet_boot(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user);
void fleet_shutdown(struct fleet *f, int64_t node, fleet_fn *fn, void *user);
void fleet_reboot(struct fleet *f, int64_t node, fleet_fn *fn, void *user);
// Stops it hard and removes its disks.
void fleet_destroy(struct fleet *f, int64_t node, fleet_fn *fn, void *user);

// Of a node that runs; of another one there is nothing to do. What is routed to its public ports
// becomes what the description says; the node itself has it from its next start on.
void fleet_readdress(struct fleet *f, const struct fleet_node *n, fleet_fn *fn, void *user);
// Likewise. A device's name is changed when it
// has it already; what is mounted of one that is detached is as if its disk had been pulled.
void fleet_attach(struct fleet *f, int64_t node, const char *device, fleet_fn *fn, void *user);
void fleet_detach(struct fleet *f, int64_t node, const char *file, fleet_fn *fn, void *user);
void fleet_grown(struct fleet *f, int64_t node, const char *file, fleet_fn *fn, void *user);

// Loads nft's rules into a network of that region - "public", "vpc ID" -, all or none; before what
// is asked for then.
void fleet_filter(struct fleet *f, const char *region, const char *network, const char *rules,
    fleet_fn *fn, void *user);

const char *fleet_state_dir(const struct fleet *f);
// Where files of disks and volumes are; free() it.
char *fleet_disk_file(const struct fleet *f, int64_t node, int64_t disk);
char *fleet_disk_layer(const struct fleet *f, int64_t node, int64_t disk); // made from an image
// Of a backup, where files of disks have the names they have beside their node.
char *fleet_backup_folder(const struct fleet *f, int64_t backup);
char *fleet_volume_file(const struct fleet *f, int64_t volume);

// Work on such a file (share/lab/disk.sh): the verb and its words, NULL after the last.
#define FLEET_WORDS 4
void fleet_work(
    struct fleet *f, const char *const words[static FLEET_WORDS], fleet_fn *fn, void *user);

#define FLEET_HAPROXY "/usr/sbin/haproxy" // as Debian has it

// The NodeBalancers of a region, all of them.
struct fleet_balance {
    const char *region;
    const char *fronts;   // one a line: its name, its public addresses with prefix lengths
    const char *rules;    // of nft
    const char *dir;      // of HAProxy's files; NULL: none is to run
    const char *backends; // one a line: a VPC, its address in the region, its range in the VPC
};

void fleet_balance(struct fleet *f, const struct fleet_balance *b, fleet_fn *fn, void *user);

// Removes all of a folder ("nodes", "backups"; "volumes", where names end with ".img") but what is
// of these: what a lab left that was killed between a deletion in its world and here. To be called
// before the first boot.
void fleet_keep(
    struct fleet *f, const char *folder, const char *ending, const int64_t *ids, size_t n);

bool fleet_running(const struct fleet *f, int64_t node);

// The supervisor is this same program run once more: main() asks this first and, when it yields
// true, returns *status.
bool fleet_role(int argc, char **argv, int *status);

#endif
