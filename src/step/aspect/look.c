// SPDX-License-Identifier: MIT
// Asks nodes what they have, and reads what they say: lines of words with tabs between.
#include "step/aspect/look.h"

#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "step/bundle/node_files.h"

void
look_begin(struct buf *out)
{
    buf_adds(out, embed_find(node_files, "look_run.sh")->data);
}

// Users are seen to on every node, if only ours.
bool
look_wanted(const struct rendered *r)
{
    return r->digest && (*r->digest || r->aspect->id == ASPECT_USERS) && !aspect_due(r) &&
           !(r->aspect->id == ASPECT_FIREWALL && r->member->np->own_firewall);
}

int
look_add(struct buf *out, struct look *l, const struct rendered *r, struct lct_err *err)
{
    struct bundle_step step;

    if (r->aspect->step(r, &step, err) < 0)
        return err->code;
    step.id = r->aspect->name;
    step.script = embed_find(node_files, r->aspect->look)->data;
    l->asked[r->aspect->id] = true;
    return bundle_add(out, &step, err);
}

// ---- the answer

#define WORDS 6 // "look", the aspect, "found", what, name, how
#define WORD_MAX 1000

struct reading {
    struct arena *arena;
    struct look *look;
    bool looked[ASPECT_COUNT];
    VEC(struct difference) found[ASPECT_COUNT];
    size_t n;
};

static int
no_answer(struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "the node does not tell what it has");
}

// What people are shown: whole characters, none that they would not see.
static bool
is_word(const char *s)
{
    const char *end = s + strlen(s);
    uint32_t point;

    if (s == end || end - s > WORD_MAX)
        return false;
    while (s < end) {
        s += utf8_next(s, &point);
        if (point == UTF8_NONE || point < ' ' || utf8_hidden(point))
            return false;
    }
    return true;
}

// An empty word is none: so there are as many as there are tabs, and one.
static size_t
words_of(struct arena *a, const char *line, size_t len, const char *words[static WORDS])
{
    char *at = arena_strndup(a, line, len);
    size_t n = 0;

    for (char *tab; at && n < WORDS; at = tab ? tab + 1 : NULL) {
        tab = strchr(at, '\t');
        if (tab)
            *tab = '\0';
        if (!is_word(at))
            return 0;
        words[n++] = at;
    }
    return at ? 0 : n;
}

static int
aspect_called(const char *name)
{
    for (int i = 0; i < ASPECT_COUNT; i++)
        if (str_eq(aspects[i]->name, name))
            return i;
    return -1;
}

static bool
is_known(const char *what)
{
    static const char *const known[] = { "address", "file", "firewall", "group", "hostname",
        "hosts", "key", "mount", "package", "rule", "sshd", "sudo", "swap", "sysctl", "unit",
        "user", NULL };

    return texts_have(known, what);
}

static int
take_line(struct reading *r, const char *const *words, size_t n, struct lct_err *err)
{
    int id = n > 2 ? aspect_called(words[1]) : -1;

    if (id < 0 || !r->look->asked[id] || r->looked[id])
        return no_answer(err);
    if (n == 6 && str_eq(words[2], "found") && is_known(words[3]) && r->n++ < LOOK_MOST)
        vec_push(&r->found[id], ((struct difference){ words[3], words[4], words[5] }));
    else if (n == 3 && str_eq(words[2], "looked"))
        r->looked[id] = true;
    else if (n == 4 && str_eq(words[2], "failed")) {
        r->looked[id] = true;
        r->look->unseen =
            arena_printf(r->arena, "what it has of its %s is not known: %s", words[1], words[3]);
    } else {
        return no_answer(err);
    }
    return LCT_OK;
}

// Login shells may talk before.
static int
read_lines(struct reading *r, const char *text, size_t n, struct lct_err *err)
{
    static const char mark[] = "look\t";
    const char *words[WORDS];

    for (const char *at = text, *end = text + n, *stop; at < end; at = stop + 1) {
        stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop)
            stop = end;
        if ((size_t)(stop - at) < strlen(mark) || memcmp(at, mark, strlen(mark)) != 0)
            continue;
        if (take_line(r, words, words_of(r->arena, at, (size_t)(stop - at), words), err) < 0)
            return err->code;
    }
    return LCT_OK;
}

// Each that was asked of must have been looked at.
static int
settle(struct reading *r, struct lct_err *err)
{
    for (size_t i = 0; i < ASPECT_COUNT; i++) {
        size_t n = r->found[i].n;
        if (r->look->asked[i] && !r->looked[i])
            return no_answer(err);
        if (!n)
            continue;
        struct difference *list = arena_array(r->arena, n + 1, sizeof *list);
        memcpy(list, r->found[i].items, n * sizeof *list);
        r->look->found[i] = list;
    }
    return LCT_OK;
}

int
look_read(struct arena *a, const char *text, size_t n, struct look *l, struct lct_err *err)
{
    struct reading r = { .arena = a, .look = l };
    int code = read_lines(&r, text, n, err);

    if (code == LCT_OK)
        code = settle(&r, err);
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        vec_done(&r.found[i]);
    return code;
}
