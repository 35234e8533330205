// SPDX-License-Identifier: MIT
// Placement groups. Every Linode of the lab has a host of its own, so that each group is compliant,
// and what policies differ in is how many members they allow.
#include "lab/world/placement.h"

#include <ctype.h>

#include "base/str.h"
#include "lab/call/page.h"
#include "lab/call/quota.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

// In the API's order.
#define SELECT_GROUP                                                                         \
    "SELECT id, label, region, placement_group_type, placement_group_policy, "               \
    "1 AS \"is_compliant:bool\", (SELECT json_group_array(json_object('linode_id', linode, " \
    "'is_compliant', json('true'))) FROM linode_placement WHERE placement_group = g.id) "    \
    "AS \"members:json\", NULL AS migrations FROM placement_group g "

static struct doc *
group_find(struct call *c, int64_t id)
{
    return world_one(&c->lab->world, c->arena, SELECT_GROUP "WHERE id = ?", "i", id);
}

static struct doc *
group_need(struct call *c)
{
    struct doc *group = group_find(c, call_id(c, 0));

    if (!group)
        call_not_found(c);
    return group;
}

static void
group_note(struct call *c, const char *action, int64_t id, const struct doc *secondary)
{
    const char *label = world_text(
        &c->lab->world, c->arena, "SELECT label FROM placement_group WHERE id = ?", "i", id);

    event_note(c->lab, action,
        entity_new(c->arena, "placement_group", doc_int(c->arena, id), label,
            arena_printf(c->arena, "/v4/placement/groups/%lld", (long long)id)),
        secondary);
}

static void
placement_list(struct call *c)
{
    static const char *const fields[] = { "id", "label", "placement_group_type", "region", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_GROUP "ORDER BY id", ""), fields);
}

static void
placement_get(struct call *c)
{
    struct doc *group = group_need(c);

    if (group)
        c->answer = group;
}

// How much of something the region allows; its null is no limit.
static int64_t
limit_of(const struct doc *region, const char *name)
{
    return doc_get_int(doc_get(region, "placement_group_limits"), name, INT64_MAX);
}

// ---- POST, PUT, DELETE

static bool
is_label(const char *s)
{
    size_t n = strlen(s);

    for (const char *p = s; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("-_.", *p))
            return false;
    return n && isalnum((unsigned char)s[0]) && isalnum((unsigned char)s[n - 1]);
}

static bool
label_check(struct call *c, int64_t but)
{
    const char *label = doc_get_text(c->body, "label", NULL);

    if (!label)
        return true;
    if (!is_label(label))
        call_error(c, "label",
            "Must begin and end with a letter or number and only use ASCII letters, numbers, "
            "underscores, dashes, and periods");
    else if (world_int(&c->lab->world, 0,
                 "SELECT 1 FROM placement_group WHERE label = ? AND id <> ?", "ti", label, but))
        call_error(c, "label", "Label must be unique among your Placement Groups");
    return !call_failed(c);
}

static void
region_check(struct call *c, const char *id)
{
    const struct doc *region = catalogue_find(c->lab->catalogue.regions, id);

    if (!region)
        call_error(c, "region", "region is not valid");
    else if (!catalogue_can(region, "Placement Group"))
        call_error(c, "region", "Placement Groups are not supported in this region");
    else if (world_int(&c->lab->world, 0, "SELECT count(*) FROM placement_group WHERE region = ?",
                 "t", id) >= limit_of(region, "maximum_pgs_per_customer"))
        call_error(c, "region", "Placement Group limit of this region reached");
    else
        quota_check(c, QUOTA_PLACEMENT_GROUPS,
            world_int(&c->lab->world, 0, "SELECT count(*) FROM placement_group", ""), QUOTA_NONE);
}

static bool
add_check(struct call *c)
{
    static const char *const types[] = { "anti_affinity:local", NULL };
    static const char *const policies[] = { "strict", "flexible", NULL };
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .required = true, .min = 1, .max = 64 },
        { "region", FIELD_TEXT, .required = true },
        { "placement_group_type", FIELD_TEXT, .required = true, .words = types },
        { "placement_group_policy", FIELD_TEXT, .required = true, .words = policies },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    region_check(c, doc_get_text(c->body, "region", NULL));
    return label_check(c, 0) && !call_failed(c);
}

static void
placement_add(struct call *c)
{
    int64_t id;

    if (!add_check(c))
        return;
    id = world_insert(&c->lab->world,
        "INSERT INTO placement_group (label, region, placement_group_type, placement_group_policy) "
        "VALUES (?, ?, ?, ?)",
        "tttt", doc_get_text(c->body, "label", NULL), doc_get_text(c->body, "region", NULL),
        doc_get_text(c->body, "placement_group_type", NULL),
        doc_get_text(c->body, "placement_group_policy", NULL));
    group_note(c, "placement_group_create", id, NULL);
    c->answer = group_find(c, id);
}

static void
placement_put(struct call *c)
{
    static const struct field fields[] = { { "label", FIELD_TEXT, .min = 1, .max = 64 }, { 0 } };
    int64_t id = call_id(c, 0);

    if (!group_need(c) || !call_check(c, c->body, "", fields) || !label_check(c, id))
        return;
    world_do(&c->lab->world, "UPDATE placement_group SET label = coalesce(?, label) WHERE id = ?",
        "ti", doc_get_text(c->body, "label", NULL), id);
    group_note(c, "placement_group_update", id, NULL);
    c->answer = group_need(c);
}

