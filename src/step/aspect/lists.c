// SPDX-License-Identifier: MIT
// Files that list members, a line for each: they follow who joins and leaves.
#include "step/aspect/lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "step/aspect/content.h"
#include "step/kinds.h"

// All that addresses depend on of who reads them.
static const char *
view_of(const struct member *m)
{
    const struct node *n = m->node;

    return arena_printf(m->world->arena, "%u %s %s %d", m->world->generation, n->region,
        n->vpc ? n->vpc : "-", networks_public(n->networks));
}

// ---- one piece: a line for each

static int
in_order(const void *a, const void *b)
{
    const struct node *x = (*(struct member *const *)a)->node;
    const struct node *y = (*(struct member *const *)b)->node;
    int order = strcmp(x->region, y->region);

    if (!order)
        order = strcmp(x->group, y->group);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

// Whoever has no machine yet is in no list.
static int
tell_all(struct member **members, size_t n, const struct member *reader, const struct plan_piece *p,
    struct buf *out, struct lct_err *err)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if (!members[i]->node->cloud_id)
            continue;
        buf_adds(out, any ? p->between : "");
        any = true;
        if (content_tell(members[i], reader, p->content, out, err) < 0)
            return lct_wrap(err, "the line of %s", members[i]->node->label);
    }
    return LCT_OK;
}

// The same for all who see the others alike.
static int
add_lines(struct member *reader, const struct plan_piece *p, struct buf *out, struct lct_err *err)
{
    struct world *w = reader->world;
    const struct selection *s = world_select(w, p->selector);
    const char *key = arena_printf(w->arena, "%p %s", (const void *)p, view_of(reader));
    const char *known = map_get(&w->texts, key);
    _own_(buf) struct buf lines = { 0 };

    if (!known) {
        const size_t n = s ? s->n : 0;
        _own_(free) struct member **members = mem_array(n, sizeof(struct member *));
        if (n)
            memcpy(members, s->items, n * sizeof(struct member *));
        qsort(members, n, sizeof(struct member *), in_order);
        if (tell_all(members, n, reader, p, &lines, err) < 0)
            return err->code;
        known = arena_strdup(w->arena, buf_str(&lines));
        map_put(&w->texts, key, (void *)(uintptr_t)known);
    }
    buf_adds(out, known);
    return LCT_OK;
}

// ---- one file

static bool
is_same_for_all(const struct plan_file *f)
{
    const char *const *names;

    for (size_t i = 0; i < f->n_pieces; i++)
        if (!f->pieces[i].selector && tmpl_names(f->pieces[i].content, &names))
            return false;
    return true;
}

static int
make_text(struct member *m, const struct plan_file *f, const char **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    for (const struct plan_piece *p = f->pieces; p < f->pieces + f->n_pieces; p++)
        if ((p->selector ? add_lines(m, p, &text, err)
                         : content_tell(m, NULL, p->content, &text, err)) < 0)
            return lct_wrap(err, "%s of %s", f->path, m->node->label);
    *ret = arena_strdup(m->world->arena, buf_str(&text));
    return LCT_OK;
}

// One text for thousands of nodes, where nothing in it is the node's own.
static int
text_of(struct member *m, const struct plan_file *f, const char **ret, struct lct_err *err)
{
    struct map *texts = &m->world->texts;
    const char *key;

    if (!is_same_for_all(f))
        return make_text(m, f, ret, err);
    key = arena_printf(m->world->arena, "%p %s", (const void *)f, view_of(m));
    *ret = map_get(texts, key);
    if (*ret)
        return LCT_OK;
    if (make_text(m, f, ret, err) < 0)
        return err->code;
    map_put(texts, key, (void *)(uintptr_t)*ret);
    return LCT_OK;
}

// ---- all of them; made once for all who see the others alike, where nothing is a node's own

static bool
names_any(const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_files; i++)
        if (np->files[i].n_pieces)
            return true;
    return false;
}

// As of other files (content.c): those of which the plan has none any more go.
static bool
wanted(const struct member *m)
{
    const char *has = m->has[ASPECT_LISTS];

    return names_any(m->np) || (has && *has);
}

struct made {
    struct bundle_step step;
    const char *digest;
};

static int
make_step(struct member *m, struct bundle_step *ret, struct lct_err *err)
{
    struct arena *a = m->world->arena;
    struct bundle_file *files = arena_array(a, m->np->n_files + 2, sizeof *files);
    _own_(buf) struct buf list = { 0 }, restarts = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < m->np->n_files; i++) {
        const struct plan_file *f = &m->np->files[i];
        if (!f->n_pieces)
            continue;
        files[n] = (struct bundle_file){ arena_printf(a, "file.%zu", n), "", 0600 };
        content_list(f, files[n].name, &list, &restarts);
        if (m->world->known && text_of(m, f, &files[n].content, err) < 0)
            return err->code;
        n++;
    }
    content_made(a, "lists", &list, &restarts, files, n, ret);
    return LCT_OK;
}

static const char *
digest_of_texts(struct arena *a, const struct bundle_step *step)
{
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; i < step->n_files; i++)
        buf_addf(&all, "%s%c%s%c", step->files[i].name, 0, step->files[i].content, 0);
    return arena_strdup(a, digest_text(buf_str(&all), all.len, digest));
}

// What the plan says of them; who is listed stands behind the dot.
static const char *
digest_of_plan(const struct member *m)
{
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; i < m->np->n_files; i++) {
        const struct plan_file *f = &m->np->files[i];
        if (f->n_pieces)
            content_list(f, "-", &all, &all);
        for (size_t k = 0; k < f->n_pieces; k++)
            buf_addf(&all, "%s%c%s%c", f->pieces[k].selector ? f->pieces[k].selector : "", 0,
                f->pieces[k].text, 0);
    }
    return arena_strdup(m->world->arena, digest_text(buf_str(&all), all.len, digest));
}

static bool
are_same_for_all(const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_files; i++)
        if (!is_same_for_all(&np->files[i]))
            return false;
    return true;
}

static int
make_anew(struct member *m, struct made **ret, struct lct_err *err)
{
    struct arena *a = m->world->arena;
    struct made *made = ARENA_NEW(a, struct made);

    if (make_step(m, &made->step, err) < 0)
        return err->code;
    made->digest = arena_printf(a, "%s.%s", digest_of_plan(m), digest_of_texts(a, &made->step));
    *ret = made;
    return LCT_OK;
}

static int
make(struct member *m, struct made **ret, struct lct_err *err)
{
    struct world *w = m->world;
    const char *key;

    if (!are_same_for_all(m->np))
        return make_anew(m, ret, err);
    key = arena_printf(w->arena, "lists %d %p %s", w->known, (const void *)m->np, view_of(m));
    *ret = map_get(&w->texts, key);
    if (*ret)
        return LCT_OK;
    if (make_anew(m, ret, err) < 0)
        return err->code;
    map_put(&w->texts, key, *ret);
    return LCT_OK;
}

static int
render(struct rendered *r, struct lct_err *err)
{
    struct made *made;

    if (make(r->member, &made, err) < 0)
        return err->code;
    r->digest = names_any(r->member->np) ? made->digest : "";
    r->made = made;
    return LCT_OK;
}

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    (void)err;
    *ret = ((const struct made *)r->made)->step;
    return LCT_OK;
}

const struct aspect aspect_lists = {
    .id = ASPECT_LISTS,
    .name = "lists",
    .kind = &node_content,
    .basis = ASPECT_OF_OTHERS,
    .look = "look_content.sh",
    .limit_ms = 180000,
    .wanted = wanted,
    .render = render,
    .step = step,
};
