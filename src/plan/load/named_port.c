// SPDX-License-Identifier: MIT
// ports: of a plan, and the numbers that their names stand for wherever the plan says one.
#include "model/named_port.h"

#include <string.h>

#include "base/str.h"
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

void
load_named_ports(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "ports");
    struct named_ports *ports = &l->plan->ports;

    if (!d || d->kind != DOC_MAP)
        return;
    if (d->n > MOST_PORTS)
        load_error(l, d, "more than %d ports", MOST_PORTS);
    ports->items = arena_array(l->arena, d->n, sizeof *ports->items);
    for (size_t i = 0; i < d->n && i < MOST_PORTS; i++) {
        struct named_port *port = &ports->items[ports->n];
        *port = (struct named_port){ .name = d->keys[i]->text, .pos = d->keys[i]->pos };
        if (!check_name(l, d->keys[i]) || !named_port_read(doc_text(d->items[i], ""), port))
            continue; // the schema tells what is no port
        ports->n++;
        map_put(&l->ports, port->name, port);
    }
}

const struct named_port *
load_port_named(struct loading *l, const char *name)
{
    struct named_port *port = map_get(&l->ports, name);

    if (port)
        port->used = true;
    return port;
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
    n = strspn(p + before, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    if (!n || n > PORT_NAME_MOST || p[before + n] != '}')
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
        if (!p->used)
            diag_hint(l->diags,
                diags_add(l->diags, DIAG_WARNING, p->pos,
                    "no rule, NodeBalancer, probe or file says the port '%s'", p->name),
                "only scripts find it, as %s", named_port_variable(l->arena, p));
    }
}
