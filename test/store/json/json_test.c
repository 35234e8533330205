// SPDX-License-Identifier: MIT
// What is the JSON driver's own: its folder, the names and modes of its files, and what is not what
// it should be.

#include <sys/stat.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "place.h"

// ---- the folder

static void
its_files_are_where_the_manual_says(void **state)
{
    static const char *const files[] = { "format", "lock", "commits.log", "applied",
        AT "clusters/" CLUSTER_A ".json",
        AT "nodes/" CLUSTER_A "/00000000-0000-4000-8000-000000000002.json",
        AT "facts/" CLUSTER_A "/00000000-0000-4000-8000-000000000001/kernel.json",
        AT "operations/000000000001.json", AT "operations.next",
        AT "steps/000000000001/node.ready%20web-00001.json" };
    struct place *p = *state;
    mode_t old = umask(0);

    fill_it(p);
    umask(old);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (!is_there(p, files[i]))
            fail_msg("%s", files[i]);
        assert_int_equal(mode_at(p, files[i]), 0600);
    }
    assert_int_equal(mode_at(p, ""), 0700);
    assert_int_equal(mode_at(p, AT "steps/000000000001"), 0700);
    assert_int_equal(chmod(p->path, 0755), 0);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    close_it(p);
    assert_int_equal(mode_at(p, ""), 0700);
}

static void
a_file_is_json_with_a_line_for_each_column(void **state)
{
    struct place *p = *state;
    _own_(free) char *text = NULL;

    fill_it(p);
    text = text_at(p, AT "facts/" CLUSTER_A "/00000000-0000-4000-8000-000000000001/kernel.json");
    assert_string_equal(text, "{\n"
                              "  \"cluster\": \"" CLUSTER_A "\",\n"
                              "  \"node\": \"00000000-0000-4000-8000-000000000001\",\n"
                              "  \"key\": \"kernel\",\n"
                              "  \"value\": \"6.1\",\n"
                              "  \"at_ms\": 7\n"
                              "}\n");
}

static void
names_are_those_of_files(void **state)
{
    static const struct {
        const char *key, *file;
    } names[] = {
        { "a/b", "a%2Fb.json" },
        { "..", "%2E..json" },
        { ".hidden", "%2Ehidden.json" },
        { "", "%.json" },
        { "%", "%25.json" },
        { "with space\nand line", "with%20space%0Aand%20line.json" },
        { "sch\xc3\xb6n", "sch%C3%B6n.json" },
        { "Aa0._-", "Aa0._-.json" },
        { "x.json", "x.json.json" },
    };
    struct place *p = *state;
    struct fact f = { CLUSTER_A, "00000000-0000-4000-8000-000000000001", NULL, "v", 1 };

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct ask ask = ask_of(RECORD_FACT, "cluster", CLUSTER_A);
        size_t n;
        _own_(free) char *path = mem_printf(AT "facts/%s/%s/%s", f.cluster, f.node, names[i].file);
        f.key = names[i].key;
        assert_int_equal(use_put(&p->use, RECORD_FACT, &f), LCT_OK);
        if (!is_there(p, path))
            fail_msg("%s", path);
        struct fact **got = use_ask(&p->use, *ask_and(&ask, "key", ASK_IS, f.key), &n);
        assert_int_equal(n, 1);
        assert_string_equal(got[0]->key, f.key);
    }
    close_it(p);
}

// Of two that are alike for longer than names can be, neither is the other.
static void
long_names_are_told_apart(void **state)
{
    struct place *p = *state;
    _own_(free) char *first = mem_alloc(4001), *second = mem_alloc(4001);
    struct fact f = { CLUSTER_A, "00000000-0000-4000-8000-000000000001", first, "first", 1 };
    struct ask of_first = ask_of(RECORD_FACT, "cluster", CLUSTER_A);
    size_t n;

    memset(first, '/', 4000);
    memset(second, '/', 4000);
    second[3999] = 'x';
    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_put(&p->use, RECORD_FACT, &f), LCT_OK);
    f.key = second;
    f.value = "second";
    assert_int_equal(use_put(&p->use, RECORD_FACT, &f), LCT_OK);
    assert_int_equal(use_count(&p->use, ask_all(RECORD_FACT)), 3);
    ask_and(&of_first, "node", ASK_IS, f.node);
    struct fact **got = use_ask(&p->use, *ask_and(&of_first, "key", ASK_IS, first), &n);
    assert_int_equal(n, 1);
    assert_string_equal(got[0]->value, "first");
    close_it(p);
}

