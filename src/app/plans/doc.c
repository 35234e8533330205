// SPDX-License-Identifier: MIT
// Node plans and NodeBalancers as answers.
#include <math.h>

#include "app/plans/doc.h"

#include "base/str.h"

static struct doc *
disks_doc(struct arena *a, const struct plan_storage *s)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; s && i < s->n_disks; i++) {
        const struct plan_disk *k = &s->disks[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "label", k->label);
        doc_put_string(a, d, "kind", k->blockstore ? "volume" : "disk");
        doc_put_string(a, d, "device", k->device);
        doc_put_int(a, d, "size_mb", k->size_mb);
        doc_put_string(a, d, "fs", k->fs);
        doc_put_bool(a, d, "boot", k->boot);
        doc_put_string(a, d, "mount", k->mount);
        doc_put_string(a, d, "options", k->options);
        doc_put_string(a, d, "image", k->image);
        doc_put_bool(a, d, "encrypted", k->encrypted);
    }
    return list;
}

static struct doc *
users_doc(struct arena *a, const struct node_plan *np)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < np->n_users; i++) {
        const struct plan_user *u = &np->users[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "name", u->name);
        doc_put_string(a, d, "shell", u->shell ? u->shell : "/bin/bash");
        doc_put_bool(a, d, "sudo", u->sudo);
        doc_put(a, d, "groups", doc_texts(a, u->groups));
        doc_put(a, d, "keys", doc_texts(a, u->keys));
    }
    return list;
}

static struct doc *
user_groups_doc(struct arena *a, const struct node_plan *np)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < np->n_groups; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "name", np->groups[i].name);
        doc_put(a, d, "gid", np->groups[i].gid ? doc_int(a, np->groups[i].gid) : doc_null(a));
        doc_put_bool(a, d, "system", np->groups[i].system);
    }
    return list;
}

// Whom it lists.
static struct doc *
lists_doc(struct arena *a, const struct plan_file *f)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < f->n_pieces; i++)
        if (f->pieces[i].selector)
            doc_add(a, list, doc_string(a, f->pieces[i].selector));
    return list;
}

static struct doc *
sysctl_doc(struct arena *a, const struct node_plan *np)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < np->n_sysctl; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "key", np->sysctl[i].key);
        doc_put_string(a, d, "value", np->sysctl[i].value);
    }
    return list;
}

static struct doc *
files_doc(struct arena *a, const struct node_plan *np)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < np->n_files; i++) {
        const struct plan_file *f = &np->files[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "path", f->path);
        doc_put_string(a, d, "owner", f->owner ? f->owner : "root");
        doc_put_string(a, d, "group", f->group);
        doc_put_string(a, d, "mode", arena_printf(a, "%04o", f->mode));
        doc_put_string(a, d, "source", f->source);
        doc_put(a, d, "lists", lists_doc(a, f));
        doc_put_string(a, d, "restarts", f->restarts);
    }
    return list;
}

static struct doc *
units_doc(struct arena *a, const struct node_plan *np)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < np->n_units; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "name", np->units[i].name);
        doc_put_string(a, d, "command", np->units[i].command);
    }
    return list;
}

static struct doc *
conditions_doc(struct arena *a, const struct plan_step *s)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < s->n_when; i++) {
        const struct plan_condition *c = &s->when[i];
        doc_add(a, list,
            doc_string(a, arena_printf(a, "%s%s%s%s", c->negated ? "not " : "", c->kind,
                              c->value ? " " : "", c->value ? c->value : "")));
    }
    return list;
}

static struct doc *
rules_doc(struct arena *a, const struct plan_rule *rules, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < n; i++) {
        const char *text = rules[i].text;
        if (i && rules[i - 1].text == text) // one text of several services makes several rules
            continue;
        if (rules[i].bound && !str_ends(text, event_name(rules[i].during)))
            text = arena_printf(a, "%s during %s", text, event_name(rules[i].during));
        doc_add(a, list, doc_string(a, text));
    }
    return list;
}

static struct doc *
paths_doc(struct arena *a, const struct tree *t)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; t && i < t->n; i++)
        doc_add(a, list, doc_string(a, t->files[i].path));
    return list;
}

