// SPDX-License-Identifier: MIT
// Words of nouns, and what there is to say of a thing of any.
#include "model/resource.h"

#include "base/str.h"
#include "model/network.h"

static const char *const noun_names[N_NOUNS] = {
    [NOUN_PLACEMENT] = "placement",
    [NOUN_VOLUME] = "volume",
    [NOUN_VPC] = "vpc",
    [NOUN_FIREWALL] = "firewall",
    [NOUN_BALANCER] = "balancer",
    [NOUN_ADDRESS] = "address",
};
static const struct words noun_words = { noun_names, N_NOUNS, 0 };

const char *
noun_name(enum noun n)
{
    return noun_names[n];
}

const char *
noun_title(enum noun n)
{
    static const char *const titles[N_NOUNS] = {
        [NOUN_PLACEMENT] = "placement group",
        [NOUN_VOLUME] = "volume",
        [NOUN_VPC] = "VPC",
        [NOUN_FIREWALL] = "Cloud Firewall",
        [NOUN_BALANCER] = "NodeBalancer",
        [NOUN_ADDRESS] = "reserved address",
    };

    return titles[n];
}

const char *
balancer_sends(const char *traits, const struct node *n)
{
    if (str_empty(traits))
        return n->private_ipv4;
    return networks_share_vpc(traits, n->networks) ? n->vpc_ipv4 : NULL;
}

#define RESOURCE(kind, member, ...) FIELD(kind, struct resource, member, __VA_ARGS__)

const struct field resource_record[] = {
    RESOURCE(WORD, noun, "noun", "noun", 0, &noun_words),
    RESOURCE(TEXT, name, "name", "name"),
    RESOURCE(TEXT, label, "label", "label"),
    RESOURCE(TEXT, cloud_id, "id", "cloud_id"),
    RESOURCE(UUID, uuid, "uuid", "uuid"),
    RESOURCE(UUID, cluster, NULL, "cluster"),
    RESOURCE(TEXT, region, "region", "region"),
    RESOURCE(TEXT, traits, "traits", "traits"),
    RESOURCE(INT64, size_gb, "size_gb", "size_gb"),
    RESOURCE(TEXT, address, "address", "address"),
    RESOURCE(TEXT, hostname, "hostname", "hostname"),
    RESOURCE(TEXT, former, NULL, "former"),
    RESOURCE(TEXTS, parts, "subnets", "parts"),
    RESOURCE(BOOL, existing, "existing", "existing"),
    RESOURCE(TEXT, rules, NULL, "rules"),
    RESOURCE(WORD, state, "state", "state", 0, &state_words),
    RESOURCE(TEXT, error, "error", "error"),
    RESOURCE(TIME, created_ms, "created", "created_ms"),
    RESOURCE(TIME, updated_ms, "updated", "updated_ms"),
    { FIELD_END },
};

#define THING(kind, member) FIELD(kind, struct thing, member)

const struct field thing_record[] = {
    THING(TEXT, id),
    THING(TEXT, label),
    THING(TEXT, region),
    THING(TEXT, traits),
    THING(TEXTS, members),
    THING(TEXTS, tags),
    THING(TEXTS, parts),
    THING(INT64, size_gb),
    THING(TEXT, device),
    THING(TEXT, rules),
    THING(TEXT, address),
    THING(TEXT, hostname),
    THING(UNSIGNED, throttle),
    THING(BOOL, ready),
    { FIELD_END },
};
