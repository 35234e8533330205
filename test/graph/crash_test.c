// SPDX-License-Identifier: MIT
// The process dies at any commit, any number of times: after a resume each effect happened exactly
// once, in the order of the edges.
#include "../testing.h"
#include "base/arena.h"
#include "fake.h"

enum { LAYERS = 4, WIDTH = 5, STEPS = LAYERS * WIDTH };

// A small cluster: creates; changes of the same machines; visits; each layer needs some of the one
// before. It outlives the processes.
struct scene {
    struct act acts[STEPS];
    char names[STEPS][8];
    char subjects[STEPS][8];
    int needs[STEPS][2]; // -1: none
};

static const struct step_kind *
kind_of(int i)
{
    const struct step_kind *const kinds[LAYERS] = { &fake_api, &fake_change, &fake_ssh,
        &fake_change };

    return kinds[i / WIDTH];
}

static void
scene_init(struct scene *sc, uint64_t *seed)
{
    memset(sc, 0, sizeof *sc);
    for (int i = 0; i < STEPS; i++) {
        struct act *a = &sc->acts[i];
        uint64_t r = fake_random(seed);
        snprintf(sc->names[i], sizeof sc->names[i], "s%d", i);
        snprintf(sc->subjects[i], sizeof sc->subjects[i], "m%d", i % WIDTH / 2);
        a->name = sc->names[i];
        a->also = i % 3 ? NULL : "m0";
        a->ms = (int64_t)(r % 40);
        a->code = r >> 8 & 1 ? LCT_EAMBIGUOUS : LCT_ERETRY;
        a->times = (unsigned)(r >> 16 & 3) % 3;
        a->effect = a->code == LCT_EAMBIGUOUS && (r >> 24 & 1);
        for (int k = 0; k < 2; k++)
            sc->needs[i][k] =
                i < WIDTH ? -1 : (i / WIDTH - 1) * WIDTH + (int)(fake_random(seed) % WIDTH);
    }
}

// What the journal does not know as done is to be done; what it has begun is uncertain.
static struct graph *
scene_graph(struct scene *sc, struct fake *f)
{
    struct graph *g = fake_graph(f);
    struct step *steps[STEPS] = { 0 };

    for (int i = 0; i < STEPS; i++) {
        char key[64];
        snprintf(key, sizeof key, "%s %s %s", kind_of(i)->name, sc->subjects[i], sc->names[i]);
        const struct entry *e = map_get(&f->durable, key);
        if (e && e->state == STEP_DONE)
            continue;
        steps[i] = fake_add(g, kind_of(i), sc->subjects[i], &sc->acts[i]);
        steps[i]->uncertain = e && e->intent;
        if (i / WIDTH == 2)
            step_enters(steps[i], "visits", 2);
        for (int k = 0; k < 2; k++)
            if (sc->needs[i][k] >= 0)
                step_needs(steps[i], steps[sc->needs[i][k]]);
    }
    return g;
}

static void
scene_verify(const struct scene *sc, const struct fake *f)
{
    assert_false(f->broke_a_rule);
    for (int i = 0; i < STEPS; i++)
        if (sc->acts[i].effects != 1)
            fail_msg("%s happened %u times", sc->names[i], sc->acts[i].effects);
    assert_int_equal(f->durable.n, STEPS);
    map_each (it, &f->durable)
        assert_int_equal(((struct entry *)it->value)->state, STEP_DONE);
}

// Runs, side by side or in sequence, until the k-th commit kills it (false) or to the end (true).
static bool
live(struct scene *sc, struct fake *f, enum death how, unsigned k, uint64_t *seed)
{
    struct graph *g = scene_graph(sc, f);
    const struct graph_limits limits = { .lanes = { [LANE_API] = 3 }, .sequential = *seed & 1 };
    bool over;

    loop_seed(f->loop, *seed);
    f->death = how;
    f->dies_at = k;
    f->commits = 0;
    over = fake_run(f, g, &limits);
    if (over && how != COMMIT_FAILS)
        assert_int_equal(f->counts.done, f->counts.total);
    assert_true(f->most[LANE_SSH] <= 2); // the pool
    over = over && !f->err.code;
    fake_die(f, seed);
    graph_free(g);
    return over;
}

static unsigned
crash_at(unsigned k, enum death how, uint64_t seed)
{
    struct scene sc;
    struct fake f;
    bool over;

    scene_init(&sc, &seed);
    fake_init(&f);
    over = live(&sc, &f, how, k, &seed);
    if (!over) {
        fake_reborn(&f);
        assert_true(live(&sc, &f, ALIVE, 0, &seed));
    }
    scene_verify(&sc, &f);
    fake_done(&f);
    return over;
}

static void
every_commit(enum death how)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        unsigned k = 1;
        while (!crash_at(k, how, seed * 0x9e3779b97f4a7c15u))
            k++;
        assert_true(k > 8); // there were that many to die at
    }
}

static void
test_dying_before_any_commit(void **state)
{
    every_commit(DIES_BEFORE);
}

static void
test_dying_after_any_commit(void **state)
{
    every_commit(DIES_AFTER);
}

static void
test_a_journal_that_fails_at_any_commit(void **state)
{
    every_commit(COMMIT_FAILS);
}

// Dies again and again, each time a little further.
static void
test_dying_many_times(void **state)
{
    for (uint64_t i = 1; i <= 100; i++) {
        uint64_t seed = i * 0xbf58476d1ce4e5b9u;
        struct scene sc;
        struct fake f;
        scene_init(&sc, &seed);
        fake_init(&f);
        for (unsigned life = 1;; life++) {
            enum death how = fake_random(&seed) % 2 ? DIES_BEFORE : DIES_AFTER;
            unsigned k = 1 + (unsigned)(fake_random(&seed) % 4) + life / 8;
            if (live(&sc, &f, how, k, &seed))
                break;
            fake_reborn(&f);
        }
        scene_verify(&sc, &f);
        fake_done(&f);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dying_before_any_commit),
        cmocka_unit_test(test_dying_after_any_commit),
        cmocka_unit_test(test_a_journal_that_fails_at_any_commit),
        cmocka_unit_test(test_dying_many_times),
    };

    return RUN(tests);
}
