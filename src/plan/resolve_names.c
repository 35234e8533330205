// Names as they will about be: limits are met before anything is made, not in the middle.
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "plan/resolve.h"

#define LABEL_LEAST 3 // Linode's limits for labels
#define LABEL_MOST 64
#define TAG_MOST 50
#define DOMAIN_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

struct sample {
    const struct region_plan *rp;
    const struct node_plan *np;
    char cluster[SLUG_MOST + 1], index[16];
};

static const char *
sample_value(void *user, const char *name)
{
    const struct sample *s = user;

    if (str_eq(name, "cluster"))
        return s->cluster;
    if (str_eq(name, "region"))
        return s->rp->region->id;
    if (str_eq(name, "name"))
        return s->np->name;
    return str_eq(name, "index") ? s->index : "100"; // a counter
}

static void
check_rendered(struct resolving *r, struct doc_pos pos, struct tmpl *t, struct sample *s,
    const char *what, const char *allowed)
{
    _own_(buf) struct buf text = { 0 };
    size_t good;

    if (!t || tmpl_render(t, sample_value, s, &text, ERR_IGNORED) < 0)
        return;
    good = strspn(buf_str(&text), allowed);
    if (text.len < LABEL_LEAST || text.len > LABEL_MOST)
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "nodes would have %ss of %zu characters: %s", what,
                text.len, buf_str(&text)),
            "%d to %d are possible", LABEL_LEAST, LABEL_MOST);
    else if (good < text.len)
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "a %s cannot hold '%.*s': %s", what,
                (unsigned char)text.data[good] < 0x80 ? 1 : 4, text.data + good, buf_str(&text)),
            "letters, digits, dots and dashes are possible");
}

// Is it a whole domain name: labels of 1 to 63, two at least?
static bool
is_domain(const char *s)
{
    size_t label = 0, dots = 0;

    if (strlen(s) > 253)
        return false;
    for (; *s; s++) {
        bool inner = strchr(DOMAIN_CHARS, *s) && (*s != '-' || (label && s[1] && s[1] != '.'));
        if (*s == '.' ? !label || label > 63 : !inner)
            return false;
        dots += *s == '.';
        label = *s == '.' ? 0 : label + 1;
    }
    return label && label <= 63 && dots;
}

static void
check_fqdn(struct resolving *r, struct doc_pos pos, struct tmpl *t, struct sample *s)
{
    _own_(buf) struct buf text = { 0 };

    if (t && tmpl_render(t, sample_value, s, &text, ERR_IGNORED) == LCT_OK &&
        !is_domain(buf_str(&text)))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, pos, "nodes would have the domain name '%.300s'",
                buf_str(&text)),
            "labels of a-z 0-9 - with dots between them, such as web-1.example.net");
}

// It becomes a tag, too.
static void
check_group(struct resolving *r, const struct node_plan *np, struct sample *s)
{
    _own_(buf) struct buf text = { 0 };

    if (np->group_expr &&
        tmpl_render(np->group_expr, sample_value, s, &text, ERR_IGNORED) == LCT_OK &&
        (text.len < LABEL_LEAST || text.len > TAG_MOST))
        diags_add(r->diags, DIAG_ERROR, np->group_pos,
            "a group has %d to %d characters, this one would have %zu: %s", LABEL_LEAST, TAG_MOST,
            text.len, buf_str(&text));
}

void
resolve_names(struct resolving *r, const struct region_plan *rp, const struct node_plan *np)
{
    static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    static const char label[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    struct sample s = { .rp = rp, .np = np };

    if (!rp->region)
        return;
    snprintf(
        s.cluster, sizeof s.cluster, "%s", str_slug(r->diags->arena, r->plan->name, SLUG_MOST));
    snprintf(s.index, sizeof s.index, "%u", np->count);
    check_fqdn(r, np->publicfqdn_pos, np->publicfqdn, &s);
    check_fqdn(r, np->privatefqdn_pos, np->privatefqdn, &s);
    check_group(r, np, &s);
    if (np->hostnames == np->nodenames) {
        check_rendered(r, np->nodenames_pos, np->nodenames, &s, "name", host);
        return;
    }
    check_rendered(r, np->nodenames_pos, np->nodenames, &s, "label", label);
    check_rendered(r, np->hostnames_pos, np->hostnames, &s, "host name", host);
}
