// SPDX-License-Identifier: MIT
// Files, units, rules and scripts beside those of the plan before.
#include "build/contents.h"

#include <stdlib.h>

#include "base/str.h"
#include "base/vec.h"
#include "model/event.h"
#include "text/diff.h"

#define DIFF_MAX 65536 // bytes shown of one

void
contents_done(struct contents *c)
{
    map_done(&c->diffs);
    vec_done(c);
}

void
contents_unknown(struct contents *c, const char *what)
{
    vec_push(c, ((struct content){ .what = what,
                    .name = what,
                    .action = "unknown",
                    .note = "what it has is of an earlier plan that is not kept" }));
}

// ---- what storage needs

static bool
has_fs(const struct node_plan *np, const char *fs)
{
    for (size_t i = 0; np && np->storage && i < np->storage->n_disks; i++)
        if (str_eq(np->storage->disks[i].fs, fs))
            return true;
    return false;
}

void
contents_packages(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    static const struct {
        const char *fs, *package;
    } makers[] = { { "xfs", "xfsprogs" }, { "btrfs", "btrfs-progs" } };

    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++)
        if (has_fs(now, makers[i].fs) && !has_fs(was, makers[i].fs))
            vec_push(
                c, ((struct content){ .what = "package",
                       .name = makers[i].package,
                       .action = "add",
                       .note = "where the image lacks it, its firewall lets packages be fetched "
                               "meanwhile" }));
}

// ---- the firewall

static void
count_in(struct map *texts, const char *text)
{
    map_put(texts, text, texts);
}

// "office 203.0.113.0/24": what rules mean by the names of networks.
static void
count_networks(struct contents *c, struct map *texts, const struct node_plan *np)
{
    for (size_t i = 0; i < np->n_rules; i++)
        for (size_t k = 0; k < np->rules[i].n_peers; k++) {
            const struct plan_peer *peer = &np->rules[i].peers[k];
            if (peer->network)
                count_in(texts, arena_printf(c->arena, "%s %s", peer->network, peer->text));
        }
}

static void
add_missing(struct contents *c, const char *what, const char *action, const char *text,
    const struct map *there)
{
    if (!map_has(there, text))
        vec_push(c, ((struct content){ .what = what, .name = text, .action = action }));
}

static void
compare_networks(struct contents *c, const struct node_plan *was, const struct node_plan *now)
{
    _own_(map) struct map before = { 0 }, after = { 0 };

    count_networks(c, &before, was);
    count_networks(c, &after, now);
    map_each (it, &before)
        add_missing(c, "network", "remove", arena_strdup(c->arena, it->key), &after);
    map_each (it, &after)
        add_missing(c, "network", "add", arena_strdup(c->arena, it->key), &before);
}

void
contents_rules(struct contents *c, const struct node_plan *was, const struct node_plan *now,
    const char *const *access_was, const char *const *access_now)
{
    _own_(map) struct map before = { 0 }, after = { 0 }, from = { 0 }, to = { 0 };

    for (size_t i = 0; i < was->n_rules; i++)
        count_in(&before, was->rules[i].text);
    for (size_t i = 0; i < now->n_rules; i++)
        count_in(&after, now->rules[i].text);
    for (const char *const *a = access_was; a && *a; a++)
        count_in(&from, *a);
    for (const char *const *a = access_now; a && *a; a++)
        count_in(&to, *a);
    for (const char *const *a = access_was; a && *a; a++)
        add_missing(c, "access", "remove", *a, &to);
    for (const char *const *a = access_now; a && *a; a++)
        add_missing(c, "access", "add", *a, &from);
    for (size_t i = 0; i < was->n_rules; i++)
        add_missing(c, "rule", "remove", was->rules[i].text, &after);
    for (size_t i = 0; i < now->n_rules; i++)
        add_missing(c, "rule", "add", now->rules[i].text, &before);
    compare_networks(c, was, now);
}

// ---- files and units

static const char *
diff_of(struct contents *c, const char *from, const char *to)
{
    const char *key = arena_printf(c->arena, "%p %p", (const void *)from, (const void *)to);
    const char *known = map_get(&c->diffs, key);
    _own_(buf) struct buf text = { 0 };

    if (known)
        return known;
    text_diff(&text, from, to);
    if (text.len > DIFF_MAX) {
        size_t n = DIFF_MAX;
        while (n && text.data[n - 1] != '\n')
            n--;
        known = arena_printf(c->arena, "%.*s... and more\n", (int)n, text.data);
    } else {
        known = arena_strdup(c->arena, buf_str(&text));
    }
    map_put(&c->diffs, key, (void *)(uintptr_t)known);
    return known;
}

