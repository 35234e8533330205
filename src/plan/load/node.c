// SPDX-License-Identifier: MIT
// A node plan.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define READY_MS ((int64_t)5 * 60 * 1000)
#define OWN "own" // firewall: the nodes see to it
#define DEFAULT_NAMES "{cluster}-{region}-{name}-{index:02}"

// An expression that may be missing.
static struct tmpl *
load_optional(struct loading *l, const struct doc *d, const char **text, struct doc_pos *pos)
{
    if (!d)
        return NULL;
    *pos = d->pos;
    if (text)
        *text = doc_text(d, "");
    return load_expression(l, d, doc_text(d, ""));
}

static void
load_expressions(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *labels = node_key(l, node, "nodenames", NULL);
    const struct doc *hosts = node_key(l, node, "hostnames", NULL);

    np->nodenames_pos = labels ? labels->pos : node->pos;
    np->hostnames_pos = hosts ? hosts->pos : np->nodenames_pos;
    np->nodenames_text = doc_text(labels, DEFAULT_NAMES);
    np->nodenames = load_expression(l, labels ? labels : node, np->nodenames_text);
    np->hostnames_text = doc_text(hosts, np->nodenames_text);
    np->hostnames = hosts ? load_expression(l, hosts, np->hostnames_text) : np->nodenames;
    np->publicfqdn = load_optional(
        l, node_key(l, node, "publicfqdn", NULL), &np->publicfqdn_text, &np->publicfqdn_pos);
    np->privatefqdn = load_optional(
        l, node_key(l, node, "privatefqdn", NULL), &np->privatefqdn_text, &np->privatefqdn_pos);
    np->rdns = load_optional(l, node_key(l, node, "rdns", NULL), &np->rdns_text, &np->rdns_pos);
    np->group_expr = load_optional(l, node_key(l, node, "group", NULL), NULL, &np->group_pos);
}

// Nodes without a name are "node", "node-2"...
static const char *
name_of(struct loading *l, const struct doc *node, unsigned *unnamed)
{
    const char *name = doc_get_text(node, "name", NULL);

    if (name)
        return name;
    return ++*unnamed == 1 ? "node" : arena_printf(l->arena, "node-%u", *unnamed);
}

static void
load_image(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *image = node_key(l, node, "image", "distribution");
    const struct doc *init = node_key(l, node, "init", NULL);

    if (!image)
        image = doc_get(init, "distribution");
    if (!image)
        image = doc_get(init, "image");
    np->image_text = doc_text(image, "linode/debian12");
    np->image_pos = image ? image->pos : node->pos;
}

static void
load_node_rules(struct loading *l, const struct doc *node, struct node_plan *np)
{
    struct rule_list rules = { 0 };

    const struct doc *d = node_key(l, node, "firewall", NULL);

    if (str_eq(doc_text(d, NULL), OWN)) {
        np->own_firewall = true;
        if (doc_get(l->rule_sets, OWN))
            load_error(
                l, d, "'" OWN "' says that the nodes see to their rules: no set has that name");
        return;
    }
    load_rules(l, d, &rules);
    np->rules = load_keep(l, &rules);
    np->n_rules = rules.n;
    vec_done(&rules);
}

static void
load_type(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *type = node_key(l, node, "type", NULL);
    const struct doc *kernel = node_key(l, node, "kernel", NULL);

    if (!type)
        load_error(l, node, "the key 'type' is missing");
    np->type_text = doc_text(type, "");
    np->type_pos = type ? type->pos : node->pos;
    np->kernel_text = doc_text(kernel, NULL);
    np->kernel_pos = kernel ? kernel->pos : node->pos;
}

static void
load_backups(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "backups", NULL);

    np->backups.given = d != NULL;
    np->backups.wanted = d && (d->kind == DOC_MAP || schema_bool(d, false));
    np->backups.day = doc_get_text(d, "day", NULL);
    np->backups.window = doc_get_text(d, "window", NULL);
}

