// SPDX-License-Identifier: MIT
// Ports of a plan that have a name.
#include "model/named_port.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"

#define LONGEST_RANGE 11 // 65535-65535

static bool
read_number(const char *text, unsigned *ret)
{
    int64_t n;

    if (!parse_int(text, 1, 65535, &n))
        return false;
    *ret = (unsigned)n;
    return true;
}

static bool
read_range(const char *text, struct port_range *ret)
{
    char first[LONGEST_RANGE + 1];
    const size_t n = strcspn(text, "-");

    if (strlen(text) > LONGEST_RANGE)
        return false;
    snprintf(first, sizeof first, "%.*s", (int)n, text);
    if (!read_number(first, &ret->first))
        return false;
    ret->last = ret->first;
    return !text[n] || (read_number(text + n + 1, &ret->last) && ret->first <= ret->last);
}

bool
named_port_read(const char *text, struct named_port *ret)
{
    static const char *const protocols[] = { "tcp", "udp" };

    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
        const size_t n = strlen(protocols[i]);
        if (!str_starts(text, protocols[i]) || text[n] != ' ')
            continue;
        ret->protocol = protocols[i];
        ret->number = text + n + strspn(text + n, " ");
        return read_range(ret->number, &ret->range);
    }
    return false;
}

const char *
named_port_fault(const char *text, char why[static FAULT_WHY])
{
    struct named_port p;

    if (named_port_read(text, &p))
        return NULL;
    snprintf(why, FAULT_WHY,
        "say tcp or udp and a number from 1 to 65535, or a range: tcp 2181, udp 9000-9010");
    return why;
}

const char *
port_name_fault(const char *name)
{
    const size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    if (n && n <= PORT_NAME_MOST && !name[n] && islower((unsigned char)*name))
        return NULL;
    return "is no name of a port: small letters, digits and -, a letter first, 32 at most";
}

const char *const *
named_ports_texts(struct arena *a, const struct named_ports *ports, const char *alias)
{
    const char *before = alias ? arena_printf(a, "%s.", alias) : "";
    const char **texts = arena_array(a, ports->n + 1, sizeof *texts);
    size_t n = 0;

    for (size_t i = 0; i < ports->n; i++) {
        const struct named_port *p = &ports->items[i];
        if (alias ? str_starts(p->name, before) : !strchr(p->name, '.'))
            texts[n++] =
                arena_printf(a, "%s %s %s", p->name + strlen(before), p->protocol, p->number);
    }
    return n ? texts : NULL;
}

const char *
named_port_variable(struct arena *a, const struct named_port *p)
{
    char *name = arena_printf(a, "LCT_PORT_%s", p->name);

    for (char *c = name; *c; c++)
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    return name;
}
