// Tests of plan/match: words in any order. Single look-ups are text cases (test/case/plan).
#include "../testing.h"

#include "base/str.h"
#include "catalogue.h"
#include "plan/plan.h"

static struct catalogue *catalogue;

static int
find(const char *text, struct node_words *found, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    char **words;
    size_t n = str_split(a, text, "|", &words);

    return match_words(catalogue, (const char *const *)words, n, found, err);
}

static void
assert_finds(const char *words, const char *region, const char *type, const char *image)
{
    struct node_words found;
    struct lct_err err = { 0 };

    if (find(words, &found, &err) < 0)
        fail_msg("%s: %s (%s)", words, err.text, err.hint);
    assert_string_equal(found.region->id, region);
    assert_string_equal(found.type->id, type);
    if (image)
        assert_string_equal(found.image->id, image);
    else
        assert_null(found.image);
}

static void
assert_refused(const char *words, const char *why, const char *hint)
{
    struct node_words found;
    struct lct_err err = { 0 };

    assert_int_equal(find(words, &found, &err), LCT_EUSAGE);
    if (!strstr(err.text, why) || !strstr(err.hint, hint))
        fail_msg("%s: '%s' ('%s') should say '%s' ('%s')", words, err.text, err.hint, why, hint);
}

static void
any_order_any_case(void **state)
{
    assert_finds("newark|1gb|ubuntu 24.04 lts", "us-east", "g6-nanode-1", "linode/ubuntu24.04");
    assert_finds("Ubuntu 24.04 LTS|1GB|NEWARK", "us-east", "g6-nanode-1", "linode/ubuntu24.04");
    assert_finds("2gb|frankfurt", "eu-central", "g6-standard-1", NULL);
    assert_finds(
        "g6-standard-2|us-east-1a|linode/debian12", "us-east", "g6-standard-2", "linode/debian12");
    assert_finds("dallas|ram:80GB", "us-central", "g6-standard-20", NULL);
}

static void
names_of_several_words_may_come_apart(void **state)
{
    assert_finds("newark|1gb|ubuntu|24.04|lts", "us-east", "g6-nanode-1", "linode/ubuntu24.04");
    assert_finds(
        "rocky|linux|9|los|angeles|linode|4gb", "us-lax", "g6-standard-2", "linode/rocky9");
}

static void
tells_substitutes(void **state)
{
    struct node_words found;
    struct lct_err err = { 0 };

    assert_int_equal(find("newark|Linode 1024|ubuntu 16.04 lts", &found, &err), LCT_OK);
    assert_true(found.type_substituted);
    assert_true(found.image_substituted);
    assert_string_equal(found.type->id, "g6-nanode-1");
    assert_int_equal(find("newark|1gb|debian", &found, &err), LCT_OK);
    assert_false(found.type_substituted);
    assert_false(found.image_substituted);
}

static void
refuses_with_reasons(void **state)
{
    assert_refused("1gb", "needs a region", "newark");
    assert_refused("newark", "needs a type", "1gb");
    assert_refused("newark|dallas|1gb", "'dallas' is a second region", "");
    assert_refused("newark|1gb|2gb", "second type", "");
    assert_refused("newark|1gb|debian|ubuntu", "second image", "");
    assert_refused("newrak|1gb", "'newrak' is no region, type or image", "did you mean Newark");
    assert_refused("newark|1gb|ubnutu24.04", "'ubnutu24.04' is no region", "ubuntu24.04?");
    assert_refused("newark|1gb|xyzzy", "'xyzzy' is no region, type or image", "for example");
    assert_refused("tokyo|1gb", "'tokyo' fits 2 regions", "jp-tyo-3");
    assert_refused("newark|dedicated", "'dedicated' fits", "g6-dedicated-2");
    assert_refused("9|1", "'9", "for example");
}

static int
load(void **state)
{
    catalogue = recorded_catalogue(getenv("CATALOGUE"));
    return 0;
}

static int
unload(void **state)
{
    arena_free(catalogue->arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_any_case),
        cmocka_unit_test(names_of_several_words_may_come_apart),
        cmocka_unit_test(tells_substitutes),
        cmocka_unit_test(refuses_with_reasons),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
