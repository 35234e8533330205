// SPDX-License-Identifier: MIT
// Tests of base/random.
#include "base/random.h"

#include "../testing.h"
#include "base/digest.h"

static void
a_seed_says_what_is_drawn(void **state)
{
    struct random a, b, other;

    random_seeded_init(&a, 7);
    random_seeded_init(&b, 7);
    random_seeded_init(&other, 8);
    for (int i = 0; i < 100; i++) {
        const uint64_t drawn = random_64(&a);
        assert_int_equal(random_64(&b), drawn);
        assert_true(random_64(&other) != drawn);
    }
}

// Seeds that once found something must go on finding it.
static void
it_says_the_same_tomorrow(void **state)
{
    struct random r;
    char uuid[UUID_TEXT];

    random_seeded_init(&r, 1);
    assert_string_equal(uuid_new(&r, uuid), "c5d30a7c-e1ec-4193-b8c8-4f487d775a85");
    assert_string_equal(uuid_new(&r, uuid), "e61f1002-d068-4032-8b71-da43e674ecd7");
}

static void
no_draw_depends_on_the_length_of_another(void **state)
{
    struct random a, b;
    unsigned char few[3], many[200];

    random_seeded_init(&a, 7);
    random_seeded_init(&b, 7);
    a.fill(&a, few, sizeof few);
    b.fill(&b, many, sizeof many);
    assert_memory_equal(few, many, sizeof few);
    assert_int_equal(random_64(&a), random_64(&b));
}

static void
draws_of_one_source_differ(void **state)
{
    struct random sources[2] = { random_real };

    random_seeded_init(&sources[1], 0);
    for (int i = 0; i < 2; i++) {
        uint64_t before = 0;
        for (int n = 0; n < 100; n++) {
            const uint64_t drawn = random_64(&sources[i]);
            assert_true(drawn != before);
            before = drawn;
        }
    }
}

static void
the_real_one_knows_no_seed(void **state)
{
    struct random a = random_real, b = random_real;
    unsigned char one[32], other[32];

    a.seed = b.seed = 7;
    a.fill(&a, one, sizeof one);
    b.fill(&b, other, sizeof other);
    assert_memory_not_equal(one, other, sizeof one);
}

static void
tables_begin_with_one_value_that_is_not_0(void **state)
{
    assert_true(random_hash_seed() != 0);
    assert_int_equal(random_hash_seed(), random_hash_seed());
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_says_what_is_drawn),
        cmocka_unit_test(it_says_the_same_tomorrow),
        cmocka_unit_test(no_draw_depends_on_the_length_of_another),
        cmocka_unit_test(draws_of_one_source_differ),
        cmocka_unit_test(the_real_one_knows_no_seed),
        cmocka_unit_test(tables_begin_with_one_value_that_is_not_0),
    };

    return RUN(tests);
}
