// SPDX-License-Identifier: MIT
// The files of a plan, as a cluster keeps them: what is read back is what was kept.
#include "../testing.h"
#include "base/str.h"
#include "model/parts.h"

#define TEXT_DIGEST "5040625b1fb6fa4af07226683f6e6003b29e5e70b16f8cfb24be7a752393f0ee" // "yes\n"

static void
add_file(
    struct arena *a, struct map *parts, const char *name, unsigned mode, const char *data, size_t n)
{
    struct part *p = ARENA_NEW(a, struct part);
    struct lct_err err = { 0 };

    assert_int_equal(part_of_file(a, name, mode, data, n, p, &err), LCT_OK);
    map_put(parts, p->name, p);
}

static void
add_folder(struct arena *a, struct map *parts, const char *name)
{
    struct part *p = ARENA_NEW(a, struct part);
    _own_(tree_maker) struct tree_maker m = { .arena = a };
    struct lct_err err = { 0 };

    tree_add_file(&m, "tool", 0755, "\0\xff", 2, &err);
    tree_add_file(&m, "deep/text", 0644, "yes\n", 4, &err);
    tree_add_link(&m, "deep/link", "../tool", &err);
    *p = (struct part){ .name = name, .folder = true };
    assert_int_equal(tree_make(&m, &p->tree, &err), LCT_OK);
    map_put(parts, name, p);
}

static const char *
printed(struct arena *a, const struct map *parts)
{
    _own_(buf) struct buf text = { 0 };

    parts_print(&text, parts, NULL);
    return arena_strdup(a, buf_str(&text));
}

static const struct part *
read_part(struct arena *a, const char *text, const char *name)
{
    _own_(map) struct map parts = { 0 };
    struct lct_err err = { 0 };

    if (parts_read(a, text, NULL, &parts, &err) < 0)
        fail_msg("%s", err.text);
    return map_get(&parts, name);
}

static void
what_was_kept_is_read(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map parts = { 0 }, again = { 0 };
    struct lct_err err = { 0 };

    add_file(a, &parts, "b/setup.sh", 0644, "yes\n", 4);
    add_folder(a, &parts, "conf/");
    add_file(a, &parts, "a", 0755, "", 0);
    const char *text = printed(a, &parts);
    assert_int_equal(parts_read(a, text, NULL, &again, &err), LCT_OK);
    assert_string_equal(printed(a, &again), text); // in the same order
    map_each (it, &parts) {
        const struct part *was = it->value, *is = map_get(&again, it->key);
        assert_string_equal(is->name, was->name);
        assert_int_equal(is->folder, was->folder);
        assert_string_equal(is->tree->digest, was->tree->digest);
    }
    const struct part *conf = map_get(&again, "conf/");
    assert_memory_equal(tree_find(conf->tree, "tool")->data, "\0\xff", 3);
    assert_string_equal(tree_find(conf->tree, "deep/link")->target, "../tool");
}

static void
the_same_content_is_kept_once(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map parts = { 0 };

    add_file(a, &parts, "one", 0644, "yes\n", 4);
    add_file(a, &parts, "two", 0644, "yes\n", 4);
    assert_string_equal(printed(a, &parts),
        "{\"format\":2,\"parts\":{"
        "\"one\":{\"file\":{\"path\":\"one\",\"mode\":\"0644\",\"content\":\"" TEXT_DIGEST "\"}},"
        "\"two\":{\"file\":{\"path\":\"two\",\"mode\":\"0644\",\"content\":\"" TEXT_DIGEST "\"}}},"
        "\"contents\":{\"" TEXT_DIGEST "\":\"yes\\n\"}}");
}

