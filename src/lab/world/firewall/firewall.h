// SPDX-License-Identifier: MIT
// Cloud Firewalls in the world: rules, and the services that they are before.
#ifndef LAB_WORLD_FIREWALL_FIREWALL_H
#define LAB_WORLD_FIREWALL_FIREWALL_H

#include "lab/world/instance.h"

#define FIREWALLS "networking/firewalls"
#define FIREWALL FIREWALLS "/{}"

// Of a row of the view firewall_service: what the API tells of the service.
#define FIREWALL_ENTITY                                                                \
    "json_object('id', service, 'type', type, 'label', label, 'url', url, "            \
    "'parent_entity', json(iif(parent_id IS NULL, NULL, json_object('id', parent_id, " \
    "'type', 'linode', 'label', parent_label, 'url', '/v4/linode/instances/' || parent_id))))"

// As the API shows it; NULL: there is none such.
struct doc *firewall_find(struct lab *lab, struct arena *a, int64_t id);
// The one of the call's first parameter; NULL: the call is refused.
struct doc *firewall_need(struct call *c);
void firewall_touch(struct lab *lab, int64_t id);
// An event of it.
void firewall_note(struct call *c, const char *action, int64_t id, const struct doc *secondary);

// Answers with those before the service that the call is about.
struct firewall_kind;
void firewall_service_list(struct call *c, const struct firewall_kind *kind);

// ---- rules.c

// The rules of a body as they are kept, every one of their members checked; NULL: refused. prefix:
// of the names of fields ("rules.").
struct doc *firewall_rules_read(struct call *c, const struct doc *rules, const char *prefix);
// From now on they hold: the firewall's next version, unless they are the ones that hold already.
void firewall_rules_set(struct lab *lab, int64_t id, const struct doc *rules);

// ---- kind.c

// A kind of service that can have a firewall. What else belongs to the kind is a branch of the view
// firewall_service.
struct firewall_kind {
    const char *name;   // in the view
    const char *also;   // what Linode's document calls it, where clients say otherwise
    const char *table;  // which services there are; their column in firewall_device, too
    const char *title;  // in errors
    const char *list;   // where a new firewall's body names them
    const char *can;    // those of the table that can have one: a condition of SQL
    const char *cannot; // what is said of the others
    void (*filter)(struct lab *lab, int64_t service); // which ones it is behind has changed
    int64_t (*need)(struct call *c); // the one that the call is about; 0: it is refused
};

#define FIREWALL_LINODE "linode"
#define FIREWALL_INTERFACE "linode_interface"

// Their places.
enum { FIREWALL_OF_LINODE, FIREWALL_OF_INTERFACE, FIREWALL_OF_BALANCER };
extern const struct firewall_kind firewall_kinds[]; // ended by a name NULL

// By a word of the API; NULL: it is none.
const struct firewall_kind *firewall_kind_find(const char *word);

// Refuses a service that there is not, or that has an enabled firewall already.
void firewall_service_check(struct call *c, const char *field, const struct firewall_kind *kind,
    int64_t service, bool enabled, int64_t but);
// ---- device.c

// Puts the service behind it; it is allowed. Yields the device.
int64_t firewall_device_add(
    struct call *c, int64_t firewall, const struct firewall_kind *kind, int64_t service);

// What a body says of the firewall of a new service (`firewall_id`), or the default of services of
// this word ("linode"); 0: none. prefix: of names of fields.
int64_t firewall_wish_read(
    struct call *c, const struct doc *body, const char *prefix, const char *service);
// The same of a Linode interface ("vpc_interface"), which has to say that it wants none.
int64_t firewall_interface_wish_read(
    struct call *c, const struct doc *body, const char *prefix, const char *service);
// The Linode's interfaces become its own, and come behind what it was behind itself.
void firewall_upgrade(struct call *c, int64_t linode);

#endif
