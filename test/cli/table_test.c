// SPDX-License-Identifier: MIT
// Tests of cli/table.
#include "cli/term/table.h"

#include "../testing.h"

static const char *const titles[] = { "NAME", "NODES", "PLACE" };

static void
assert_table(const char *const *cells, unsigned width, bool bold, const char *wanted)
{
    struct table t = { .titles = titles, .n_columns = 3 };
    _own_(buf) struct buf out = { 0 };

    for (; *cells; cells++)
        table_add(&t, *cells);
    table_format(&t, &out, width, bold);
    assert_string_equal(buf_str(&out), wanted);
    table_done(&t);
}

static void
columns_are_aligned(void **state)
{
    const char *const cells[] = { "a", "100", "S\xc3\xa3o Paulo", "longer", "7", "Dallas", NULL };

    (void)state;
    assert_table(cells, 0, false,
        "NAME    NODES  PLACE\n"
        "a         100  S\xc3\xa3o Paulo\n"
        "longer      7  Dallas\n");
}

static void
without_rows_there_are_titles(void **state)
{
    const char *const cells[] = { NULL };

    (void)state;
    assert_table(cells, 0, false, "NAME  NODES  PLACE\n");
    assert_table(cells, 0, true, "\033[1mNAME  NODES  PLACE\033[0m\n");
}

static void
what_is_absent_is_a_dash(void **state)
{
    const char *const cells[] = { "a", "", "x", "b", "2", "", NULL };

    (void)state;
    assert_table(cells, 0, false,
        "NAME  NODES  PLACE\n"
        "a         -  x\n"
        "b         2  -\n");
}

static void
addresses_are_no_numbers(void **state)
{
    const char *const cells[] = { "a", "198.18.0.2", "x", "b", "198.18.10.20", "y", NULL };

    (void)state;
    assert_table(cells, 0, false,
        "NAME  NODES         PLACE\n"
        "a     198.18.0.2    x\n"
        "b     198.18.10.20  y\n");
}

static void
prose_is_wrapped_to_fit(void **state)
{
    const char *const cells[] = { "a", "1", "all of it is ready by now, they say", "b", "1",
        "2001:db8:1:2:3:4:5:6", NULL };

    (void)state;
    assert_table(cells, 40, false,
        "NAME  NODES  PLACE\n"
        "a         1  all of it is ready by now,\n"
        "             they say\n"
        "b         1  2001:db8:1:2:3:4:5:6\n");
    // Where there is hardly any room, it is left to the terminal.
    assert_table(cells, 20, false,
        "NAME  NODES  PLACE\n"
        "a         1  all of it is ready by now, they say\n"
        "b         1  2001:db8:1:2:3:4:5:6\n");
}

static void
columns_drop_before(void **state)
{
    static const unsigned drops[] = { 0, 2, 1 };
    static const char *const wanted[] = {
        [30] = "NAME  NODES  PLACE\na         1  198.18.101.102\n",
        [26] = "NAME  PLACE\na     198.18.101.102\n",
        [12] = "NAME\na\n",
        [2] = "NAME\na\n",
    };

    (void)state;
    for (unsigned width = 0; width < sizeof wanted / sizeof wanted[0]; width++) {
        struct table t = { .titles = titles, .drops = drops, .n_columns = 3 };
        _own_(buf) struct buf out = { 0 };
        if (!wanted[width])
            continue;
        table_add(&t, "a");
        table_add(&t, "1");
        table_add(&t, "198.18.101.102");
        table_format(&t, &out, width, false);
        assert_string_equal(buf_str(&out), wanted[width]);
        table_done(&t);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_aligned),
        cmocka_unit_test(without_rows_there_are_titles),
        cmocka_unit_test(what_is_absent_is_a_dash),
        cmocka_unit_test(addresses_are_no_numbers),
        cmocka_unit_test(prose_is_wrapped_to_fit),
        cmocka_unit_test(columns_drop_before),
    };

    return RUN(tests);
}
