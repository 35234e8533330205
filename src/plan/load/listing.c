// SPDX-License-Identifier: MIT
// Files that list members:
//
//     text = { own | "{members " SELECTOR [ " by " BETWEEN ] "}" own "{/members}" }
//
// What lies between the two is there once for each node of the selector. Where they stand alone in
// their lines, these lines are not there.
#include <string.h>

#include "base/str.h"
#include "base/vec.h"
#include "plan/load/load.h"

#define BEGIN "{members "
#define END "{/members}"

struct listing {
    struct loading *l;
    const struct doc *at;
    const char *whole;
    VEC(struct plan_piece) pieces;
};

static void
add_piece(struct listing *g, struct plan_piece p, const char *from, const char *to)
{
    if (from == to && !p.selector)
        return;
    p.text = arena_strndup(g->l->arena, from, (size_t)(to - from));
    g->l->of_member = p.selector != NULL;
    p.content = load_content(g->l, g->at, p.text);
    g->l->of_member = false;
    vec_push(&g->pieces, p);
}

// Behind a mark, and behind its line where it stands alone in it.
static const char *
behind(const struct listing *g, const char *mark, const char *end)
{
    const bool begins = mark == g->whole || mark[-1] == '\n';

    return begins && *end == '\n' ? end + 1 : end;
}

// "{members web by , }"; yields its end, NULL: it is none.
static const char *
read_begin(const struct listing *g, const char *mark, struct plan_piece *p)
{
    const char *from = mark + strlen(BEGIN), *end = from + strcspn(from, "}\n"), *by;

    if (*end != '}' || end == from)
        return NULL;
    p->selector = arena_strndup(g->l->arena, from, (size_t)(end - from));
    p->between = "";
    by = strstr(p->selector, " by ");
    if (by) {
        p->between = by + strlen(" by ");
        p->selector = arena_strndup(g->l->arena, p->selector, (size_t)(by - p->selector));
    }
    return end + 1;
}

// Yields what follows the list.
static const char *
add_list(struct listing *g, const char *mark, struct plan_piece p, const char *from)
{
    const char *end = strstr(from, END), *inner = strstr(from, BEGIN);

    if (!end || (inner && inner < end)) {
        diag_hint(g->l->diags,
            load_error(g->l, g->at, BEGIN "%s} has no end before %s", p.selector,
                end ? "the next one" : "the text's"),
            "behind what is said of each of them comes " END);
        return NULL;
    }
    add_piece(g, p, behind(g, mark, from), end);
    return behind(g, end, end + strlen(END));
}

size_t
load_pieces(struct loading *l, const struct doc *at, const char *text, struct plan_piece **ret)
{
    struct listing g = { .l = l, .at = at, .whole = text };
    const char *own = text;
    bool lists = false;
    size_t n;

    for (const char *mark = strstr(text, BEGIN); mark;
         mark = own ? strstr(mark + 1, BEGIN) : NULL) {
        struct plan_piece p = { 0 };
        const char *from = read_begin(&g, mark, &p);
        if (!from)
            continue;
        lists = true;
        add_piece(&g, (struct plan_piece){ 0 }, own, mark);
        own = add_list(&g, mark, p, from);
    }
    if (lists && own)
        add_piece(&g, (struct plan_piece){ 0 }, own, own + strlen(own));
    *ret = load_keep(l, &g.pieces);
    n = g.pieces.n;
    vec_done(&g.pieces);
    return n;
}
