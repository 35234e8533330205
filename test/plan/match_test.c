// SPDX-License-Identifier: MIT
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

// The ids and numbers of 2009 to 2024, where they lie now.
static void
regions_of_earlier_years(void **state)
{
    static const char *const old[][2] = { { "2", "us-central" }, { "3", "us-west" },
        { "4", "us-southeast" }, { "6", "us-east" }, { "7", "eu-west" }, { "8", "ap-northeast" },
        { "9", "ap-south" }, { "10", "eu-central" }, { "11", "ap-northeast" },
        { "15", "ca-central" }, { "us-east-1a", "us-east" }, { "us-south-1a", "us-central" },
        { "us-west-1a", "us-west" }, { "us-southeast-1a", "us-southeast" },
        { "eu-west-1a", "eu-west" }, { "eu-central-1a", "eu-central" },
        { "ap-south-1a", "ap-south" }, { "ap-northeast-1a", "ap-northeast" },
        { "ap-northeast-1b", "ap-northeast" }, { "shinagawa1", "ap-northeast" },
        { "toronto1", "ca-central" }, { "dallas", "us-central" }, { "fremont", "us-west" },
        { "atlanta", "us-southeast" }, { "newark", "us-east" }, { "london", "eu-west" },
        { "singapore", "ap-south" }, { "frankfurt", "eu-central" }, { "ca-central", "ca-central" },
        { "ap-west", "ap-west" }, { "ap-southeast", "ap-southeast" } };
    const struct region *found;
    struct lct_err err;

    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++) {
        if (match_region(catalogue, old[i][0], &found, &err) < 0)
            fail_msg("%s: %s", old[i][0], err.text);
        assert_string_equal(found->id, old[i][1]);
    }
    assert_int_equal(match_region(catalogue, "us-east-1b", &found, &err), LCT_ENOTFOUND);
}

// Each country that has a region, by name: that region, or all that it has.
static void
countries_by_name(void **state)
{
    static const char *const names[][2] = { { "us", "United States" }, { "us", "usa" },
        { "us", "U.S.A." }, { "gb", "united kingdom" }, { "gb", "UK" }, { "gb", "Great Britain" },
        { "gb", "England" }, { "au", "australia" }, { "br", "brazil" }, { "ca", "canada" },
        { "cl", "chile" }, { "co", "colombia" }, { "de", "Germany" }, { "es", "spain" },
        { "fr", "france" }, { "id", "indonesia" }, { "in", "india" }, { "it", "italy" },
        { "jp", "japan" }, { "mx", "mexico" }, { "my", "malaysia" }, { "nl", "netherlands" },
        { "no", "norway" }, { "nz", "new zealand" }, { "se", "sweden" }, { "sg", "singapore" },
        { "za", "South Africa" } };
    const size_t n = sizeof names / sizeof names[0];

    for (size_t i = 0; i < n; i++) {
        size_t there = 0;
        const struct region *found = NULL;
        struct lct_err err = { 0 };
        for (size_t k = 0; k < catalogue->n_regions; k++)
            there += str_eq(catalogue->regions[k].country, names[i][0]);
        int code = match_region(catalogue, names[i][1], &found, &err);
        if (code == LCT_OK)
            assert_string_equal(found->country, names[i][0]);
        else if (!strstr(err.text, "fits") ||
                 strtoul(strstr(err.text, "fits ") + 5, NULL, 10) != there)
            fail_msg("%s: %s", names[i][1], err.text);
        assert_true(code != LCT_OK || there == 1 || str_eq(names[i][1], "singapore"));
    }
    for (size_t k = 0; k < catalogue->n_regions; k++) {
        bool named = false;
        for (size_t i = 0; i < n; i++)
            named |= str_eq(names[i][0], catalogue->regions[k].country);
        if (!named)
            fail_msg(
                "no name of %s, of %s", catalogue->regions[k].country, catalogue->regions[k].id);
    }
}

static void
places_with_their_country(void **state)
{
    static const char *const words[][2] = { { "osaka japan", "jp-osa" },
        { "Toronto, Canada", "ca-central" }, { "Milan Italy", "it-mil" },
        { "auckland new zealand", "nz-akl-1" } };
    const struct region *found;
    struct lct_err err;

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (match_region(catalogue, words[i][0], &found, &err) < 0)
            fail_msg("%s: %s", words[i][0], err.text);
        assert_string_equal(found->id, words[i][1]);
    }
    assert_int_equal(match_region(catalogue, "germny", &found, &err), LCT_ENOTFOUND);
    assert_string_equal(err.hint, "did you mean germany?");
}

static int
load(void **state)
{
    catalogue = recorded_catalogue();
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
        cmocka_unit_test(regions_of_earlier_years),
        cmocka_unit_test(countries_by_name),
        cmocka_unit_test(places_with_their_country),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