// What is not for everybody on the node is not for everybody who sees a preview.
static bool
is_public(const struct plan_file *f)
{
    return f->mode & 04;
}

static const char *
or_root(const char *name)
{
    return name ? name : "root";
}

static const char *
add_note(struct arena *a, const char *note, const char *what, const char *from, const char *to)
{
    return str_eq(from, to) ? note
                            : arena_printf(a, "%s%s%s %s -> %s", note ? note : "", note ? ", " : "",
                                  what, from, to);
}

static const char *
file_note(struct arena *a, const struct plan_file *was, const struct plan_file *now, bool hidden)
{
    const char *note = hidden ? arena_printf(a, "not shown, as not everybody may read it") : NULL;

    note = add_note(
        a, note, "mode", arena_printf(a, "%04o", was->mode), arena_printf(a, "%04o", now->mode));
    note = add_note(a, note, "owner", or_root(was->owner), or_root(now->owner));
    return add_note(a, note, "group", was->group ? was->group : "the owner's",
        now->group ? now->group : "the owner's");
}

// Yields whether what it holds is another.
static bool
compare_file(struct contents *c, const struct plan_file *was, const char *from,
    const struct plan_file *now, const char *to)
{
    bool differs = !str_eq(from, to), shown = differs && is_public(was) && is_public(now);
    struct content one = { .what = "file", .name = now->path, .action = "change" };

    one.note = file_note(c->arena, was, now, differs && !shown);
    if (shown)
        one.diff = diff_of(c, from, to);
    if (one.note || differs)
        vec_push(c, one);
    if (differs && now->restarts)
        vec_push(
            c, ((struct content){ .what = "unit", .name = now->restarts, .action = "restart" }));
    return differs;
}

// Number + 1 of each, so that no value is NULL.
static void
index_files(struct map *places, const struct node_plan *np)
{
    for (size_t i = 0; np && i < np->n_files; i++)
        map_put(places, np->files[i].path, (void *)(i + 1));
}

static void
index_units(struct map *places, const struct node_plan *np)
{
    for (size_t i = 0; np && i < np->n_units; i++)
        map_put(places, np->units[i].name, (void *)(i + 1));
}

static bool
compare_files(struct contents *c, const struct node_plan *was, const struct bundle_step *was_step,
    const struct node_plan *now, const struct bundle_step *now_step)
{
    _own_(map) struct map before = { 0 }, after = { 0 };
    bool differs = false;

    index_files(&before, was);
    index_files(&after, now);
    for (size_t i = 0; i < now->n_files; i++) {
        const struct plan_file *f = &now->files[i];
        size_t k = (size_t)(uintptr_t)map_get(&before, f->path);
        if (f->n_pieces)
            continue; // of contents_lists.c
        if (k) {
            differs |= compare_file(c, &was->files[k - 1], was_step->files[k - 1].content, f,
                now_step->files[i].content);
            continue;
        }
        differs = true;
        vec_push(
            c, ((struct content){ .what = "file",
                   .name = f->path,
                   .action = "add",
                   .note = is_public(f) ? NULL : "not shown, as not everybody may read it",
                   .diff = is_public(f) ? diff_of(c, "", now_step->files[i].content) : NULL }));
    }
    for (size_t i = 0; was && i < was->n_files; i++)
        if (!was->files[i].n_pieces && !map_has(&after, was->files[i].path))
            vec_push(c, ((struct content){
                            .what = "file", .name = was->files[i].path, .action = "remove" }));
    return differs;
}

static bool
compare_units(struct contents *c, const struct node_plan *was, const struct bundle_step *was_step,
    const struct node_plan *now, const struct bundle_step *now_step)
{
    _own_(map) struct map before = { 0 }, after = { 0 };
    bool any = false;

    index_units(&before, was);
    index_units(&after, now);
    for (size_t i = 0; i < now->n_units; i++) {
        size_t k = (size_t)(uintptr_t)map_get(&before, now->units[i].name);
        const char *from = k ? was_step->files[was->n_files + k - 1].content : "";
        const char *to = now_step->files[now->n_files + i].content;
        if (k && str_eq(from, to))
            continue;
        any = true;
        vec_push(c, ((struct content){ .what = "unit",
                        .name = now->units[i].name,
                        .action = k ? "change" : "add",
                        .diff = diff_of(c, from, to) }));
    }
    for (size_t i = 0; was && i < was->n_units; i++)
        if (!map_has(&after, was->units[i].name))
            vec_push(c, ((struct content){
                            .what = "unit", .name = was->units[i].name, .action = "remove" }));
    return any;
}

