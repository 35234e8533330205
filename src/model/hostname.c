// SPDX-License-Identifier: MIT
// Host and domain names, by RFC 1123 and by what Linux and the resolver make of them.
#include "model/hostname.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

#define LABEL_MOST 63
#define HOST_MOST 64 // HOST_NAME_MAX
#define DOMAIN_MOST 253

static const char *
label_trouble(const char *label, size_t n, char why[static FAULT_WHY])
{
    size_t good = 0;

    while (good < n && (isalnum((unsigned char)label[good]) || label[good] == '-'))
        good++;
    if (!n)
        snprintf(why, FAULT_WHY, "there is nothing before, between or behind its dots");
    else if (good < n)
        snprintf(why, FAULT_WHY, "'%.*s' is in it: letters, digits and - are possible, and dots",
            (int)utf8_length(label + good), label + good);
    else if (label[0] == '-' || label[n - 1] == '-')
        snprintf(why, FAULT_WHY, "'%.*s' begins or ends with -", (int)n, label);
    else if (n > LABEL_MOST)
        snprintf(
            why, FAULT_WHY, "a part of it has %zu characters: 1 to %d are possible", n, LABEL_MOST);
    else
        return NULL;
    return why;
}

// *dots: how many it has. What consists of numbers alone resolvers read as an address.
static const char *
name_trouble(const char *name, size_t most, size_t *dots, char why[static FAULT_WHY])
{
    const char *trouble, *label = name;
    struct in_addr address;

    *dots = 0;
    if (!*name) {
        snprintf(why, FAULT_WHY, "it is empty");
        return why;
    }
    for (;; label += strcspn(label, ".") + 1, ++*dots) {
        trouble = label_trouble(label, strcspn(label, "."), why);
        if (trouble)
            return trouble;
        if (!label[strcspn(label, ".")])
            break;
    }
    if (strlen(name) > most)
        snprintf(
            why, FAULT_WHY, "it has %zu characters: 1 to %zu are possible", strlen(name), most);
    else if (inet_aton(name, &address))
        snprintf(why, FAULT_WHY, "it would be read as an address");
    else
        return NULL;
    return why;
}

const char *
hostname_fault(const char *name, char why[static FAULT_WHY])
{
    size_t dots;
    const char *trouble = name_trouble(name, HOST_MOST, &dots, why);

    if (trouble)
        return trouble;
    if (!str_ieq(name, "localhost") && !str_istarts(name, "localhost."))
        return NULL;
    snprintf(why, FAULT_WHY, "every node calls itself so");
    return why;
}

const char *
zone_fault(const char *name, char why[static FAULT_WHY])
{
    size_t dots;

    return name_trouble(name, DOMAIN_MOST, &dots, why);
}

const char *
domain_fault(const char *name, char why[static FAULT_WHY])
{
    size_t dots;
    const char *trouble = name_trouble(name, DOMAIN_MOST, &dots, why);

    if (trouble || dots)
        return trouble;
    snprintf(why, FAULT_WHY, "there is no domain in it");
    return why;
}
