// SPDX-License-Identifier: MIT
// Files, units and user-data: text that reaches the nodes, with placeholders of the node.
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/gzip.h"
#include "base/str.h"
#include "plan/load/load.h"
#include "text/mime.h"

#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

static const char *const placeholders[] = { "cluster", "region", "name", "index", "hostname",
    "label", "public_ipv4", "private_ipv4", "ipv6", "publicfqdn", "privatefqdn", "linode_id",
    "ssh_key" };
#define N_PLACEHOLDERS (sizeof placeholders / sizeof placeholders[0])

static bool
is_placeholder(const struct loading *l, const char *name)
{
    const char *const *counters[] = { l->plan->counters, l->counters_here };

    for (size_t i = 0; i < N_PLACEHOLDERS; i++)
        if (str_eq(placeholders[i], name))
            return true;
    if (l->of_member && str_eq(name, "address"))
        return true;
    for (size_t k = 0; k < 2; k++)
        for (const char *const *c = counters[k]; c && *c; c++)
            if (str_eq(*c, name))
                return true;
    return false;
}

// "{private_ipv5}" is hardly meant to reach the node.
static void
warn_near(struct loading *l, const struct doc *at, const char *name)
{
    const char *near = strlen(name) < 4 ? NULL : str_nearest(name, placeholders, N_PLACEHOLDERS);

    if (near)
        diag_hint(l->diags, load_warning(l, at, "{%s} is no placeholder: it stays as it is", name),
            "did you mean {%s}?", near);
}

// Configuration files are full of braces: all but placeholders are doubled, which quotes them.
struct tmpl *
load_content(struct loading *l, const struct doc *at, const char *text)
{
    _own_(buf) struct buf quoted = { 0 };

    text = load_port_text(l, at, text);
    for (const char *p = text; *p; p++) {
        size_t n = *p == '{' ? strspn(p + 1, NAME_CHARS) : 0;
        const char *name = n && p[n + 1] == '}' ? arena_strndup(l->arena, p + 1, n) : NULL;
        if (name && is_placeholder(l, name)) {
            buf_add(&quoted, p, n + 2);
            p += n + 1;
            continue;
        }
        if (name)
            warn_near(l, at, name);
        if (*p == '{' || *p == '}')
            buf_addc(&quoted, *p);
        buf_addc(&quoted, *p);
    }
    return load_expression(l, at, buf_str(&quoted));
}

static unsigned
load_mode(struct loading *l, const struct doc *d)
{
    const char *text = doc_text(d, "0644");
    size_t n = strlen(text);

    if (n >= 3 && n <= 5 && strspn(text, "01234567") == n && strtoul(text, NULL, 8) <= 07777)
        return (unsigned)strtoul(text, NULL, 8);
    diag_hint(l->diags, load_error(l, d, "'%s' is no mode", text), "use for example 0644");
    return 0644;
}

static void
load_words(struct loading *l, const struct doc *at, const char *text, struct plan_file *f)
{
    f->n_pieces = load_pieces(l, at, text, &f->pieces);
    if (!f->n_pieces)
        f->content = load_content(l, at, text);
}

static void
load_file_text(struct loading *l, const struct doc *d, struct plan_file *f)
{
    const struct doc *content = doc_get(d, "content"), *source = doc_get(d, "source");
    struct lct_err err = { 0 };
    const char *text = doc_text(content, "");

    if (!content == !source) {
        load_error(l, d, "a file has content: or source:, one of them");
        return;
    }
    if (source) {
        f->source = doc_text(source, "");
        text = load_file(l, f->source, &err);
    }
    if (!text)
        diag_hint(l->diags,
            load_unread(l,
                load_error(l, source, "the file %s cannot be read: %s", load_shown(l, f->source),
                    err.text),
                f->source, &err),
            "paths are looked up beside the plan");
    else
        load_words(l, content ? content : source, text, f);
}

