// SPDX-License-Identifier: MIT
// Copies of the inventory: made by themselves, bounded, put back; and what is no new inventory.
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "place.h"
#include "store/json/open.h"
#include "text/tar.h"

// The copies beside it whose names begin so.
static size_t
copies(struct place *p, const char *kind)
{
    _own_(free) char *folder = file_join(p->folder, "data/inventory-backups");
    DIR *d = opendir(folder);
    size_t n = 0;

    for (struct dirent *e; d && (e = readdir(d));)
        n += str_starts(e->d_name, kind);
    if (d)
        closedir(d);
    return n;
}

static bool
nobody_lives(const struct lease *l, int64_t wall_ms)
{
    return false;
}

static bool
everybody_lives(const struct lease *l, int64_t wall_ms)
{
    return true;
}

static void
put_cluster(struct place *p, const char *uuid, const char *name)
{
    struct cluster c = sample_cluster(uuid, name);

    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_OK);
    close_it(p);
}

static char *
copy_of(struct place *p)
{
    char *copy = file_join(p->folder, "copy.tar");
    _own_(free) char *made = NULL;

    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(p->use.store->ops->backup(p->use.store, copy, &made, &p->err), LCT_OK);
    assert_string_equal(made, copy);
    close_it(p);
    return copy;
}

static int
restore(struct place *p, const char *copy, lease_lives_fn *lives, char **kept)
{
    p->err = (struct lct_err){ 0 };
    return json_store_restore(p->loop, p->path, copy, lives, kept, &p->err);
}

static void
copies_itself_once_a_day(void **state)
{
    struct place *p = *state;

    put_cluster(p, CLUSTER_A, "first"); // there was nothing to lose before
    assert_int_equal(copies(p, "daily-"), 0);
    put_cluster(p, CLUSTER_B, "second");
    assert_int_equal(copies(p, "daily-"), 1);
    put_cluster(p, CLUSTER_B, "again");
    assert_int_equal(copies(p, "daily-"), 1);
}

static void
keeps_a_bounded_number_of_copies(void **state)
{
    struct place *p = *state;
    _own_(free) char *last = NULL;
    struct stat st;

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    for (int i = 0; i < 15; i++) {
        _own_(free) char *made = NULL;
        assert_int_equal(p->use.store->ops->backup(p->use.store, NULL, &made, &p->err), LCT_OK);
        assert_int_equal(stat(made, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        free(last);
        last = take(made);
    }
    assert_int_equal(p->use.store->ops->backup(p->use.store, last, &last, &p->err), LCT_EEXISTS);
    close_it(p);
    assert_int_equal(copies(p, "manual-"), 10);
    assert_int_equal(copies(p, "."), 2); // and nothing half made
}

static void
one_that_is_gone_is_no_new_one(void **state)
{
    struct place *p = *state;
    _own_(free) char *backups = file_join(p->folder, "data/inventory-backups");

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(file_remove_tree(p->path, &p->err), LCT_OK);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "was removed"));
    assert_non_null(strstr(p->err.hint, "store_restore"));
    assert_int_equal(file_remove_tree(backups, &p->err), LCT_OK);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    close_it(p);
}

static void
puts_a_copy_back_over_anything(void **state)
{
    enum { NEWER_RECORDS, NO_FORMAT, NO_LOG, A_SPOILT_RECORD, NOTHING, WAYS };
    struct place *p = *state;
    _own_(free) char *all = NULL, *copy = NULL;

    fill_it(p);
    all = all_of_it(p);
    copy = copy_of(p);
    for (int way = 0; way < WAYS; way++) {
        _own_(free) char *kept = NULL, *format = file_at(p, "format"),
                         *log = file_at(p, "commits.log");
        if (way == NEWER_RECORDS)
            put_cluster(p, CLUSTER_B, "second");
        if (way == NO_FORMAT)
            assert_int_equal(unlink(format), 0);
        if (way == NO_LOG)
            assert_int_equal(unlink(log), 0);
        if (way == A_SPOILT_RECORD)
            write_at(p, AT "clusters/" CLUSTER_A ".json", "{", 1);
        if (way == NOTHING)
            assert_int_equal(file_remove_tree(p->path, &p->err), LCT_OK);
        if (restore(p, copy, nobody_lives, &kept) < 0)
            fail_msg("%d: %s", way, p->err.text);
        assert_true(way == NOTHING ? !kept : file_exists(kept));
        _own_(free) char *now = all_of_it(p);
        assert_string_equal(now, all);
    }
    assert_int_equal(copies(p, "replaced-"), WAYS - 1);
    assert_int_equal(mode_at(p, ""), 0700);
}

