// SPDX-License-Identifier: MIT
// The cloud port: machines, catalogue, events, account. One ops table a noun; a NULL table means
// "cannot": then no region of the catalogue can it either (region_can), which plan/resolve asks, so
// that it is said before anything is made.
//
// Contract: ids of machines, disks and other things are texts, each cloud's in its own form; what
// is asked of one that is none is LCT_ENOTFOUND. Labels, addresses and words of a machine are what
// model/machine.h says, and its label or id is the one asked for: an answer with others is none.
// Every call yields an op whose callback runs once (io/op.h). What a call is given is copied;
// values handed to a callback are borrowed for its duration. A cloud opened CLOUD_READ answers
// every mutating call with LCT_EUSAGE and sends nothing. Errors: LCT_EAUTH, LCT_ENOTFOUND,
// LCT_EEXISTS (a label is taken), LCT_EQUOTA, LCT_EWAIT ("Linode busy."), LCT_ERETRY (no effect,
// may be repeated), LCT_EAMBIGUOUS (a mutation whose answer was lost), LCT_EFAILED (the request is
// wrong: 400). Reads are repeated by the driver; mutations only when they certainly had no effect.
// What takes time there has begun when its callback runs: whoever waits for the end asks again,
// until a machine's status is no busy one, and a thing or a disk is `ready`.
#ifndef PORT_CLOUD_H
#define PORT_CLOUD_H

#include "io/op.h"
#include "model/account.h"
#include "model/backup.h"
#include "model/balancer.h"
#include "model/catalogue.h"
#include "model/disk.h"
#include "model/machine.h"
#include "model/maintenance.h"
#include "model/rate.h"
#include "model/resource.h"
#include "model/stackscript.h"
#include "model/vpc.h"
#include "port/cloud_things.h"

enum cloud_mode { CLOUD_READ, CLOUD_WRITE };

typedef void cloud_machine_fn(void *user, const struct lct_err *err, const struct machine *m);
typedef void cloud_machines_fn(
    void *user, const struct lct_err *err, const struct machine *machines, size_t n);
typedef void cloud_catalogue_fn(void *user, const struct lct_err *err, struct catalogue *c);
typedef void cloud_events_fn(
    void *user, const struct lct_err *err, const struct cloud_event *events, size_t n);

struct machine_ops {
    struct op *(*create)(
        struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user);
    struct op *(*get)(struct cloud *c, const char *id, cloud_machine_fn *fn, void *user);
    // All machines with the tag (NULL: all of the account), every page, each id once.
    struct op *(*list)(struct cloud *c, const char *tag, cloud_machines_fn *fn, void *user);
    // All machines with this very label: none or one.
    struct op *(*find)(struct cloud *c, const char *label, cloud_machines_fn *fn, void *user);
    // Replaces all tags, and the label (NULL: it stays).
    struct op *(*update)(struct cloud *c, const char *id, const char *label,
        const char *const *tags, cloud_machine_fn *fn, void *user);
    // May be said again.
    struct op *(*care)(struct cloud *c, const char *id, const struct machine_care *care,
        cloud_machine_fn *fn, void *user);
    // Its disks go, its volumes stay.
    struct op *(*remove)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
    // With a configuration of its; NULL: the last that it was booted with, or its only one. One
    // that runs already is booted.
    struct op *(*boot)(
        struct cloud *c, const char *id, const char *config, cloud_done_fn *fn, void *user);
    struct op *(*reboot)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
    struct op *(*shutdown)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
    // Other disks, of an image: the old ones and their configurations go. Its id, addresses and
    // volumes stay.
    struct op *(*rebuild)(struct cloud *c, const char *id, const struct machine_spec *spec,
        cloud_machine_fn *fn, void *user);
    // Of that type already: nothing changes. LCT_EFAILED: its disks do not fit, the region lacks
    // the type.
    struct op *(*resize)(struct cloud *c, const char *id, const struct machine_resize *how,
        cloud_done_fn *fn, void *user);
    // Of root, on that disk (NULL: its only one, beside swap). It must be off.
    struct op *(*password)(struct cloud *c, const char *id, const char *disk,
        const struct secret *password, cloud_done_fn *fn, void *user);
    // Boots another system, which finds these as its devices; the last slot is its own.
    struct op *(*rescue)(struct cloud *c, const char *id, const struct slot slots[static N_SLOTS],
        cloud_done_fn *fn, void *user);
    // Another machine with its disks and configurations. Asked for as by create, but for image,
    // keys and password. It comes with the source's tags, whatever the spec says: update gives it
    // its own.
    struct op *(*clone)(struct cloud *c, const char *id, const struct machine_spec *spec,
        cloud_machine_fn *fn, void *user);
};

// ---- disks and configurations of one machine

typedef void cloud_disk_fn(void *user, const struct lct_err *err, const struct disk *d);
typedef void cloud_disks_fn(
    void *user, const struct lct_err *err, const struct disk *disks, size_t n);