static void
placement_delete(struct call *c)
{
    struct doc *group = group_need(c);

    if (!group)
        return;
    if (doc_count(doc_get(group, "members"))) {
        call_error(c, NULL, "All Linodes must be unassigned from a Placement Group to delete it");
        return;
    }
    group_note(c, "placement_group_delete", call_id(c, 0), NULL);
    world_do(&c->lab->world, "DELETE FROM placement_group WHERE id = ?", "i", call_id(c, 0));
}

// ---- members

static bool
may_join(struct call *c, const char *field, const struct doc *group, const struct doc *region)
{
    bool strict = str_eq(doc_get_text(group, "placement_group_policy", NULL), "strict");
    int64_t most =
        limit_of(region, strict ? "maximum_linodes_per_pg" : "maximum_linodes_per_flexible_pg");

    if (!str_eq(doc_get_text(group, "region", NULL), doc_get_text(region, "id", NULL)))
        call_error(c, field, "Placement Group must belong to same region as linode.");
    else if (world_int(&c->lab->world, 0,
                 "SELECT count(*) FROM linode_placement WHERE placement_group = ?", "i",
                 doc_get_int(group, "id", 0)) >= most)
        call_error(c, field, "Placement Group has the %lld Linodes it may have", (long long)most);
    else
        return true;
    return false;
}

int64_t
placement_read(struct call *c, const struct doc *region)
{
    static const struct field fields[] = {
        { "id", FIELD_INT, .required = true },
        { "compliant_only", FIELD_BOOL },
        { 0 },
    };
    const struct doc *asked = doc_get(c->body, "placement_group"), *group;
    int64_t id = doc_get_int(asked, "id", 0);

    if (doc_is_null(asked) || !call_check(c, asked, "placement_group.", fields))
        return 0;
    group = group_find(c, id);
    if (!group)
        call_error(c, "placement_group.id", "Invalid Placement Group ID %lld", (long long)id);
    else if (region)
        may_join(c, "placement_group.id", group, region);
    return id;
}

void
placement_join(struct call *c, int64_t group, int64_t linode)
{
    world_do(&c->lab->world, "INSERT INTO linode_placement (linode, placement_group) VALUES (?, ?)",
        "ii", linode, group);
    group_note(c, "placement_group_assign", group, instance_entity(c->lab, c->arena, linode));
}

static void
member_add(struct call *c, const struct doc *group, int64_t linode)
{
    struct world *w = &c->lab->world;
    const char *region =
        world_text(w, c->arena, "SELECT region FROM linode WHERE id = ?", "i", linode);

    if (!region)
        call_error(c, "linodes", "Invalid Linode ID %lld", (long long)linode);
    else if (world_int(w, 0, "SELECT 1 FROM linode_placement WHERE linode = ?", "i", linode))
        call_error(c, "linodes", "Linode %lld already is in a Placement Group", (long long)linode);
    else if (may_join(c, "linodes", group, catalogue_find(c->lab->catalogue.regions, region)))
        placement_join(c, doc_get_int(group, "id", 0), linode);
}

static void
member_remove(struct call *c, const struct doc *group, int64_t linode)
{
    struct world *w = &c->lab->world;
    int64_t id = doc_get_int(group, "id", 0);

    if (!world_int(w, 0, "SELECT 1 FROM linode_placement WHERE linode = ? AND placement_group = ?",
            "ii", linode, id)) {
        call_error(c, "linodes", "Linode %lld is not in this Placement Group", (long long)linode);
        return;
    }
    world_do(w, "DELETE FROM linode_placement WHERE linode = ?", "i", linode);
    group_note(c, "placement_group_unassign", id, instance_entity(c->lab, c->arena, linode));
}

static void
members_change(struct call *c, void (*change)(struct call *, const struct doc *, int64_t))
{
    static const struct field fields[] = {
        { "linodes", FIELD_INTS, .required = true },
        { "compliant_only", FIELD_BOOL },
        { 0 },
    };
    const struct doc *group = group_need(c);

    if (!group || !call_check(c, c->body, "", fields))
        return;
    doc_each (linode, doc_get(c->body, "linodes"))
        change(c, group, doc_integer(linode, 0));
    c->answer = group_need(c);
}

static void
placement_assign(struct call *c)
{
    members_change(c, member_add);
}

static void
placement_unassign(struct call *c)
{
    members_change(c, member_remove);
}

static void
placement_reset(struct lab *lab)
{
    world_do(&lab->world, "DELETE FROM linode_placement", "");
    world_do(&lab->world, "DELETE FROM placement_group", "");
}

#define GROUPS "placement/groups"
#define GROUP GROUPS "/{}"

static const struct route routes[] = {
    { "GET", GROUPS, READ("linodes"), RATE_LIST, false, placement_list },
    { "POST", GROUPS, WRITE("linodes"), RATE_OTHER, false, placement_add },
    { "GET", GROUP, READ("linodes"), RATE_OTHER, false, placement_get },
    { "PUT", GROUP, WRITE("linodes"), RATE_OTHER, false, placement_put },
    { "DELETE", GROUP, WRITE("linodes"), RATE_OTHER, false, placement_delete },
    { "POST", GROUP "/assign", WRITE("linodes"), RATE_OTHER, false, placement_assign },
    { "POST", GROUP "/unassign", WRITE("linodes"), RATE_OTHER, false, placement_unassign },
    { 0 },
};

const struct noun placement_noun = { .routes = routes, .reset = placement_reset };
