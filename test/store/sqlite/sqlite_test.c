// SPDX-License-Identifier: MIT
// What is SQLite's own: the file, its modes, its schema, and files that are not what they should
// be.
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "place.h"
#include "store/sqlite/open.h"

static void
its_files_are_ours_alone(void **state)
{
    struct place *p = *state;
    _own_(free) char *data = file_join(p->folder, "data"), *wal = mem_printf("%s-wal", p->path),
                     *shm = mem_printf("%s-shm", p->path);
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    mode_t old = umask(0);

    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_OK);
    assert_int_equal(mode_of(data), 0700);
    assert_int_equal(mode_of(p->path), 0600);
    assert_int_equal(mode_of(wal), 0600);
    assert_int_equal(mode_of(shm), 0600);
    close_it(p);
    chmod(p->path, 0644);
    make_it(p);
    assert_int_equal(mode_of(p->path), 0600);
    umask(old);
}

static void
is_a_strict_database_with_a_write_ahead_log(void **state)
{
    struct place *p = *state;
    _own_(free) char *mode = NULL, *loose = NULL, *version = NULL;

    make_it(p);
    mode = sql_text(p->path, "PRAGMA journal_mode");
    assert_string_equal(mode, "wal");
    loose = sql_text(p->path, "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND "
                              "name NOT LIKE 'sqlite_%' AND NOT strict");
    assert_string_equal(loose, "0");
    version = sql_text(p->path, "SELECT max(version) FROM schema_version");
    assert_string_equal(version, "28");
}

// So that one store can serve many: but for the two lists that stand above all contexts.
static void
every_table_carries_its_context(void **state)
{
    struct place *p = *state;
    _own_(free) char *without = NULL;

    make_it(p);
    without = sql_text(p->path,
        "SELECT group_concat(name) FROM (SELECT t.name FROM pragma_table_list t WHERE t.schema = "
        "'main' AND t.name NOT LIKE 'sqlite_%' AND NOT EXISTS (SELECT 1 FROM "
        "pragma_table_info(t.name) c WHERE c.name = 'context' AND c.\"notnull\") ORDER BY name)");
    assert_string_equal(without, "contexts,schema_version");
}

// One that no field names would come and go as it likes.
static void
check_columns(struct place *p, const struct record_shape *shape)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *query =
        mem_printf("SELECT group_concat(name) FROM pragma_table_info('%s')", shape->name);
    _own_(free) char *names = sql_text(p->path, query);
    char **columns;
    size_t n = str_split(a, names, ",", &columns);

    assert_true(n > 2);
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(columns[i], "context") && !shape_field(shape, columns[i]))
            fail_msg("%s.%s", shape->name, columns[i]);
    }
}

static void
every_column_is_a_field(void **state)
{
    struct place *p = *state;

    make_it(p);
    for (size_t i = 0; i < RECORD_KINDS; i++)
        check_columns(p, &record_shapes[i]);
}

static void
refuses_another_programs_database_and_leaves_it_alone(void **state)
{
    struct place *p = *state;
    _own_(free) char *mode = NULL, *tables = NULL;

    free(p->path);
    p->path = file_join(p->folder, "foreign.db");
    sql(p->path, "CREATE TABLE clusters (x)");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "another program"));
    assert_non_null(strstr(p->err.text, p->path));
    mode = sql_text(p->path, "PRAGMA journal_mode");
    assert_string_equal(mode, "delete");
    tables = sql_text(p->path, "SELECT count(*) FROM sqlite_schema");
    assert_string_equal(tables, "1");
}

static void
refuses_what_is_no_database(void **state)
{
    struct place *p = *state;
    const char text[] = "This is a letter to my aunt, and long enough to have a header. "
                        "It goes on for more than a hundred bytes, so that it could be one.";

    free(p->path);
    p->path = file_join(p->folder, "letter");
    assert_int_equal(file_write(p->path, text, sizeof text, 0600, &p->err), LCT_OK);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "not an inventory"));
    assert_string_not_equal(p->err.hint, "");
}

static void
says_when_it_is_damaged(void **state)
{
    struct place *p = *state;
    struct ask ask = ask_all(RECORD_CLUSTER);
    char junk[65536];
    int code;

    make_it(p);
    memset(junk, 0x5a, sizeof junk);
    int fd = open(p->path, O_WRONLY);
    assert_int_equal(pwrite(fd, junk, sizeof junk, 4096), sizeof junk);
    close(fd);
    code = open_it(p, STORE_WRITE);
    if (code == LCT_OK) {
        code = store_read_now(p->loop, p->use.store, &p->use.context, p->arena, &ask, 1, &p->err);
        close_it(p);
    }
    assert_int_equal(code, LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "damaged"));
}

