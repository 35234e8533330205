// SPDX-License-Identifier: MIT
// Linode's rules for labels and tags, as its API document and its answers have them.
#include "model/label.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

struct rule {
    size_t least, most;
    const char *marks;             // beside letters and digits
    const char *single;            // of them: those that must not come twice in a row
    bool letter_first, plain_last; // else a digit or mark may begin, or a mark end it
};

// "letters, digits, - and _"
static void
say_marks(const char *marks, char out[static 48])
{
    size_t n = (size_t)snprintf(out, 48, "letters, digits");

    for (const char *m = marks; *m; m++)
        n += (size_t)snprintf(out + n, 48 - n, "%s %c", m[1] ? "," : " and", *m);
}

static const char *
doubled(const struct rule *r, const char *label)
{
    for (const char *p = label; *p; p++)
        if (p[1] == *p && strchr(r->single, *p))
            return p;
    return NULL;
}

static const char *
fault_of(const struct rule *r, const char *label, char why[static FAULT_WHY])
{
    size_t n = utf8_count(label), good = 0;
    char marks[48];
    const char *twice;

    while (label[good] && (isalnum((unsigned char)label[good]) || strchr(r->marks, label[good])))
        good++;
    say_marks(r->marks, marks);
    if (n < r->least || n > r->most)
        snprintf(why, FAULT_WHY, "it has %zu character%s: %zu to %zu are possible", n,
            n == 1 ? "" : "s", r->least, r->most);
    else if (label[good])
        snprintf(why, FAULT_WHY, "'%.*s' is in it: %s are possible", (int)utf8_length(label + good),
            label + good, marks);
    else if (r->letter_first && !isalpha((unsigned char)*label))
        snprintf(why, FAULT_WHY, "it begins with '%c': a letter comes first", *label);
    else if (!r->letter_first && !isalnum((unsigned char)*label))
        snprintf(why, FAULT_WHY, "it begins with '%c': a letter or digit comes first", *label);
    else if (r->plain_last && !isalnum((unsigned char)label[strlen(label) - 1]))
        snprintf(why, FAULT_WHY, "it ends with '%c': a letter or digit comes last",
            label[strlen(label) - 1]);
    else if ((twice = doubled(r, label)))
        snprintf(why, FAULT_WHY, "'%c' comes twice in a row", *twice);
    else
        return NULL;
    return why;
}

const char *
linode_label_fault(const char *label, char why[static FAULT_WHY])
{
    static const struct rule rule = { 3, 64, "-_.", "-_.", true, true };

    return fault_of(&rule, label, why);
}

const char *
balancer_label_fault(const char *label, char why[static FAULT_WHY])
{
    static const struct rule rule = { 3, 32, "-_", "", true, false };

    return fault_of(&rule, label, why);
}

const char *
vlan_label_fault(const char *label, char why[static FAULT_WHY])
{
    static const struct rule rule = { 1, 64, "-", "-", false, true };

    return fault_of(&rule, label, why);
}

const char *
vpc_label_fault(const char *label, char why[static FAULT_WHY])
{
    static const struct rule rule = { 1, 64, "-", "-", false, true };

    return fault_of(&rule, label, why);
}

const char *
placement_label_fault(const char *label, char why[static FAULT_WHY])
{
    static const struct rule rule = { 1, 64, "-_.", "", false, true };

    return fault_of(&rule, label, why);
}

const char *
tag_fault(const char *tag, char why[static FAULT_WHY])
{
    size_t n = utf8_count(tag);
    bool visible = true;

    for (const char *p = tag; *p; p++)
        visible &= (unsigned char)*p >= ' ' && *p != 0x7f;
    if (n < TAG_LEAST || n > TAG_MOST)
        snprintf(why, FAULT_WHY, "it has %zu character%s: %d to %d are possible", n,
            n == 1 ? "" : "s", TAG_LEAST, TAG_MOST);
    else if (!visible)
        snprintf(why, FAULT_WHY, "there is a control character in it");
    else if (tag[0] == ' ' || tag[strlen(tag) - 1] == ' ')
        snprintf(why, FAULT_WHY, "it begins or ends with a blank");
    else if (str_istarts(tag, "lct:"))
        snprintf(why, FAULT_WHY, "those that begin with lct: tell which Linodes are ours");
    else
        return NULL;
    return why;
}