typedef void cloud_configs_fn(
    void *user, const struct lct_err *err, const struct config *configs, size_t n);
typedef void cloud_config_fn(void *user, const struct lct_err *err, const struct config *config);

// One job at a time for each machine: LCT_EWAIT while there is another. Labels are not unique:
// whoever does not know what became of a create looks through the list before the next one.
struct disk_ops {
    struct op *(*create)(struct cloud *c, const char *machine, const struct disk_spec *spec,
        cloud_disk_fn *fn, void *user);
    struct op *(*get)(
        struct cloud *c, const char *machine, const char *id, cloud_disk_fn *fn, void *user);
    // In the order they were made.
    struct op *(*list)(struct cloud *c, const char *machine, cloud_disks_fn *fn, void *user);
    // It must not be in use: else this may succeed and the size stay what it is.
    struct op *(*resize)(struct cloud *c, const char *machine, const char *id, int64_t size_mb,
        cloud_done_fn *fn, void *user);
    struct op *(*remove)(
        struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user);
};

// What they say counts from the next boot on. Labels are not unique here, either.
struct config_ops {
    struct op *(*create)(struct cloud *c, const char *machine, const struct config *config,
        cloud_config_fn *fn, void *user);
    struct op *(*list)(struct cloud *c, const char *machine, cloud_configs_fn *fn, void *user);
    // All of it becomes what is given; config->id tells which one.
    struct op *(*update)(struct cloud *c, const char *machine, const struct config *config,
        cloud_config_fn *fn, void *user);
    struct op *(*remove)(
        struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user);
};

// ---- backups of one machine

typedef void cloud_backup_fn(void *user, const struct lct_err *err, const struct backup *b);
typedef void cloud_backups_fn(
    void *user, const struct lct_err *err, const struct backup *backups, size_t n);

struct backup_ops {
    // The oldest first; one that is under way is the last.
    struct op *(*list)(struct cloud *c, const char *machine, cloud_backups_fn *fn, void *user);
    // It costs from then on. Where it is so already nothing changes.
    struct op *(*enable)(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user);
    // All that there are go with it, for ever. Where there are none nothing changes. LCT_EWAIT: it
    // is busy.
    struct op *(*cancel)(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user);
    // Of the machine as it is, whether it runs or not. When it is complete the one before that was
    // asked for goes. Labels are not unique. LCT_EFAILED: it is not enabled.
    struct op *(*make)(
        struct cloud *c, const char *machine, const char *label, cloud_backup_fn *fn, void *user);
    // To that machine of the same region: in the place of all its disks and configurations - it is
    // off afterwards -, or beside them (it must be off). LCT_EFAILED: there is no room, or it is
    // not complete. Disks keep their labels and get other ids; no volume is in a backup.
    struct op *(*restore)(struct cloud *c, const char *machine, const char *id, const char *to,
        bool over, cloud_done_fn *fn, void *user);
};

// ---- addresses of one machine, beyond the first

typedef void cloud_reserved_fn(
    void *user, const struct lct_err *err, const struct reserved_address *list, size_t n);
typedef void cloud_range_fn(void *user, const struct lct_err *err, const char *range);
typedef void cloud_ipv4_fn(void *user, const struct lct_err *err, const char *address);
typedef void cloud_ipv4s_fn(void *user, const struct lct_err *err, const char *const *addresses);

struct address_ops {
    // The reserved ones of the account, whoever has them. A machine is made with one
    // (machine_spec); when it goes, the address stays, and is nobody's.
    struct op *(*reserved)(struct cloud *c, cloud_reserved_fn *fn, void *user);
    // The public IPv4 addresses that go with the machine, NULL-terminated, as it came to them: the
    // first one, too, where that is not a reserved one, and no reserved one.
    struct op *(*ipv4s)(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user);
    // One more, which leads to it at once. LCT_EFAILED: it may have no more.
    struct op *(*ipv4_add)(struct cloud *c, const char *machine, cloud_ipv4_fn *fn, void *user);
    // LCT_ENOTFOUND: it has it not. LCT_EFAILED: it is its last one.
    struct op *(*ipv4_remove)(
        struct cloud *c, const char *machine, const char *address, cloud_done_fn *fn, void *user);
    // The IPv6 range that is routed to it, "2001:db8:1:1::/64"; NULL: there is none.
    struct op *(*range)(struct cloud *c, const char *machine, cloud_range_fn *fn, void *user);
    // One of so many bits, 64 or 56, that goes with the machine. LCT_EFAILED: it has one.
    struct op *(*range_add)(
        struct cloud *c, const char *machine, unsigned bits, cloud_range_fn *fn, void *user);
    struct op *(*range_remove)(struct cloud *c, const char *range, cloud_done_fn *fn, void *user);
    // Addresses and ranges of others that the machine may announce, "198.51.100.7",
    // "2001:db8:1:1::/64", NULL-terminated; a range of its own, too, that others may.
    struct op *(*shared)(struct cloud *c, const char *machine, cloud_ipv4s_fn *fn, void *user);
    // From now on it may announce just these. They are of machines of its region, or such ranges.
    // LCT_EFAILED: one is none, or an address of its own.
    struct op *(*share)(struct cloud *c, const char *machine, const char *const *addresses,
        cloud_done_fn *fn, void *user);
    // What reverse DNS tells of a machine's address; NULL: the cloud's own name. LCT_EFAILED: that
    // name does not lead to the address.
    struct op *(*name)(
        struct cloud *c, const char *address, const char *name, cloud_done_fn *fn, void *user);
};