static void
refuses_a_newer_schema(void **state)
{
    struct place *p = *state;

    make_it(p);
    sql(p->path, "INSERT INTO schema_version VALUES (999, 'later', 0)");
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "999"));
    assert_int_equal(open_it(p, STORE_READ), LCT_EFAILED);
}

static void
says_who_holds_it_up(void **state)
{
    struct place *p = *state;
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    sqlite3 *db;

    make_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_ERETRY);
    assert_non_null(strstr(p->use.err.text, "locked"));
    sqlite3_close(db);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_OK);
    close_it(p);
}

static void
let_go(void *user)
{
    sqlite3_close(user);
}

struct ticking {
    struct loop *loop;
    struct timer *next;
    unsigned n;
};

static void
ticked(void *user)
{
    struct ticking *t = user;

    t->n++;
    timer_stop(t->next);
    t->next = timer_start(t->loop, 10, ticked, t);
}

static void
whoever_waits_for_it_holds_up_nobody(void **state)
{
    struct place *p = *state;
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    struct ticking ticking = { .loop = p->loop };
    sqlite3 *db;

    make_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    struct timer *end = timer_start(p->loop, 1000, let_go, db);
    ticked(&ticking);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_OK); // a second later
    assert_true(ticking.n > 30);
    timer_stop(ticking.next);
    timer_stop(end);
    close_it(p);
}

static void
does_not_make_files_to_read_them(void **state)
{
    struct place *p = *state;

    assert_int_equal(open_it(p, STORE_READ), LCT_ENOTFOUND);
    assert_false(file_exists(p->path));
}

static void
says_what_it_cannot_open(void **state)
{
    struct place *p = *state;

    assert_int_equal(file_mkdirs(p->path, 0700, &p->err), LCT_OK);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_EFAILED);
    assert_non_null(strstr(p->err.text, "not a file"));
}

// Fills a small file system of its own; its exit status says how far it came.
static int
fill_a_disk(struct place *p)
{
    struct cluster c = sample_cluster(CLUSTER_A, "c");
    unsigned i = 0;

    if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "", MS_REC | MS_PRIVATE, "") < 0 ||
        mount("none", p->folder, "tmpfs", 0, "size=512k") < 0)
        return 77;
    if (open_it(p, STORE_WRITE) < 0 || use_put(&p->use, RECORD_CLUSTER, &c) < 0)
        return 1;
    while (p->use.err.code == LCT_OK && i++ < 10000) {
        struct node n = sample_node(i);
        use_put(&p->use, RECORD_NODE, &n);
    }
    if (p->use.err.code != LCT_EFAILED || !strstr(p->use.err.text, "No space left"))
        return 2;
    close_it(p); // and what was committed is there
    return open_it(p, STORE_READ) == LCT_OK ? 0 : 3;
}

static void
says_when_the_disk_is_full(void **state)
{
    struct place *p = *state;
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit(fill_a_disk(p));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77)
        skip(); // not root: no file system of our own
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void
two_programs_may_make_it_at_once(void **state)
{
    struct place *p = *state;
    pid_t children[4];

    for (size_t i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(open_it(p, STORE_WRITE) == LCT_OK ? 0 : 1);
    }
    for (size_t i = 0; i < 4; i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(its_files_are_ours_alone),
        PLACE_TEST(is_a_strict_database_with_a_write_ahead_log),
        PLACE_TEST(every_table_carries_its_context),
        PLACE_TEST(every_column_is_a_field),
        PLACE_TEST(refuses_another_programs_database_and_leaves_it_alone),
        PLACE_TEST(refuses_what_is_no_database),
        PLACE_TEST(says_when_it_is_damaged),
        PLACE_TEST(refuses_a_newer_schema),
        PLACE_TEST(says_who_holds_it_up),
        PLACE_TEST(whoever_waits_for_it_holds_up_nobody),
        PLACE_TEST(does_not_make_files_to_read_them),
        PLACE_TEST(says_what_it_cannot_open),
        PLACE_TEST(says_when_the_disk_is_full),
        PLACE_TEST(two_programs_may_make_it_at_once),
    };

    return RUN(tests);
}