// "allow in tcp 22 from any" means everybody, whoever has the name.
static void
check_word(struct loading *l, const struct doc *at)
{
    const char *word = doc_text(at, "");

    if (str_ieq(word, "any") || str_ieq(word, "cluster"))
        diag_hint(l->diags, load_error(l, at, "'%s' means something else in firewall rules", word),
            "choose another word");
}

// To Linode tags are one without regard of case; each is there once.
static void
load_tags(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "tags", "tag");
    _own_(map) struct map seen = { 0 };

    np->tags = load_texts(l, d);
    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *at = load_item(d, i);
        check_word(l, at);
        const struct doc *other = map_get(&seen, str_lower(l->arena, doc_text(at, "")));
        if (other)
            diag_note(l->diags, load_error(l, at, "the tag '%s' is here twice", doc_text(at, "")),
                other->pos, "the first is here");
        else
            map_put(&seen, str_lower(l->arena, doc_text(at, "")), (void *)(uintptr_t)at);
    }
}

// What a machine is asked to be beside its type and image.
static void
load_machine(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *watchdog = node_key(l, node, "watchdog", NULL);
    const struct doc *lock = node_key(l, node, "lock", NULL);
    const char *maintenance = doc_text(node_key(l, node, "maintenance", NULL), NULL);
    const struct doc *outer = node_key(l, node, "cloud_firewall", "cloud-firewall");
    const struct doc *encryption = node_key(l, node, "encryption", NULL);

    np->ready_ms = load_duration(l, node_key(l, node, "ready_timeout", NULL), READY_MS);
    np->watchdog = schema_bool(watchdog, true);
    np->lock = str_eq(doc_text(lock, "no"), "no")  ? NULL
               : str_eq(doc_text(lock, ""), "yes") ? "cannot_delete"
                                                   : doc_text(lock, "");
    np->maintenance = str_eq(maintenance, "migrate")        ? "linode/migrate"
                      : str_eq(maintenance, "power_off_on") ? "linode/power_off_on"
                                                            : NULL;
    np->cloud_firewall = str_eq(doc_text(outer, ""), "exact") ? OUTER_EXACT
                         : schema_bool(outer, false)          ? OUTER_YES
                                                              : OUTER_NONE;
    np->encryption_given = encryption != NULL;
    np->encryption = schema_bool(encryption, false);
    load_backups(l, node, np);
    load_update(l, node, np);
}

static void
load_count_of_nodes(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *count = node_key(l, node, "count", NULL);
    const struct parameter *p = count ? parameter_of(l->parameters, count) : NULL;

    np->count = (unsigned)doc_integer(count, 1);
    np->quorum = schema_bool(node_key(l, node, "quorum", NULL), false);
    if (!p)
        return;
    np->count_bounds = ARENA_NEW(l->arena, struct plan_bounds);
    *np->count_bounds = (struct plan_bounds){ p->name, p->spec };
}

void
load_node(struct loading *l, const struct doc *node, struct node_plan *np, unsigned *unnamed)
{
    np->pos = node->pos;
    np->ports = &l->plan->ports;
    np->named = doc_get(node, "name") != NULL;
    np->name = name_of(l, node, unnamed);
    if (np->named)
        check_word(l, doc_get(node, "name"));
    load_count_of_nodes(l, node, np);
    load_tags(l, node, np);
    np->event_cluster = doc_text(node_key(l, node, "cluster", NULL), NULL);
    np->boot_on_create =
        schema_bool(doc_get(node_key(l, node, "init", NULL), "boot-on-create"), true);
    load_type(l, node, np);
    load_image(l, node, np);
    load_machine(l, node, np);
    load_machine_network(l, node, np);
    load_expressions(l, node, np);
    load_storage(l, node, np);
    load_users(l, node, np);
    load_unix_groups(l, node, np);
    load_keys(l, node, np);
    load_files(l, node, np);
    load_units(l, node, np);
    load_user_data(l, node, np);
    load_system(l, node, np);
    load_steps(l, node, np);
    load_node_rules(l, node, np);
    load_forwarding(l, np);
}
