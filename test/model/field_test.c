// SPDX-License-Identifier: MIT
// Records by tables: answers and back, copies that are their own.
#include "../testing.h"
#include "base/str.h"
#include "model/field.h"
#include "text/json.h"

enum colour { RED, GREEN, BLUE };

static const char *const colours[] = { "red", "green", "blue" };
static const struct words colour_words = { colours, 3, BLUE };

struct thing {
    const char *text, *kept, *maybe;
    const char *const *list;
    char uuid[37];
    enum colour colour;
    bool good;
    double share;
    int small;
    unsigned count;
    int64_t large, id, at_ms;
};

#define THING(kind, member, ...) FIELD(kind, struct thing, member, __VA_ARGS__)

static const struct field thing_record[] = {
    THING(TEXT, text, "text"),
    THING(TEXT, kept, NULL, "kept"),
    THING(TEXT, maybe, "maybe", NULL, FIELD_OR_NULL),
    THING(TEXTS, list, "list"),
    FIELD_OF_OTHERS("other"),
    THING(UUID, uuid, "uuid"),
    THING(WORD, colour, "colour", NULL, 0, &colour_words),
    THING(BOOL, good, "good"),
    THING(REAL, share, "share"),
    THING(INT, small, "small"),
    THING(UNSIGNED, count, "count"),
    THING(INT64, large, "large"),
    THING(ID, id, "id"),
    THING(TIME, at_ms, "at"),
    { FIELD_END },
};

static const char *const letters[] = { "a", "b", NULL };
static const struct thing full = { .text = "t",
    .kept = "k",
    .maybe = "m",
    .list = letters,
    .uuid = "u",
    .colour = GREEN,
    .good = true,
    .share = 0.5,
    .small = -1,
    .count = 2,
    .large = 4000000000,
    .id = 7,
    .at_ms = 1000 };

static void
check_doc(struct arena *a, const struct thing *t, const char *wanted)
{
    _own_(buf) struct buf out = { 0 };

    json_print(&out, record_doc(a, thing_record, t), JSON_COMPACT);
    assert_string_equal(buf_str(&out), wanted);
}

static void
is_told_in_the_order_of_the_table(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct thing bare = { 0 };

    check_doc(a, &full,
        "{\"text\":\"t\",\"maybe\":\"m\",\"list\":[\"a\",\"b\"],\"other\":null,\"uuid\":\"u\","
        "\"colour\":\"green\",\"good\":true,\"share\":0.5,\"small\":-1,\"count\":2,"
        "\"large\":4000000000,\"id\":7,\"at\":\"1970-01-01T00:00:01Z\"}");
    check_doc(a, &bare,
        "{\"text\":null,\"maybe\":null,\"list\":[],\"other\":null,\"uuid\":\"\","
        "\"colour\":\"red\",\"good\":false,\"share\":0.0,\"small\":0,\"count\":0,\"large\":0,"
        "\"id\":null,\"at\":null}");
}

static void
comes_back_from_its_answer(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct thing back = { .kept = "k" };

    record_of_doc(a, thing_record, record_doc(a, thing_record, &full), &back);
    assert_int_equal(back.at_ms, 0); // a time is told to the second only
    back.at_ms = full.at_ms;
    assert_true(doc_equal(record_doc(a, thing_record, &back), record_doc(a, thing_record, &full)));
    record_of_doc(a, thing_record, NULL, &back);
    assert_string_equal(back.text, "");
    assert_string_equal(back.kept, "k");
    assert_null(back.maybe);
    assert_null(back.list[0]);
    assert_int_equal(back.colour, BLUE);
    assert_false(back.good);
}

static void
a_copy_has_its_own_texts(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct thing copy = full;

    copy.maybe = NULL;
    record_own(a, thing_record, &copy);
    assert_ptr_not_equal(copy.text, full.text);
    assert_string_equal(copy.text, "t");
    assert_ptr_not_equal(copy.kept, full.kept);
    assert_null(copy.maybe);
    assert_ptr_not_equal(copy.list, full.list);
    assert_ptr_not_equal(copy.list[1], full.list[1]);
    assert_string_equal(copy.list[1], "b");
    assert_null(copy.list[2]);
    copy.list = NULL;
    record_own(a, thing_record, &copy);
    assert_null(copy.list[0]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_told_in_the_order_of_the_table),
        cmocka_unit_test(comes_back_from_its_answer),
        cmocka_unit_test(a_copy_has_its_own_texts),
    };
    return RUN(tests);
}
