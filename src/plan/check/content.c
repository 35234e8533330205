// SPDX-License-Identifier: MIT
// Placeholders of files, units and user-data: do they stand for something that these nodes have?
#include "base/str.h"
#include "base/texts.h"
#include "plan/check/check.h"

static bool
names_it(const struct tmpl *t, const char *name)
{
    const char *const *names;
    size_t n = t ? tmpl_names(t, &names) : 0;

    for (size_t i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return true;
    return false;
}

// Numbers are drawn for names.
static bool
is_drawn(const struct node_plan *np, const char *counter)
{
    return names_it(np->nodenames, counter) || names_it(np->hostnames, counter) ||
           names_it(np->publicfqdn, counter) || names_it(np->privatefqdn, counter) ||
           names_it(np->rdns, counter) || names_it(np->group_expr, counter);
}

static const char *
lack_of(const struct checking *c, const struct region_plan *rp, const struct node_plan *np,
    const char *name)
{
    bool counter = texts_have(c->l->plan->counters, name) || texts_have(rp->counters, name);

    if (str_eq(name, "private_ipv4") && !np->private_ip && !np->vpc)
        return "these nodes have no private address";
    if (str_eq(name, "publicfqdn") && !np->publicfqdn)
        return "the node plan has no publicfqdn";
    if (str_eq(name, "privatefqdn") && !np->privatefqdn)
        return "the node plan has no privatefqdn";
    if (counter && !is_drawn(np, name))
        return "no name of these nodes draws from the counter";
    return NULL;
}

static void
check_text(struct checking *c, const struct region_plan *rp, const struct node_plan *np,
    const struct tmpl *t, struct doc_pos pos)
{
    const char *const *names;
    size_t n = t ? tmpl_names(t, &names) : 0;

    for (size_t i = 0; i < n; i++) {
        const char *lack = lack_of(c, rp, np, names[i]);
        if (lack)
            diag_hint(c->l->diags,
                diags_add(c->l->diags, DIAG_ERROR, pos, "{%s} stands for nothing", names[i]), "%s",
                lack);
    }
}

// The cloud gives addresses and ids when it is asked for the machine, with its user-data.
static void
check_user_part(struct checking *c, const struct region_plan *rp, const struct node_plan *np,
    const struct tmpl *t)
{
    static const char *const late[] = { "public_ipv4", "private_ipv4", "ipv6", "linode_id" };

    check_text(c, rp, np, t, np->user_data->pos);
    for (size_t i = 0; i < sizeof late / sizeof *late; i++)
        if (names_it(t, late[i]))
            diag_hint(c->l->diags,
                diags_add(c->l->diags, DIAG_ERROR, np->user_data->pos,
                    "{%s} is known when the machine is there: user-data is given before", late[i]),
                "files: may hold it; in user-data, ask the Metadata service or ip addr");
}

// The section with the cluster's names is put there when they change, not when the file does.
static void
check_hosts(struct checking *c, const struct plan_file *f)
{
    const struct plan_hosts *h = &c->l->plan->hosts;

    if (str_eq(f->path, "/etc/hosts") && (h->private_names || h->public_names))
        diag_hint(c->l->diags,
            diags_add(c->l->diags, DIAG_ERROR, f->pos,
                "/etc/hosts has the names of the cluster's nodes: a file would take their place"),
            "hosts: no at the top of the plan leaves it to you");
}

static bool
is_selected(const struct node_plan *np, const char *selector)
{
    return str_eq(np->name, selector) || texts_have(np->tags, selector);
}

// What a list says of its members must be theirs.
static void
check_list(struct checking *c, const struct plan_piece *p, struct doc_pos pos)
{
    const struct plan *plan = c->l->plan;

    if (!check_selector(c, p->selector, pos))
        return;
    for (size_t r = 0; r < plan->n_regions; r++)
        for (size_t i = 0; i < plan->regions[r].n_nodes; i++)
            if (is_selected(&plan->regions[r].nodes[i], p->selector))
                check_text(c, &plan->regions[r], &plan->regions[r].nodes[i], p->content, pos);
}

static void
check_pieces(struct checking *c, const struct region_plan *rp, const struct node_plan *np,
    const struct plan_file *f)
{
    for (size_t i = 0; i < f->n_pieces; i++)
        if (f->pieces[i].selector)
            check_list(c, &f->pieces[i], f->pos);
        else
            check_text(c, rp, np, f->pieces[i].content, f->pos);
}

void
check_content(struct checking *c, const struct region_plan *rp, const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_files; i++) {
        check_hosts(c, &np->files[i]);
        check_text(c, rp, np, np->files[i].content, np->files[i].pos);
        check_pieces(c, rp, np, &np->files[i]);
    }
    for (size_t i = 0; i < np->n_units; i++)
        check_text(c, rp, np, np->units[i].content, np->units[i].pos);
    for (size_t i = 0; np->user_data && i < np->user_data->n_parts; i++)
        check_user_part(c, rp, np, np->user_data->parts[i].content);
}
