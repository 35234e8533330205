// SPDX-License-Identifier: MIT
// The contract of the cloud port: machines that are changed where they are, and copied.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

#define PATIENCE 600 // looks

static void
on_type(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told *t = user;

    told_err(t, err);
    t->n = m && str_eq(m->type, "g6-standard-1") && m->status == MACHINE_OFFLINE;
}

static bool
has_type(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    machines(f)->get(f->cloud, id, on_type, &t);
    wait_for(f, &t);
    return t.n;
}

static int
resize(struct fixture *f, const char *id, const char *type, bool fit_disks)
{
    const struct machine_resize how = { .type = type, .fit_disks = fit_disks };
    struct told t = { 0 };

    machines(f)->resize(f->cloud, id, &how, on_done, &t);
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
    for (size_t i = 0; i < n; i++)
        t->last_event += disks[i].size_mb;
}

static struct told
disks(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    f->cloud->ops->disks->list(f->cloud, id, on_disks, &t);
    wait_for(f, &t);
    return t;
}

static int64_t
disks_mb(struct fixture *f, const char *id)
{
    return disks(f, id).last_event;
}

void
test_another_type(void **state)
{
    struct fixture *f = *state;
    struct told m = create(f, f->label, false);

    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(disks_mb(f, m.id), 25600);
    assert_int_equal(resize(f, m.id, "g6-nanode-1", true), 0); // it is
    assert_int_equal(resize(f, m.id, "g6-nothing-1", true), LCT_EFAILED);
    assert_int_equal(resize(f, m.id, "g6-standard-1", true), 0);
    for (int i = 0; !has_type(f, m.id); i++) {
        assert_true(i < PATIENCE);
        pause_for(f, 500);
    }
    assert_int_equal(disks_mb(f, m.id), 51200);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(resize(f, m.id, "g6-nanode-1", false), LCT_EFAILED); // its disk is too large
    assert_int_equal(resize(f, "no-number", "g6-standard-1", true), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

// The same machine, with other disks.
void
test_rebuilt(void **state)
{
    const struct machine_spec spec = {
        .image = "linode/debian12", .authorized_keys = contract_keys, .swap_mb = -1
    };
    struct fixture *f = *state;
    struct told m = create(f, f->label, false), before, t = { 0 };

    wait_status(f, m.id, MACHINE_OFFLINE);
    before = disks(f, m.id);
    machines(f)->rebuild(f->cloud, m.id, &spec, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(t.id, m.id);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(disks(f, m.id).n, before.n);
    assert_string_not_equal(disks(f, m.id).id, before.id);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

static int
set_password(struct fixture *f, const char *id)
{
    _own_(secret) struct secret *word = secret_new("a \"long\" password 7", 19);
    struct told t = { 0 };

    machines(f)->password(f->cloud, id, NULL, word, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

void
test_passwords(void **state)
{
    struct fixture *f = *state;
    struct cloud *writer = f->cloud;
    struct told m = create(f, f->label, false);

    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(set_password(f, m.id), 0);
    assert_int_equal(set_password(f, "no-number"), LCT_ENOTFOUND);
    f->cloud = f->reader;
    assert_int_equal(set_password(f, m.id), LCT_EUSAGE);
    assert_int_equal(resize(f, m.id, "g6-standard-1", true), LCT_EUSAGE);
    f->cloud = writer;
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

static void
on_reboots(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    for (size_t i = 0; i < n; i++)
        if (str_eq(events[i].action, "linode_reboot") && str_eq(events[i].entity_id, t->id))
            t->n++;
}

static size_t
reboots(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    snprintf(t.id, sizeof t.id, "%s", id);
    f->cloud->ops->events->since(f->cloud, 0, on_reboots, &t);
    wait_for(f, &t);
    return t.n;
}

static int
rescue(struct fixture *f, const char *id, const char *disk)
{
    struct slot slots[N_SLOTS] = { { .disk = disk } };
    struct told t = { 0 };

    machines(f)->rescue(f->cloud, id, slots, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

// What it has on its disks and what it boots with is what it was.
void
test_rescue(void **state)
{
    struct fixture *f = *state;
    struct cloud *writer = f->cloud;
    struct told m = create(f, f->label, false), had;

    wait_status(f, m.id, MACHINE_OFFLINE);
    had = disks(f, m.id);
    assert_int_equal(rescue(f, m.id, "1"), LCT_EFAILED); // of another machine
    assert_int_equal(rescue(f, m.id, had.id), 0);
    wait_status(f, m.id, MACHINE_RUNNING);
    assert_int_equal(reboots(f, m.id), 1);
    assert_int_equal(change(f, machines(f)->shutdown, m.id).err.code, 0);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(rescue(f, m.id, NULL), 0); // without any
    wait_status(f, m.id, MACHINE_RUNNING);
    assert_int_equal(change(f, machines(f)->reboot, m.id).err.code, 0);
    wait_status(f, m.id, MACHINE_RUNNING);
    assert_string_equal(disks(f, m.id).id, had.id);
    assert_int_equal(rescue(f, "no-number", had.id), LCT_ENOTFOUND);
    f->cloud = f->reader;
    assert_int_equal(rescue(f, m.id, had.id), LCT_EUSAGE);
    f->cloud = writer;
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

void
test_clone(void **state)
{
    struct fixture *f = *state;
    _own_(free) char *label = mem_printf("%s-c", f->label);
    const struct machine_spec spec = {
        .label = label, .region = "us-east", .type = "g6-nanode-1", .swap_mb = -1
    };
    struct told m = create(f, f->label, false), t = { 0 }, u = { 0 };

    wait_status(f, m.id, MACHINE_OFFLINE);
    machines(f)->clone(f->cloud, m.id, &spec, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(t.label, label);
    assert_string_not_equal(t.id, m.id);
    wait_status(f, t.id, MACHINE_OFFLINE);
    assert_int_equal(disks_mb(f, t.id), 25600);
    machines(f)->clone(f->cloud, "no-number", &spec, on_machine, &u);
    wait_for(f, &u);
    assert_int_equal(u.err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, t.id).err.code, 0);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}
