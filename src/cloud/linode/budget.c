// SPDX-License-Identifier: MIT
// Rate budgets, seeded from the published limits and corrected by every answer's headers.
#include "cloud/linode/budget.h"

#include <stdlib.h>
#include <time.h>

#include "base/parse.h"

#define MINUTE 60000
#define WINDOW_MAX_MS (10 * MINUTE)
#define ROUNDING_MS 1000 // the headers tell whole seconds
#define LIMIT_MAX 1000000

const struct route_facts route_facts[N_ROUTES] = {
    [ROUTE_MACHINE_CREATE] = { "machine.create", "POST", 20, 15000, false },
    [ROUTE_MACHINE_GET] = { "machine.get", "GET", 1600, MINUTE, false },
    [ROUTE_MACHINE_LIST] = { "machine.list", "GET", 200, MINUTE, false },
    [ROUTE_MACHINE_UPDATE] = { "machine.retag", "PUT", 1600, MINUTE, false },
    [ROUTE_MACHINE_CARE] = { "machine.care", "PUT", 1600, MINUTE, false },
    [ROUTE_MACHINE_BOOT] = { "machine.boot", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_REBOOT] = { "machine.reboot", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_SHUTDOWN] = { "machine.shutdown", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_REBUILD] = { "machine.rebuild", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_REMOVE] = { "machine.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_MACHINE_RESIZE] = { "machine.resize", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_PASSWORD] = { "machine.password", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_RESCUE] = { "machine.rescue", "POST", 1600, MINUTE, false },
    [ROUTE_MACHINE_CLONE] = { "machine.clone", "POST", 20, 15000, false },
    [ROUTE_DISK_CREATE] = { "disk.create", "POST", 1600, MINUTE, false },
    [ROUTE_DISK_GET] = { "disk.get", "GET", 1600, MINUTE, false },
    [ROUTE_DISK_LIST] = { "disk.list", "GET", 200, MINUTE, false },
    [ROUTE_DISK_RESIZE] = { "disk.resize", "POST", 1600, MINUTE, false },
    [ROUTE_DISK_PASSWORD] = { "disk.password", "POST", 1600, MINUTE, false },
    [ROUTE_DISK_REMOVE] = { "disk.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_CONFIG_CREATE] = { "config.create", "POST", 1600, MINUTE, false },
    [ROUTE_CONFIG_LIST] = { "config.list", "GET", 200, MINUTE, false },
    [ROUTE_CONFIG_UPDATE] = { "config.update", "PUT", 1600, MINUTE, false },
    [ROUTE_CONFIG_REMOVE] = { "config.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_BACKUP_LIST] = { "backup.list", "GET", 1600, MINUTE, false },
    [ROUTE_BACKUP_ENABLE] = { "backup.enable", "POST", 1600, MINUTE, false },
    [ROUTE_BACKUP_CANCEL] = { "backup.cancel", "POST", 1600, MINUTE, false },
    [ROUTE_BACKUP_TAKE] = { "backup.take", "POST", 1600, MINUTE, false },
    [ROUTE_BACKUP_RESTORE] = { "backup.restore", "POST", 1600, MINUTE, false },
    [ROUTE_ADDRESS_LIST] = { "address.list", "GET", 1600, MINUTE, false },
    [ROUTE_ADDRESS_ADD] = { "address.add", "POST", 1600, MINUTE, false },
    [ROUTE_ADDRESS_REMOVE] = { "address.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_ADDRESS_SHARE] = { "address.share", "POST", 1600, MINUTE, false },
    [ROUTE_ADDRESS_NAME] = { "address.name", "PUT", 1600, MINUTE, false },
    [ROUTE_ADDRESS_RESERVED] = { "address.reserved", "GET", 10, 15000, false },
    [ROUTE_RESERVED_CREATE] = { "reserved.create", "POST", 1600, MINUTE, false },
    [ROUTE_RESERVED_GET] = { "reserved.get", "GET", 10, 15000, false },
    [ROUTE_RESERVED_REMOVE] = { "reserved.remove", "DELETE", 10, 15000, false },
    [ROUTE_RANGE_CREATE] = { "range.create", "POST", 1600, MINUTE, false },
    [ROUTE_RANGE_REMOVE] = { "range.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_LOCK_FIND] = { "lock.find", "GET", 200, MINUTE, false },
    [ROUTE_LOCK_ADD] = { "lock.add", "POST", 1600, MINUTE, false },
    [ROUTE_LOCK_REMOVE] = { "lock.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_SCRIPT_GET] = { "script.get", "GET", 1600, MINUTE, false },
    [ROUTE_SCRIPT_FIND] = { "script.find", "GET", 60, MINUTE, false },
    [ROUTE_VOLUME_CREATE] = { "volume.create", "POST", 25, MINUTE, false },
    [ROUTE_VOLUME_GET] = { "volume.get", "GET", 1600, MINUTE, false },
    [ROUTE_VOLUME_LIST] = { "volume.list", "GET", 200, MINUTE, false },
    [ROUTE_VOLUME_UPDATE] = { "volume.retag", "PUT", 1600, MINUTE, false },
    [ROUTE_VOLUME_ATTACH] = { "volume.attach", "POST", 1600, MINUTE, false },
    [ROUTE_VOLUME_DETACH] = { "volume.detach", "POST", 1600, MINUTE, false },
    [ROUTE_VOLUME_RESIZE] = { "volume.resize", "POST", 1600, MINUTE, false },
    [ROUTE_VOLUME_CLONE] = { "volume.clone", "POST", 1600, MINUTE, false },
    [ROUTE_VOLUME_REMOVE] = { "volume.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_PLACEMENT_CREATE] = { "placement.create", "POST", 1600, MINUTE, false },
    [ROUTE_PLACEMENT_GET] = { "placement.get", "GET", 1600, MINUTE, false },
    [ROUTE_PLACEMENT_LIST] = { "placement.list", "GET", 200, MINUTE, false },
    [ROUTE_PLACEMENT_REMOVE] = { "placement.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_PLACEMENT_ASSIGN] = { "placement.assign", "POST", 1600, MINUTE, false },
    [ROUTE_PLACEMENT_UNASSIGN] = { "placement.unassign", "POST", 1600, MINUTE, false },
    [ROUTE_VPC_CREATE] = { "vpc.create", "POST", 15, MINUTE, false },
    [ROUTE_VPC_GET] = { "vpc.get", "GET", 1600, MINUTE, false },
    [ROUTE_VPC_LIST] = { "vpc.list", "GET", 200, MINUTE, false },
    [ROUTE_VPC_REMOVE] = { "vpc.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_VPC_ADDRESSES] = { "vpc.addresses", "GET", 200, MINUTE, false },
    [ROUTE_SUBNET_CREATE] = { "vpc.subnets", "POST", 1600, MINUTE, false },
    [ROUTE_SUBNET_REMOVE] = { "vpc.prune", "DELETE", 1600, MINUTE, false },
    [ROUTE_FIREWALL_CREATE] = { "firewall.create", "POST", 1600, MINUTE, false },
    [ROUTE_FIREWALL_GET] = { "firewall.get", "GET", 1600, MINUTE, false },
    [ROUTE_FIREWALL_LIST] = { "firewall.list", "GET", 200, MINUTE, false },
    [ROUTE_FIREWALL_UPDATE] = { "firewall.enable", "PUT", 1600, MINUTE, false },
    [ROUTE_FIREWALL_REMOVE] = { "firewall.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_FIREWALL_RULES] = { "firewall.rules", "PUT", 1600, MINUTE, false },
    [ROUTE_FIREWALL_DEVICES] = { "firewall.devices", "GET", 200, MINUTE, false },
    [ROUTE_FIREWALL_ATTACH] = { "firewall.attach", "POST", 1600, MINUTE, false },
    [ROUTE_FIREWALL_DETACH] = { "firewall.detach", "DELETE", 1600, MINUTE, false },
    [ROUTE_INTERFACE_LIST] = { "interface.list", "GET", 1600, MINUTE, false },
    [ROUTE_BALANCER_CREATE] = { "balancer.create", "POST", 1600, MINUTE, false },
    [ROUTE_BALANCER_GET] = { "balancer.get", "GET", 1600, MINUTE, false },
    [ROUTE_BALANCER_LIST] = { "balancer.list", "GET", 200, MINUTE, false },
    [ROUTE_BALANCER_UPDATE] = { "balancer.update", "PUT", 1600, MINUTE, false },
    [ROUTE_BALANCER_REMOVE] = { "balancer.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_BALANCER_WITHIN] = { "balancer.within", "GET", 200, MINUTE, false },
    [ROUTE_PORT_CREATE] = { "balancer.port", "POST", 1600, MINUTE, false },
    [ROUTE_PORT_LIST] = { "balancer.ports", "GET", 200, MINUTE, false },
    [ROUTE_PORT_UPDATE] = { "balancer.port.update", "PUT", 1600, MINUTE, false },
    [ROUTE_PORT_REMOVE] = { "balancer.port.remove", "DELETE", 1600, MINUTE, false },
    [ROUTE_MEMBER_CREATE] = { "balancer.member", "POST", 400, MINUTE, false },
    [ROUTE_MEMBER_LIST] = { "balancer.members", "GET", 200, MINUTE, false },
    [ROUTE_MEMBER_UPDATE] = { "balancer.member.update", "PUT", 400, MINUTE, false },
    [ROUTE_MEMBER_REMOVE] = { "balancer.member.remove", "DELETE", 400, MINUTE, false },
    [ROUTE_REGIONS] = { "region.list", "GET", 200, MINUTE, true, true },
    [ROUTE_TYPES] = { "type.list", "GET", 200, MINUTE, true, true },
    [ROUTE_IMAGES] = { "image.list", "GET", 20, MINUTE, true },
    [ROUTE_KERNELS] = { "kernel.list", "GET", 200, MINUTE, true },
    [ROUTE_VOLUME_TYPES] = { "volume.types", "GET", 200, MINUTE, true, true },
    [ROUTE_BALANCER_TYPES] = { "balancer.types", "GET", 200, MINUTE, true, true },
    [ROUTE_STOCK] = { "region.stock", "GET", 200, MINUTE, true, true },
    [ROUTE_SERVICES] = { "account.services", "GET", 200, MINUTE, false },
    [ROUTE_SETTINGS] = { "account.settings", "GET", 1600, MINUTE, false },
    [ROUTE_EVENTS] = { "event.list", "GET", 200, MINUTE, false },
    [ROUTE_MAINTENANCE] = { "maintenance.list", "GET", 200, MINUTE, false },
    [ROUTE_PROFILE] = { "profile.get", "GET", 1600, MINUTE, false },
};

void
budget_init(struct budget *b, enum route r)
{
    *b = (struct budget){ .limit = route_facts[r].limit,
        .window_ms = route_facts[r].window_ms,
        .slack_ms = ROUNDING_MS };
}

static bool
window_over(const struct budget *b, int64_t now_ms)
{
    return now_ms >= b->ends_ms;
}

int64_t
budget_wait(const struct budget *b, int64_t now_ms)
{
    if (!b->known && b->under_way)
        return -1;
    if (window_over(b, now_ms) || b->sent + b->others < b->limit)
        return 0;
    return b->ends_ms - now_ms;
}

void
budget_take(struct budget *b, int64_t now_ms)
{
    if (window_over(b, now_ms)) {
        b->ends_ms = now_ms + b->window_ms;
        b->sent = 0;
        b->others = 0;
    }
    b->sent++;
    b->under_way++;
}

static int64_t
header_number(const struct http_answer *a, const char *name, int64_t min, int64_t max)
{
    const char *text = http_header(a, name);
    int64_t n;

    return text && parse_int(text, min, max, &n) ? n : -1;
}

// The server's own time when the answer tells it: our clock may be wrong.
static int64_t
answer_time_s(const struct http_answer *a, int64_t wall_ms)
{
    const char *date = http_header(a, "date");
    struct tm tm = { 0 };

    if (date && strptime(date, "%a, %d %b %Y %H:%M:%S GMT", &tm))
        return (int64_t)timegm(&tm);
    return wall_ms / 1000;
}

int64_t
reset_wait_ms(const struct http_answer *a, int64_t wall_ms)
{
    int64_t reset = header_number(a, "x-ratelimit-reset", 0, INT32_MAX * (int64_t)4), ms;

    if (reset < 0)
        return -1;
    ms = (reset - answer_time_s(a, wall_ms)) * 1000;
    return ms < 0 ? 0 : ms > WINDOW_MAX_MS ? WINDOW_MAX_MS : ms;
}

static void
window_learn(struct budget *b, int64_t remaining, int64_t reset_ms, int64_t now_ms)
{
    if (remaining == b->limit - 1) { // this request opened the window
        if (llabs(reset_ms - b->window_ms) > ROUNDING_MS)
            b->window_ms = reset_ms;
        b->slack_ms = reset_ms + ROUNDING_MS - b->window_ms;
    }
    b->ends_ms = now_ms + reset_ms + ROUNDING_MS;
}

// A window that ends this much later has begun since: the one we know of ended before we thought.
static bool
is_next_window(const struct budget *b, int64_t reset_ms, int64_t now_ms)
{
    return now_ms + reset_ms - b->ends_ms > b->window_ms / 2;
}

// What the server has counted and we have not sent, others have.
static void
count_used(struct budget *b, int64_t used, bool next)
{
    if (next) {
        b->sent = used + b->under_way;
        b->others = 0;
    } else if (used - b->sent > b->others) {
        b->others = used - b->sent;
    }
}

void
budget_learn(struct budget *b, const struct http_answer *a, int64_t now_ms, int64_t wall_ms)
{
    int64_t limit, remaining, reset_ms;
    bool next;

    b->under_way--;
    if (!a || !a->status)
        return;
    b->known = true;
    limit = header_number(a, "x-ratelimit-limit", 1, LIMIT_MAX);
    remaining = header_number(a, "x-ratelimit-remaining", 0, LIMIT_MAX);
    reset_ms = reset_wait_ms(a, wall_ms);
    if (limit > 0)
        b->limit = limit;
    next = reset_ms > 0 && is_next_window(b, reset_ms, now_ms);
    if (reset_ms > 0)
        window_learn(b, remaining, reset_ms, now_ms);
    if (remaining >= 0 && reset_ms != 0) // 0: of a window that is over
        count_used(b, b->limit - remaining, next);
}

void
budget_refused(struct budget *b, int64_t now_ms, int64_t wait_ms)
{
    b->known = true;
    if (b->sent + b->others < b->limit)
        b->others = b->limit - b->sent;
    b->ends_ms = now_ms + wait_ms;
}

void
budget_tell(const struct budget *b, enum route r, int64_t now_ms, int64_t wall_ms, struct rate *ret)
{
    bool fresh = window_over(b, now_ms);

    *ret = (struct rate){ .kind = route_facts[r].kind,
        .limit = b->limit,
        .window_ms = b->window_ms,
        .slack_ms = b->slack_ms,
        .used = fresh ? 0 : b->sent + b->others,
        .ends_ms = fresh ? 0 : wall_ms + b->ends_ms - now_ms };
}

// What was stored may be damaged, or of a clock that was set back since.
void
budget_recall(struct budget *b, const struct rate *r, int64_t now_ms, int64_t wall_ms)
{
    int64_t left_ms = r->ends_ms - wall_ms;

    if (b->known || r->limit < 1 || r->limit > LIMIT_MAX || r->window_ms < 1 ||
        r->window_ms > WINDOW_MAX_MS || r->slack_ms < 0 || r->slack_ms > 2 * ROUNDING_MS)
        return;
    b->limit = r->limit;
    b->window_ms = r->window_ms;
    b->slack_ms = r->slack_ms;
    if (left_ms <= 0 || left_ms > r->window_ms + r->slack_ms || r->used < 0)
        return;
    b->others = r->used < r->limit ? r->used : r->limit;
    b->ends_ms = now_ms + left_ms;
}
