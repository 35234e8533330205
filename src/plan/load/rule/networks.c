// SPDX-License-Identifier: MIT
// Networks by name: networks: {office: [203.0.113.0/24]}, which rules name as they do
// node plans.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define NETS_MOST 255 // of one name: so many a rule of a Cloud Firewall takes

const struct plan_network *
load_network(const struct loading *l, const char *name)
{
    for (size_t i = 0; l->networks && i < l->networks->n; i++)
        if (str_eq(l->networks->items[i].name, name))
            return &l->networks->items[i];
    return NULL;
}

static const char *const *
load_nets(struct loading *l, const struct doc *list)
{
    const size_t n = load_count(list);
    const char **nets = arena_array(l->arena, n + 1, sizeof *nets);
    size_t n_good = 0;

    for (size_t i = 0; i < n; i++) {
        const struct doc *item = load_item(list, i);
        const char *text = doc_text(item, NULL), *hint, *fault;
        struct cidr c;
        if (!text)
            continue; // the schema has told it
        if ((fault = load_cidr(l, text, &c, &hint)))
            diag_hint(l->diags, load_error(l, item, "'%s' %s", text, fault), "%s",
                hint ? hint : "use for example 203.0.113.0/24 or 2001:db8::/32");
        else
            nets[n_good++] = text;
    }
    return nets;
}

static bool
is_word(const char *name)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const size_t n = strlen(name);

    return n && n <= 64 && strspn(name, letters) == n;
}

// What stands in a rule for something else, or would be read as such.
static const char *
name_fault(const char *name)
{
    struct cidr c;

    if (!is_word(name))
        return "is no name: letters, digits, '.', '_' and '-', at most 64";
    if (str_ieq(name, "any") || str_ieq(name, "cluster"))
        return "means something else in rules";
    return cidr_parse(name, true, &c) ? "is an address itself" : NULL;
}

static void
load_one(struct loading *l, const struct doc *key, const struct doc *list, struct plan_networks *to)
{
    const struct plan_network network = { key->text, load_nets(l, list), key->pos };
    const char *fault = name_fault(key->text);

    if (fault)
        diag_hint(l->diags, load_error(l, key, "the network '%s' %s", key->text, fault),
            "for example office");
    else if (!load_count(list))
        diag_hint(l->diags, load_error(l, key, "the network '%s' is empty", key->text),
            "rules from nobody open nothing: name a CIDR, or leave the network out");
    else if (load_count(list) > NETS_MOST)
        load_error(l, list, "the network '%s' is %zu CIDRs, and may be %d", key->text,
            load_count(list), NETS_MOST);
    to->items[to->n++] = network;
}

void
load_networks(struct loading *l)
{
    const struct doc *map = doc_get(l->top, "networks");
    struct plan_networks *to = &l->plan->networks;

    l->networks = to;
    if (!map || map->kind != DOC_MAP)
        return;
    to->items = arena_array(l->arena, map->n, sizeof *to->items);
    for (size_t i = 0; i < map->n; i++)
        load_one(l, map->keys[i], map->items[i], to);
}
