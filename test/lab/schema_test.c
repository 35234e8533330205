// SPDX-License-Identifier: MIT
// Worlds of other programs: older ones are brought up to date, newer ones are refused.
#include "small_lab.h"

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "lab/api/route.h"

#define NEWEST 15 // of share/lab/world/

static void
sql(struct small_lab *x, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(x->file, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(db));
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

// Made by 0.1.0 as it was before worlds had numbers (314f4b3), dumped by sqlite3.
static void
read_kept(struct small_lab *x)
{
    _own_(buf) struct buf text = { 0 };
    _own_(free) char *from = file_join(getenv("KEPT"), "world-0.1.0.sql");

    assert_int_equal(file_read(from, 1u << 20, &text, ERR_IGNORED), LCT_OK);
    sql(x, buf_str(&text));
}

static int64_t
number(struct small_lab *x, const char *text)
{
    int64_t n = world_int(&x->lab.world, -1, text, "");

    assert_false(x->lab.world.failed);
    return n;
}

static const char *
text_of(struct small_lab *x, const char *text)
{
    return world_text(&x->lab.world, x->arena, text, "");
}

static void
one_of_0_1_0(void **state)
{
    struct small_lab *x = *state;

    read_kept(x);
    small_lab_open(x, api_nouns);
    assert_int_equal(number(x, "PRAGMA user_version"), NEWEST);
    assert_string_equal(
        text_of(x, "SELECT group_concat(kind || ' ' || of_type || ' ' || of_id || ' ' "
                   "|| event || ' ' || argument) FROM (SELECT * FROM job ORDER BY id)"),
        "linode_boot linode 10000001 40000006 0,linode_create linode 10000002 40000007 1");
    assert_true(job_pending(&x->lab, (struct subject){ "linode", 10000002 }));
    assert_int_equal(number(x, "SELECT count(*) FROM address"), 4);
    assert_int_equal(number(x, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(number(x, "SELECT count(*) FROM token JOIN sshkey JOIN linode_tag JOIN "
                               "linode_placement"),
        1);
}

// What it had left behind, its jobs, is carried out.
static void
its_jobs_go_on(void **state)
{
    struct small_lab *x = *state;

    read_kept(x);
    small_lab_open(x, api_nouns);
    jobs_kick(&x->lab);
    small_lab_run(x);
    assert_int_equal(number(x, "SELECT count(*) FROM job"), 0);
    assert_int_equal(number(x, "SELECT count(*) FROM linode WHERE status = 'running'"), 2);
    assert_int_equal(number(x, "SELECT count(*) FROM disk WHERE status = 'ready'"), 4);
    assert_string_equal(
        text_of(x, "SELECT group_concat(action || ' ' || status) FROM (SELECT * FROM "
                   "event WHERE id > 40000005 ORDER BY id)"),
        "host_reboot finished,linode_create finished,linode_boot finished");
}

// The first of them had each address but once, and no placement groups.
static void
one_before_that(void **state)
{
    struct small_lab *x = *state;

    read_kept(x);
    sql(x,
        "DROP TABLE linode_placement; DROP TABLE placement_group; DROP TABLE address; "
        "CREATE TABLE address (address TEXT PRIMARY KEY, linode INTEGER NOT NULL REFERENCES linode "
        "(id) ON DELETE CASCADE, public INTEGER NOT NULL, gateway TEXT, subnet_mask TEXT NOT NULL, "
        "prefix INTEGER NOT NULL, rdns TEXT) STRICT; CREATE INDEX address_linode ON address "
        "(linode); INSERT INTO address VALUES ('192.168.128.9', 10000001, 0, NULL, 'm', 17, NULL)");
    small_lab_open(x, api_nouns);
    world_do(&x->lab.world,
        "INSERT INTO address (address, linode, region, public, subnet_mask, prefix, turn) "
        "VALUES ('192.168.128.9', 10000002, 'us-east', 0, 'm', 17, 2)",
        "");
    assert_int_equal(number(x, "SELECT count(*) FROM address"), 2);
    assert_int_equal(number(x, "SELECT count(*) FROM placement_group"), 0);
}

static void
a_new_one(void **state)
{
    struct small_lab *x = *state;

    for (int i = 0; i < 2; i++) {
        small_lab_open(x, api_nouns);
        assert_int_equal(number(x, "PRAGMA user_version"), NEWEST);
        assert_int_equal(
            number(x, "SELECT seq FROM sqlite_sequence WHERE name = 'linode'"), 10000000);
        small_lab_close(x);
    }
}

static void
a_newer_one(void **state)
{
    struct small_lab *x = *state;
    struct lct_err err = { 0 };

    sql(x, "PRAGMA user_version = 999; CREATE TABLE future (id INTEGER)");
    assert_int_equal(world_open(&x->lab.world, x->file, loop_clock(x->loop), &err), LCT_EFAILED);
    assert_null(x->lab.world.db);
    assert_string_equal(
        err.text, arena_printf(x->arena,
                      "the lab's world %s is of a newer lct-lab: its number is 999, this one knows "
                      "%d",
                      x->file, NEWEST));
    assert_string_equal(err.hint, "use the newer one, or begin a new lab: in another folder "
                                  "(--state), or with that file away");
    sql(x, "INSERT INTO future VALUES (1); CREATE TABLE linode (mine)"); // nothing was made in it
}

// All of it or nothing.
static void
one_that_cannot(void **state)
{
    struct small_lab *x = *state;
    struct lct_err err = { 0 };

    sql(x, "CREATE TABLE job (id INTEGER PRIMARY KEY, mine TEXT)");
    assert_int_equal(world_open(&x->lab.world, x->file, loop_clock(x->loop), &err), LCT_EFAILED);
    assert_string_equal(err.text,
        arena_printf(x->arena,
            "cannot bring the lab's world %s up to date by 0003_subjects.sql: no such column: kind",
            x->file));
    sql(x, "INSERT INTO job VALUES (1, 'kept'); CREATE TABLE linode (mine)");
}

static void
no_database(void **state)
{
    struct small_lab *x = *state;
    struct lct_err err = { 0 };
    static const char text[] = "This is a letter, and no database at all; it is long enough, too, "
                               "so that nobody takes it for the beginning of one.";

    assert_int_equal(file_write(x->file, text, sizeof text, 0600, &err), LCT_OK);
    assert_int_equal(world_open(&x->lab.world, x->file, loop_clock(x->loop), &err), LCT_EFAILED);
    assert_string_equal(err.text,
        arena_printf(x->arena, "cannot open the lab's world %s: file is not a database", x->file));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        SMALL_LAB_TEST(one_of_0_1_0),
        SMALL_LAB_TEST(its_jobs_go_on),
        SMALL_LAB_TEST(one_before_that),
        SMALL_LAB_TEST(a_new_one),
        SMALL_LAB_TEST(a_newer_one),
        SMALL_LAB_TEST(one_that_cannot),
        SMALL_LAB_TEST(no_database),
    };

    return RUN(tests);
}