static void
what_belongs_to_a_record_goes_with_it(void **state)
{
    struct place *p = *state;
    struct cluster c = sample_cluster(CLUSTER_A, "");

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_remove(&p->use, RECORD_CLUSTER, &c), LCT_OK);
    close_it(p);
    assert_false(is_there(p, AT "clusters/" CLUSTER_A ".json"));
    assert_false(is_there(p, AT "nodes/" CLUSTER_A));
    assert_false(is_there(p, AT "facts/" CLUSTER_A));
    assert_true(is_there(p, AT "operations/000000000001.json"));
}

static void
a_number_is_not_given_again(void **state)
{
    struct place *p = *state;
    struct operation o = { .id = 1 };

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_remove(&p->use, RECORD_OPERATION, &o), LCT_OK);
    o = sample_operation("apply");
    assert_int_equal(use_add(&p->use, &o), LCT_OK);
    assert_int_equal(o.id, 2);
    close_it(p);
    _own_(free) char *next = file_at(p, AT "operations.next");
    assert_int_equal(unlink(next), 0); // by hand: then not below one that is there
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    o = sample_operation("apply");
    assert_int_equal(use_add(&p->use, &o), LCT_OK);
    assert_int_equal(o.id, 3);
    close_it(p);
}

// More than are looked for one by one.
static void
the_newest_are_found_behind_a_gap(void **state)
{
    struct place *p = *state;
    struct operation o = { .id = 0 };
    struct ask newest = ask_all(RECORD_OPERATION);
    size_t n;

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    struct batch *b = batch_new(&p->use.context);
    for (o = sample_operation("apply"); o.id < 300; o.id++) {
        struct operation new = sample_operation("apply");
        batch_put(b, RECORD_OPERATION, &new);
    }
    assert_int_equal(use_commit(&p->use, b), LCT_OK);
    b = batch_new(&p->use.context);
    for (o.id = 20; o.id <= 301; o.id++)
        batch_remove(b, RECORD_OPERATION, &o);
    assert_int_equal(use_commit(&p->use, b), LCT_OK);
    newest.newest = 3;
    struct operation **got = use_ask(&p->use, newest, &n);
    assert_int_equal(n, 3);
    assert_int_equal(got[0]->id, 19);
    assert_int_equal(got[2]->id, 17);
    close_it(p);
}

// ---- what is not as it should be

static void
must_refuse(struct place *p, const char *words, const char *hint)
{
    assert_null(all_of_it(p));
    if (!strstr(p->err.text, words) || !strstr(p->err.hint, hint))
        fail_msg("%s: %s", p->err.text, p->err.hint);
}

static void
refuses_a_folder_of_something_else(void **state)
{
    struct place *p = *state;
    _own_(free) char *letter = file_join(p->path, "letter"), *lock = file_join(p->path, "lock");

    assert_int_equal(file_mkdirs(p->path, 0700, &p->err), LCT_OK);
    assert_int_equal(file_write(letter, "Dear", 4, 0600, &p->err), LCT_OK);
    must_refuse(p, "is not an inventory", "move it away");
    assert_false(file_exists(lock)); // it is left alone
    assert_int_equal(unlink(letter), 0);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    close_it(p);
}

