// SPDX-License-Identifier: MIT
// ports: of a plan, and the numbers that their names stand for wherever the plan says one.
#include "model/named_port.h"

#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "plan/load/load.h"

#define MOST_PORTS 256
#define USE "{port."

static bool
check_name(struct loading *l, const struct doc *key)
{
    const char *fault = port_name_fault(key->text);

    if (fault)
        load_error(l, key, "'%.80s' %s", key->text, fault);
    else if (load_rule_knows(key->text))
        diag_hint(l->diags,
            load_error(l, key, "'%s' means something else in firewall rules", key->text),
            "choose another word, such as my-%s", key->text);
    return !fault && !load_rule_knows(key->text);
}

static void
add_port(struct loading *l, const struct named_port *port)
{
    struct named_ports *ports = &l->plan->ports;

    ports->items[ports->n] = *port;
    map_put(&l->ports, port->name, &ports->items[ports->n++]);
}

static void
add_own(struct loading *l, const struct doc *d)
{
    for (size_t i = 0; i < doc_count(d) && i < MOST_PORTS; i++) {
        struct named_port port = { .name = d->keys[i]->text, .pos = d->keys[i]->pos };
        if (check_name(l, d->keys[i]) && named_port_read(doc_text(d->items[i], ""), &port))
            add_port(l, &port); // the schema tells what is no port
    }
}

// ---- those of clusters that it needs

static const char *const *
needed_by(const struct loading *l, const struct plan_depend *d)
{
    return l->args->needed ? l->args->needed(l->args->user, d->cluster) : NULL;
}

// Scripts know both by one kind of name.
static void
check_variable(struct loading *l, const struct plan_depend *d, const struct named_port *port)
{
    const char *variable = named_port_variable(l->arena, port);

    for (size_t i = 0; i < l->plan->ports.n; i++) {
        const struct named_port *other = &l->plan->ports.items[i];
        if (str_eq(named_port_variable(l->arena, other), variable))
            diag_hint(l->diags,
                diags_add(l->diags, DIAG_ERROR, d->pos,
                    "scripts would know two ports as %s: %s and %s", variable, other->name,
                    port->name),
                "give the port, or what depends: calls the cluster, another name");
    }
}

static void
add_needed(struct loading *l, const struct plan_depend *d, const char *const *texts)
{
    for (; texts && *texts; texts++) {
        const size_t n = strcspn(*texts, " ");
        struct named_port port = {
            .name = arena_printf(l->arena, "%s.%.*s", d->alias, (int)n, *texts), .pos = d->pos
        };
        if (!(*texts)[n] || !named_port_read(*texts + n + 1, &port))
            continue;
        check_variable(l, d, &port);
        add_port(l, &port);
    }
}

void
load_named_ports(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "ports");
    const struct plan *p = l->plan;
    const char *const **needed = arena_array(l->arena, p->n_depends, sizeof *needed);
    size_t n;

    d = d && d->kind == DOC_MAP ? d : NULL;
    n = doc_count(d);
    if (n > MOST_PORTS)
        load_error(l, d, "more than %d ports", MOST_PORTS);
    for (size_t i = 0; i < p->n_depends; i++)
        n += texts_count(needed[i] = needed_by(l, &p->depends[i]));
    l->plan->ports.items = arena_array(l->arena, n, sizeof *l->plan->ports.items);
    add_own(l, d);
    for (size_t i = 0; i < p->n_depends; i++)
        add_needed(l, &p->depends[i], needed[i]);
}

static const struct plan_depend *
needed_as(const struct loading *l, const char *name, size_t n)
{
    for (size_t i = 0; i < l->plan->n_depends; i++)
        if (strlen(l->plan->depends[i].alias) == n && !strncmp(l->plan->depends[i].alias, name, n))
            return &l->plan->depends[i];
    return NULL;
}

