// SPDX-License-Identifier: MIT
// The one table of the API.
#include "lab/api/route.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/str.h"
#include "lab/world/nouns.h"

#define LINODES "linode/instances"
#define LINODE LINODES "/{}"
#define PLACEMENTS "placement/groups"
#define PLACEMENT PLACEMENTS "/{}"
#define READ(area) area ":read_only"
#define WRITE(area) area ":read_write"

static const struct route routes[] = {
    { "GET", "regions", "*", RATE_LIST, true, region_list },
    { "GET", "regions/availability", "*", RATE_LIST, true, region_stock_list },
    { "GET", "regions/{}", "*", RATE_OTHER, true, region_get },
    { "GET", "regions/{}/availability", "*", RATE_OTHER, true, region_stock_get },
    { "GET", "linode/types", "*", RATE_LIST, true, type_list },
    { "GET", "linode/types/{}", "*", RATE_OTHER, true, type_get },
    { "GET", "linode/kernels", "*", RATE_LIST, true, kernel_list },
    { "GET", "linode/kernels/{+}", "*", RATE_OTHER, true, kernel_get },
    { "GET", "volumes/types", "*", RATE_LIST, true, volume_type_list },
    { "GET", "nodebalancers/types", "*", RATE_LIST, true, balancer_type_list },
    { "GET", "images", "*", RATE_IMAGES, true, image_list },
    { "GET", "images/{+}", READ("images"), RATE_OTHER, true, image_get },

    { "GET", LINODES, READ("linodes"), RATE_LIST, false, instance_list },
    { "POST", LINODES, WRITE("linodes"), RATE_CREATE, false, instance_create },
    { "GET", LINODE, READ("linodes"), RATE_OTHER, false, instance_get },
    { "PUT", LINODE, WRITE("linodes"), RATE_OTHER, false, instance_put },
    { "DELETE", LINODE, WRITE("linodes"), RATE_OTHER, false, instance_delete },
    { "POST", LINODE "/boot", WRITE("linodes"), RATE_OTHER, false, instance_boot },
    { "POST", LINODE "/reboot", WRITE("linodes"), RATE_OTHER, false, instance_reboot },
    { "POST", LINODE "/shutdown", WRITE("linodes"), RATE_OTHER, false, instance_shutdown },
    { "POST", LINODE "/rebuild", WRITE("linodes"), RATE_OTHER, false, instance_rebuild },
    { "GET", LINODE "/disks", READ("linodes"), RATE_LIST, false, disk_list },
    { "GET", LINODE "/disks/{}", READ("linodes"), RATE_OTHER, false, disk_get },
    { "GET", LINODE "/configs", READ("linodes"), RATE_LIST, false, config_list },
    { "GET", LINODE "/configs/{}", READ("linodes"), RATE_OTHER, false, config_get },
    { "GET", LINODE "/ips", READ("linodes"), RATE_OTHER, false, ip_list },
    { "POST", LINODE "/ips", WRITE("linodes"), RATE_OTHER, false, ip_add },
    { "GET", LINODE "/ips/{}", READ("linodes"), RATE_OTHER, false, ip_get },
    { "PUT", LINODE "/ips/{}", WRITE("linodes"), RATE_OTHER, false, ip_put },

    { "GET", PLACEMENTS, READ("linodes"), RATE_LIST, false, placement_list },
    { "POST", PLACEMENTS, WRITE("linodes"), RATE_OTHER, false, placement_add },
    { "GET", PLACEMENT, READ("linodes"), RATE_OTHER, false, placement_get },
    { "PUT", PLACEMENT, WRITE("linodes"), RATE_OTHER, false, placement_put },
    { "DELETE", PLACEMENT, WRITE("linodes"), RATE_OTHER, false, placement_delete },
    { "POST", PLACEMENT "/assign", WRITE("linodes"), RATE_OTHER, false, placement_assign },
    { "POST", PLACEMENT "/unassign", WRITE("linodes"), RATE_OTHER, false, placement_unassign },

    { "GET", "account", READ("account"), RATE_OTHER, false, account_get },
    { "GET", "account/availability", READ("account"), RATE_LIST, false, service_list },
    { "GET", "account/availability/{}", READ("account"), RATE_OTHER, false, service_get },
    { "GET", "account/settings", READ("account"), RATE_OTHER, false, account_settings_get },
    { "PUT", "account/settings", WRITE("account"), RATE_OTHER, false, account_settings_put },
    { "GET", "account/events", READ("events"), RATE_LIST, false, event_list },
    { "GET", "account/events/{}", READ("events"), RATE_OTHER, false, event_get },
    { "POST", "account/events/{}/seen", READ("events"), RATE_OTHER, false, event_seen },
    { "POST", "account/events/{}/read", READ("events"), RATE_OTHER, false, event_read },
    { "GET", "profile", "*", RATE_OTHER, false, profile_get },
    { "GET", "profile/grants", "*", RATE_OTHER, false, profile_grants },
    { "GET", "profile/sshkeys", READ("account"), RATE_LIST, false, sshkey_list },
    { "POST", "profile/sshkeys", WRITE("account"), RATE_OTHER, false, sshkey_add },
    { "GET", "profile/sshkeys/{}", READ("account"), RATE_OTHER, false, sshkey_get },
    { "PUT", "profile/sshkeys/{}", WRITE("account"), RATE_OTHER, false, sshkey_put },
    { "DELETE", "profile/sshkeys/{}", WRITE("account"), RATE_OTHER, false, sshkey_delete },
    { "GET", "profile/tokens", READ("account"), RATE_LIST, false, token_list },
    { "POST", "profile/tokens", WRITE("account"), RATE_OTHER, false, token_add },
    { "GET", "profile/tokens/{}", READ("account"), RATE_OTHER, false, token_get },
    { "DELETE", "profile/tokens/{}", WRITE("account"), RATE_OTHER, false, token_delete },
    { "GET", "tags", READ("account"), RATE_LIST, false, tag_list },
    { "POST", "tags", WRITE("account"), RATE_OTHER, false, tag_add },
    { "GET", "tags/{}", READ("account"), RATE_LIST, false, tag_get },
    { "DELETE", "tags/{}", WRITE("account"), RATE_OTHER, false, tag_delete },
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
path_matches(
    struct arena *a, const char *pattern, const char *path, const char *params[static CALL_PARAMS])
{
    size_t n_params = 0;

    for (;;) {
        size_t n = strcspn(pattern, "/"), m = strcspn(path, "/");
        if (str_eq(pattern, "{+}") && *path) {
            params[n_params] = segment_decode(a, path, strlen(path));
            return true;
        }
        if (n == 2 && pattern[0] == '{' && m > 0)
            params[n_params++] = segment_decode(a, path, m);
        else if (n != m || strncmp(pattern, path, n) != 0)
            return false;
        if (!pattern[n] || !path[m])
            return !pattern[n] && !path[m];
        pattern += n + 1;
        path += m + 1;
    }
}

const struct route *
route_find(struct arena *a, const char *method, const char *path,
    const char *params[static CALL_PARAMS], bool *other)
{
    *other = false;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (!path_matches(a, routes[i].path, path, params))
            continue;
        if (str_eq(routes[i].method, method))
            return &routes[i];
        *other = true;
    }
    return NULL;
}