struct doc *
steps_doc(struct arena *a, const struct plan_step *steps, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < n; i++) {
        const struct plan_step *s = &steps[i];
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "event", event_name(s->event));
        doc_put_string(a, d, "of", s->alias);
        doc_put_string(a, d, "name", s->name);
        doc_put_string(a, d, "scheme", s->scheme);
        doc_put_string(a, d, "value", s->value);
        doc_put_bool(a, d, "packaged", s->packaged);
        doc_put(a, d, "files", paths_doc(a, s->files));
        doc_put_string(a, d, "on",
            s->where == STEP_TAG   ? s->on_tag
            : s->where == STEP_ONE ? "one"
                                   : "all");
        doc_put(a, d, "when", conditions_doc(a, s));
        doc_put(a, d, "timeout_ms", s->timeout_ms ? doc_int(a, s->timeout_ms) : doc_null(a));
        doc_put_int(a, d, "retries", s->retries);
        doc_put(a, d, "serial", s->serial ? doc_int(a, s->serial) : doc_null(a));
        doc_put_bool(a, d, "repeatable", s->repeatable);
        doc_put(a, d, "args", doc_texts(a, s->args));
        doc_put(a, d, "vars", s->vars ? doc_copy(a, s->vars) : doc_null(a));
        doc_put(a, d, "rules", rules_doc(a, s->rules, s->n_rules));
    }
    return list;
}

static void
put_network(struct arena *a, struct doc *d, const struct node_plan *np)
{
    struct doc *vlan = doc_put(a, d, "vlan", np->vlan ? doc_map(a) : doc_null(a));
    struct doc *vpc = doc_put(a, d, "vpc", np->vpc ? doc_map(a) : doc_null(a));
    struct doc *placement = doc_put(a, d, "placement", np->placement ? doc_map(a) : doc_null(a));

    if (np->vlan) {
        doc_put_string(a, vlan, "label", np->vlan->label);
        doc_put_string(a, vlan, "ipv4", np->vlan->ipv4);
    }
    if (np->vpc) {
        doc_put_string(a, vpc, "name", np->vpc->vpc);
        doc_put_string(a, vpc, "subnet", np->vpc->subnet);
        doc_put_bool(a, vpc, "nat", np->vpc->nat);
    }
    if (np->placement) {
        doc_put_string(a, placement, "name", np->placement->name);
        doc_put_string(a, placement, "type", np->placement->type);
        doc_put_string(a, placement, "policy", np->placement->policy);
    }
    doc_put_string(a, d, "networks", np->networks);
    doc_put_bool(a, d, "public", np->is_public);
    doc_put_bool(a, d, "private_ip", np->private_ip);
    doc_put_int(a, d, "extra_ipv4", np->extra_ipv4);
    doc_put_bool(a, d, "reserves", np->reserves);
    doc_put(a, d, "reserved", doc_texts(a, np->reserved));
    doc_put(a, d, "shared", doc_texts(a, np->shared));
    doc_put(a, d, "ipv6_range", np->ipv6_range ? doc_int(a, np->ipv6_range) : doc_null(a));
    doc_put_string(a, d, "cloud_firewall",
        np->cloud_firewall == OUTER_EXACT ? "exact"
        : np->cloud_firewall              ? "yes"
                                          : NULL);
}

static void
put_machine(struct arena *a, struct doc *d, const struct node_plan *np)
{
    const struct plan_backups *b = &np->backups;
    struct doc *backups = doc_put(a, d, "backups",
        b->wanted  ? doc_map(a)
        : b->given ? doc_bool(a, false)
                   : doc_null(a));

    if (b->wanted) {
        doc_put_string(a, backups, "day", b->day);
        doc_put_string(a, backups, "window", b->window);
    }
    doc_put(a, d, "encryption", np->encryption_given ? doc_bool(a, np->encryption) : doc_null(a));
    doc_put_bool(a, d, "quorum", np->quorum);
    doc_put_bool(a, d, "watchdog", np->watchdog);
    doc_put_int(a, d, "ready_timeout_ms", np->ready_ms);
    doc_put_string(a, d, "lock", np->lock);
    doc_put_string(a, d, "maintenance", np->maintenance);
    doc_put_bool(a, d, "boot_on_create", np->boot_on_create);
    doc_put_bool(a, d, "user_data", np->user_data != NULL);
    put_network(a, d, np);
}

