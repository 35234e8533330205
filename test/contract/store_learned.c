// SPDX-License-Identifier: MIT
// The store's contract: what operations taught.
#include "../testing.h"
#include "base/mem.h"
#include "store_fixture.h"

static void
put_timed(struct fixture *f, int64_t operation, const char *key, const char *word, int64_t ms)
{
    _own_(free) char *digest = mem_printf("of %s", key);
    struct journal_step st = { .operation = operation,
        .key = key,
        .kind = "machine.ready",
        .subject = "web-01",
        .digest = digest,
        .state = word,
        .attempts = 1,
        .first_ms = 1000,
        .intent_ms = 1000,
        .outcome_ms = 1000 + ms };

    assert_int_equal(f->store->ops->step_put(f->store, &st, &f->err), LCT_OK);
}

void
tells_how_long_steps_took(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct step_times booting = { .kind = "machine.ready", .most = 9 };
    struct operation o = sample_operation("create");
    struct step_time *t;
    size_t n;

    assert_int_equal(ops->operation_put(f->store, &o, &f->err), LCT_OK);
    put_timed(f, o.id, "a", "done", 30);
    put_timed(f, o.id, "b", "failed", 40);
    put_timed(f, o.id, "c", "done", -5); // the clock was set back
    put_timed(f, o.id, "d", "done", 20);
    put_timed(f, o.id, "e", "done", 10);
    assert_int_equal(
        ops->step_times(f->store, f->arena, "shop", "acme", &booting, &t, &n, &f->err), LCT_OK);
    assert_int_equal(n, 3);
    assert_int_equal(t[0].ms, 10); // the newest first
    assert_int_equal(t[2].ms, 30);
    booting.most = 2;
    ops->step_times(f->store, f->arena, "shop", "acme", &booting, &t, &n, &f->err);
    assert_int_equal(n, 2);
    assert_int_equal(t[1].ms, 20);
    ops->step_times(f->store, f->arena, "shop", "other", &booting, &t, &n, &f->err);
    assert_int_equal(n, 0);
    booting.digest = "of another";
    ops->step_times(f->store, f->arena, "shop", "acme", &booting, &t, &n, &f->err);
    assert_int_equal(n, 0);
    booting.digest = "of c"; // the clock was set back
    ops->step_times(f->store, f->arena, "shop", "acme", &booting, &t, &n, &f->err);
    assert_int_equal(n, 0);
    booting.digest = "of d";
    ops->step_times(f->store, f->arena, "shop", "acme", &booting, &t, &n, &f->err);
    assert_int_equal(n, 1);
    assert_int_equal(t[0].ms, 20);
}

static void
put_tried(
    struct fixture *f, int64_t operation, const char *key, unsigned attempts, int64_t first_ms)
{
    struct journal_step st = { .operation = operation,
        .key = key,
        .kind = "node.secure",
        .subject = "web-01",
        .state = "done",
        .attempts = attempts,
        .first_ms = first_ms,
        .intent_ms = 3000,
        .outcome_ms = 4000 };

    assert_int_equal(f->store->ops->step_put(f->store, &st, &f->err), LCT_OK);
}

void
tells_what_was_waited_between_tries(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    const struct step_times securing = { .kind = "node.secure", .most = 9 };
    struct operation o = sample_operation("create");
    struct step_time *t;
    size_t n;

    ops->operation_put(f->store, &o, &f->err);
    put_tried(f, o.id, "a", 3, 100);
    put_tried(f, o.id, "b", 1, 2999); // the clocks' grain
    put_tried(f, o.id, "c", 0, 0);    // its effect was there: it was not started
    put_tried(f, o.id, "d", 2, 3500); // the clock was set back between its tries
    assert_int_equal(
        ops->step_times(f->store, f->arena, "shop", "acme", &securing, &t, &n, &f->err), LCT_OK);
    assert_int_equal(n, 2);
    assert_int_equal(t[0].began_ms, 2999);
    assert_int_equal(t[0].ms, 1001);
    assert_int_equal(t[0].waits_ms, 0);
    assert_int_equal(t[1].ms, 3900);
    assert_int_equal(t[1].waits_ms, 2900);
}

