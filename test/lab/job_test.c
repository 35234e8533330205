// SPDX-License-Identifier: MIT
// Jobs of a noun that the lab does not have: its row is all that they need. Kites fly, and are tied
// to trees, which grow.
#include "small_lab.h"

#include "base/err.h"
#include "base/str.h"
#include "lab/world/event.h"

// What has happened, with the second in which it did.
static struct buf told;

static void
tell(const struct job *job, const char *what)
{
    buf_addf(&told, "%s%lld %s %lld", told.len ? ", " : "",
        (long long)loop_now_ms(job->lab->loop) / 1000, what, (long long)job->of.id);
}

static void
begin(struct job *job)
{
    tell(job, job->kind->status);
}

static void
end(struct job *job, bool well)
{
    tell(job, well ? "well" : "not");
}

static void
in_a_storm(void *user)
{
    job_acted(user, "the string is torn");
}

static void
act_torn(struct job *job)
{
    loop_soon(job->lab->loop, in_a_storm, job);
}

static const struct job_kind kinds[] = {
    { "kite_fly", "flies", 10, 10, begin, NULL, end },
    { "kite_tie", "is tied", 5, 5, begin, NULL, end },
    { "kite_tear", "tears", 2, 2, begin, act_torn, end },
    { "tree_grow", "grows", 20, 20, begin, NULL, end },
    { 0 },
};
enum { FLY, TIE, TEAR, GROW };
static const struct route no_routes[] = { { 0 } };
static const struct noun kite_noun = { .routes = no_routes, .jobs = kinds };
static const struct noun *const nouns[] = { &event_noun, &kite_noun, NULL };
static const struct noun *const nouns_without[] = { &event_noun, NULL };

static struct subject
kite(int64_t id)
{
    return (struct subject){ "kite", id };
}

static struct subject
tree(int64_t id)
{
    return (struct subject){ "tree", id };
}

static struct doc *
entity(struct small_lab *x, struct subject s)
{
    if (!s.type[0])
        return NULL;
    return entity_new(x->arena, s.type, doc_int(x->arena, s.id),
        arena_printf(x->arena, "%s %lld", s.type, (long long)s.id), "/v4/somewhere");
}

// Yields its event.
static int64_t
add(struct small_lab *x, int kind, struct subject of, struct subject with)
{
    int64_t event;

    world_begin(&x->lab.world);
    event = event_schedule(&x->lab, kinds[kind].name, entity(x, of), entity(x, with));
    job_add(&x->lab, &(struct job){ .kind = &kinds[kind], .of = of, .with = with, .event = event });
    assert_true(world_end(&x->lab.world));
    return event;
}

static int
setup(void **state)
{
    told = (struct buf){ 0 };
    small_lab_new(state);
    small_lab_open(*state, nouns);
    return 0;
}

static int
teardown(void **state)
{
    buf_done(&told);
    return small_lab_free(state);
}

static struct doc *
event_of(struct small_lab *x, int64_t id)
{
    struct call c = small_lab_call(
        x, "GET", arena_printf(x->arena, "account/events/%lld", (long long)id), "{}");

    assert_int_equal(doc_count(c.errors), 0);
    return c.answer;
}

static const char *
field_of(struct small_lab *x, int64_t event, const char *field)
{
    return doc_get_text(event_of(x, event), field, "");
}

static void
each_after_the_other(void **state)
{
    struct small_lab *x = *state;

    add(x, TIE, kite(1), (struct subject){ 0 });
    add(x, FLY, kite(1), (struct subject){ 0 });
    add(x, FLY, kite(2), (struct subject){ 0 });
    add(x, GROW, tree(1), (struct subject){ 0 }); // of the same number, but no kite
    small_lab_run(x);
    assert_string_equal(buf_str(&told),
        "0 is tied 1, 0 flies 2, 0 grows 1, 5 well 1, 5 flies 1, 10 well 2, 15 well 1, 20 well 1");
}