// ---- locks of machines

typedef void cloud_locks_fn(
    void *user, const struct lct_err *err, const struct lock *locks, size_t n);

// While a machine has one, to delete or rebuild it is LCT_EFAILED.
struct lock_ops {
    // All of that machine: none or one.
    struct op *(*find)(struct cloud *c, const char *machine, cloud_locks_fn *fn, void *user);
    // LCT_EFAILED: it has one.
    struct op *(*add)(
        struct cloud *c, const char *machine, const char *type, cloud_done_fn *fn, void *user);
    struct op *(*remove)(struct cloud *c, const char *id, cloud_done_fn *fn, void *user);
};

// ---- StackScripts

typedef void cloud_scripts_fn(
    void *user, const struct lct_err *err, const struct stackscript *scripts, size_t n);

struct script_ops {
    // By its id, as "USER/LABEL", or by the label of one of the account's own: none, one, or -
    // labels are not unique - several.
    struct op *(*find)(struct cloud *c, const char *name, cloud_scripts_fn *fn, void *user);
};

struct catalogue_ops {
    // Fetches all four lists, side by side. *c is the callee's to give: the callback owns it
    // (arena_free(c->arena)). Needs no token.
    struct op *(*fetch)(struct cloud *c, cloud_catalogue_fn *fn, void *user);
};

struct event_ops {
    // Events with id > since, oldest first (since 0: the newest page).
    struct op *(*since)(struct cloud *c, int64_t since, cloud_events_fn *fn, void *user);
    // All rebuilds of machines that are remembered (Linode does for 90 days), oldest first.
    struct op *(*rebuilds)(struct cloud *c, cloud_events_fn *fn, void *user);
    // The newest page of those of one machine, oldest first. Messages may be shown on a terminal.
    struct op *(*machine)(struct cloud *c, const char *id, cloud_events_fn *fn, void *user);
    // What became of machines that nobody asked for, the newest hundred: their host was rebooted,
    // the watchdog booted them. Oldest first.
    struct op *(*mishaps)(struct cloud *c, cloud_events_fn *fn, void *user);
};

struct cloud_profile {
    const char *username, *email;
    const char *scopes; // of the token
    bool restricted;
};

typedef void cloud_profile_fn(void *user, const struct lct_err *err, const struct cloud_profile *p);

typedef void cloud_maintenances_fn(
    void *user, const struct lct_err *err, const struct maintenance *list, size_t n);

struct account_ops {
    struct op *(*profile)(struct cloud *c, cloud_profile_fn *fn, void *user);
    // What is announced of machines, and not over.
    struct op *(*maintenance)(struct cloud *c, cloud_maintenances_fn *fn, void *user);
};

typedef void cloud_availability_fn(
    void *user, const struct lct_err *err, const struct availability *a);

struct stock_ops {
    // What is sold out, and what is closed to the account as far as the token may know.
    struct op *(*availability)(struct cloud *c, cloud_availability_fn *fn, void *user);
};

struct cloud_ops {
    const char *name; // "linode", "mem"
    const struct machine_ops *machines;
    const struct disk_ops *disks;
    const struct config_ops *configs;
    const struct backup_ops *backups;
    const struct address_ops *addresses;
    const struct lock_ops *locks;
    const struct script_ops *scripts;
    const struct catalogue_ops *catalogue;
    const struct event_ops *events;
    const struct account_ops *account;
    const struct stock_ops *stock;
    const struct thing_ops *things[N_NOUNS];
    const struct placement_ops *placements;
    const struct volume_ops *volumes;
    const struct vpc_ops *vpcs;
    const struct firewall_ops *firewalls;
    const struct balancer_ops *balancers;
    void (*close)(struct cloud *c);
    // What is known of the rate limit of a kind of request ("machine.create"); false: there is
    // none. r->kind is the callee's and lives as long as the program.
    bool (*rate)(struct cloud *c, const char *kind, struct rate *r);
    // What an earlier process knew of it; the next answer corrects it.
    void (*rate_recall)(struct cloud *c, const struct rate *r);
};

// Drivers embed this first.
struct cloud {
    const struct cloud_ops *ops;
    enum cloud_mode mode;
};

#endif
