// SPDX-License-Identifier: MIT
// The contract of the cloud port: volumes, and the machines that have them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud_fixture.h"
#include "model/volume.h"
#include "testing.h"

#define PATIENCE 600 // looks

struct told_volume {
    struct told t;
    struct thing v; // its texts are not kept, but for those below
    char id[40], label[80], traits[40], tags[80], machine[40], device[120];
};

static void
keep(struct told_volume *to, const struct thing *v)
{
    assert_true(word_valid(v->id) && label_valid(v->label) && word_valid(v->region));
    assert_true(device_valid(v->device));
    assert_true(!v->members[0] || !v->members[1]); // one machine at most
    to->v = *v;
    snprintf(to->id, sizeof to->id, "%s", v->id);
    snprintf(to->label, sizeof to->label, "%s", v->label);
    snprintf(to->traits, sizeof to->traits, "%s %s", v->region, v->traits);
    snprintf(to->machine, sizeof to->machine, "%s", v->members[0] ? v->members[0] : "");
    snprintf(to->device, sizeof to->device, "%s", v->device);
    for (const char *const *tag = v->tags; *tag; tag++)
        strncat(strncat(to->tags, *tag, 30), " ", 2);
}

static void
on_volumes(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    struct told_volume *to = user;

    to->t.n = n;
    if (n)
        keep(to, &list[0]);
    told_err(&to->t, err);
}

static void
on_volume(void *user, const struct lct_err *err, const struct thing *v)
{
    assert_true((v != NULL) == (err->code == 0));
    on_volumes(user, err, v, v != NULL);
}

static const struct thing_ops *
things(const struct fixture *f)
{
    return f->cloud->ops->things[NOUN_VOLUME];
}

static const struct volume_ops *
volumes(const struct fixture *f)
{
    return f->cloud->ops->volumes;
}

