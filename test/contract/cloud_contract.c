// The contract of the cloud port, the same assertions for every driver: the cloud in memory, and -
// when LCT_TEST_URL and LCT_TEST_TOKEN name one - an API v4 (the lab; by hand the real one). It
// makes and removes two small machines with the tag lct-contract.
#include "cloud/linode/linode.h"
#include "testing.h"

#include <sys/socket.h>

#include "base/digest.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/mem/cloud.h"

#define TAG "lct-contract"
#define PATIENCE_MS (5 * 60 * 1000)

struct fixture {
    struct loop *loop;
    struct cloud *cloud, *reader;
    struct mem_account *account; // NULL: an API
    char label[32];
};

// ---- what the callbacks tell, and waiting for it

struct told {
    int calls;
    struct lct_err err;
    bool done;
    struct machine m; // of the first one; its texts are not kept, but for those below
    char label[80], tags[200];
    bool has_public, has_private, has_ipv6;
    size_t n;
    int64_t last_event;
    bool saw_create;
};

static void
told_err(struct told *t, const struct lct_err *err)
{
    t->calls++;
    t->err = *err;
    t->done = true;
}

static void
told_machine(struct told *t, const struct machine *m)
{
    assert_true(label_valid(m->label));
    assert_true(word_valid(m->region) && word_valid(m->type) && word_valid(m->status_name));
    assert_true(!m->public_ipv4 || address_valid(m->public_ipv4, AF_INET));
    assert_true(!m->private_ipv4 || address_valid(m->private_ipv4, AF_INET));
    assert_true(!m->ipv6 || address_valid(m->ipv6, AF_INET6));
    t->m = *m;
    snprintf(t->label, sizeof t->label, "%s", m->label);
    t->tags[0] = '\0';
    for (const char *const *tag = m->tags; *tag; tag++)
        strncat(strncat(t->tags, *tag, 60), " ", 2);
    t->has_public = m->public_ipv4 != NULL;
    t->has_private = m->private_ipv4 != NULL;
    t->has_ipv6 = m->ipv6 != NULL;
}

static void
on_done(void *user, const struct lct_err *err)
{
    told_err(user, err);
}

static void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    told_err(user, err);
    assert_true((m != NULL) == (err->code == 0));
    if (m)
        told_machine(user, m);
}

static void
on_machines(void *user, const struct lct_err *err, const struct machine *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        told_machine(t, &list[0]);
}

static void
on_events(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n; i++) {
        assert_true(events[i].id > t->last_event); // rising
        t->last_event = events[i].id;
        t->saw_create |=
            str_eq(events[i].action, "linode_create") && events[i].entity_id == t->m.id;
    }
}

static void
on_catalogue(void *user, const struct lct_err *err, struct catalogue *c)
{
    told_err(user, err);
    assert_int_equal(err->code, 0);
    assert_true(c->n_regions && c->n_types && c->n_images && c->n_kernels);
    assert_non_null(catalogue_region(c, "us-east"));
    assert_non_null(catalogue_type(c, "g6-nanode-1"));
    assert_non_null(catalogue_image(c, "linode/debian12"));
    assert_true(type_monthly(catalogue_type(c, "g6-nanode-1"), "us-east") > 0);
    arena_free(c->arena);
}

static void
on_availability(void *user, const struct lct_err *err, const struct availability *a)
{
    told_err(user, err);
    assert_int_equal(err->code, 0);
    for (size_t i = 0; i < a->n_types; i++)
        assert_non_null(a->types[i].what);
    for (size_t i = 0; i < a->n_services; i++)
        assert_non_null(a->services[i].what);
}

static void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    told_err(user, err);
    assert_int_equal(err->code, 0);
    assert_string_not_equal(p->username, "");
}

static void
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

static void
pause_for(struct fixture *f, int64_t ms)
{
    bool over = false;
    struct timer *t = timer_start(f->loop, ms, wake, &over);

    loop_run(f->loop, &over);
    timer_stop(t);
}

static const struct machine_ops *
machines(const struct fixture *f)
{
    return f->cloud->ops->machines;
}

static struct told
get(struct fixture *f, int64_t id)
{
    struct told t = { 0 };

    machines(f)->get(f->cloud, id, on_machine, &t);
    wait_for(f, &t);
    return t;
}

static void
wait_status(struct fixture *f, int64_t id, enum machine_status status)
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