// As content.sh does: when anything became another, all units of the plan begin anew.
void
contents_files(struct contents *c, const struct member *was, const struct bundle_step *was_step,
    const struct member *now, const struct bundle_step *now_step)
{
    const struct node_plan *np = was ? was->np : NULL;
    _own_(map) struct map before = { 0 };
    bool differs = compare_files(c, np, was_step, now->np, now_step);

    differs |= compare_units(c, np, was_step, now->np, now_step);
    index_units(&before, np);
    for (size_t i = 0; differs && i < now->np->n_units; i++)
        if (map_has(&before, now->np->units[i].name))
            vec_push(c, ((struct content){
                            .what = "unit", .name = now->np->units[i].name, .action = "restart" }));
}

// ---- scripts

static const char *
script_name(struct arena *a, const struct plan_step *s)
{
    return arena_printf(a, "%s/%s", event_name(s->event), s->name);
}

static void
index_scripts(struct arena *a, struct map *places, const struct node_plan *np)
{
    for (size_t i = 0; np && i < np->n_steps; i++)
        if (np->steps[i].event == EVENT_FIRSTBOOT)
            map_put(places, script_name(a, &np->steps[i]), &np->steps[i]);
}

static const char only_new[] = "runs only on new nodes", anew[] = "runs there";
#define MOST_NAMED 5

struct others {
    struct buf names;
    size_t n;
};

// Those of the one tree that the other has not, or has otherwise where `either`.
static void
add_others(struct others *o, const struct tree *of, const struct tree *than, bool either)
{
    for (size_t i = 0; of && i < of->n; i++) {
        const struct tree_file *f = &of->files[i];
        const struct tree_file *other = than ? tree_find(than, f->path) : NULL;
        if (other && (!either || (str_eq(f->digest, other->digest) && f->mode == other->mode)))
            continue;
        if (o->n++ < MOST_NAMED)
            buf_addf(&o->names, "%s%s", o->n > 1 ? ", " : "", f->path);
    }
}

// A script whose lines are the same may differ by its files.
static const char *
script_note(struct arena *a, const struct plan_step *old, const struct plan_step *s)
{
    struct others o = { 0 };
    const char *when = s->converges ? anew : only_new, *note = when;

    add_others(&o, s->files, old->files, true);
    add_others(&o, old->files, s->files, false);
    if (o.n > MOST_NAMED)
        buf_addf(&o.names, " and %zu more", o.n - MOST_NAMED);
    if (o.n)
        note = arena_printf(a, "%s; other files: %s", when, buf_str(&o.names));
    buf_done(&o.names);
    return note;
}

void
contents_scripts(struct contents *c, const struct node_plan *was, const struct member *now,
    const struct map *ran)
{
    _own_(map) struct map before = { 0 }, after = { 0 };
    struct arena *a = c->arena;

    index_scripts(a, &before, was);
    index_scripts(a, &after, now->np);
    map_each (it, &after) {
        const struct plan_step *s = it->value, *old = map_get(&before, it->key);
        const char *has = map_get(ran, arena_printf(a, "%s %s", now->node->uuid, it->key));
        if (str_eq(has, s->digest))
            continue;
        bool known = old && str_eq(old->digest, has);
        vec_push(c, ((struct content){ .what = s->converges ? "configuration" : "script",
                        .name = arena_strdup(a, it->key),
                        .action = has ? "change" : "add",
                        .note = known          ? script_note(a, old, s)
                                : s->converges ? anew
                                               : only_new,
                        .diff = known ? diff_of(c, old->content, s->content) : NULL }));
    }
    map_each (it, &before)
        if (!map_has(&after, it->key))
            vec_push(c, ((struct content){ .what = "script",
                            .name = arena_strdup(a, it->key),
                            .action = "remove",
                            .note = "new nodes do without" }));
}

void
contents_runs(struct contents *c, const struct member *now, const struct map *ran)
{
    struct arena *a = c->arena;

    for (size_t i = 0; i < now->np->n_steps; i++) {
        const char *name = script_name(a, &now->np->steps[i]);
        if (now->np->steps[i].event == EVENT_FIRSTBOOT &&
            !map_has(ran, arena_printf(a, "%s %s", now->node->uuid, name)))
            vec_push(c, ((struct content){ .what = "script", .name = name, .action = "run" }));
    }
}
