// SPDX-License-Identifier: MIT
// The contract of the cloud port: how a machine is watched and mended, and its lock.
#include "base/str.h"
#include "base/texts.h"
#include "cloud_fixture.h"
#include "testing.h"

// ---- watchdog, maintenance policy, when backups are made

struct told_care {
    struct told t;
    char maintenance[40], lock[40], when[40];
};

static void
on_cared(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told_care *to = user;

    if (m) {
        to->t.m = *m;
        snprintf(to->maintenance, sizeof to->maintenance, "%s", m->maintenance);
        snprintf(to->when, sizeof to->when, "%s %s", m->backup_day ? m->backup_day : "",
            m->backup_window ? m->backup_window : "");
        snprintf(to->lock, sizeof to->lock, "%s", *m->locks ? *m->locks : "");
    }
    told_err(&to->t, err);
}

static struct told_care
look(struct fixture *f, const char *id)
{
    struct told_care to = { 0 };

    machines(f)->get(f->cloud, id, on_cared, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_care
care(struct fixture *f, const char *id, const struct machine_care *how)
{
    struct told_care to = { 0 };

    machines(f)->care(f->cloud, id, how, on_cared, &to);
    wait_for(f, &to.t);
    return to;
}

void
test_care(void **state)
{
    static const struct machine_care off = { .says_watchdog = true },
                                     mended = { .maintenance = "linode/power_off_on" },
                                     weekly = { .backup_day = "Sunday", .backup_window = "W4" },
                                     later = { .backup_window = "W22" };
    struct fixture *f = *state;
    struct told m = create_spec(f, &(struct machine_spec){
                                       .label = f->label,
                                       .region = "us-east",
                                       .type = "g6-nanode-1",
                                       .tags = (const char *const[]){ TAG, NULL },
                                       .maintenance = "linode/migrate",
                                       .backups = true,
                                       .swap_mb = -1,
                                   });

    struct told_care c = look(f, m.id);
    assert_false(c.t.m.unwatched);
    assert_string_equal(c.maintenance, "linode/migrate");
    c = care(f, m.id, &off);
    assert_int_equal(c.t.err.code, 0);
    assert_true(c.t.m.unwatched);
    assert_string_equal(c.maintenance, "linode/migrate");
    c = care(f, m.id, &mended);
    assert_int_equal(c.t.err.code, 0);
    assert_true(c.t.m.unwatched);
    assert_string_equal(c.maintenance, "linode/power_off_on");
    assert_int_equal(care(f, m.id, &mended).t.err.code, 0); // it may be said again
    assert_true(look(f, m.id).t.m.backups);
    assert_string_equal(care(f, m.id, &weekly).when, "Sunday W4");
    assert_string_equal(care(f, m.id, &later).when, "Sunday W22"); // the day stays
    assert_int_equal(care(f, "no-number", &off).t.err.code, LCT_ENOTFOUND);
    assert_true(look(f, m.id).t.m.unwatched);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

// ---- locks

struct told_locks {
    struct told t;
    char id[40], type[40];
    size_t n;
};

static void
on_locks(void *user, const struct lct_err *err, const struct lock *locks, size_t n)
{
    struct told_locks *to = user;

    to->n = n;
    if (n) {
        snprintf(to->id, sizeof to->id, "%s", locks[0].id);
        snprintf(to->type, sizeof to->type, "%s", locks[0].type);
    }
    told_err(&to->t, err);
}

static struct told_locks
find(struct fixture *f, const char *machine)
{
    struct told_locks to = { 0 };

    f->cloud->ops->locks->find(f->cloud, machine, on_locks, &to);
    wait_for(f, &to.t);
    return to;
}

static int
add(struct fixture *f, const char *machine, const char *type)
{
    struct told t = { 0 };

    f->cloud->ops->locks->add(f->cloud, machine, type, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
unlock(struct fixture *f, const char *id)
{
    return change(f, f->cloud->ops->locks->remove, id).err.code;
}

void
test_locks(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f);
    struct told_locks l;

    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(find(f, m.id).n, 0);
    assert_int_equal(add(f, m.id, "cannot_delete"), 0);
    assert_int_equal(add(f, m.id, "cannot_delete"), LCT_EFAILED); // it has one
    assert_string_equal(look(f, m.id).lock, "cannot_delete");
    l = find(f, m.id);
    assert_int_equal(l.n, 1);
    assert_string_equal(l.type, "cannot_delete");
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, LCT_EFAILED);
    assert_string_equal(look(f, m.id).lock, "cannot_delete"); // it is there
    assert_int_equal(unlock(f, l.id), 0);
    assert_int_equal(unlock(f, l.id), LCT_ENOTFOUND);
    assert_string_equal(look(f, m.id).lock, "");
    assert_int_equal(find(f, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(add(f, "no-number", "cannot_delete"), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}
