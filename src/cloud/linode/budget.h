// SPDX-License-Identifier: MIT
// Rate budgets: one per operation of the API, as the API counts. Requests wait here so that the
// server never has to refuse one.
#ifndef CLOUD_LINODE_BUDGET_H
#define CLOUD_LINODE_BUDGET_H

#include "io/http.h"
#include "model/rate.h"

// What we ask for, with the published limits to begin with.
enum route {
    ROUTE_MACHINE_CREATE,
    ROUTE_MACHINE_GET,
    ROUTE_MACHINE_LIST,
    ROUTE_MACHINE_UPDATE,
    ROUTE_MACHINE_CARE,
    ROUTE_MACHINE_BOOT,
    ROUTE_MACHINE_REBOOT,
    ROUTE_MACHINE_SHUTDOWN,
    ROUTE_MACHINE_REBUILD,
    ROUTE_MACHINE_REMOVE,
    ROUTE_MACHINE_RESIZE,
    ROUTE_MACHINE_PASSWORD,
    ROUTE_MACHINE_RESCUE,
    ROUTE_MACHINE_CLONE,
    ROUTE_DISK_CREATE,
    ROUTE_DISK_GET,
    ROUTE_DISK_LIST,
    ROUTE_DISK_RESIZE,
    ROUTE_DISK_PASSWORD,
    ROUTE_DISK_REMOVE,
    ROUTE_CONFIG_CREATE,
    ROUTE_CONFIG_LIST,
    ROUTE_CONFIG_UPDATE,
    ROUTE_CONFIG_REMOVE,
    ROUTE_BACKUP_LIST,
    ROUTE_BACKUP_ENABLE,
    ROUTE_BACKUP_CANCEL,
    ROUTE_BACKUP_TAKE,
    ROUTE_BACKUP_RESTORE,
    ROUTE_ADDRESS_LIST,
    ROUTE_ADDRESS_ADD,
    ROUTE_ADDRESS_REMOVE,
    ROUTE_ADDRESS_NAME,
    ROUTE_ADDRESS_SHARE,
    ROUTE_ADDRESS_RESERVED,
    ROUTE_RESERVED_CREATE,
    ROUTE_RESERVED_GET,
    ROUTE_RESERVED_REMOVE,
    ROUTE_RANGE_CREATE,
    ROUTE_RANGE_REMOVE,
    ROUTE_LOCK_FIND,
    ROUTE_LOCK_ADD,
    ROUTE_LOCK_REMOVE,
    ROUTE_SCRIPT_GET,
    ROUTE_SCRIPT_FIND,
    ROUTE_VOLUME_CREATE,
    ROUTE_VOLUME_GET,
    ROUTE_VOLUME_LIST,
    ROUTE_VOLUME_UPDATE,
    ROUTE_VOLUME_ATTACH,
    ROUTE_VOLUME_DETACH,
    ROUTE_VOLUME_RESIZE,
    ROUTE_VOLUME_CLONE,
    ROUTE_VOLUME_REMOVE,
    ROUTE_PLACEMENT_CREATE,
    ROUTE_PLACEMENT_GET,
    ROUTE_PLACEMENT_LIST,
    ROUTE_PLACEMENT_REMOVE,
    ROUTE_PLACEMENT_ASSIGN,
    ROUTE_PLACEMENT_UNASSIGN,
    ROUTE_VPC_CREATE,
    ROUTE_VPC_GET,
    ROUTE_VPC_LIST,
    ROUTE_VPC_REMOVE,
    ROUTE_VPC_ADDRESSES,
    ROUTE_SUBNET_CREATE,
    ROUTE_SUBNET_REMOVE,
    ROUTE_FIREWALL_CREATE,
    ROUTE_FIREWALL_GET,
    ROUTE_FIREWALL_LIST,
    ROUTE_FIREWALL_UPDATE,
    ROUTE_FIREWALL_REMOVE,
    ROUTE_FIREWALL_RULES,
    ROUTE_FIREWALL_DEVICES,
    ROUTE_FIREWALL_ATTACH,
    ROUTE_FIREWALL_DETACH,
    ROUTE_INTERFACE_LIST,
    ROUTE_BALANCER_CREATE,
    ROUTE_BALANCER_GET,
    ROUTE_BALANCER_LIST,
    ROUTE_BALANCER_UPDATE,
    ROUTE_BALANCER_REMOVE,
    ROUTE_BALANCER_WITHIN,
    ROUTE_PORT_CREATE,
    ROUTE_PORT_LIST,
    ROUTE_PORT_UPDATE,
    ROUTE_PORT_REMOVE,
    ROUTE_MEMBER_CREATE,
    ROUTE_MEMBER_LIST,
    ROUTE_MEMBER_UPDATE,
    ROUTE_MEMBER_REMOVE,
    ROUTE_REGIONS,
    ROUTE_TYPES,
    ROUTE_IMAGES,
    ROUTE_KERNELS,
    ROUTE_VOLUME_TYPES,
    ROUTE_BALANCER_TYPES,
    ROUTE_STOCK,
    ROUTE_SERVICES,
    ROUTE_SETTINGS,
    ROUTE_EVENTS,
    ROUTE_MAINTENANCE,
    ROUTE_PROFILE,
    N_ROUTES
};

struct route_facts {
    const char *kind;   // "machine.create"
    const char *method; // "POST"
    unsigned limit;     // requests ...
    int64_t window_ms;  // ... in this time
    bool is_public;     // answered without a token
    bool whole;         // a list for which no choice of page is documented
};

extern const struct route_facts route_facts[N_ROUTES];

// The fixed window of one operation.
struct budget {
    int64_t limit, window_ms;
    int64_t slack_ms; // waited beyond it: headers tell whole seconds
    int64_t ends_ms;  // of the present window, by the loop's clock
    int64_t sent;     // by us in this window
    int64_t others;   // used up by others with the same token, as far as answers show
    unsigned under_way;
    bool known; // an answer has come: before the first one requests go one at a time
    struct call *first, *last;
    struct timer *timer;
};

void budget_init(struct budget *b, enum route r);

// How long to wait before one more request may go: 0 now; < 0: until an answer has come.
int64_t budget_wait(const struct budget *b, int64_t now_ms);
// One request goes.
void budget_take(struct budget *b, int64_t now_ms);
// Its answer (NULL: there was none).
void budget_learn(struct budget *b, const struct http_answer *a, int64_t now_ms, int64_t wall_ms);
// The server refused: nothing goes before wait_ms have passed.
void budget_refused(struct budget *b, int64_t now_ms, int64_t wait_ms);

// The budget as others see it, and back. now_ms and wall_ms are the same moment.
void budget_tell(
    const struct budget *b, enum route r, int64_t now_ms, int64_t wall_ms, struct rate *ret);
void budget_recall(struct budget *b, const struct rate *r, int64_t now_ms, int64_t wall_ms);

// What "X-RateLimit-Reset" says, as milliseconds from the answer's own time on; < 0: nothing.
int64_t reset_wait_ms(const struct http_answer *a, int64_t wall_ms);

#endif