static struct told
create(struct fixture *f, const char *label, bool booted)
{
    static const char *const tags[] = { TAG, "second-tag", NULL };
    static const char *const keys[] = { "ssh-ed25519 "
                                        "AAAAC3NzaC1lZDI1NTE5AAAAIFNv0Zbq3nD1Yy7d2mBz8X3cVwQh6J5r"
                                        "9sT4uKpLxM2a contract",
        NULL };
    struct machine_spec spec = { .label = label,
        .region = "us-east",
        .type = "g6-nanode-1",
        .image = "linode/debian12",
        .tags = tags,
        .authorized_keys = keys,
        .private_ip = true,
        .booted = booted,
        .watchdog = true,
        .swap_mb = -1 };
    struct told t = { 0 };

    machines(f)->create(f->cloud, &spec, on_machine, &t);
    wait_for(f, &t);
    return t;
}

static struct told
change(struct fixture *f, struct op *(*verb)(struct cloud *, int64_t, cloud_done_fn *, void *),
    int64_t id)
{
    struct told t = { 0 };

    verb(f->cloud, id, on_done, &t);
    wait_for(f, &t);
    return t;
}

// ---- the assertions

static void
test_catalogue_and_profile(void **state)
{
    struct fixture *f = *state;
    struct told t = { 0 }, u = { 0 }, a = { 0 };

    f->reader->ops->catalogue->fetch(f->reader, on_catalogue, &t);
    wait_for(f, &t);
    f->reader->ops->account->profile(f->reader, on_profile, &u);
    wait_for(f, &u);
    f->reader->ops->stock->availability(f->reader, on_availability, &a);
    wait_for(f, &a);
}

static void
test_life_of_a_machine(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, true), t = { 0 };
    int64_t id = made.m.id;

    assert_int_equal(made.err.code, 0);
    assert_int_equal(made.m.status, MACHINE_BUSY);
    assert_string_equal(made.label, f->label);
    assert_true(made.has_public && made.has_private && made.has_ipv6);
    assert_int_equal(create(f, f->label, true).err.code, LCT_EEXISTS);
    wait_status(f, id, MACHINE_RUNNING);

    machines(f)->find(f->cloud, f->label, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.m.id, id);

    assert_int_equal(change(f, machines(f)->boot, id).err.code, 0); // it is booted
    assert_int_equal(change(f, machines(f)->shutdown, id).err.code, 0);
    wait_status(f, id, MACHINE_OFFLINE);
    assert_int_equal(change(f, machines(f)->boot, id).err.code, 0);
    wait_status(f, id, MACHINE_RUNNING);

    assert_int_equal(change(f, machines(f)->remove, id).err.code, 0);
    assert_int_equal(get(f, id).err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->remove, id).err.code, LCT_ENOTFOUND);
    assert_int_equal(change(f, machines(f)->boot, id).err.code, LCT_ENOTFOUND);
}

static void
test_not_booted_stays_off(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false);

    assert_int_equal(made.err.code, 0);
    wait_status(f, made.m.id, MACHINE_OFFLINE);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
}

static void
test_busy(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, true);

    assert_int_equal(made.err.code, 0);
    if (get(f, made.m.id).m.status == MACHINE_BUSY) // an instant API is never seen busy
        assert_int_equal(change(f, machines(f)->shutdown, made.m.id).err.code, LCT_EWAIT);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
}

static void
test_tags(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), t = { 0 }, u = { 0 }, v = { 0 };
    const char *const other[] = { "lct-else", NULL };

    machines(f)->list(f->cloud, TAG, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 1);
    assert_non_null(strstr(t.tags, TAG));
    assert_non_null(strstr(t.tags, "second-tag"));
    machines(f)->update(f->cloud, made.m.id, NULL, other, on_machine, &u);
    wait_for(f, &u);
    assert_string_equal(u.tags, "lct-else ");
    assert_string_equal(u.label, f->label);
    machines(f)->list(f->cloud, TAG, on_machines, &v);
    wait_for(f, &v);
    assert_int_equal(v.n, 0);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
}

static void
test_label(void **state)
{
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), other, t = { 0 }, u = { 0 };
    const char *const tags[] = { TAG, NULL };
    _own_(free) char *beside = mem_printf("%s-b", f->label), *new = mem_printf("%s-c", f->label);

    other = create(f, beside, false);
    machines(f)->update(f->cloud, other.m.id, new, tags, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_string_equal(t.label, new);
    assert_string_equal(t.tags, TAG " ");
    machines(f)->update(f->cloud, other.m.id, f->label, tags, on_machine, &u);
    wait_for(f, &u);
    assert_int_equal(u.err.code, LCT_EEXISTS);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
    assert_int_equal(change(f, machines(f)->remove, other.m.id).err.code, 0);
}

