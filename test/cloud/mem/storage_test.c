// SPDX-License-Identifier: MIT
// Disks and volumes of the cloud in memory: jobs in virtual time, limits, answers that are lost.
#include "testing.h"

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/cloud.h"
#include "model/volume.h"

struct fixture {
    struct loop *loop;
    struct mem_account *account;
    struct cloud *cloud;
    char machine[40];
};

// What any callback told.
struct told {
    struct lct_err err;
    char id[40], machine[40], sda[40];
    size_t n;
    int64_t size;
    bool ready, done;
};

static void
told_err(struct told *t, const struct lct_err *err)
{
    t->err = *err;
    t->done = true;
}

static void
on_done(void *user, const struct lct_err *err)
{
    told_err(user, err);
}

static void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told *t = user;

    told_err(t, err);
    snprintf(t->id, sizeof t->id, "%s", m ? m->id : "");
    t->ready = m && m->status != MACHINE_BUSY;
}

static void
on_disks(void *user, const struct lct_err *err, const struct disk *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (!n)
        return;
    snprintf(t->id, sizeof t->id, "%s", list[0].id);
    t->size = list[0].size_mb;
    t->ready = list[0].ready;
}

static void
on_disk(void *user, const struct lct_err *err, const struct disk *d)
{
    on_disks(user, err, d, d != NULL);
}

static void
on_configs(void *user, const struct lct_err *err, const struct config *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        snprintf(t->sda, sizeof t->sda, "%s", list[0].slots[0].disk ? list[0].slots[0].disk : "");
}

static void
on_config(void *user, const struct lct_err *err, const struct config *c)
{
    on_configs(user, err, c, c != NULL);
}

static void
on_volumes(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (!n)
        return;
    snprintf(t->id, sizeof t->id, "%s", list[0].id);
    snprintf(t->machine, sizeof t->machine, "%s", list[0].members[0] ? list[0].members[0] : "");
    t->size = list[0].size_gb;
    t->ready = list[0].ready;
}

static void
on_volume(void *user, const struct lct_err *err, const struct thing *v)
{
    on_volumes(user, err, v, v != NULL);
}

// START is a call that tells t.
#define ASKED(f, START)               \
    __extension__({                   \
        struct told t = { 0 };        \
        START;                        \
        loop_run((f)->loop, &t.done); \
        t;                            \
    })

static void
pass(void *user)
{
    *(bool *)user = true;
}

static void
let_pass(struct fixture *f, int64_t ms)
{
    bool over = false;
    struct timer *t = timer_start(f->loop, ms, pass, &over);

    loop_run(f->loop, &over);
    timer_stop(t);
}

static struct told
make_machine(struct fixture *f, const char *label, const char *image)
{
    const char *const keys[] = { "ssh-ed25519 A", NULL };
    const struct machine_spec spec = { .label = label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = image,
        .authorized_keys = keys,
        .swap_mb = -1 };
    struct told made = ASKED(f, f->cloud->ops->machines->create(f->cloud, &spec, on_machine, &t));

    let_pass(f, 10 * 1000);
    return made;
}

static struct told
make_disk(struct fixture *f, int64_t mb)
{
    const struct disk_spec spec = { .label = "data", .fs = "ext4", .size_mb = mb };

    return ASKED(f, f->cloud->ops->disks->create(f->cloud, f->machine, &spec, on_disk, &t));
}

static struct told
disks(struct fixture *f)
{
    return ASKED(f, f->cloud->ops->disks->list(f->cloud, f->machine, on_disks, &t));
}

static struct told
make_volume(struct fixture *f, const char *label)
{
    const struct thing_spec spec = {
        .label = label, .region = "us-east", .traits = volume_traits(true), .size_gb = 10
    };

    return ASKED(f, f->cloud->ops->things[NOUN_VOLUME]->create(f->cloud, &spec, on_volume, &t));
}

static struct told
volume(struct fixture *f, const char *id)
{
    return ASKED(f, f->cloud->ops->things[NOUN_VOLUME]->get(f->cloud, id, on_volume, &t));
}

static int
attach(struct fixture *f, const char *id)
{
    return ASKED(f, f->cloud->ops->volumes->attach(f->cloud, id, f->machine, NULL, on_done, &t))
        .err.code;
}

static int
set_up(void **state)
{
    struct fixture *f = NEW(struct fixture);

    f->loop = loop_new_virtual();
    f->account = mem_account_new();
    f->cloud = mem_cloud_open(f->loop, f->account, CLOUD_WRITE);
    snprintf(f->machine, sizeof f->machine, "%s", make_machine(f, "empty", NULL).id);
    *state = f;
    return 0;
}

static int
tear_down(void **state)
{
    struct fixture *f = *state;

    f->cloud->ops->close(f->cloud);
    loop_free(f->loop);
    mem_account_free(f->account);
    free(f);
    return 0;
}