static void
refuses_a_newer_format_by_name(void **state)
{
    static const char text[] = "linodetool inventory, format 7\n";
    struct place *p = *state;

    fill_it(p);
    write_at(p, "format", text, strlen(text));
    must_refuse(p, "its format is 7, this program knows 1", "use the newer program");
    assert_int_equal(open_it(p, STORE_READ), LCT_EFAILED);
    write_at(p, "format", "junk", 4);
    must_refuse(p, "is not an inventory", "store_restore");
}

static void
names_a_file_that_is_damaged(void **state)
{
    static const struct {
        const char *text, *words, *hint;
    } files[] = {
        { "", "line 1", "store_restore" },
        { "[]", "it is no map", "store_restore" },
        { "{\"id\": 1, \"kind\": 5}", "its kind must be text", "store_restore" },
        { "{\"id\": 1.5}", "its id must be a number", "store_restore" },
        { "{\"id\": null}", "its id must be a number", "store_restore" },
        { "{\"id\": 1, \"colour\": \"red\"}", "it has a colour", "use the newer program" },
        { "{\"id\": 2}", "what it holds belongs to operations/000000000002.json", "put it right" },
        { "{\"id\": 1, \"cluster\": \"longer than any uuid that there ever was\"}",
            "its cluster must be text", "store_restore" },
    };
    struct place *p = *state;

    fill_it(p);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        write_at(p, AT "operations/000000000001.json", files[i].text, strlen(files[i].text));
        must_refuse(p, files[i].words, files[i].hint);
        assert_non_null(strstr(p->err.text, AT "operations/000000000001.json"));
    }
    write_at(p, AT "operations/000000000001.json", "{\"id\": 1}", 9); // by an older program
    _own_(free) char *all = all_of_it(p);
    assert_non_null(all);
    write_at(p, AT "operations.next", "many\n", 5);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    struct operation o = sample_operation("apply");
    assert_int_equal(use_add(&p->use, &o), LCT_EFAILED);
    assert_non_null(strstr(p->use.err.text, "operations.next is damaged"));
    close_it(p);
}

static void
what_others_left_there_is_not_looked_at(void **state)
{
    struct place *p = *state;
    _own_(free) char *before = NULL;

    fill_it(p);
    before = all_of_it(p);
    write_at(p, AT "operations/.000000000001.json.swp", "x", 1);
    write_at(p, AT "operations/000000000001.json~", "x", 1);
    write_at(p, AT "nodes/README", "x", 1);
    write_at(p, "contexts/notes.txt", "x", 1);
    _own_(free) char *now = all_of_it(p);
    assert_string_equal(now, before);
}

static void
does_not_make_a_folder_to_read_it(void **state)
{
    struct place *p = *state;

    assert_int_equal(open_it(p, STORE_READ), LCT_ENOTFOUND);
    assert_false(file_exists(p->path));
}

static void
says_what_it_cannot_open(void **state)
{
    struct place *p = *state;
    _own_(free) char *data = file_join(p->folder, "data");

    assert_int_equal(file_mkdirs(data, 0700, &p->err), LCT_OK);
    assert_int_equal(file_write(p->path, "x", 1, 0600, &p->err), LCT_OK);
    assert_int_not_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_non_null(strstr(p->err.text, "not a folder"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(its_files_are_where_the_manual_says),
        PLACE_TEST(a_file_is_json_with_a_line_for_each_column),
        PLACE_TEST(names_are_those_of_files),
        PLACE_TEST(long_names_are_told_apart),
        PLACE_TEST(what_belongs_to_a_record_goes_with_it),
        PLACE_TEST(a_number_is_not_given_again),
        PLACE_TEST(the_newest_are_found_behind_a_gap),
        PLACE_TEST(refuses_a_folder_of_something_else),
        PLACE_TEST(refuses_a_newer_format_by_name),
        PLACE_TEST(names_a_file_that_is_damaged),
        PLACE_TEST(what_others_left_there_is_not_looked_at),
        PLACE_TEST(does_not_make_a_folder_to_read_it),
        PLACE_TEST(says_what_it_cannot_open),
    };

    return RUN(tests);
}
