// SPDX-License-Identifier: MIT
// Copies of the inventory: made by themselves, bounded, put back; and what is no new inventory.
#include <dirent.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/file.h"
#include "base/str.h"
#include "place.h"
#include "store/sqlite/open.h"

// The copies beside it whose names begin so.
static size_t
copies(struct place *p, const char *kind)
{
    _own_(free) char *folder = file_join(p->folder, "data/backups");
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

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    for (int i = 0; i < 15; i++) {
        _own_(free) char *made = NULL;
        assert_int_equal(p->use.store->ops->backup(p->use.store, NULL, &made, &p->err), LCT_OK);
        assert_int_equal(mode_of(made), 0600);
        free(last);
        last = take(made);
        assert_true(file_exists(last));
    }
    close_it(p);
    assert_true(copies(p, "manual-") <= 10);
    assert_int_equal(copies(p, "."), 2); // and nothing half made
}

static void
an_empty_one_is_no_new_one(void **state)
{
    struct place *p = *state;
    _own_(free) char *backups = file_join(p->folder, "data/backups");

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(truncate(p->path, 0), 0);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.hint, "lct_store_restore()"));
    assert_int_equal(unlink(p->path), 0);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_int_equal(file_remove_tree(backups, &p->err), LCT_OK);
    make_it(p);
}

static void
puts_a_copy_back_over_anything(void **state)
{
    static const char *const spoilt[] = { "", "this was never a database of any kind", NULL };
    struct place *p = *state;
    _own_(free) char *copy = file_join(p->folder, "copy.db");
    _own_(free) char *made = NULL;

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(p->use.store->ops->backup(p->use.store, copy, &made, &p->err), LCT_OK);
    close_it(p);
    put_cluster(p, CLUSTER_B, "second");
    for (const char *const *text = spoilt;; text++) {
        _own_(free) char *kept = NULL, *n = NULL;
        assert_int_equal(
            sqlite_restore(p->loop, p->path, copy, nobody_lives, &kept, &p->err), LCT_OK);
        assert_true(file_exists(kept));
        make_it(p);
        n = sql_text(p->path, "SELECT count(*) FROM clusters");
        assert_string_equal(n, "1");
        if (!*text)
            break;
        assert_int_equal(file_write(p->path, *text, strlen(*text), 0600, &p->err), LCT_OK);
    }
    assert_int_equal(copies(p, "replaced-"), 3);
    assert_int_equal(mode_of(p->path), 0600);
}

static void
refuses_what_is_no_copy(void **state)
{
    struct place *p = *state;
    _own_(free) char *copy = file_join(p->folder, "copy.db");
    _own_(free) char *made = NULL, *kept = NULL, *n = NULL;
    struct lease lease = { 0 };

    put_cluster(p, CLUSTER_A, "first");
    assert_int_equal(file_write(copy, "text", 4, 0600, &p->err), LCT_OK);
    assert_int_equal(
        sqlite_restore(p->loop, p->path, copy, nobody_lives, &kept, &p->err), LCT_EFAILED);
    assert_int_equal(unlink(copy), 0);
    assert_int_equal(
        sqlite_restore(p->loop, p->path, copy, nobody_lives, &kept, &p->err), LCT_ENOTFOUND);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(p->use.store->ops->backup(p->use.store, copy, &made, &p->err), LCT_OK);
    assert_int_equal(use_take(&p->use, CLUSTER_A, "me [x]", 1000, &lease), LCT_OK);
    assert_int_equal(
        sqlite_restore(p->loop, p->path, copy, everybody_lives, &kept, &p->err), LCT_EEXISTS);
    assert_non_null(strstr(p->err.text, "cluster first is being operated by me"));
    close_it(p);
    sql(copy, "INSERT INTO schema_version VALUES (1000, 'later', 0)");
    assert_int_equal(
        sqlite_restore(p->loop, p->path, copy, nobody_lives, &kept, &p->err), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "newer program"));
    assert_null(kept);
    n = sql_text(p->path, "SELECT name FROM clusters");
    assert_string_equal(n, "first");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(copies_itself_once_a_day),
        PLACE_TEST(keeps_a_bounded_number_of_copies),
        PLACE_TEST(an_empty_one_is_no_new_one),
        PLACE_TEST(puts_a_copy_back_over_anything),
        PLACE_TEST(refuses_what_is_no_copy),
    };

    return RUN(tests);
}
