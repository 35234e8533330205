// SPDX-License-Identifier: MIT
// The catalogue's cache: what was written is what is read.
#include "../testing.h"
#include "app/plans/catalogue.h"
#include "base/err.h"
#include "cloud/linode/linode.h"
#include "text/json.h"

static char *
print(const struct catalogue *c)
{
    _own_(arena) struct arena *a = arena_new();
    struct buf out = { 0 };

    json_print(&out, catalogue_doc(a, c), JSON_COMPACT);
    return buf_take(&out);
}

static void
comes_back_whole(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };
    struct catalogue *shipped, *cached;
    struct doc *d;

    assert_int_equal(linode_catalogue_shipped(&shipped, &err), LCT_OK);
    shipped->types[0].successor = "g6-other";
    _own_(free) char *text = print(shipped);
    assert_int_equal(json_parse(a, text, strlen(text), 4u << 20, false, &d, &err), LCT_OK);
    cached = catalogue_of_doc(d);
    _own_(free) char *again = print(cached);
    assert_string_equal(again, text);
    assert_true(cached->n_types > 10 && cached->n_kernels > 10);
    assert_string_equal(cached->types[0].successor, "g6-other");
    assert_null(cached->types[1].successor);
    arena_free(cached->arena);
    arena_free(shipped->arena);
}

static void
what_is_missing_is_empty(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_add(a, doc_put(a, d, "types", doc_list(a)), doc_map(a));
    doc_add(a, doc_put(a, d, "images", doc_list(a)), doc_map(a));
    struct catalogue *c = catalogue_of_doc(d);
    assert_int_equal(c->n_regions, 0);
    assert_string_equal(c->types[0].id, "");
    assert_null(c->types[0].successor);
    assert_int_equal(c->types[0].n_region_prices, 0);
    assert_null(c->images[0].eol);
    assert_null(c->images[0].capabilities[0]);
    arena_free(c->arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_whole),
        cmocka_unit_test(what_is_missing_is_empty),
    };
    return RUN(tests);
}