struct doc *
node_plan_doc(struct arena *a, const struct region_plan *rp, const struct node_plan *np)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "name", np->name);
    doc_put_string(a, d, "region", rp->region->id);
    doc_put_string(a, d, "regionplan", rp->template);
    doc_put_int(a, d, "count", np->count);
    doc_put_string(a, d, "type", np->type->id);
    doc_put_string(a, d, "image", np->image->id);
    doc_put_string(a, d, "kernel", np->kernel ? np->kernel->id : NULL);
    doc_put(a, d, "tags", doc_texts(a, np->tags));
    doc_put_string(a, d, "cluster", np->event_cluster);
    doc_put_string(a, d, "storage", np->storage_text ? np->storage_text : NULL);
    doc_put(a, d, "disks", disks_doc(a, np->storage));
    doc_put(a, d, "users", users_doc(a, np));
    doc_put(a, d, "groups", user_groups_doc(a, np));
    doc_put(a, d, "keys", doc_texts(a, np->keys));
    doc_put(a, d, "files", files_doc(a, np));
    doc_put(a, d, "units", units_doc(a, np));
    doc_put(a, d, "packages", doc_texts(a, np->packages));
    doc_put(a, d, "sysctl", sysctl_doc(a, np));
    doc_put(a, d, "steps", steps_doc(a, np->steps, np->n_own_steps));
    doc_put(a, d, "rules", rules_doc(a, np->rules, np->n_rules));
    put_machine(a, d, np);
    return d;
}

static struct doc *
check_doc(struct arena *a, const struct plan_check *c)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "type", c->type);
    doc_put_string(a, d, "path", c->path);
    doc_put_string(a, d, "body", c->body);
    doc_put_int(a, d, "interval_s", c->interval_s);
    doc_put_int(a, d, "timeout_s", c->timeout_s);
    doc_put_int(a, d, "attempts", c->attempts);
    doc_put_bool(a, d, "passive", c->passive);
    return d;
}

static struct doc *
within_doc(struct arena *a, const struct plan_balancer_vpc *w)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "name", w->vpc);
    doc_put_string(a, d, "subnet", w->subnet);
    doc_put_string(a, d, "range", w->range);
    return d;
}

struct doc *
balancer_doc(struct arena *a, const struct plan_balancer *b)
{
    struct doc *d = doc_map(a), *ports;

    doc_put_string(a, d, "name", b->name);
    doc_put_int(a, d, "throttle", b->throttle);
    doc_put_int(a, d, "drain_ms", b->drain_ms);
    doc_put(a, d, "tags", doc_texts(a, b->tags));
    doc_put(a, d, "groups", doc_texts(a, b->node_plans));
    doc_put(a, d, "vpc", b->within ? within_doc(a, b->within) : doc_null(a));
    ports = doc_put(a, d, "ports", doc_list(a));
    for (size_t i = 0; i < b->n_ports; i++) {
        const struct plan_port *p = &b->ports[i];
        struct doc *one = doc_add(a, ports, doc_map(a));
        doc_put_int(a, one, "port", p->port);
        doc_put_int(a, one, "target_port", p->target_port);
        doc_put_string(a, one, "protocol", p->protocol);
        doc_put_string(a, one, "algorithm", p->algorithm);
        doc_put_string(a, one, "stickiness", p->stickiness);
        doc_put_string(a, one, "proxy_protocol", p->proxy_protocol);
        doc_put_string(a, one, "certificate", p->certificate);
        doc_put(a, one, "check", check_doc(a, &p->check));
    }
    return d;
}

// Sums of decimal fractions, as they are printed.
static double
cents(double usd)
{
    return round(usd * 1e6) / 1e6;
}

struct doc *
price_doc(struct arena *a, struct price p)
{
    struct doc *d = doc_map(a);

    doc_put(a, d, "hourly", doc_real(a, cents(p.hourly)));
    doc_put(a, d, "monthly", doc_real(a, cents(p.monthly)));
    return d;
}

struct doc *
bill_doc(struct arena *a, const struct bill *b)
{
    struct doc *d = price_doc(a, bill_total(b));

    doc_put(a, d, "nodes", price_doc(a, b->nodes));
    doc_put(a, d, "backups", price_doc(a, b->backups));
    doc_put(a, d, "volumes", price_doc(a, b->volumes));
    doc_put(a, d, "balancers", price_doc(a, b->balancers));
    doc_put(a, d, "addresses", price_doc(a, b->addresses));
    return d;
}
