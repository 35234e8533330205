// SPDX-License-Identifier: MIT
// Whose interfaces are: a new Linode's own, or its configurations'; and how the latter become the
// former.
#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/firewall/firewall.h"
#include "lab/world/network/interface.h"

bool
network_generation_read(struct call *c)
{
    const char *allowed = world_text(&c->lab->world, c->arena,
        "SELECT value ->> 'interfaces_for_new_linodes' FROM setting WHERE name = 'account'", "");
    const char *wanted = doc_get_text(c->body, "interface_generation", NULL);
    bool own = wanted ? str_eq(wanted, "linode")
                      : allowed && (str_eq(allowed, "linode_only") ||
                                       str_eq(allowed, "linode_default_but_legacy_config_allowed"));

    if (own && allowed && str_eq(allowed, "legacy_config_only"))
        call_error(c, "interface_generation",
            "This account allows only legacy configuration interfaces for new Linodes");
    else if (!own && allowed && str_eq(allowed, "linode_only"))
        call_error(c, "interface_generation",
            "This account allows only Linode interfaces for new Linodes");
    if (own && doc_get_bool(c->body, "private_ip", false))
        call_error(c, "private_ip", "Linodes with Linode interfaces have no private IP address");
    return own;
}

const struct doc *
network_of_default(struct call *c, int64_t linode)
{
    return doc_get(
        world_one(&c->lab->world, c->arena,
            "SELECT json_group_array(json(shown)) AS \"all:json\" FROM (" NETWORK_SELECT_INTERFACE
            "i.config = ? ORDER BY i.position, i.id)",
            "i", config_default(c->lab, linode)),
        "all");
}

// ---- POST .../upgrade-interfaces

static bool
upgrade_check(struct call *c, const struct doc *linode, int64_t config)
{
    struct world *w = &c->lab->world;
    int64_t id = call_id(c, 0);

    if (!str_eq(doc_get_text(linode, "interface_generation", NULL), "legacy_config"))
        call_error(c, NULL, "This Linode has Linode interfaces already");
    else if (!world_int(w, 0, "SELECT 1 FROM config WHERE linode = ? AND id = ?", "ii", id, config))
        call_error(c, "config_id", "A configuration of the Linode must be named");
    else if (world_int(w, 0, "SELECT 1 FROM address WHERE linode = ? AND NOT public", "i", id))
        call_error(c, NULL, "Linodes with a private IP address cannot be upgraded");
    else if (!doc_get_bool(c->body, "dry_run", true) &&
             !str_eq(doc_get_text(linode, "status", NULL), "offline"))
        call_error(c, NULL, "The Linode must be powered off");
    return !call_failed(c);
}

// Those of the configuration become the Linode's own, all others go.
static void
upgrade(struct call *c, int64_t linode, int64_t config)
{
    struct world *w = &c->lab->world;
    char now[WORLD_TIME];

    world_do(w,
        "INSERT INTO interface (linode, config, purpose, created, updated) SELECT ?1, ?2, "
        "'public', ?3, ?3 WHERE NOT EXISTS (SELECT 1 FROM interface WHERE config = ?2)",
        "iit", linode, config, world_time(w, now));
    world_do(w,
        "UPDATE interface SET config = NULL, route6 = purpose = 'public', route4 = id = (SELECT id "
        "FROM interface WHERE config = ?2 AND purpose <> 'vlan' ORDER BY \"primary\" DESC, "
        "position, id LIMIT 1) WHERE config = ?2 AND linode = ?1",
        "ii", linode, config);
    world_do(w, "DELETE FROM interface WHERE linode = ? AND config IS NOT NULL", "i", linode);
    world_do(w,
        "UPDATE address SET interface = (SELECT id FROM interface i WHERE i.linode = ?1 AND "
        "(i.nat = address.address OR i.purpose = 'public') ORDER BY i.nat IS NULL LIMIT 1) "
        "WHERE linode = ?1 AND public",
        "i", linode);
    world_do(w, "UPDATE linode SET interface_generation = 'linode' WHERE id = ?", "i", linode);
    firewall_upgrade(c, linode);
}

// A dry run is the same, undone.
static void
interfaces_upgrade(struct call *c)
{
    static const struct field fields[] = {
        { "config_id", FIELD_INT },
        { "dry_run", FIELD_BOOL },
        { 0 },
    };
    struct doc *linode = instance_need_idle(c);
    int64_t id = call_id(c, 0);
    int64_t config = linode ? doc_get_int(c->body, "config_id", config_default(c->lab, id)) : 0;
    bool dry = doc_get_bool(c->body, "dry_run", true);

    if (!linode || !call_check(c, c->body, "", fields) || !upgrade_check(c, linode, config))
        return;
    if (dry)
        world_do(&c->lab->world, "SAVEPOINT dry_run", "");
    upgrade(c, id, config);
    c->answer = doc_map(c->arena);
    doc_put_int(c->arena, c->answer, "config_id", config);
    doc_put_bool(c->arena, c->answer, "dry_run", dry);
    doc_put(c->arena, c->answer, "interfaces", linode_interfaces_show(c, id, 0));
    if (dry) {
        world_do(&c->lab->world, "ROLLBACK TO dry_run", "");
        world_do(&c->lab->world, "RELEASE dry_run", "");
    } else {
        event_note(c->lab, "linode_update", instance_entity(c->lab, c->arena, id), NULL);
        filter_linode(c->lab, id);
    }
}

static const struct route routes[] = {
    { "POST", LINODE_PATH "/upgrade-interfaces", WRITE("linodes"), RATE_OTHER, false,
        interfaces_upgrade },
    { 0 },
};

const struct noun interface_upgrade_noun = { .routes = routes };