static void
load_one_file(struct loading *l, const struct doc *d, struct plan_file *f)
{
    f->pos = d->pos;
    f->path = doc_get_text(d, "path", "");
    f->owner = doc_get_text(d, "owner", NULL);
    f->group = doc_get_text(d, "group", NULL);
    f->mode = load_mode(l, doc_get(d, "mode"));
    f->restarts = doc_get_text(d, "restarts", NULL);
    load_file_text(l, d, f);
}

// A file that lies in a folder which is another file.
static void
check_below(struct loading *l, const struct map *paths, const struct plan_file *f)
{
    const struct plan_file *other = NULL;
    const char *parent = f->path, *slash = strrchr(f->path, '/');

    for (; !other && slash && slash > parent; slash = strrchr(parent, '/')) {
        parent = arena_strndup(l->arena, parent, (size_t)(slash - parent));
        other = map_get(paths, parent);
    }
    if (other)
        diag_note(l->diags,
            diags_add(l->diags, DIAG_ERROR, f->pos, "%s lies below %s, which is a file", f->path,
                other->path),
            other->pos, "it is here");
}

void
load_files(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "files", NULL);
    _own_(map) struct map paths = { 0 };

    np->n_files = load_count(d);
    np->files = arena_array(l->arena, np->n_files, sizeof *np->files);
    for (size_t i = 0; i < np->n_files; i++) {
        struct plan_file *f = &np->files[i];
        load_one_file(l, load_item(d, i), f);
        const struct plan_file *other = map_get(&paths, f->path);
        if (other)
            diag_note(l->diags,
                load_error(l, load_item(d, i), "two files have the path %s", f->path), other->pos,
                "the first is here");
        map_put(&paths, f->path, f);
    }
    for (size_t i = 0; i < np->n_files; i++)
        check_below(l, &paths, &np->files[i]);
}

static void
load_unit(struct loading *l, const struct doc *d, struct plan_unit *u)
{
    static const char *const kinds[] = { ".service", ".timer", ".socket", ".mount", ".path",
        ".target" };
    const struct doc *content = doc_get(d, "content"), *command = doc_get(d, "command");
    bool kind = false;

    u->pos = d->pos;
    u->name = doc_get_text(d, "name", "");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        kind |= str_ends(u->name, kinds[i]);
    if (!kind)
        u->name = arena_printf(l->arena, "%s.service", u->name);
    u->command = command ? load_port_text(l, command, doc_text(command, "")) : NULL;
    if (!content == !command)
        load_error(l, d, "a unit has a command: or its whole content:, one of them");
    if (command && !str_ends(u->name, ".service"))
        load_error(l, command, "only a service has a command; write the content of %s", u->name);
    if (u->command && strpbrk(u->command, "\r\n"))
        load_error(l, command, "a command is one line");
    if (content)
        u->content = load_content(l, content, doc_text(content, ""));
}

void
load_units(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "units", NULL);
    _own_(map) struct map names = { 0 };

    np->n_units = load_count(d);
    np->units = arena_array(l->arena, np->n_units, sizeof *np->units);
    for (size_t i = 0; i < np->n_units; i++) {
        struct plan_unit *u = &np->units[i];
        load_unit(l, load_item(d, i), u);
        const struct plan_unit *other = map_get(&names, u->name);
        if (other)
            diag_note(l->diags,
                load_error(l, load_item(d, i), "two units have the name %s", u->name), other->pos,
                "the first is here");
        map_put(&names, u->name, u);
    }
}

// ---- user-data

#define OURS_PACKED 2500 // bytes of the toolkit's own parts, compressed: about what they need

// Told where its parts cannot be.
static void
check_user_data(struct loading *l, const struct doc *at, const char *text)
{
    const size_t n = strlen(text), packed = gzip_size(text, n);

    if (packed > USERDATA_MAX - OURS_PACKED)
        diag_hint(l->diags,
            load_error(l, at,
                "user-data of %zu bytes, %zu of them compressed: Linode takes %d, "
                "of which the toolkit needs about %d",
                n, packed, USERDATA_MAX, OURS_PACKED),
            "files: and init: bring what is larger");
}

