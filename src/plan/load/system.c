// SPDX-License-Identifier: MIT
// What a node plan says of the system that its image brings: settings of the kernel, packages.
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define KEY_MOST 128

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
    if (!map || map->kind != DOC_MAP)
        return;
    np->sysctl = arena_array(l->arena, map->n, sizeof *np->sysctl);
    for (size_t i = 0; i < map->n; i++)
        load_setting(l, map->keys[i], map->items[i], np);
}
