// SPDX-License-Identifier: MIT
// Renders the files and units of a member: placeholders become what the node is.
#include "step/aspect/content.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "model/reach.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"
#include "text/json.h"

#define MOST_DRAWS 65536 // bytes of JSON

struct render {
    struct member *member;
    struct arena *arena;
    struct doc *draws;
    const struct member *reader; // of its line in a list; NULL: it is its own
};

static const char *
placeholder(void *user, const char *name)
{
    const struct render *r = user;
    const struct node *n = r->member->node;
    const struct world *w = r->member->world;
    const struct {
        const char *name, *value;
    } texts[] = {
        { "cluster", w->cluster->slug },
        { "region", n->region },
        { "name", n->group },
        { "hostname", n->name },
        { "label", n->label },
        { "linode_id", n->cloud_id },
        { "public_ipv4", n->public_ipv4 },
        { "private_ipv4", node_private(n) },
        { "ipv6", n->ipv6 },
        { "publicfqdn", n->public_fqdn },
        { "privatefqdn", n->private_fqdn },
        { "ssh_key", w->authorized_keys ? w->authorized_keys[0] : NULL },
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (str_eq(texts[i].name, name))
            return texts[i].value;
    if (str_eq(name, "address") && r->reader)
        return reach_of(r->reader->node, n, NULL, 0).address;
    if (str_eq(name, "index"))
        return arena_printf(r->arena, "%u", n->index);
    return doc_text(doc_get(r->draws, name), NULL); // a counter
}

static struct doc *
draws_of(struct arena *a, const struct node *n)
{
    struct doc *d = NULL;

    if (n->draws)
        json_parse(a, n->draws, strlen(n->draws), MOST_DRAWS, false, &d, ERR_IGNORED);
    return d;
}

static int
render_anew(
    struct render *r, const struct tmpl *t, const char *what, const char **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    if (tmpl_render(t, placeholder, r, &text, err) < 0) {
        err->code = LCT_EPLAN;
        return lct_wrap(err, "%s of %s", what, r->member->node->label);
    }
    *ret = arena_strdup(r->arena, buf_str(&text));
    return LCT_OK;
}

// A file without placeholders is one text for thousands of nodes.
static int
render_text(
    struct render *r, const struct tmpl *t, const char *what, const char **ret, struct lct_err *err)
{
    struct map *texts = &r->member->world->texts;
    const char *const *names, *key = arena_printf(r->arena, "%p", (const void *)t);
    bool same = !tmpl_names(t, &names);

    *ret = same ? map_get(texts, key) : NULL;
    if (*ret)
        return LCT_OK;
    if (render_anew(r, t, what, ret, err) < 0)
        return err->code;
    if (same)
        map_put(texts, key, (void *)(uintptr_t)*ret);
    return LCT_OK;
}

int
content_expand(struct member *m, struct arena *a, const struct tmpl *t, const char *what,
    const char **ret, struct lct_err *err)
{
    struct render r = { m, a, draws_of(a, m->node), NULL };

    return render_anew(&r, t, what, ret, err);
}

int
content_tell(struct member *m, const struct member *reader, const struct tmpl *t, struct buf *out,
    struct lct_err *err)
{
    struct arena *a = m->world->arena;
    struct render r = { m, a, draws_of(a, m->node), reader };

    return tmpl_render(t, placeholder, &r, out, err);
}

static const char *
service_text(struct arena *a, const struct plan_unit *u)
{
    return arena_printf(a,
        "[Unit]\nDescription=%s\nWants=network-online.target\nAfter=network-online.target\n\n"
        "[Service]\nExecStart=%s\nRestart=always\nRestartSec=2\n\n"
        "[Install]\nWantedBy=multi-user.target\n",
        u->name, u->command);
}

void
content_list(const struct plan_file *f, const char *name, struct buf *list, struct buf *restarts)
{
    buf_addf(list, "file %s %04o %s %s %s\n", name, f->mode, f->owner ? f->owner : "root",
        f->group ? f->group : "-", f->path);
    if (f->restarts)
        buf_addf(restarts, "%s %s\n", name, f->restarts);
}

// Appends it to the list, and the file. One that lists members keeps its place among the files.
static int
add_file(struct render *r, const struct plan_file *f, struct buf *list, struct buf *restarts,
    struct bundle_file *out, size_t i, struct lct_err *err)
{
    *out = (struct bundle_file){ arena_printf(r->arena, "file.%zu", i), "", 0600 };
    if (f->n_pieces)
        return LCT_OK;
    content_list(f, out->name, list, restarts);
    return render_text(r, f->content, f->path, &out->content, err);
}

static int
add_unit(struct render *r, const struct plan_unit *u, struct buf *list, struct bundle_file *out,
    size_t i, struct lct_err *err)
{
    *out = (struct bundle_file){ .name = arena_printf(r->arena, "unit.%zu", i), .mode = 0600 };
    buf_addf(list, "unit %s 0644 root root %s\n", out->name, u->name);
    if (u->content)
        return render_text(r, u->content, u->name, &out->content, err);
    out->content = service_text(r->arena, u);
    return LCT_OK;
}

void
content_made(struct arena *a, const char *id, const struct buf *list, const struct buf *restarts,
    struct bundle_file *files, size_t n, struct bundle_step *ret)
{
    files[n++] = (struct bundle_file){ "list", arena_strdup(a, buf_str(list)), 0600 };
    if (restarts->len)
        files[n++] = (struct bundle_file){ "restarts", arena_strdup(a, buf_str(restarts)), 0600 };
    *ret = (struct bundle_step){
        .id = id,
        .script = embed_find(node_files, "content.sh")->data,
        .files = files,
        .n_files = n,
        .timeout_ms = 120000,
        .mode = BUNDLE_ALWAYS,
    };
}

int
content_step(struct member *m, struct bundle_step *ret, struct lct_err *err)
{
    struct arena *a = m->world->arena;
    struct render r = { m, a, draws_of(a, m->node), NULL };
    size_t n = m->np->n_files + m->np->n_units;
    struct bundle_file *files = arena_array(a, n + 2, sizeof *files);
    _own_(buf) struct buf list = { 0 }, restarts = { 0 };

    for (size_t i = 0; i < m->np->n_files; i++)
        if (add_file(&r, &m->np->files[i], &list, &restarts, &files[i], i, err) < 0)
            return err->code;
    for (size_t i = 0; i < m->np->n_units; i++)
        if (add_unit(&r, &m->np->units[i], &list, &files[m->np->n_files + i], i, err) < 0)
            return err->code;
    content_made(a, "content", &list, &restarts, files, n, ret);
    return LCT_OK;
}

static bool
names_any(const struct member *m)
{
    size_t listing = 0;

    for (size_t i = 0; i < m->np->n_files; i++)
        listing += m->np->files[i].n_pieces != 0;
    return m->np->n_files > listing || m->np->n_units;
}

// A node that was brought some, of which the plan has none any more, is rid of them.
static bool
wanted(const struct member *m)
{
    const char *has = m->has[ASPECT_FILES];

    return names_any(m) || (has && *has);
}

// Earlier versions ended each file with a line end: nodes that have such files get them anew.
static const char *
digest_of(struct arena *a, const struct bundle_step *step)
{
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; i < step->n_files; i++) {
        const char *content = step->files[i].content;
        buf_addf(&all, "%s%c%s%c%s", step->files[i].name, 0, content, 0,
            str_ends(content, "\n") ? "" : "as it is");
    }
    return arena_strdup(a, digest_text(buf_str(&all), all.len, digest));
}

static int
render(struct rendered *r, struct lct_err *err)
{
    struct arena *a = r->member->world->arena;
    struct bundle_step *made = ARENA_NEW(a, struct bundle_step);

    if (content_step(r->member, made, err) < 0)
        return err->code;
    r->digest = names_any(r->member) ? digest_of(a, made) : "";
    r->made = made;
    return LCT_OK;
}

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    (void)err;
    *ret = *(struct bundle_step *)r->made;
    return LCT_OK;
}

const struct aspect aspect_files = {
    .id = ASPECT_FILES,
    .name = "files",
    .kind = &node_content,
    .basis = ASPECT_OF_NODE,
    .look = "look_content.sh",
    .limit_ms = 180000,
    .wanted = wanted,
    .render = render,
    .step = step,
};
