// SPDX-License-Identifier: MIT
// What there is when a text case of changes begins: nodes, what others did to their machines,
// numbers.
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "seen.h"

static const char *const *
tags_of(struct arena *a, const char *text)
{
    char **items;
    size_t n = str_split(a, text, ",", &items);
    const char **tags = arena_array(a, n + 1, sizeof *tags);

    for (size_t i = 0; i < n; i++)
        tags[i] = items[i];
    return tags;
}

static void
take_word(struct stage *s, struct node *n, const char *word)
{
    if (str_starts(word, "tags="))
        n->tags = tags_of(s->arena, word + 5);
    else if (str_eq(word, "lost"))
        n->lost = true;
    else if (str_eq(word, "ready"))
        n->booted = n->secured = (n->host_key = "ssh-ed25519 AAAA") != NULL;
    else if (str_eq(word, "rebuilding"))
        n->rebuilding = true;
    else if (str_starts(word, "asked="))
        n->demand = words_parse(&demand_words, word + 6);
    else if (str_eq(word, "off"))
        n->off = true;
    else if (str_eq(word, "drained"))
        n->drained = true;
    else if (str_eq(word, "unborn"))
        n->cloud_id = NULL;
}

static enum machine_status
status_of(const char *name)
{
    return str_eq(name, "running")      ? MACHINE_RUNNING
           : str_eq(name, "offline")    ? MACHINE_OFFLINE
           : str_eq(name, "suspended")  ? MACHINE_SUSPENDED
           : str_eq(name, "rebuilding") ? MACHINE_REBUILDING
                                        : MACHINE_BUSY;
}

static void
change_tags(struct stage *s, struct machine *m, const char *words)
{
    char *all = arena_printf(s->arena, "%s,%s,%s", m->tags[0], m->tags[1], words);

    m->tags = tags_of(s->arena, all);
}

// What another hand did to its machine.
static void
take_change(struct stage *s, struct machine *m, const char *word)
{
    if (str_starts(word, "is=")) {
        m->status_name = word + 3;
        m->status = status_of(m->status_name);
    } else if (str_starts(word, "has=")) {
        change_tags(s, m, word + 4);
    } else if (str_eq(word, "foreign")) {
        m->tags += 2;
    } else if (str_starts(word, "label=")) {
        m->label = word + 6;
    } else if (str_starts(word, "type=")) {
        m->type = word + 5;
    } else if (str_starts(word, "in=")) {
        m->region = word + 3;
    } else if (str_eq(word, "rebuilt")) {
        m->rebuilt = 1;
    } else if (str_eq(word, "backups")) {
        m->backups = true;
    } else if (str_starts(word, "backups=")) {
        const char *const *when = tags_of(s->arena, word + 8);
        m->backups = true;
        m->backup_day = when[0];
        m->backup_window = when[1];
    }
}

static void
have_node(struct stage *s, const char *line)
{
    struct node *n = ARENA_NEW(s->arena, struct node);
    char **words;
    size_t count = str_split(s->arena, line, " ", &words);

    if (count < 7)
        return;
    snprintf(n->uuid, sizeof n->uuid, "00000000-0000-4000-9000-%012u", ++s->uuids);
    n->region = words[0];
    n->group = words[1];
    n->index = (unsigned)strtoul(words[2], NULL, 10);
    n->label = n->name = words[3];
    n->type = words[4];
    n->image = words[5];
    n->state = words_parse(&state_words, words[6]);
    n->cloud_id = arena_printf(s->arena, "%u", 1000 + s->uuids);
    n->generation = 1;
    for (size_t i = 7; i < count; i++)
        take_word(s, n, words[i]);
    if (n->cloud_id && !n->lost) {
        struct machine *m = seen_as_known(s->arena, n);
        for (size_t i = 7; i < count; i++)
            take_change(s, m, words[i]);
    }
    vec_push(&s->have, n);
}

static void
each_line(struct stage *s, const char *section, void (*fn)(struct stage *, const char *))
{
    const struct section *found = case_section(s->text, section, NULL);
    char **lines;
    size_t n = found ? str_split(s->arena, buf_str(&found->text), "\n", &lines) : 0;

    for (size_t i = 0; i < n; i++)
        fn(s, lines[i]);
}

static void
set_drawn(struct stage *s, const char *line)
{
    const char *space = strchr(line, ' ');
    const char *name = space ? arena_strndup(s->arena, line, (size_t)(space - line)) : line;

    map_put(&s->drawn, name, (void *)(intptr_t)strtol(space ? space : "0", NULL, 10));
}

int64_t
stage_draw(void *user, const char *counter)
{
    struct stage *s = user;
    intptr_t next = (intptr_t)map_get(&s->drawn, counter) + 1;

    map_put(&s->drawn, counter, (void *)next);
    return next;
}

void
stage_uuid(void *user, char out[static UUID_TEXT])
{
    struct stage *s = user;

    snprintf(out, UUID_TEXT, "00000000-0000-4000-8000-%012u", ++s->uuids);
}

static void
mark_leaving(struct stage *s)
{
    vec_each (n, &s->have)
        if (case_section(s->text, "leaving", (*n)->label))
            (*n)->state = STATE_DESTROYING;
}

void
stage_have(struct stage *s)
{
    each_line(s, "have", have_node);
    each_line(s, "drawn", set_drawn);
    mark_leaving(s);
}
