// SPDX-License-Identifier: MIT
// When a hook runs on a node, and how it is known that it did.
#include "model/hook.h"

#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/node.h"

enum hook_once
hook_once(enum event e)
{
    if (e == EVENT_MEMBERSHIP)
        return HOOK_OF_CHANGE;
    return e == EVENT_CREATED || e == EVENT_FIRSTBOOT || e == EVENT_DESTROY ? HOOK_OF_MACHINE
                                                                            : HOOK_OF_START;
}

const char *
hook_mark(struct arena *a, const struct plan_step *s, const struct node *n)
{
    return hook_once(s->event) == HOOK_OF_START ? arena_printf(a, "%s#%u", s->digest, n->starts)
                                                : s->digest;
}

#define BEGUN '?' // before the mark of one that was begun

static bool
is_of(const char *mark, enum event e, const struct node *n)
{
    const char *start = strrchr(mark, '#');
    int64_t of;

    if (hook_once(e) != HOOK_OF_START)
        return true;
    return start && parse_int(start + 1, 0, UINT32_MAX, &of) && of == n->starts;
}

static bool
says_same(const char *mark, const char *digest)
{
    const size_t n = strcspn(mark, "#");

    return strlen(digest) == n && strncmp(mark, digest, n) == 0;
}

bool
hook_marked(const char *mark, const struct plan_step *s, const struct node *n)
{
    return mark && !hook_mark_is_begun(mark) && is_of(mark, s->event, n) &&
           (!s->converges || says_same(mark, s->digest));
}

const char *
hook_begun_mark(struct arena *a, const struct plan_step *s, const struct node *n)
{
    return arena_printf(a, "%c%s", BEGUN, hook_mark(a, s, n));
}

bool
hook_begun(const char *mark, enum event e, const struct node *n)
{
    return hook_mark_is_begun(mark) && is_of(mark, e, n);
}

bool
hook_mark_is_begun(const char *mark)
{
    return mark && *mark == BEGUN;
}

bool
hook_mark_ran(const char *mark)
{
    return mark && !hook_mark_is_begun(mark) && *mark != '@';
}

const char *
hook_mark_digest(struct arena *a, const char *mark)
{
    if (!mark)
        return NULL;
    mark += hook_mark_is_begun(mark);
    return arena_strndup(a, mark, strcspn(mark, "#@"));
}

const char *
hook_told_mark(struct arena *a, const struct plan_step *s, const char *told)
{
    return arena_printf(a, "%s@%s", s->digest, told);
}

const char *
hook_knows_mark(struct arena *a, const char *told)
{
    return arena_printf(a, "@%s", told);
}

const char *
hook_telling_mark(struct arena *a, const struct plan_step *s, const char *told, const char *now)
{
    return arena_printf(a, "%c%s@%s>%s", BEGUN, s->digest, told, now);
}

struct hook_told
hook_told(struct arena *a, const char *mark)
{
    const char *at = mark ? strchr(mark, '@') : NULL;
    const size_t n = at ? strcspn(at + 1, ">") : 0;

    if (!at)
        return (struct hook_told){ 0 };
    return (struct hook_told){ arena_strndup(a, at + 1, n),
        at[1 + n] ? arena_strdup(a, at + n + 2) : NULL };
}

static bool
holds(const struct plan_condition *c, const struct node *n)
{
    if (str_eq(c->kind, "tag"))
        return texts_have(n->tags, c->value);
    if (str_eq(c->kind, "group"))
        return str_eq(n->group, c->value);
    if (str_eq(c->kind, "region"))
        return str_eq(n->region, c->value);
    if (str_eq(c->kind, "new"))
        return n->starts == n->born;
    return n->founder && n->starts <= 1; // first
}

bool
hook_is_unit(const struct plan_step *s)
{
    return s->event == EVENT_BOOT && !s->alias && str_eq(s->scheme, "script");
}

bool
hook_meant(const struct plan_step *s, const struct node *n)
{
    for (size_t i = 0; i < s->n_when; i++)
        if (holds(&s->when[i], n) == s->when[i].negated)
            return false;
    return s->where != STEP_TAG || texts_have(n->tags, s->on_tag) || str_eq(n->group, s->on_tag);
}