// A plan may be looked at before the cluster is there that it needs, or by whoever has it not: what
// is to be a port of that has no number yet. It is not carried out then.
static const struct named_port *
port_to_come(struct loading *l, const char *name)
{
    const char *dot = strchr(name, '.');
    const struct plan_depend *d = dot ? needed_as(l, name, (size_t)(dot - name)) : NULL;
    struct named_port *port;

    if (!d || port_name_fault(dot + 1) || needed_by(l, d))
        return NULL;
    port = ARENA_NEW(l->arena, struct named_port);
    *port = (struct named_port){
        .name = arena_strdup(l->arena, name), .protocol = "tcp", .number = "not known yet"
    };
    map_put(&l->ports, port->name, port);
    diags_add(l->diags, DIAG_WARNING, d->pos,
        "there is no cluster %s here: the number of its port %s is not known yet", d->cluster,
        dot + 1);
    return port;
}

const struct named_port *
load_port_named(struct loading *l, const char *name)
{
    struct named_port *port = map_get(&l->ports, name);

    if (port)
        port->used = true;
    return port ? port : port_to_come(l, name);
}

// ---- where a number may stand

static unsigned
single_port(
    struct loading *l, const struct doc *d, const struct named_port *p, const char *protocol)
{
    if (p->range.first != p->range.last)
        load_error(l, d, "'%s' is a range of ports (%s): here goes one", p->name, p->number);
    else if (!str_eq(p->protocol, protocol))
        load_error(
            l, d, "'%s' is a port of %s: here goes one of %s", p->name, p->protocol, protocol);
    return p->range.first;
}

unsigned
load_port_number(struct loading *l, const struct doc *d, const char *protocol, unsigned fallback)
{
    const struct named_port *p;
    const char *name;

    if (!d || d->kind == DOC_INT)
        return (unsigned)doc_integer(d, fallback);
    name = doc_text(d, NULL);
    if (!name)
        return fallback; // the schema has told it
    p = load_port_named(l, name);
    if (p)
        return single_port(l, d, p, protocol);
    load_suggest_key(l, load_error(l, d, "the plan has no port '%.80s'", name), name,
        doc_get(l->top, "ports"), "a number, or a name of the plan: ports: {web: tcp 8080}");
    return fallback;
}

// ---- within texts

static void
warn_unknown(struct loading *l, const struct doc *at, const char *name)
{
    load_suggest_key(l,
        load_warning(l, at, USE "%s} is no port of the plan: it stays as it is", name), name,
        doc_get(l->top, "ports"), "ports: at the top of the plan says which there are");
}

// The length of "{port.NAME}" at p, 0 where there is none.
static size_t
use_at(struct loading *l, const char *p, const char **name)
{
    const size_t before = strlen(USE);
    size_t n;

    if (strncmp(p, USE, before) != 0)
        return 0;
    n = strspn(p + before, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
    if (!n || n > PORT_USE_MOST || p[before + n] != '}')
        return 0;
    *name = arena_strndup(l->arena, p + before, n);
    return before + n + 1;
}

const char *
load_port_text(struct loading *l, const struct doc *at, const char *text)
{
    _own_(buf) struct buf made = { 0 };
    const char *from = text, *name;

    for (const char *p = strstr(text, USE); p; p = strstr(p + 1, USE)) {
        const size_t n = use_at(l, p, &name);
        const struct named_port *port = n ? load_port_named(l, name) : NULL;
        if (n && !port)
            warn_unknown(l, at, name);
        if (!port)
            continue;
        buf_add(&made, from, (size_t)(p - from));
        buf_adds(&made, port->number);
        from = p + n;
    }
    if (from == text)
        return text;
    buf_adds(&made, from);
    return arena_strdup(l->arena, buf_str(&made));
}

// ---- what is of no use

void
load_ports_unused(struct loading *l)
{
    for (size_t i = 0; i < l->plan->ports.n; i++) {
        const struct named_port *p = &l->plan->ports.items[i];
        if (!p->used && !strchr(p->name, '.'))
            diag_hint(l->diags,
                diags_add(l->diags, DIAG_WARNING, p->pos,
                    "no rule, NodeBalancer, probe or file says the port '%s'", p->name),
                "only scripts find it, as %s", named_port_variable(l->arena, p));
    }
}
