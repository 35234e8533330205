// SPDX-License-Identifier: MIT
// The journal of the pretended world, which can fail or be the end of the process at any commit.
#include "fake_private.h"

#include <string.h>

#include "base/mem.h"

static void
map_free_values(struct map *m)
{
    map_each (it, m)
        free(it->value);
    map_done(m);
}

static int
put(void *user, const struct step *s, struct lct_err *err)
{
    struct fake *f = user;
    struct entry *e = NEW(struct entry);
    const struct entry *old = map_get(&f->pending, s->key);

    if (!old)
        old = map_get(&f->durable, s->key);
    if (old)
        *e = *old;
    f->puts++;
    if (f->death == PUT_FAILS && f->commits + 1 == f->dies_at) {
        free(e);
        return lct_fail(err, LCT_EFAILED, "the disk is full");
    }
    if (s->state != STEP_RUNNING && !step_settled(s->state))
        f->broke_a_rule = true;
    e->intent = true;
    e->outcome = step_settled(s->state);
    e->state = s->state;
    e->attempts = s->attempts;
    memcpy(e->content_digest, s->content_digest, sizeof e->content_digest);
    free(map_put(&f->pending, s->key, e));
    return LCT_OK;
}

static void
make_durable(struct fake *f)
{
    map_each (it, &f->pending)
        free(map_put(&f->durable, it->key, it->value));
    map_done(&f->pending);
}

struct answer {
    struct fake *fake;
    void (*done)(void *, const struct lct_err *);
    void *user;
    struct timer *timer;
};

static void
answer_comes(void *user)
{
    struct answer *a = user;
    struct answer now = *a;
    struct lct_err ok = { 0 };

    timer_stop(a->timer);
    free(a);
    make_durable(now.fake);
    now.done(now.user, &ok);
}

static void
commit(void *user, void (*done)(void *, const struct lct_err *), void *done_user)
{
    struct fake *f = user;
    struct lct_err err = { 0 };
    bool now = ++f->commits == f->dies_at;

    if (now && f->death == COMMIT_FAILS) {
        lct_fail(&err, LCT_EFAILED, "the disk is full");
        done(done_user, &err);
    } else if (now && f->death == DIES_BEFORE) {
        map_free_values(&f->pending);
        f->dead = true;
    } else if (now && f->death == DIES_AFTER) {
        make_durable(f);
        f->dead = true;
    } else if (f->commit_ms >= 0) {
        struct answer *a = NEW(struct answer);
        *a = (struct answer){ f, done, done_user, NULL };
        a->timer = timer_start(f->loop, f->commit_ms, answer_comes, a);
    } else {
        make_durable(f);
        done(done_user, &err);
    }
}

struct journal
fake_journal(struct fake *f)
{
    return (struct journal){ put, commit, f };
}

void
fake_journal_lost(struct fake *f)
{
    map_free_values(&f->pending);
}

void
fake_journal_done(struct fake *f)
{
    map_free_values(&f->durable);
    fake_journal_lost(f);
}

const struct entry *
fake_entry(const struct fake *f, const struct step *s)
{
    return map_get(&f->durable, s->key);
}