void
remembers_rate_limits(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct rate *list, r = { "machine.create", 20, 15000, 1000, 7, 99 };
    size_t n;

    assert_int_equal(
        ops->rate_put(f->store, CLUSTER_A, "https://api.example", &r, &f->err), LCT_OK);
    r.limit = 5;
    assert_int_equal(
        ops->rate_put(f->store, CLUSTER_A, "https://api.example", &r, &f->err), LCT_OK);
    r.kind = "machine.remove";
    ops->rate_put(f->store, CLUSTER_A, "https://api.example", &r, &f->err);
    assert_int_equal(ops->rate_list(f->store, f->arena, "shop", "acme", "https://api.example",
                         &list, &n, &f->err),
        LCT_OK);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].kind, "machine.create");
    assert_int_equal(list[0].limit, 5);
    assert_int_equal(list[0].window_ms, 15000);
    assert_int_equal(list[0].slack_ms, 1000);
    assert_int_equal(list[0].used, 7);
    assert_int_equal(list[0].ends_ms, 99);
    ops->rate_list(f->store, f->arena, "shop", "acme", "https://other.example", &list, &n, &f->err);
    assert_int_equal(n, 0);
    ops->rate_list(f->store, f->arena, "shop", "other", "https://api.example", &list, &n, &f->err);
    assert_int_equal(n, 0);
}

void
keeps_what_scripts_said(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct operation first = sample_operation("create"), second = sample_operation("apply");
    struct step_output *list, said = { .step = "node.hook web-01 firstboot/a",
        .place = "/var/lib/lct/a/output",
        .status = 137,
        .late_ms = 900000,
        .text = "one\ntwo\n",
        .cut = true };
    size_t n;

    ops->operation_put(f->store, &first, &f->err);
    ops->operation_put(f->store, &second, &f->err);
    said.operation = first.id;
    assert_int_equal(ops->output_put(f->store, &said, &f->err), LCT_OK);
    said.step = "node.hook web-02 firstboot/a";
    said.status = -1;
    said.cut = false;
    ops->output_put(f->store, &said, &f->err);
    said.step = "node.hook web-01 firstboot/a"; // tried again
    said.text = "three\n";
    said.late_ms = 0;
    ops->output_put(f->store, &said, &f->err);
    assert_int_equal(ops->output_list(f->store, f->arena, first.id, &list, &n, &f->err), LCT_OK);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].step, "node.hook web-01 firstboot/a");
    assert_string_equal(list[0].place, "/var/lib/lct/a/output");
    assert_string_equal(list[0].text, "three\n");
    assert_int_equal(list[0].late_ms, 0);
    assert_false(list[0].cut);
    assert_string_equal(list[1].text, "one\ntwo\n");
    assert_int_equal(list[1].status, -1);
    assert_int_equal(list[1].late_ms, 900000);
    ops->output_list(f->store, f->arena, second.id, &list, &n, &f->err);
    assert_int_equal(n, 0);
    said.operation = 999; // of none
    assert_int_not_equal(ops->output_put(f->store, &said, &f->err), LCT_OK);
}

void
remembers_whence_we_come(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    const char *address = "x";
    int64_t at_ms;

    assert_int_equal(
        ops->seen_get(f->store, f->arena, "shop", "acme", &address, &at_ms, &f->err), LCT_OK);
    assert_null(address);
    assert_int_equal(ops->seen_put(f->store, CLUSTER_A, "192.0.2.1", 5, &f->err), LCT_OK);
    assert_int_equal(ops->seen_put(f->store, CLUSTER_A, "2001:db8::1", 6, &f->err), LCT_OK);
    ops->seen_get(f->store, f->arena, "shop", "acme", &address, &at_ms, &f->err);
    assert_string_equal(address, "2001:db8::1");
    assert_int_equal(at_ms, 6);
    ops->seen_get(f->store, f->arena, "shop", "other", &address, &at_ms, &f->err);
    assert_null(address);
}

void
keeps_the_last_plans(void **state)
{
    struct fixture *f = *state;
    const struct store_ops *ops = f->store->ops;
    struct cluster *c, *list;
    char digest[8];
    size_t n;

    ops->cluster_find(f->store, f->arena, "shop", "acme", "mycluster1", &c, &f->err);
    for (int i = 0; i < 20; i++) {
        snprintf(digest, sizeof digest, "d%d", i % 10);
        c->plan_digest = digest;
        c->plan_text = "name: p";
        c->plan_parts = "{}";
        c->updated_ms = i;
        assert_int_equal(ops->plan_put(f->store, c, &f->err), LCT_OK);
    }
    c->plan_digest = "d5"; // again
    c->updated_ms = 99;
    ops->plan_put(f->store, c, &f->err);
    assert_int_equal(ops->plan_list(f->store, f->arena, c, &list, &n, &f->err), LCT_OK);
    assert_int_equal(n, 8);
    assert_string_equal(list[0].plan_digest, "d5");
    assert_string_equal(list[1].plan_digest, "d9");
    assert_string_equal(list[7].plan_digest, "d2");
    assert_string_equal(list[0].plan_parts, "{}");
    assert_string_equal(list[0].uuid, c->uuid);
}
