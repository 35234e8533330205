// SPDX-License-Identifier: MIT
// What a machine tells of itself.
#include "model/machine.h"

#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"

#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool
made_of(const char *s, const char *first, const char *all, size_t max)
{
    size_t n = strlen(s);

    return n && n <= max && strchr(first, s[0]) && strspn(s, all) == n;
}

bool
label_valid(const char *s)
{
    return made_of(s, ALPHANUMERIC "_", ALPHANUMERIC "._-", 64);
}

bool
word_valid(const char *s)
{
    return made_of(s, ALPHANUMERIC, ALPHANUMERIC "._-/:+", 128);
}

bool
address_valid(const char *s, int family)
{
    static const char *const nobodys[] = { "0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/3", "::/127",
        "::ffff:0:0/96", "fe80::/10", "ff00::/8" };
    struct cidr address, none;

    if (strchr(s, '/') || !cidr_parse(s, true, &address) || address.family != family)
        return false;
    for (size_t i = 0; i < sizeof nobodys / sizeof *nobodys; i++)
        if (cidr_parse(nobodys[i], false, &none) && cidr_has(&none, &address))
            return false;
    return true;
}

bool
machine_tagged(const struct machine *m, const char *tag)
{
    return texts_have(m->tags, tag);
}

#define MACHINE(kind, member, ...) FIELD(kind, struct machine, member, __VA_ARGS__)

const struct field machine_record[] = {
    MACHINE(TEXT, id, "id"),
    MACHINE(TEXT, label, "label"),
    MACHINE(TEXT, region, "region"),
    MACHINE(TEXT, type, "type"),
    MACHINE(TEXT, image),
    MACHINE(TEXT, status_name, "status"),
    MACHINE(TEXT, public_ipv4),
    MACHINE(TEXTS, more_ipv4),
    MACHINE(TEXT, private_ipv4),
    MACHINE(TEXT, ipv6),
    MACHINE(TEXTS, tags),
    MACHINE(TEXT, backup_day),
    MACHINE(TEXT, backup_window),
    MACHINE(TEXT, maintenance),
    MACHINE(TEXTS, locks),
    MACHINE(TEXT, created, "created"),
    { FIELD_END },
};
