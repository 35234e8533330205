// SPDX-License-Identifier: MIT
// Addresses of machines: more of IPv4, IPv6 ranges, names.
#include "base/str.h"
#include "base/texts.h"
#include "build/private.h"
#include "step/kinds.h"

static struct step *
add(struct build *b, const struct step_kind *kind, struct member *m, struct step *before)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, NULL, "", m);

    step_needs(s, before);
    return s;
}

struct step *
build_extended(struct build *b, struct member *m, bool fresh, struct step *before)
{
    const size_t has = fresh ? 0 : texts_count(node_extra_ipv4(graph_arena(b->graph), m->node));
    struct step *s;

    if (has == m->np->extra_ipv4)
        return before;
    s = add(b, &machine_addresses, m, before);
    step_after(b->known, s);
    return s;
}

struct step *
build_ranged(struct build *b, struct member *m, bool fresh, struct step *before)
{
    const unsigned has = fresh ? 0 : range_bits(m->node->ipv6_range);
    struct step *s;

    if (has == m->np->ipv6_range)
        return before;
    s = add(b, &machine_range, m, before);
    s->uncertain = !fresh;
    return s;
}

struct step *
build_named(struct build *b, struct member *m, bool fresh, struct step *before)
{
    if (str_eq(fresh ? NULL : m->node->rdns, m->rdns))
        return NULL;
    return add(b, &machine_name, m, before);
}

// Whose they are is known by then; scripts that announce them come later.
struct step *
build_shared(struct build *b, struct member *m, bool fresh, struct step *before)
{
    struct arena *a = graph_arena(b->graph);
    const char *const *has = fresh ? NULL : node_shared(a, m->node);
    struct step *s;

    if (texts_same(has, node_shares(a, m->node, m->np->shared)))
        return before;
    s = add(b, &machine_share, m, before);
    step_after(s, b->known);
    return s;
}

// What is born gets its own.
static bool
stays(enum change_kind kind)
{
    return kind == CHANGE_KEEP || kind == CHANGE_UPDATE || kind == CHANGE_BOOT ||
           kind == CHANGE_WAIT || kind == CHANGE_RESIZE || kind == CHANGE_REBUILD;
}

struct step *
build_readdressed(struct build *b, const struct change *c, struct member *m, struct step *before)
{
    if (!stays(c->kind))
        return before;
    build_named(b, m, false, before);
    build_shared(b, m, false, before);
    return build_ranged(b, m, false, build_extended(b, m, false, before));
}