// What is put back is seen by whoever has it open, as one commit.
static void
nobody_keeps_a_lease(void **state)
{
    struct place *p = *state;
    struct lease lease = { 0 };
    _own_(free) char *copy = NULL, *kept = NULL, *again = NULL;

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_take(&p->use, CLUSTER_A, "me, here [x]", 30000, &lease), LCT_OK);
    close_it(p);
    copy = copy_of(p);
    assert_int_equal(restore(p, copy, everybody_lives, &kept), LCT_EEXISTS);
    assert_non_null(strstr(p->err.text, "cluster My First Cluster is being operated by me, here"));
    assert_null(kept);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_count(&p->use, ask_all(RECORD_LEASE)), 1);
    assert_int_equal(
        json_store_restore(p->loop, p->path, copy, nobody_lives, &again, &p->err), LCT_OK);
    struct node n = sample_node(4);
    struct batch *b = batch_new(&p->use.context);
    batch_fence(b, CLUSTER_A, lease.fence);
    batch_put(b, RECORD_NODE, &n);
    assert_int_equal(use_commit(&p->use, b), LCT_EEXISTS);
    lease.fence = 0;
    assert_int_equal(use_take(&p->use, CLUSTER_A, "another [y]", 30000, &lease), LCT_OK);
    assert_true(lease.fence > 1000000);
    close_it(p);
}

// A file in place of one of the copy.
static void
write_copy(const char *copy, const char *format, const char *name, const char *text)
{
    const struct tar_entry entries[] = {
        { TAR_FILE, "format", NULL, 0600, (int64_t)strlen(format), 0 },
        { TAR_FILE, name, NULL, 0600, (int64_t)strlen(text), 0 },
    };
    const char *const texts[] = { format, text };
    _own_(buf) struct buf tar = { 0 };

    for (size_t i = 0; i < 2; i++) {
        tar_put_entry(&tar, &entries[i]);
        buf_adds(&tar, texts[i]);
        for (size_t k = tar_padding(entries[i].size); k; k--)
            buf_addc(&tar, '\0');
    }
    tar_put_end(&tar);
    assert_int_equal(file_write(copy, tar.data, tar.len, 0600, ERR_IGNORED), LCT_OK);
}

static void
refuses_what_is_no_copy(void **state)
{
#define OURS "linodetool inventory, format 1\n"
    static const struct {
        const char *format, *name, *text, *words;
    } copies_of[] = {
        { "junk", AT "seen.json", "{}", "is not an inventory" },
        { "linodetool inventory, format 9\n", AT "seen.json", "{}", "of a newer program" },
        { OURS, "../seen.json", "{}", "is not a copy of an inventory" },
        { OURS, "contexts/../seen.json", "{}", "is not a copy of an inventory" },
        { OURS, "lock", "{}", "is not a copy of an inventory" },
        { OURS, AT "letters/aunt.json", "{}", "is not a copy of an inventory" },
        { OURS, "contexts/seen.json", "{}", "is not a copy of an inventory" },
        { OURS, AT "seen.json", "{", "is damaged" },
        { OURS, AT "operations/000000000002.json", "{\"id\": 3}", "belongs to" },
        { OURS, AT "operations.next", "x", "is not a copy of an inventory" },
    };
    struct place *p = *state;
    _own_(free) char *copy = file_join(p->folder, "copy.tar"), *before = NULL, *kept = NULL;

    fill_it(p);
    before = all_of_it(p);
    assert_int_equal(restore(p, copy, nobody_lives, &kept), LCT_ENOTFOUND);
    assert_int_equal(file_write(copy, "text", 4, 0600, &p->err), LCT_OK);
    assert_int_equal(restore(p, copy, nobody_lives, &kept), LCT_EFAILED);
    for (size_t i = 0; i < sizeof copies_of / sizeof copies_of[0]; i++) {
        write_copy(copy, copies_of[i].format, copies_of[i].name, copies_of[i].text);
        if (restore(p, copy, nobody_lives, &kept) != LCT_EFAILED ||
            !strstr(p->err.text, copies_of[i].words))
            fail_msg("%s: %s", copies_of[i].name, p->err.text);
    }
    assert_null(kept);
    _own_(free) char *now = all_of_it(p);
    assert_string_equal(now, before);
}

static void
a_newer_one_in_place_is_left_alone(void **state)
{
    static const char newer[] = "linodetool inventory, format 9\n";
    struct place *p = *state;
    _own_(free) char *copy = NULL, *kept = NULL;

    fill_it(p);
    copy = copy_of(p);
    write_at(p, "format", newer, strlen(newer));
    assert_int_equal(restore(p, copy, nobody_lives, &kept), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "newer program"));
    assert_null(kept);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(copies_itself_once_a_day),
        PLACE_TEST(keeps_a_bounded_number_of_copies),
        PLACE_TEST(one_that_is_gone_is_no_new_one),
        PLACE_TEST(puts_a_copy_back_over_anything),
        PLACE_TEST(nobody_keeps_a_lease),
        PLACE_TEST(refuses_what_is_no_copy),
        PLACE_TEST(a_newer_one_in_place_is_left_alone),
    };

    return RUN(tests);
}
