// SPDX-License-Identifier: MIT
// Name expressions and the counters they draw from.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "plan/check/check.h"

// An expression of a node plan, and where it stands.
struct expression {
    const struct region_plan *rp;
    const struct tmpl *tmpl;
    const char *text;
    struct doc_pos pos;
};

// The caret goes under the placeholder when the expression was written in one line as it is.
static struct doc_pos
place_of(struct checking *c, const struct expression *e, size_t i)
{
    struct doc_pos pos = e->pos;
    size_t len = 0;
    // Of thousands the first are enough: each is looked for from the start of the text.
    const char *line =
        c->l->diags->n_errors > 100 ? NULL : doc_source_line(&c->l->plan->source, pos.line, &len);
    size_t n = strlen(e->text);

    for (size_t quote = 0; line && quote < 2; quote++)
        if (pos.col - 1 + quote + n <= len && memcmp(line + pos.col - 1 + quote, e->text, n) == 0) {
            pos.col += (unsigned)(quote + tmpl_name_at(e->tmpl, i));
            break;
        }
    return pos;
}

static void
unknown_placeholder(
    struct checking *c, const struct expression *e, struct doc_pos pos, const char *name)
{
    static const char *const usual[] = { "cluster", "region", "name", "index" };
    struct names known = { 0 };
    struct diag *item = check_error(c, pos, "unknown placeholder", name);

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        vec_push(&known, usual[i]);
    for (const char *const *n = c->l->plan->counters; *n; n++)
        vec_push(&known, *n);
    for (const char *const *n = e->rp->counters; *n; n++)
        vec_push(&known, *n);
    const char *near = str_nearest(name, known.items, known.n);
    if (str_eq(name, "linode_id"))
        diag_hint(c->l->diags, item, "{linode_id} is not known before the Linode exists");
    else if (near)
        diag_hint(c->l->diags, item, "did you mean {%s}?", near);
    else
        diag_hint(c->l->diags, item, "declare it: counters: [%s]", name);
    vec_done(&known);
}

// Yields whether the expression may tell the nodes of one plan apart.
static bool
check_expression(struct checking *c, const struct expression *e)
{
    const char *const *names;
    size_t n = e->tmpl ? tmpl_names(e->tmpl, &names) : 0;
    bool apart = false;

    for (size_t i = 0; i < n; i++) {
        bool counter =
            texts_have(c->l->plan->counters, names[i]) || texts_have(e->rp->counters, names[i]);
        bool fixed =
            str_eq(names[i], "cluster") || str_eq(names[i], "region") || str_eq(names[i], "name");
        apart |= !fixed;
        if (!counter && !fixed && !str_eq(names[i], "index"))
            unknown_placeholder(c, e, place_of(c, e, i), names[i]);
    }
    return apart;
}

static void
need_apart(struct checking *c, const struct node_plan *np, const struct expression *e, bool apart)
{
    if (np->count > 1 && !apart && e->tmpl)
        diag_hint(c->l->diags, check_error(c, e->pos, "all nodes would have the one name", e->text),
            "use {index} or a counter in it");
}

void
check_names(struct checking *c, const struct region_plan *rp, const struct node_plan *np)
{
    const struct expression labels = { rp, np->nodenames, np->nodenames_text, np->nodenames_pos };
    const struct expression hosts = { rp, np->hostnames, np->hostnames_text, np->hostnames_pos };
    const struct expression public = { rp, np->publicfqdn, np->publicfqdn_text,
        np->publicfqdn_pos };
    const struct expression private = { rp, np->privatefqdn, np->privatefqdn_text,
        np->privatefqdn_pos };
    const struct expression rdns = { rp, np->rdns, np->rdns_text, np->rdns_pos };
    const struct expression group = { rp, np->group_expr, "", np->group_pos };

    need_apart(c, np, &labels, check_expression(c, &labels));
    if (np->hostnames != np->nodenames)
        need_apart(c, np, &hosts, check_expression(c, &hosts));
    need_apart(c, np, &public, check_expression(c, &public));
    need_apart(c, np, &private, check_expression(c, &private));
    need_apart(c, np, &rdns, check_expression(c, &rdns));
    check_expression(c, &group);
}

static void
check_declared(
    struct checking *c, const char *const *names, const struct doc_pos *at, bool regional)
{
    static const char *const reserved[] = { "cluster", "region", "name", "index", "linode_id",
        "hostname", "label", "public_ipv4", "private_ipv4", "ipv6", "publicfqdn", "privatefqdn",
        "ssh_key", NULL };
    _own_(map) struct map seen = { 0 };

    for (; *names; names++, at++) {
        if (texts_have(reserved, *names))
            check_error(c, *at, "a counter cannot have the name", *names);
        if (regional && texts_have(c->l->plan->counters, *names))
            check_error(c, *at, "regional and global at once: the counter", *names);
        const struct doc_pos *other = map_get(&seen, *names);
        if (other)
            diag_note(c->l->diags, check_error(c, *at, "declared twice: the counter", *names),
                *other, "the first is here");
        map_put(&seen, *names, (void *)(uintptr_t)at);
    }
}

void
check_counters(struct checking *c)
{
    const struct plan *p = c->l->plan;

    check_declared(c, p->counters, p->counters_pos, false);
    for (size_t r = 0; r < p->n_regions; r++)
        check_declared(c, p->regions[r].counters, p->regions[r].counters_pos, true);
}