static void
contents_may_be_kept_apart(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map parts = { 0 }, again = { 0 }, none = { 0 }, digests = { 0 };
    _own_(buf) struct buf text = { 0 };
    struct parts_apart apart = { .arena = a }, empty = { 0 };
    struct lct_err err = { 0 };

    add_file(a, &parts, "b/setup.sh", 0644, "yes\n", 4);
    add_folder(a, &parts, "conf/");
    parts_print(&text, &parts, &apart);
    assert_int_equal(apart.texts.n, 2);
    assert_string_equal(map_get(&apart.texts, TEXT_DIGEST), "\"yes\\n\"");
    assert_null(strstr(buf_str(&text), "yes"));
    parts_not_in(buf_str(&text), &digests);
    assert_int_equal(digests.n, 2);
    assert_true(map_has(&digests, TEXT_DIGEST));
    assert_int_equal(parts_read(a, buf_str(&text), &apart, &again, &err), LCT_OK);
    assert_string_equal(printed(a, &again), printed(a, &parts));
    assert_int_equal(parts_read(a, buf_str(&text), &empty, &none, &err), LCT_EFAILED);
    assert_non_null(strstr(err.text, "without its content: setup.sh"));
    parts_not_in(printed(a, &parts), &digests); // all are in it
    parts_not_in("{\"ok.sh\":\"\"}", &digests);
    parts_not_in(NULL, &digests);
    assert_int_equal(digests.n, 2);
    map_done(&apart.texts);
}

static void
texts_of_before_are_read(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct part *p =
        read_part(a, "{\"ok.sh\":\"#!/bin/sh\\necho fine\\n\",\"format\":\"x\"}", "ok.sh");

    assert_false(p->folder);
    assert_string_equal(p->tree->files[0].path, "ok.sh");
    assert_string_equal(p->tree->files[0].data, "#!/bin/sh\necho fine\n");
    assert_string_equal(
        read_part(a, "{\"d/format\":\"\",\"format\":\"x\"}", "format")->tree->files[0].data, "x");
    assert_null(read_part(a, "{}", "format"));
}

#define FILE_A "\"parts\":{\"a\":{\"file\":{\"path\":\"a\",\"content\":\"" TEXT_DIGEST "\"}}}"

static void
what_is_damaged_is_refused(void **state)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        { "", "" },
        { "[]", "no map of files" },
        { "{\"a\":1}", "not a text: a" },
        { "{\"a/..\":\"\"}", "its path is not a plain one" },
        { "{\"format\":3}", "another version: 3" },
        { "{\"format\":2," FILE_A "}", "without its content: a" },
        { "{\"format\":2," FILE_A ",\"contents\":{\"" TEXT_DIGEST "\":\"no\\n\"}}",
            "that has not the digest" },
        { "{\"format\":2," FILE_A ",\"contents\":{\"" TEXT_DIGEST "\":{\"base64\":\"eW*zCg==\"}}}",
            "no content of the digest" },
        { "{\"format\":2," FILE_A ",\"contents\":{\"" TEXT_DIGEST "\":[]}}",
            "no content of the digest" },
        { "{\"format\":2,\"parts\":{\"a\":{}}}", "neither a file nor a folder: a" },
        { "{\"format\":2,\"parts\":{\"a\":{\"folder\":[{\"path\":\"b\",\"link\":\"/etc\"}]}}}",
            "leads out of the folder" },
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        _own_(arena) struct arena *a = arena_new();
        _own_(map) struct map parts = { 0 };
        struct lct_err err = { 0 };
        assert_int_equal(parts_read(a, bad[i].text, NULL, &parts, &err), LCT_EFAILED);
        if (!strstr(err.text, bad[i].why))
            fail_msg("'%s' should say: %s", err.text, bad[i].why);
    }
}

static void
base64_is_a_text_s_other_form(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(read_part(a,
                            "{\"format\":2," FILE_A ",\"contents\":{\"" TEXT_DIGEST
                            "\":{\"base64\":\"eWVzCg==\"}}}",
                            "a")
                            ->tree->files[0]
                            .data,
        "yes\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_is_read),
        cmocka_unit_test(the_same_content_is_kept_once),
        cmocka_unit_test(contents_may_be_kept_apart),
        cmocka_unit_test(texts_of_before_are_read),
        cmocka_unit_test(what_is_damaged_is_refused),
        cmocka_unit_test(base64_is_a_text_s_other_form),
    };

    return RUN(tests);
}