static void
with_another(void **state)
{
    struct small_lab *x = *state;

    add(x, FLY, kite(1), (struct subject){ 0 });
    add(x, GROW, tree(7), (struct subject){ 0 });
    add(x, TIE, kite(1), tree(7));               // waits for both of them
    add(x, FLY, kite(1), (struct subject){ 0 }); // does not pass it
    add(x, TEAR, kite(2), tree(7));              // the tree is not free
    add(x, FLY, kite(3), (struct subject){ 0 });
    assert_true(job_pending(&x->lab, tree(7)));
    assert_false(job_pending(&x->lab, kite(7)));
    small_lab_run(x);
    assert_string_equal(buf_str(&told),
        "0 flies 1, 0 grows 7, 0 flies 3, 10 well 1, 10 well 3, 20 well 7, 20 is tied 1, "
        "25 well 1, 25 flies 1, 25 tears 2, 27 not 2, 35 well 1");
    assert_false(job_pending(&x->lab, tree(7)));
}

static void
events_of_both(void **state)
{
    struct small_lab *x = *state;
    int64_t tied = add(x, TIE, kite(1), tree(7)), torn = add(x, TEAR, kite(2), tree(7));
    const struct doc *event = event_of(x, tied);

    assert_string_equal(doc_get_text(event, "status", NULL), "scheduled");
    assert_string_equal(doc_get_text(event, "action", NULL), "kite_tie");
    assert_string_equal(doc_get_text(doc_get(event, "entity"), "type", NULL), "kite");
    assert_int_equal(doc_get_int(doc_get(event, "entity"), "id", 0), 1);
    assert_string_equal(doc_get_text(doc_get(event, "secondary_entity"), "type", NULL), "tree");
    assert_string_equal(doc_get_text(doc_get(event, "secondary_entity"), "label", NULL), "tree 7");
    small_lab_run(x);
    assert_string_equal(field_of(x, tied, "status"), "finished");
    assert_true(doc_get(event_of(x, tied), "duration")->real == 5.0);
    assert_string_equal(field_of(x, torn, "status"), "failed");
    assert_string_equal(field_of(x, torn, "message"), "the string is torn");
}

// What was waiting with it has failed, and leaves the other one free.
static void
one_goes_away(void **state)
{
    struct small_lab *x = *state;
    int64_t tied, flown;

    add(x, GROW, tree(7), (struct subject){ 0 });
    tied = add(x, TIE, kite(1), tree(7));
    flown = add(x, FLY, kite(1), (struct subject){ 0 });
    for (int i = 0; i < 3; i++)
        loop_turn(x->loop, false);
    world_begin(&x->lab.world);
    jobs_cancel(&x->lab, tree(7));
    jobs_kick(&x->lab);
    assert_true(world_end(&x->lab.world));
    small_lab_run(x);
    assert_string_equal(buf_str(&told), "0 grows 7, 0 not 7, 0 not 1, 0 flies 1, 10 well 1");
    assert_string_equal(field_of(x, tied, "status"), "failed");
    assert_true(doc_get(event_of(x, tied), "duration")->real == 0.0);
    assert_string_equal(field_of(x, flown, "status"), "finished");
}

// The next lab begins them anew, in the same order; it may know fewer kinds.
static void
from_lab_to_lab(void **state)
{
    struct small_lab *x = *state;

    add(x, FLY, kite(1), (struct subject){ 0 });
    add(x, TIE, kite(1), tree(7));
    for (int i = 0; i < 3; i++)
        loop_turn(x->loop, false);
    small_lab_close(x);
    small_lab_open(x, nouns);
    jobs_kick(&x->lab);
    small_lab_run(x);
    assert_string_equal(buf_str(&told), "0 flies 1, 0 flies 1, 10 well 1, 10 is tied 1, 15 well 1");
}

static void
of_no_known_kind(void **state)
{
    struct small_lab *x = *state;
    int64_t flown = add(x, FLY, kite(1), (struct subject){ 0 });

    small_lab_close(x);
    small_lab_open(x, nouns_without);
    jobs_kick(&x->lab);
    small_lab_run(x);
    assert_string_equal(buf_str(&told), "");
    assert_string_equal(field_of(x, flown, "message"), "there is no such kind of job");
    assert_false(job_pending(&x->lab, kite(1)));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_after_the_other),
        TEST(with_another),
        TEST(events_of_both),
        TEST(one_goes_away),
        TEST(from_lab_to_lab),
        TEST(of_no_known_kind),
    };

    return RUN(tests);
}