static void
on_rebuilds(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(events[i].action, "linode_rebuild");
        t->n += str_eq(events[i].entity_type, "linode") && events[i].entity_id == t->m.id;
    }
}

static size_t
rebuilds(struct fixture *f, int64_t id)
{
    struct told t = { .m = { .id = id } };

    f->reader->ops->events->rebuilds(f->reader, on_rebuilds, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    return t.n;
}

static void
test_rebuilds(void **state)
{
    static const char *const keys[] = { "ssh-ed25519 "
                                        "AAAAC3NzaC1lZDI1NTE5AAAAIFNv0Zbq3nD1Yy7d2mBz8X3cVwQh6J5r"
                                        "9sT4uKpLxM2a contract",
        NULL };
    const struct machine_spec spec = { .image = "linode/debian12", .authorized_keys = keys };
    struct fixture *f = *state;
    struct told made = create(f, f->label, false), t = { 0 };

    wait_status(f, made.m.id, MACHINE_OFFLINE);
    assert_int_equal(rebuilds(f, made.m.id), 0);
    machines(f)->rebuild(f->cloud, made.m.id, &spec, on_machine, &t);
    wait_for(f, &t);
    assert_int_equal(t.err.code, 0);
    assert_int_equal(rebuilds(f, made.m.id), 1);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
}

static void
test_events(void **state)
{
    struct fixture *f = *state;
    struct told before = { 0 }, after, made;

    f->cloud->ops->events->since(f->cloud, 0, on_events, &before);
    wait_for(f, &before);
    made = create(f, f->label, false);
    after = (struct told){ .last_event = before.last_event, .m = made.m };
    f->cloud->ops->events->since(f->cloud, before.last_event, on_events, &after);
    wait_for(f, &after);
    assert_true(after.saw_create);
    assert_int_equal(change(f, machines(f)->remove, made.m.id).err.code, 0);
}

static void
test_refusals(void **state)
{
    struct fixture *f = *state;
    struct told t = create(f, "x", true); // too short

    assert_int_equal(t.err.code, LCT_EFAILED);
    assert_string_not_equal(t.err.text, "");
    assert_int_equal(get(f, 1).err.code, LCT_ENOTFOUND);
}

static void
test_reader_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct cloud *writer = f->cloud;
    struct told t;

    f->cloud = f->reader;
    t = create(f, f->label, true);
    assert_int_equal(t.err.code, LCT_EUSAGE);
    assert_int_equal(change(f, machines(f)->remove, 1).err.code, LCT_EUSAGE);
    f->cloud = writer;
    t = (struct told){ 0 };
    machines(f)->find(f->cloud, f->label, on_machines, &t);
    wait_for(f, &t);
    assert_int_equal(t.n, 0);
}

static void
test_cancel(void **state)
{
    struct fixture *f = *state;
    struct told t = { 0 };

    op_cancel(machines(f)->list(f->cloud, NULL, on_machines, &t));
    loop_run(f->loop, &t.done);
    assert_int_equal(t.calls, 1);
    assert_int_equal(t.err.code, LCT_ECANCELLED);
}

// ---- the drivers

static void
label_make(struct fixture *f)
{
    char uuid[UUID_TEXT];

    snprintf(f->label, sizeof f->label, "contract-%.8s", uuid_new(loop_random(f->loop), uuid));
}

static int
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

static int
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
        change(f, machines(f)->remove, t.m.id);
}

static int
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

#define TEST(driver, name)                                                \
    {                                                                     \
#driver ": " #name, test_##name, driver##_set_up, tear_down, NULL \
    }
#define ALL(driver)                                                                                \
    TEST(driver, catalogue_and_profile), TEST(driver, life_of_a_machine),                          \
        TEST(driver, not_booted_stays_off), TEST(driver, busy), TEST(driver, tags),                \
        TEST(driver, label), TEST(driver, rebuilds), TEST(driver, events), TEST(driver, refusals), \
        TEST(driver, reader_changes_nothing), TEST(driver, cancel)

int
main(void)
{
    const struct CMUnitTest mem[] = { ALL(mem) };
    const struct CMUnitTest api[] = { ALL(api) };

    if (getenv("LCT_TEST_URL") && getenv("LCT_TEST_TOKEN"))
        return RUN(api);
    return RUN(mem);
}
