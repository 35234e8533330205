// SPDX-License-Identifier: MIT
// What only the cloud in memory can do: virtual time, trouble, limits, outliving its user.
#include "testing.h"

#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/cloud.h"

struct fixture {
    struct loop *loop;
    struct mem_account *account;
    struct cloud *cloud;
};

static int
set_up(void **state)
{
    struct fixture *f = NEW(struct fixture);

    f->loop = loop_new_virtual();
    f->account = mem_account_new();
    f->cloud = mem_cloud_open(f->loop, f->account, CLOUD_WRITE);
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

struct told {
    int calls;
    struct lct_err err;
    char id[40];
    enum machine_status status;
    int64_t at_ms;
    struct fixture *f;
    bool done;
};

static int64_t
now(const struct fixture *f)
{
    return loop_clock(f->loop)->now_ms(loop_clock(f->loop));
}

static void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    struct told *t = user;

    t->calls++;
    t->err = *err;
    snprintf(t->id, sizeof t->id, "%s", m ? m->id : "");
    t->status = m ? m->status : MACHINE_BUSY;
    t->at_ms = now(t->f);
    t->done = true;
}

static void
create(struct fixture *f, const char *label, struct told *t)
{
    const char *const keys[] = { "ssh-ed25519 A", NULL };
    struct machine_spec spec = { .label = label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .authorized_keys = keys,
        .booted = true,
        .swap_mb = -1 };

    t->f = f;
    f->cloud->ops->machines->create(f->cloud, &spec, on_machine, t);
}

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

static enum machine_status
status_now(struct fixture *f, const char *id)
{
    struct told t = { .f = f };

    f->cloud->ops->machines->get(f->cloud, id, on_machine, &t);
    loop_run(f->loop, &t.done);
    return t.status;
}

static void
test_boot_takes_its_time_and_no_more(void **state)
{
    struct fixture *f = *state;
    struct told t = { 0 };

    create(f, "web-01", &t);
    loop_run(f->loop, &t.done);
    let_pass(f, 27 * 1000);
    assert_int_equal(status_now(f, t.id), MACHINE_BUSY);
    let_pass(f, 1000);
    assert_int_equal(status_now(f, t.id), MACHINE_RUNNING);
}

static void
test_limit_of_creates(void **state)
{
    struct fixture *f = *state;
    struct told t[45] = { 0 };
    int64_t start = now(f);
    struct rate rate;

    mem_account_dials(f->account)->create_limit = 20;
    assert_true(f->cloud->ops->rate(f->cloud, "machine.create", &rate));
    assert_int_equal(rate.limit, 20);
    assert_int_equal(rate.window_ms, 15000);
    for (int i = 0; i < 45; i++) {
        _own_(free) char *label = mem_printf("node-%02d", i);
        create(f, label, &t[i]);
    }
    loop_run(f->loop, NULL);
    assert_int_equal(t[19].at_ms - start, 200);
    assert_int_equal(t[20].at_ms - start, 15200);
    assert_int_equal(t[44].at_ms - start, 30200);
    assert_int_equal(mem_account_count(f->account), 45);
}

static void
lose_create(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    if (str_eq(kind, "machine.create") && str_eq(subject, "web-02"))
        *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
    if (str_eq(kind, "machine.create") && str_eq(subject, "web-03"))
        *t = (struct mem_trouble){ .code = LCT_ERETRY };
    if (str_eq(kind, "machine.create") && str_eq(subject, "web-04"))
        t->never_boots = true;
}

static void
test_trouble(void **state)
{
    struct fixture *f = *state;
    struct told lost = { 0 }, refused = { 0 }, dead = { 0 };

    mem_account_trouble(f->account, lose_create, NULL);
    create(f, "web-02", &lost);
    create(f, "web-03", &refused);
    create(f, "web-04", &dead);
    loop_run(f->loop, NULL);
    assert_int_equal(lost.err.code, LCT_EAMBIGUOUS);
    assert_int_equal(refused.err.code, LCT_ERETRY);
    assert_int_equal(mem_account_count(f->account), 2); // the lost one exists
    assert_string_equal(mem_account_machine(f->account, 0)->label, "web-02");
    let_pass(f, 60 * 1000);
    assert_int_equal(status_now(f, dead.id), MACHINE_OFFLINE);
    assert_int_equal(mem_account_requests(f->account, "machine.create"), 3);
}

// The process dies with requests under way; another one finds what it left.
static void
test_account_outlives_its_user(void **state)
{
    struct fixture *f = *state;
    struct told t[3] = { 0 };

    create(f, "web-01", &t[0]);
    loop_run(f->loop, &t[0].done);
    create(f, "web-02", &t[1]);
    let_pass(f, 150); // it has arrived, its answer has not
    create(f, "web-03", &t[2]);
    f->cloud->ops->close(f->cloud);
    assert_int_equal(t[1].err.code, LCT_ECANCELLED);
    assert_int_equal(t[2].err.code, LCT_ECANCELLED);
    loop_free(f->loop);

    f->loop = loop_new_virtual(); // its clock begins at 0 again
    f->cloud = mem_cloud_open(f->loop, f->account, CLOUD_WRITE);
    assert_int_equal(mem_account_count(f->account), 2);
    let_pass(f, 27 * 1000);
    assert_int_equal(status_now(f, t[0].id), MACHINE_BUSY);
    let_pass(f, 2 * 1000);
    assert_int_equal(status_now(f, t[0].id), MACHINE_RUNNING);
}

static void
test_quota(void **state)
{
    struct fixture *f = *state;
    struct told t[2] = { 0 };

    mem_account_dials(f->account)->machines_max = 1;
    create(f, "web-01", &t[0]);
    create(f, "web-02", &t[1]);
    loop_run(f->loop, NULL);
    assert_int_equal(t[0].err.code, 0);
    assert_int_equal(t[1].err.code, LCT_EQUOTA);
}

#define WITH_CLOUD(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CLOUD(test_boot_takes_its_time_and_no_more),
        WITH_CLOUD(test_limit_of_creates),
        WITH_CLOUD(test_trouble),
        WITH_CLOUD(test_account_outlives_its_user),
        WITH_CLOUD(test_quota),
    };

    return RUN(tests);
}
