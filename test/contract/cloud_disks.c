// SPDX-License-Identifier: MIT
// The contract of the cloud port: disks of a machine, and what it boots with.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cloud_fixture.h"
#include "testing.h"

#define PATIENCE 600 // looks

// ---- disks

struct told_disks {
    struct told t;
    struct disk disks[4]; // their texts are not kept, but for those below
    char ids[4][40], labels[4][64], fs[4][16];
    size_t n;
};

static void
keep(struct told_disks *to, const struct disk *d)
{
    const size_t i = to->n++;

    assert_true(i < 4 && word_valid(d->id) && title_valid(d->label) && d->size_mb > 0);
    to->disks[i] = *d;
    snprintf(to->ids[i], sizeof to->ids[i], "%s", d->id);
    snprintf(to->labels[i], sizeof to->labels[i], "%s", d->label);
    snprintf(to->fs[i], sizeof to->fs[i], "%s", d->fs);
}

static void
on_disks(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct told_disks *to = user;

    for (size_t i = 0; i < n; i++)
        keep(to, &disks[i]);
    told_err(&to->t, err);
}

static void
on_disk(void *user, const struct lct_err *err, const struct disk *d)
{
    assert_true((d != NULL) == (err->code == 0));
    on_disks(user, err, d, d != NULL);
}

static const struct disk_ops *
disks(const struct fixture *f)
{
    return f->cloud->ops->disks;
}