static struct told_volume
make(struct fixture *f, const char *label, int64_t size_gb)
{
    static const char *const tags[] = { TAG, "lct:owner", NULL };
    const struct thing_spec spec = { .label = label,
        .region = "us-east",
        .traits = volume_traits(false),
        .tags = tags,
        .size_gb = size_gb };
    struct told_volume to = { 0 };

    things(f)->create(f->cloud, &spec, on_volume, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_volume
look(struct fixture *f, const char *id)
{
    struct told_volume to = { 0 };

    things(f)->get(f->cloud, id, on_volume, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_volume
find(struct fixture *f, const char *label)
{
    struct told_volume to = { 0 };

    things(f)->find(f->cloud, label, on_volumes, &to);
    wait_for(f, &to.t);
    return to;
}

// Until nothing is done to it, and it is attached to that machine ("": to none).
static struct told_volume
settled(struct fixture *f, const char *id, const char *machine)
{
    struct told_volume to = look(f, id);

    for (int i = 0; !to.v.ready || !str_eq(to.machine, machine); i++) {
        assert_int_equal(to.t.err.code, 0);
        assert_true(i < PATIENCE);
        pause_for(f, 500);
        to = look(f, id);
    }
    return to;
}

static int
drop(struct fixture *f, const char *id)
{
    return change(f, things(f)->remove, id).err.code;
}

static int
detach(struct fixture *f, const char *id)
{
    return change(f, volumes(f)->detach, id).err.code;
}

static int
attach(struct fixture *f, const char *id, const char *machine)
{
    struct told t = { 0 };

    volumes(f)->attach(f->cloud, id, machine, NULL, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static int
resize(struct fixture *f, const char *id, int64_t size_gb)
{
    struct told t = { 0 };

    volumes(f)->resize(f->cloud, id, size_gb, on_done, &t);
    wait_for(f, &t);
    return t.err.code;
}

static struct told_volume
clone_of(struct fixture *f, const char *id, const char *label)
{
    struct told_volume to = { 0 };

    volumes(f)->clone(f->cloud, id, label, on_volume, &to);
    wait_for(f, &to.t);
    return to;
}

static struct told_volume
rename_to(struct fixture *f, const char *id, const char *label)
{
    static const char *const tags[] = { "lct:another", NULL };
    struct told_volume to = { 0 };

    volumes(f)->update(f->cloud, id, label, tags, on_volume, &to);
    wait_for(f, &to.t);
    return to;
}

static void
check_all(struct fixture *f)
{
    struct told_volume all = { 0 };

    things(f)->list(f->cloud, on_volumes, &all);
    wait_for(f, &all.t);
    assert_true(all.t.n >= 2);
}

void
test_volumes(void **state)
{
    struct fixture *f = *state;
    _own_(free) char *copied = mem_printf("%s-c", f->label);
    struct told_volume made = make(f, f->label, 10), found, copy;

    assert_int_equal(made.t.err.code, 0);
    assert_string_equal(made.label, f->label);
    assert_string_equal(made.traits, "us-east unencrypted");
    assert_int_equal(made.v.size_gb, 10);
    assert_string_equal(made.machine, "");

    // Who does not know whether it was made finds it, and by its tags that it is ours.
    assert_int_equal(make(f, f->label, 10).t.err.code, LCT_EEXISTS);
    found = find(f, f->label);
    assert_int_equal(found.t.n, 1);
    assert_string_equal(found.id, made.id);
    assert_string_equal(found.tags, TAG " lct:owner ");
    assert_int_equal(find(f, "nobody-has-this").t.n, 0);

    settled(f, made.id, "");
    assert_int_equal(resize(f, made.id, 12), 0);
    assert_int_equal(settled(f, made.id, "").v.size_gb, 12);
    assert_int_equal(resize(f, made.id, 12), 0); // it is
    assert_int_equal(resize(f, made.id, 11), LCT_EFAILED);
    assert_int_equal(look(f, made.id).v.size_gb, 12);

    copy = clone_of(f, made.id, copied);
    assert_int_equal(copy.t.err.code, 0);
    assert_string_not_equal(copy.id, made.id);
    assert_int_equal(settled(f, copy.id, "").v.size_gb, 12);
    check_all(f);
    assert_int_equal(rename_to(f, copy.id, f->label).t.err.code, LCT_EEXISTS);
    found = rename_to(f, copy.id, NULL);
    assert_string_equal(found.tags, "lct:another ");
    assert_string_equal(found.label, copied);
    assert_int_equal(drop(f, copy.id), 0);
    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(look(f, made.id).t.err.code, LCT_ENOTFOUND);
    assert_int_equal(drop(f, made.id), LCT_ENOTFOUND);
}

// What is so already is asked for again, as after an answer that was lost.
void
test_volume_of_a_machine(void **state)
{
    struct fixture *f = *state;
    struct told m = create(f, f->label, false), other;
    struct told_volume made = make(f, f->label, 10);
    _own_(free) char *beside = mem_printf("%s-b", f->label);

    other = create(f, beside, false);
    wait_status(f, m.id, MACHINE_OFFLINE);
    wait_status(f, other.id, MACHINE_OFFLINE);
    settled(f, made.id, "");
    assert_int_equal(detach(f, made.id), 0); // it is
    assert_int_equal(attach(f, made.id, m.id), 0);
    settled(f, made.id, m.id);
    assert_int_equal(attach(f, made.id, m.id), 0);
    assert_int_equal(attach(f, made.id, other.id), LCT_EFAILED); // one machine has it
    assert_int_equal(drop(f, made.id), LCT_EWAIT);
    assert_int_equal(resize(f, made.id, 11), 0); // where it is
    assert_int_equal(settled(f, made.id, m.id).v.size_gb, 11);
    assert_int_equal(detach(f, made.id), 0);
    settled(f, made.id, "");

    assert_int_equal(attach(f, made.id, other.id), 0);
    settled(f, made.id, other.id);
    assert_int_equal(change(f, machines(f)->remove, other.id).err.code, 0);
    assert_int_equal(settled(f, made.id, "").v.size_gb, 11); // it stays
    assert_int_equal(drop(f, made.id), 0);
    assert_int_equal(change(f, machines(f)->remove, m.id).err.code, 0);
}

static void
check_reader(struct fixture *f, const char *id)
{
    struct cloud *writer = f->cloud;

    f->cloud = f->reader;
    assert_int_equal(make(f, "reader", 10).t.err.code, LCT_EUSAGE);
    assert_int_equal(attach(f, id, "1"), LCT_EUSAGE);
    assert_int_equal(detach(f, id), LCT_EUSAGE);
    assert_int_equal(resize(f, id, 20), LCT_EUSAGE);
    assert_int_equal(clone_of(f, id, "reader").t.err.code, LCT_EUSAGE);
    assert_int_equal(rename_to(f, id, NULL).t.err.code, LCT_EUSAGE);
    assert_int_equal(drop(f, id), LCT_EUSAGE);
    assert_int_equal(look(f, id).t.err.code, 0);
    f->cloud = writer;
}

void
test_volume_refusals(void **state)
{
    struct fixture *f = *state;
    struct told_volume made;

    assert_int_equal(make(f, f->label, 9).t.err.code, LCT_EFAILED);
    assert_int_equal(make(f, f->label, 16385).t.err.code, LCT_EFAILED);
    assert_int_equal(make(f, "a-label-of-more-than-32-characters", 10).t.err.code, LCT_EFAILED);
    assert_int_equal(find(f, f->label).t.n, 0);
    made = make(f, f->label, 10);
    settled(f, made.id, "");
    assert_int_equal(attach(f, made.id, "no-number"), LCT_ENOTFOUND);
    assert_int_equal(attach(f, "no-number", "1"), LCT_ENOTFOUND);
    assert_int_equal(detach(f, "no-number"), LCT_ENOTFOUND);
    assert_int_equal(resize(f, "1", 20), LCT_ENOTFOUND);
    assert_int_equal(clone_of(f, "1", "nothing").t.err.code, LCT_ENOTFOUND);
    assert_int_equal(look(f, "../1").t.err.code, LCT_ENOTFOUND);
    check_reader(f, made.id);
    assert_int_equal(drop(f, made.id), 0);
}

// What a failed test left in an API.
void
volumes_sweep(struct fixture *f)
{
    struct told_volume left = find(f, f->label);

    if (left.t.err.code || !left.t.n)
        return;
    detach(f, left.id);
    settled(f, left.id, "");
    drop(f, left.id);
}
