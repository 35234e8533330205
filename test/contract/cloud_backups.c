// SPDX-License-Identifier: MIT
// The contract of the cloud port: backups of a machine, taken and restored.
#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

#define PATIENCE 600 // looks

struct told_backups {
    struct told t;
    struct backup last; // its texts are not kept, but for those below
    char id[40], label[40];
    size_t n;
};

static void
on_backups(void *user, const struct lct_err *err, const struct backup *backups, size_t n)
{
    struct told_backups *to = user;

    to->n = n;
    if (n) {
        to->last = backups[n - 1];
        snprintf(to->id, sizeof to->id, "%s", to->last.id);
        snprintf(to->label, sizeof to->label, "%s", to->last.label);
    }
    told_err(&to->t, err);
}

static void
on_backup(void *user, const struct lct_err *err, const struct backup *b)
{
    assert_true((b != NULL) == (err->code == 0));
    on_backups(user, err, b, b != NULL);
}

static const struct backup_ops *
backups(const struct fixture *f)
{
    return f->cloud->ops->backups;
}

static struct told_backups
list(struct fixture *f, const char *machine)
{
    struct told_backups to = { 0 };

    backups(f)->list(f->cloud, machine, on_backups, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_backups
take_one(struct fixture *f, const char *machine, const char *label)
{
    struct told_backups to = { 0 };

    backups(f)->make(f->cloud, machine, label, on_backup, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_backups
complete(struct fixture *f, const char *machine)
{
    struct told_backups all = list(f, machine);

    for (int i = 0; all.last.under_way; i++) {
        assert_true(i < PATIENCE);
        pause_for(f, 500);
        all = list(f, machine);
    }
    return all;
}

static int
restore(struct fixture *f, const char *machine, const char *id, const char *to, bool over)
{
    struct told t = { 0 };

    backups(f)->restore(f->cloud, machine, id, to, over, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
on_disks(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->id, sizeof t->id, "%s", disks[0].id);
}

static struct told
disks(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    f->cloud->ops->disks->list(f->cloud, id, on_disks, &t);
    wait_for(f, &t);
    return t;
}

static void
refusals(struct fixture *f, const char *machine, const char *id)
{
    struct cloud *writer = f->cloud;

    assert_int_equal(list(f, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, backups(f)->enable, "no-number").err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, backups(f)->cancel, "no-number").err.code, LCT_ENOTFOUND);
    assert_int_equal(restore(f, machine, "no-number", machine, true), LCT_ENOTFOUND);
    assert_int_equal(restore(f, machine, id, machine, false), LCT_EFAILED); // there is no room
    f->cloud = f->reader;
    assert_int_equal(change(f, backups(f)->enable, machine).err.code, LCT_EUSAGE);
    assert_int_equal(change(f, backups(f)->cancel, machine).err.code, LCT_EUSAGE);
    assert_int_equal(take_one(f, machine, "x").t.err.code, LCT_EUSAGE);
    assert_int_equal(restore(f, machine, id, machine, true), LCT_EUSAGE);
    f->cloud = writer;
}

void
test_backups(void **state)
{
    struct fixture *f = *state;
    struct told m = create(f, f->label, false), had, has;
    struct told_backups b;

    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(list(f, m.id).n, 0);
    assert_int_equal(take_one(f, m.id, "early").t.err.code, LCT_EFAILED); // it is not enabled
    assert_false(get(f, m.id).m.backups);
    assert_int_equal(change(f, backups(f)->enable, m.id).err.code, 0);
    assert_true(get(f, m.id).m.backups);
    assert_int_equal(change(f, backups(f)->enable, m.id).err.code, 0); // it is
    b = take_one(f, m.id, "first");
    assert_int_equal(b.t.err.code, 0);
    assert_string_equal(b.label, "first");
    assert_true(b.last.snapshot && b.last.under_way && !b.last.complete);
    b = complete(f, m.id);
    assert_true(b.n == 1 && b.last.complete && b.last.size_mb == 25600);
    assert_int_equal(take_one(f, m.id, "second").t.err.code, 0);
    b = complete(f, m.id);
    assert_int_equal(b.n, 1); // in the place of the other
    assert_string_equal(b.label, "second");
    refusals(f, m.id, b.id);
    had = disks(f, m.id);
    assert_int_equal(restore(f, m.id, b.id, m.id, true), 0);
    wait_status(f, m.id, MACHINE_OFFLINE);
    has = disks(f, m.id);
    assert_int_equal(has.n, had.n);
    assert_string_not_equal(has.id, had.id);
    assert_int_equal(boot(f, m.id, NULL), 0);
    wait_status(f, m.id, MACHINE_RUNNING);
    assert_int_equal(change(f, backups(f)->cancel, m.id).err.code, 0);
    assert_false(get(f, m.id).m.backups);
    assert_int_equal(list(f, m.id).n, 0);                              // all are gone
    assert_int_equal(change(f, backups(f)->cancel, m.id).err.code, 0); // it is
    assert_int_equal(take_one(f, m.id, "late").t.err.code, LCT_EFAILED);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}