// Words that stand in a header of ours.
static void
check_user_words(struct loading *l, const struct doc *at, const struct user_data_part *p)
{
    static const char chars[] = NAME_CHARS "-.+/";

    if (p->type[strspn(p->type, chars)] || !strchr(p->type, '/'))
        load_error(l, at, "user-data: '%s' is no type of a part", p->type);
    if (p->name && (p->name[strspn(p->name, chars)] || strchr(p->name, '/') || !*p->name))
        diag_hint(l->diags, load_error(l, at, "user-data: '%s' is no file's name", p->name),
            "letters, digits, and . _ -");
}

static void
load_user_part(
    struct loading *l, const struct doc *at, const struct mime_part *m, struct user_data_part *p)
{
    const bool is_text = strlen(m->body) == m->size;
    const char *begins = is_text ? user_data_type(m->body) : NULL, *fault;
    const char *place = mime_header(l->arena, m, "Content-Disposition");

    p->type = user_data_untyped(m->type) && begins ? begins : m->type;
    p->name = mime_parameter(l->arena, place, "filename");
    p->bytes = m->body;
    p->size = m->size;
    if (!m->encoded)
        p->content = load_content(l, at, m->body);
    if (user_data_untyped(p->type))
        diag_hint(l->diags, load_error(l, at, "cloud-init does not know such user-data"),
            "it begins with #cloud-config, or with #! and the path of an interpreter");
    fault = mime_header(l->arena, m, "Merge-Type") || mime_header(l->arena, m, "X-Merge-Type")
                ? "how parts are merged is the toolkit's: no Merge-Type"
                : user_data_fault(p->type, is_text ? m->body : NULL);
    if (fault)
        load_error(l, at, "user-data: %s", fault);
    check_user_words(l, at, p);
}

// One text is one part, a message in parts has several.
static int
load_user_parts(struct loading *l, const struct doc *at, const char *text, struct user_data *u)
{
    struct mime_part *parts, one = { .type = "text/plain", .headers = "", .body = text };
    struct lct_err err = { 0 };

    one.size = strlen(text);
    parts = &one;
    u->n_parts = 1;
    if ((str_istarts(text, "Content-Type:") || str_istarts(text, "MIME-Version:")) &&
        mime_parse(l->arena, text, &parts, &u->n_parts, &err) < 0) {
        load_error(l, at, "user-data in parts: %s", err.text);
        return err.code;
    }
    u->parts = arena_array(l->arena, u->n_parts, sizeof *u->parts);
    for (size_t i = 0; i < u->n_parts; i++)
        load_user_part(l, at, &parts[i], &u->parts[i]);
    return LCT_OK;
}

struct user_data *
load_user_text(struct loading *l, const struct doc *at, const char *text)
{
    struct user_data *u = ARENA_NEW(l->arena, struct user_data);
    char digest[DIGEST_TEXT];

    check_user_data(l, at, text);
    u->pos = at->pos;
    u->digest = arena_strdup(l->arena, digest_text(text, strlen(text), digest));
    return load_user_parts(l, at, text, u) == LCT_OK ? u : NULL;
}

// Of one word it is the path of a file.
void
load_user_data(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *d = node_key(l, node, "user_data", "user-data");
    const char *text = doc_text(d, NULL);
    struct lct_err err = { 0 };

    if (!text)
        return;
    if (!strpbrk(text, " \n")) {
        text = load_file(l, text, &err);
        if (!text) {
            const char *name = doc_text(d, "");
            diag_hint(l->diags,
                load_unread(l,
                    load_error(
                        l, d, "the user-data %s cannot be read: %s", load_shown(l, name), err.text),
                    name, &err),
                "paths are looked up beside the plan; several lines may stand here, too");
            return;
        }
    }
    np->user_data = load_user_text(l, d, text);
}
