// SPDX-License-Identifier: MIT
// What a node plan says of the system that its image brings: settings of the kernel, packages.
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define KEY_MOST 128
#define IMPLIED_MOST 3 // that rules say of themselves

// Parts of letters, digits, '_' and '-', a dot between: what it means below /proc/sys is no other
// place.
static bool
is_key(const char *key)
{
    size_t n_parts = 0;

    for (const char *part = key;; part++) {
        const char *end = part;
        while (isalnum((unsigned char)*end) || *end == '_' || *end == '-')
            end++;
        if (end == part)
            return false;
        n_parts++;
        part = end;
        if (*part != '.')
            return *part == '\0' && n_parts > 1 && strlen(key) <= KEY_MOST;
    }
}

static bool
is_line(const char *value)
{
    for (; *value; value++)
        if ((unsigned char)*value < ' ' && *value != '\t')
            return false;
    return true;
}

static void
load_setting(
    struct loading *l, const struct doc *key, const struct doc *value, struct node_plan *np)
{
    const char *text = doc_text(value, NULL);

    if (!is_key(key->text))
        diag_hint(l->diags, load_error(l, key, "'%s' is no setting of the kernel", key->text),
            "as sysctl tells them: net.ipv4.ip_forward");
    else if (text && !is_line(text))
        load_error(l, value, "the value of '%s' is not one line", key->text);
    else if (text) // else the schema has told it
        np->sysctl[np->n_sysctl++] = (struct plan_sysctl){ key->text, text };
}

void
load_system(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *map = node_key(l, node, "sysctl", NULL);

    np->packages = load_texts(l, node_key(l, node, "packages", "package"));
    if (!map || map->kind != DOC_MAP) {
        np->sysctl = arena_array(l->arena, IMPLIED_MOST, sizeof *np->sysctl);
        return;
    }
    np->sysctl = arena_array(l->arena, map->n + IMPLIED_MOST, sizeof *np->sysctl);
    for (size_t i = 0; i < map->n; i++)
        load_setting(l, map->keys[i], map->items[i], np);
}

// ---- what goes through a node

static const char *
setting_of(const struct node_plan *np, const char *key)
{
    for (size_t i = 0; i < np->n_sysctl; i++)
        if (str_eq(np->sysctl[i].key, key))
            return np->sysctl[i].value;
    return NULL;
}

// Its kernel lets that pass which its rules do.
static void
imply(struct loading *l, const struct plan_rule *rule, const char *key, struct node_plan *np)
{
    const char *said = setting_of(np, key);

    if (!said)
        np->sysctl[np->n_sysctl++] = (struct plan_sysctl){ key, "1" };
    else if (!str_eq(said, "1"))
        diag_hint(l->diags,
            diags_add(l->diags, DIAG_ERROR, rule->pos, "\"%s\" needs %s: 1, and sysctl: says %s",
                rule->text, key, said),
            "leave it out of sysctl: the rule sees to it");
}

static bool
names_ipv6(const struct plan_rule *rule)
{
    for (size_t i = 0; i < rule->n_peers; i++)
        if (rule->peers[i].kind == PEER_CIDR && strchr(rule->peers[i].text, ':'))
            return true;
    return false;
}

// A kernel that forwards IPv6 listens to routers no more, by whom machines have their addresses and
// their way out, and forgets them, but where it was told to before.
static void
imply_ipv6(struct loading *l, const struct plan_rule *rule, struct node_plan *np)
{
    np->sysctl[np->n_sysctl++] = (struct plan_sysctl){ "net.ipv6.conf.*.accept_ra", "2" };
    imply(l, rule, "net.ipv6.conf.all.forwarding", np);
}

void
load_forwarding(struct loading *l, struct node_plan *np)
{
    const struct plan_rule *ipv4 = NULL, *ipv6 = NULL;

    for (size_t i = 0; i < np->n_rules; i++) {
        const struct plan_rule *rule = &np->rules[i];
        if (rule_is_through(rule) && !ipv4)
            ipv4 = rule;
        if (rule_is_through(rule) && !ipv6 && names_ipv6(rule))
            ipv6 = rule;
    }
    if (ipv4)
        imply(l, ipv4, "net.ipv4.ip_forward", np);
    if (ipv6)
        imply_ipv6(l, ipv6, np);
}