static struct told_disks
make(struct fixture *f, const char *machine, const char *label, const char *fs, int64_t mb)
{
    const struct disk_spec spec = { .label = label, .fs = fs, .size_mb = mb };
    struct told_disks to = { 0 };

    disks(f)->create(f->cloud, machine, &spec, on_disk, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_disks
look(struct fixture *f, const char *machine, const char *id)
{
    struct told_disks to = { 0 };

    disks(f)->get(f->cloud, machine, id, on_disk, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_disks
list(struct fixture *f, const char *machine)
{
    struct told_disks to = { 0 };

    disks(f)->list(f->cloud, machine, on_disks, &to);
    wait_for(f, &to.t);
    assert_int_equal(to.t.err.code, 0);
    return to;
}

static bool
all_ready(const struct told_disks *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (!all->disks[i].ready)
            return false;
    return true;
}

// Until nothing is done to them.
static struct told_disks
settled(struct fixture *f, const char *machine)
{
    struct told_disks all = list(f, machine);

    for (int i = 0; !all_ready(&all); i++) {
        assert_true(i < PATIENCE);
        pause_for(f, 500);
        all = list(f, machine);
    }
    return all;
}

static int
grow(struct fixture *f, const char *machine, const char *id, int64_t mb)
{
    struct told t = { 0 };

    disks(f)->resize(f->cloud, machine, id, mb, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
drop(struct fixture *f, const char *machine, const char *id)
{
    struct told t = { 0 };

    disks(f)->remove(f->cloud, machine, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

// One job at a time: whoever comes too early waits.
static void
check_busy(struct fixture *f, const char *machine)
{
    struct told_disks early = make(f, machine, "early", "raw", 64);

    assert_true(early.t.err.code == LCT_EWAIT || f->account == NULL);
    if (early.t.err.code == LCT_EWAIT) {
        assert_int_equal(list(f, machine).n, 1);
        return;
    }
    assert_int_equal(early.t.err.code, 0); // the API was faster than we
    settled(f, machine);
    assert_int_equal(drop(f, machine, early.ids[0]), 0);
}

static void
check_unknown(struct fixture *f, const char *machine, const char *gone)
{
    assert_int_equal(look(f, machine, gone).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(look(f, machine, "no-number").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(look(f, "no-number", gone).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(grow(f, machine, gone, 64), LCT_ENOTFOUND);
    assert_int_equal(drop(f, machine, gone), LCT_ENOTFOUND);
    assert_int_equal(make(f, "1", "x", "raw", 64).t.err.code, LCT_ENOTFOUND);
}

static void
check_reader(struct fixture *f, const char *machine, const char *id)
{
    struct cloud *writer = f->cloud;

    f->cloud = f->reader;
    assert_int_equal(make(f, machine, "x", "raw", 64).t.err.code, LCT_EUSAGE);
    assert_int_equal(grow(f, machine, id, 64), LCT_EUSAGE);
    assert_int_equal(drop(f, machine, id), LCT_EUSAGE);
    assert_int_equal(look(f, machine, id).t.err.code, 0);
    f->cloud = writer;
}

void
test_disks(void **state)
{
    struct fixture *f = *state;
    struct told m = create_empty(f);
    struct told_disks made, all;

    assert_int_equal(m.err.code, 0);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(list(f, m.id).n, 0);
    assert_int_equal(boot(f, m.id, NULL), LCT_EFAILED); // with nothing on it

    made = make(f, m.id, "The first disk", "ext4", 1024);
    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.labels[0], "The first disk");
    check_busy(f, m.id);
    settled(f, m.id);
    assert_int_equal(make(f, m.id, "swap", "swap", 256).t.err.code, 0);
    settled(f, m.id);
    assert_int_equal(make(f, m.id, "swap", "raw", 128).t.err.code, 0); // no label is taken
    all = settled(f, m.id);
    assert_int_equal(all.n, 3);
    assert_string_equal(all.ids[0], made.ids[0]); // as they were made
    assert_string_equal(all.fs[1], "swap");
    assert_string_equal(all.fs[2], "raw");
    assert_int_equal(all.disks[2].size_mb, 128);

    assert_int_equal(
        make(f, m.id, "x", "raw", 25600).t.err.code, LCT_EFAILED); // so much is not left
    assert_int_equal(grow(f, m.id, all.ids[0], 2048), 0);
    settled(f, m.id);
    assert_int_equal(look(f, m.id, all.ids[0]).disks[0].size_mb, 2048);
    assert_int_equal(drop(f, m.id, all.ids[2]), 0);
    assert_int_equal(settled(f, m.id).n, 2);
    check_unknown(f, m.id, all.ids[2]);
    check_reader(f, m.id, all.ids[0]);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

// ---- configurations

struct told_configs {
    struct told t;
    struct config first; // likewise
    char id[40], label[64], kernel[40], root[40], sda[40], sdb[40];
    size_t n;
};

static void
on_configs(void *user, const struct lct_err *err, const struct config *configs, size_t n)
{
    struct told_configs *to = user;
    const struct config *c = configs;

    to->n = n;
    if (n) {
        to->first = *c;
        snprintf(to->id, sizeof to->id, "%s", c->id);
        snprintf(to->label, sizeof to->label, "%s", c->label);
        snprintf(to->kernel, sizeof to->kernel, "%s", c->kernel);
        snprintf(to->root, sizeof to->root, "%s", c->root);
        snprintf(to->sda, sizeof to->sda, "%s", c->slots[0].disk ? c->slots[0].disk : "");
        snprintf(to->sdb, sizeof to->sdb, "%s", c->slots[1].disk ? c->slots[1].disk : "");
    }
    told_err(&to->t, err);
}

static void
on_config(void *user, const struct lct_err *err, const struct config *c)
{
    assert_true((c != NULL) == (err->code == 0));
    on_configs(user, err, c, c != NULL);
}

static struct told_configs
configs(struct fixture *f, const char *machine)
{
    struct told_configs to = { 0 };

    f->cloud->ops->configs->list(f->cloud, machine, on_configs, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_configs
configure(struct fixture *f, const char *machine, const struct config *c)
{
    const struct config_ops *ops = f->cloud->ops->configs;
    struct told_configs to = { 0 };

    (c->id ? ops->update : ops->create)(f->cloud, machine, c, on_config, &to);
    wait_for(f, &to.t);
    return to;
}

static int
drop_config(struct fixture *f, const char *machine, const char *id)
{
    struct told t = { 0 };

    f->cloud->ops->configs->remove(f->cloud, machine, id, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static void
check_config_reader(struct fixture *f, const char *machine, const struct config *c)
{
    struct cloud *writer = f->cloud;

    f->cloud = f->reader;
    assert_int_equal(configure(f, machine, c).t.err.code, LCT_EUSAGE);
    assert_int_equal(drop_config(f, machine, "1"), LCT_EUSAGE);
    assert_int_equal(boot(f, machine, NULL), LCT_EUSAGE);
    assert_int_equal(configs(f, machine).n, 1);
    f->cloud = writer;
}

// That of the image, with another one beside it, by which it boots.
void
test_configs(void **state)
{
    struct fixture *f = *state;
    struct told m = create(f, f->label, false);
    struct told_disks all;
    struct told_configs made, changed;
    struct config c = { .label = "Ours: lct",
        .kernel = "linode/grub2",
        .root = "/dev/sda",
        .helpers = HELPER_DISTRO | HELPER_NO_UPDATEDB };

    wait_status(f, m.id, MACHINE_OFFLINE);
    all = settled(f, m.id);
    assert_int_equal(all.n, 2); // the image's and swap
    assert_int_equal(configs(f, m.id).n, 1);
    assert_string_equal(configs(f, m.id).sda, all.ids[0]);
    c.slots[0].disk = all.ids[0];
    c.slots[1].disk = all.ids[1];
    check_config_reader(f, m.id, &c);
    made = configure(f, m.id, &c);
    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.label, c.label);
    assert_string_equal(made.kernel, c.kernel);
    assert_string_equal(made.root, c.root);
    assert_string_equal(made.sda, all.ids[0]);
    assert_string_equal(made.sdb, all.ids[1]);
    assert_int_equal(made.first.helpers, c.helpers);
    assert_int_equal(configs(f, m.id).n, 2);

    c.id = made.id;
    c.slots[1].disk = NULL;
    c.helpers = HELPER_NETWORK;
    changed = configure(f, m.id, &c);
    assert_int_equal(changed.t.err.code, 0);
    assert_string_equal(changed.id, made.id);
    assert_string_equal(changed.sdb, "");
    assert_int_equal(changed.first.helpers, c.helpers);
    assert_int_equal(boot(f, m.id, made.id), 0);
    wait_status(f, m.id, MACHINE_RUNNING);

    assert_int_equal(configure(f, "1", &c).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop_config(f, m.id, "no-number"), LCT_ENOTFOUND);
    assert_int_equal(drop_config(f, m.id, "1"), LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->shutdown, m.id).err.code, 0);
    wait_status(f, m.id, MACHINE_OFFLINE);
    assert_int_equal(drop_config(f, m.id, made.id), 0);
    assert_int_equal(configs(f, m.id).n, 1);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}
