// SPDX-License-Identifier: MIT
// The cloud's contract: the drivers, and what is asked of them.
#include "cloud_fixture.h"
#include "testing.h"

#include "base/digest.h"
#include "base/mem.h"
#include "cloud/linode/linode.h"
#include "cloud/mem/cloud.h"

#define PATIENCE_MS (5 * 60 * 1000)

const char *const contract_keys[] = { "ssh-ed25519 "
                                      "AAAAC3NzaC1lZDI1NTE5AAAAIFNv0Zbq3nD1Yy7d2mBz8X3cVwQh6J5r"
                                      "9sT4uKpLxM2a contract",
    NULL };

void
wait_for(struct fixture *f, struct told *t)
{
    assert_int_equal(t->calls, 0); // never before the start returned
    loop_run(f->loop, &t->done);
    assert_int_equal(t->calls, 1);
}

static void
wake(void *user)
{
    *(bool *)user = true;
}

void
pause_for(struct fixture *f, int64_t ms)
{
    bool over = false;
    struct timer *t = timer_start(f->loop, ms, wake, &over);

    loop_run(f->loop, &over);
    timer_stop(t);
}

const struct machine_ops *
machines(const struct fixture *f)
{
    return f->cloud->ops->machines;
}

struct told
get(struct fixture *f, const char *id)
{
    struct told t = { 0 };

    machines(f)->get(f->cloud, id, on_machine, &t);
    wait_for(f, &t);
    return t;
}

void
wait_status(struct fixture *f, const char *id, enum machine_status status)
{
    const struct clock *c = loop_clock(f->loop);
    int64_t start = c->now_ms(c);
    struct told t;

    while ((t = get(f, id)).m.status != status) {
        assert_int_equal(t.err.code, 0);
        assert_true(c->now_ms(c) - start < PATIENCE_MS);
        pause_for(f, 500);
    }
}

struct told
create_spec(struct fixture *f, const struct machine_spec *spec)
{
    struct told t = { 0 };

    machines(f)->create(f->cloud, spec, on_machine, &t);
    wait_for(f, &t);
    return t;
}

static const char *const tags[] = { TAG, "second-tag", NULL };

struct told
create(struct fixture *f, const char *label, bool booted)
{
    const struct machine_spec spec = { .label = label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .tags = tags,
        .authorized_keys = contract_keys,
        .private_ip = true,
        .booted = booted,
        .watchdog = true,
        .swap_mb = -1 };

    return create_spec(f, &spec);
}

struct told
create_empty(struct fixture *f)
{
    const struct machine_spec spec = { .label = f->label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .tags = tags,
        .watchdog = true,
        .swap_mb = -1 };

    return create_spec(f, &spec);
}

int
boot(struct fixture *f, const char *id, const char *config)
{
    struct told t = { 0 };

    machines(f)->boot(f->cloud, id, config, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

struct told
change(struct fixture *f, struct op *(*verb)(struct cloud *, const char *, cloud_done_fn *, void *),
    const char *id)
{
    struct told t = { 0 };

    verb(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t;
}

static void
label_make(struct fixture *f)
{
    char uuid[UUID_TEXT];

    snprintf(f->label, sizeof f->label, "contract-%.8s", uuid_new(loop_random(f->loop), uuid));
}

int
mem_set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);

    f->loop = loop_new_virtual();
    label_make(f);
    f->account = mem_account_new();
    f->cloud = mem_cloud_open(f->loop, f->account, CLOUD_WRITE);
    f->reader = mem_cloud_open(f->loop, f->account, CLOUD_READ);
    *state = f;
    return 0;
}

int
api_set_up(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);
    const char *token = getenv("LCT_TEST_TOKEN");
    _own_(secret) struct secret *s = secret_new(token, strlen(token));
    struct linode_conf conf = {
        .url = getenv("LCT_TEST_URL"), .token = s, .mode = CLOUD_WRITE, .user_agent = "lct-contract"
    };
    struct lct_err err;

    f->loop = loop_new();
    label_make(f);
    assert_int_equal(linode_open(f->loop, &conf, &f->cloud, &err), 0);
    conf.mode = CLOUD_READ;
    assert_int_equal(linode_open(f->loop, &conf, &f->reader, &err), 0);
    *state = f;
    return 0;
}

// What a failed test left in an API is removed, by the label it made.
static void
sweep(struct fixture *f)
{
    struct told t = { 0 };

    machines(f)->find(f->cloud, f->label, on_machines, &t);
    loop_run(f->loop, &t.done);
    if (t.err.code == 0 && t.n)
        change(f, machines(f)->remove, t.id);
    volumes_sweep(f);
    vpcs_sweep(f);
    firewalls_sweep(f);
    balancers_sweep(f);
    reserved_sweep(f);
}

int
tear_down(void **state)
{
    struct fixture *f = *state;

    sweep(f);
    f->cloud->ops->close(f->cloud);
    f->reader->ops->close(f->reader);
    if (f->account)
        mem_account_free(f->account);
    loop_free(f->loop);
    free(f);
    return 0;
}