static void
test_a_job_takes_its_time_and_no_more(void **state)
{
    struct fixture *f = *state;
    struct told made = make_disk(f, 1024);

    assert_int_equal(made.err.code, 0);
    assert_false(made.ready);
    assert_int_equal(make_disk(f, 1024).err.code, LCT_EWAIT);
    let_pass(f, 3000);
    assert_false(disks(f).ready);
    let_pass(f, 1000);
    assert_true(disks(f).ready);
    assert_int_equal(disks(f).n, 1);
    assert_int_equal(make_disk(f, 25600 - 1024 + 1).err.code, LCT_EFAILED); // one MB too many
    assert_int_equal(make_disk(f, 25600 - 1024).err.code, 0);
}

// As the API's documents say: the request succeeds, the resize does not.
static void
test_disks_in_use(void **state)
{
    struct fixture *f = *state;
    const struct disk_ops *ops = f->cloud->ops->disks;
    struct told d;

    snprintf(f->machine, sizeof f->machine, "%s", make_machine(f, "full", "linode/debian12").id);
    ASKED(f, f->cloud->ops->machines->boot(f->cloud, f->machine, NULL, on_done, &t));
    let_pass(f, 30 * 1000);
    d = disks(f);
    assert_int_equal(d.size, 25600 - 512);
    assert_int_equal(
        ASKED(f, ops->resize(f->cloud, f->machine, d.id, 2048, on_done, &t)).err.code, 0);
    let_pass(f, 5000);
    assert_int_equal(disks(f).size, d.size);
    assert_int_equal(
        ASKED(f, ops->remove(f->cloud, f->machine, d.id, on_done, &t)).err.code, LCT_EFAILED);
}

static void
lose(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    const char *which = user;

    if (str_eq(kind, which))
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
    assert_true(!str_starts(kind, "volume.") || str_eq(subject, "data"));
}

static void
lose_answers(struct fixture *f, const char *kind)
{
    mem_account_trouble(f->account, lose, (void *)(uintptr_t)kind);
}

static void
test_lost_answers(void **state)
{
    struct fixture *f = *state;
    const struct thing_ops *things = f->cloud->ops->things[NOUN_VOLUME];
    struct told found;

    lose_answers(f, "disk.create");
    assert_int_equal(make_disk(f, 1024).err.code, LCT_EAMBIGUOUS);
    assert_int_equal(disks(f).n, 1); // its list tells
    let_pass(f, 5000);

    lose_answers(f, "volume.create");
    assert_int_equal(make_volume(f, "data").err.code, LCT_EAMBIGUOUS);
    found = ASKED(f, things->find(f->cloud, "data", on_volumes, &t));
    assert_int_equal(found.n, 1);
    let_pass(f, 5000);
    lose_answers(f, "volume.attach");
    assert_int_equal(attach(f, found.id), LCT_EAMBIGUOUS);
    lose_answers(f, "none");
    assert_int_equal(attach(f, found.id), 0); // again, while it is being attached
    assert_string_equal(volume(f, found.id).machine, f->machine);
}

static void
test_slots(void **state)
{
    struct fixture *f = *state;
    const struct config ours = { .label = "ours", .root = "/dev/sda" };
    char ids[N_SLOTS + 1][40];

    ASKED(f, f->cloud->ops->configs->create(f->cloud, f->machine, &ours, on_config, &t));
    for (int i = 0; i <= N_SLOTS; i++) {
        _own_(free) char *label = mem_printf("data-%d", i);
        snprintf(ids[i], sizeof ids[i], "%s", make_volume(f, label).id);
        let_pass(f, 5000);
        assert_int_equal(attach(f, ids[i]), i < N_SLOTS ? 0 : LCT_EFAILED);
    }
    let_pass(f, 5000);
    ASKED(f, f->cloud->ops->volumes->detach(f->cloud, ids[3], on_done, &t));
    assert_false(volume(f, ids[3]).ready);
    assert_string_equal(volume(f, ids[3]).machine, f->machine); // still
    let_pass(f, 5000);
    assert_string_equal(volume(f, ids[3]).machine, "");
    assert_int_equal(attach(f, ids[N_SLOTS]), 0); // into the slot that is free now
}

// Each has its own: what one loses the other keeps.
static void
test_a_copy_has_its_own_disks(void **state)
{
    struct fixture *f = *state;
    const struct machine_spec spec = {
        .label = "copy", .region = "us-east", .type = "g6-standard-1", .swap_mb = -1
    };
    struct told source = make_machine(f, "source", "linode/debian12"), copy, config;

    copy = ASKED(f, f->cloud->ops->machines->clone(f->cloud, source.id, &spec, on_machine, &t));
    assert_int_equal(copy.err.code, 0);
    ASKED(f, f->cloud->ops->machines->remove(f->cloud, source.id, on_done, &t));
    let_pass(f, 10 * 1000);
    snprintf(f->machine, sizeof f->machine, "%s", copy.id);
    config = ASKED(f, f->cloud->ops->configs->list(f->cloud, copy.id, on_configs, &t));
    assert_int_equal(config.n, 1);
    assert_string_equal(config.sda, disks(f).id);
    assert_int_equal(disks(f).n, 2);
}

#define WITH_CLOUD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CLOUD(test_a_job_takes_its_time_and_no_more),
        WITH_CLOUD(test_disks_in_use),
        WITH_CLOUD(test_lost_answers),
        WITH_CLOUD(test_slots),
        WITH_CLOUD(test_a_copy_has_its_own_disks),
    };

    return RUN(tests);
}
