// SPDX-License-Identifier: MIT
// The API as a whole: the routes of all nouns.
#include "lab/api/route.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/str.h"

const struct noun *const api_nouns[] = { &account_noun, &assign_noun, &backup_noun,
    &backup_restore_noun, &balancer_noun, &balancer_config_noun, &balancer_node_noun,
    &balancer_vpc_noun, &catalogue_noun, &config_noun, &config_interface_noun, &disk_noun,
    &event_noun, &firewall_noun, &firewall_device_noun, &instance_noun, &instance_clone_noun,
    &instance_create_noun, &instance_lock_noun, &instance_power_noun, &instance_rescue_noun,
    &instance_resize_noun, &interface_upgrade_noun, &ip_noun, &linode_interface_noun, &network_noun,
    &placement_noun, &range_noun, &reserved_noun, &script_noun, &sshkey_noun, &stock_noun,
    &subnet_noun, &tag_noun, &token_noun, &upkeep_noun, &vlan_noun, &volume_noun,
    &volume_attach_noun, &vpc_noun, &vpc_ip_noun, NULL };

// A route whose path fits, and what its {} stand for.
struct match {
    const struct route *route;
    const char *params[CALL_PARAMS];
    size_t n;
};

static const char *
segment_decode(struct arena *a, const char *s, size_t n)
{
    char *out = arena_alloc(a, n + 1), *to = out;

    for (size_t i = 0; i < n; i++) {
        if (s[i] == '%' && i + 2 < n && isxdigit((unsigned char)s[i + 1]) &&
            isxdigit((unsigned char)s[i + 2])) {
            *to++ = (char)strtol((char[]){ s[i + 1], s[i + 2], '\0' }, NULL, 16);
            i += 2;
        } else {
            *to++ = s[i];
        }
    }
    return out;
}

static bool
path_matches(struct arena *a, const char *path, struct match *m)
{
    const char *pattern = m->route->path;

    for (;;) {
        size_t n = strcspn(pattern, "/"), len = strcspn(path, "/");
        if (str_eq(pattern, "{+}") && *path) {
            m->params[m->n++] = segment_decode(a, path, strlen(path));
            return true;
        }
        if (n == 2 && pattern[0] == '{' && len > 0)
            m->params[m->n++] = segment_decode(a, path, len);
        else if (n != len || strncmp(pattern, path, n) != 0)
            return false;
        if (!pattern[n] || !path[len])
            return !pattern[n] && !path[len];
        pattern += n + 1;
        path += len + 1;
    }
}

// Of one noun's: takes the place of the best one so far where it fits better.
static void
routes_try(struct arena *a, const struct route *routes, const char *method, const char *path,
    struct match *best, bool *other)
{
    for (const struct route *r = routes; r->method; r++) {
        struct match m = { .route = r };
        if (!path_matches(a, path, &m))
            continue;
        if (!str_eq(r->method, method))
            *other = true;
        else if (!best->route || m.n < best->n)
            *best = m;
    }
}

const struct route *
route_find(const struct noun *const *nouns, struct arena *a, const char *method, const char *path,
    const char *params[static CALL_PARAMS], bool *other)
{
    struct match best = { 0 };

    *other = false;
    for (; *nouns; nouns++)
        routes_try(a, (*nouns)->routes, method, path, &best, other);
    memcpy(params, best.params, sizeof best.params);
    return best.route;
}
