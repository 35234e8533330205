// SPDX-License-Identifier: MIT
// A Linode as the cloud shows it, and as we ask for it.
#ifndef MODEL_MACHINE_H
#define MODEL_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "model/field.h"

// Linode's instance states; MACHINE_BUSY stands for all others that pass by themselves.
enum machine_status {
    MACHINE_BUSY,
    MACHINE_RUNNING,
    MACHINE_OFFLINE,
    MACHINE_SUSPENDED,
    MACHINE_REBUILDING, // gets other disks
    MACHINE_DELETING,
};

struct machine {
    const char *id;                            // the cloud's: whatever it calls machines by
    const char *label, *region, *type, *image; // image may be NULL
    enum machine_status status;
    const char *status_name; // Linode's own word: "provisioning", "running" ...
    const char *public_ipv4, *private_ipv4, *ipv6; // without prefix length; NULL when it has none
    const char *const *more_ipv4;                  // public ones beside it, NULL-terminated
    const char *const *tags;                       // NULL-terminated
    const char *created;
    bool backups;           // the cloud makes backups of it, and takes some when asked
    const char *backup_day; // of the week, "Sunday", whose backups are kept longest; NULL: none is
                            // set, so the next one
    const char *backup_window; // "W4": from 04:00 UTC on, two hours
    bool unwatched;            // it stays off when it switched itself off
    const char *maintenance;  // what becomes of it when its host is mended: "linode/migrate"; NULL:
                              // nobody says
    const char *const *locks; // their types, NULL-terminated; NULL: none
    // Id of the event of its newest rebuild; 0: none is known, or the cloud was not asked.
    int64_t rebuilt;
};

extern const struct field machine_record[];

// What the cloud may say of it; whatever is something else is refused where it is read, so that no
// label, address or word needs a thought where it is used.
bool label_valid(const char *s); // A-Z a-z 0-9 . _ -, a letter or digit (or _) first, 1 to 64
bool word_valid(const char *s);  // of a region, type, image or status: also / : +, at most 128
// An address of a machine, without prefix: of the family, and none of what every machine has.
bool address_valid(const char *s, int family);

bool machine_tagged(const struct machine *m, const char *tag);

// Which of the cloud's two kinds of interfaces a machine has. GENERATION_NONE: nothing is said.
enum generation { GENERATION_NONE, GENERATION_LEGACY, GENERATION_LINODE };

enum interface_kind { INTERFACE_PUBLIC, INTERFACE_VPC, INTERFACE_VLAN };

// A network of a machine. They stand in the order of its devices: public, vpc, vlan.
struct interface {
    enum interface_kind kind;
    const char *subnet; // of a VPC: the cloud's id of it; the cloud chooses the address
    bool nat;           // likewise: a public address stands for it, 1:1
    const char *vlan;   // its label
    const char *ipv4;   // of a VLAN: the address, with its prefix; NULL: none
};

#define INTERFACES_MAX 3

// What a create asks for. Secrets stay secrets. Without an image it has no disks, is not booted,
// and nobody logs in.
struct machine_spec {
    const char *label, *region, *type, *image, *kernel; // kernel NULL: the image's
    const char *const *tags;                            // NULL-terminated
    const char *const *authorized_keys;                 // NULL-terminated public keys for root
    const struct secret *root_password;                 // NULL: none (keys only)
    const struct secret *user_data; // not encoded, at most 16,384 bytes; NULL: none
    const char *script;             // id of a StackScript that its first boot runs; NULL: none
    const struct secret *answers;   // to what that asks for, a JSON map of texts; NULL: none
    const char *group;              // display group; NULL: none
    const char *placement;          // id of the placement group; NULL: none
    const char *firewall;           // id of the Cloud Firewall that it is born behind; NULL: none
    const char *ipv4;               // a reserved address that is to be its public one; NULL: any
    const char *encryption;         // of its disks: "enabled", "disabled"; NULL: the cloud's way
    const struct interface *interfaces; // 0 of them: the cloud's way, a public one
    size_t n_interfaces;
    enum generation generation;
    const char *maintenance; // as of struct machine; NULL: the account's
    bool private_ip, booted, backups, watchdog;
    int64_t swap_mb; // < 0: the API's default
};

// Another type for a machine that is there.
struct machine_resize {
    const char *type;
    bool warm;      // it runs on meanwhile, and is rebooted; else it is shut down
    bool fit_disks; // if it has one disk, beside swap, that becomes what the type has: larger, or
                    // smaller
};

// What is to become of a machine that is there, and changes nothing of what it runs.
struct machine_care {
    bool says_watchdog, watchdog;
    const char *maintenance;                // NULL: it stays; so the next two
    const char *backup_day, *backup_window; // as of struct machine
};

// It keeps a machine from being deleted and rebuilt; a machine has one at most.
struct lock {
    const char *id, *machine; // the cloud's
    const char *type;         // "cannot_delete"
};

// One entry of /account/events.
struct cloud_event {
    int64_t id;
    const char *action, *status; // "linode_boot"; scheduled started finished failed notification
    const char *entity_type;     // "linode"; NULL: none
    const char *entity_id;       // of a machine: its id; NULL: none
    const char *message;
    const char *created; // UTC, "2026-12-01T00:00:00"; NULL: not told
    int percent;
};

#endif
