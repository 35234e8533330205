// SPDX-License-Identifier: MIT
// What is told of the members is rendered once for all nodes that are told the same, however many:
// renderings are counted, and bytes.
#include "../testing.h"
#include "base/str.h"
#include "step/aspect/hosts.h"
#include "step/aspect/membership.h"

#define PER_NODE 256 // bytes of a node's own: its name beside the names of all

int __real_ruleset_render(
    const struct ruleset *r, enum ruleset_part part, struct buf *out, struct lct_err *err);
int __wrap_ruleset_render(
    const struct ruleset *r, enum ruleset_part part, struct buf *out, struct lct_err *err);
int __real_hosts_render(
    const struct hosts_line *lines, size_t n, struct buf *out, struct lct_err *err);
int __wrap_hosts_render(
    const struct hosts_line *lines, size_t n, struct buf *out, struct lct_err *err);

static unsigned rendered[RULESET_SHAPE + 1], rendered_hosts;

int
__wrap_ruleset_render(
    const struct ruleset *r, enum ruleset_part part, struct buf *out, struct lct_err *err)
{
    rendered[part]++;
    return __real_ruleset_render(r, part, out, err);
}

int
__wrap_hosts_render(const struct hosts_line *lines, size_t n, struct buf *out, struct lct_err *err)
{
    rendered_hosts++;
    return __real_hosts_render(lines, n, out, err);
}

static struct region region = { .id = "us-east" };
static struct plan_peer webs[] = { { PEER_SELECTOR, "web", { 0 } } };
static struct plan_rule from_webs[] = {
    { .protocol = "tcp", .peers = webs, .n_peers = 1, .text = "x" }
};
static const struct node_plan web = { .name = "web", .rules = from_webs, .n_rules = 1 };
static struct cluster cluster = { .slug = "c" };

// Members of one node plan in one region, all with addresses.
static void
set_up(struct world *w, struct arena *a, size_t n)
{
    struct plan *plan = ARENA_NEW(a, struct plan);

    plan->hosts.private_names = true;
    *w = (struct world){
        .arena = a, .plan = plan, .cluster = &cluster, .known = true, .n_members = n
    };
    w->members = arena_array(a, n, sizeof *w->members);
    for (size_t i = 0; i < n; i++) {
        struct node *node = ARENA_NEW(a, struct node);
        unsigned high = (unsigned)i / 250, low = (unsigned)i % 250 + 1;
        *node = (struct node){ .name = arena_printf(a, "web-%zu", i + 1),
            .group = "web",
            .region = "us-east",
            .public_ipv4 = arena_printf(a, "198.18.%u.%u", high, low),
            .private_ipv4 = arena_printf(a, "192.168.%u.%u", 128 + high, low),
            .ipv6 = arena_printf(a, "2001:db8::%x", (unsigned)i + 1) };
        w->members[i] = (struct member){ .node = node, .np = &web, .region = &region };
    }
    world_init(w);
    memset(rendered, 0, sizeof rendered);
    rendered_hosts = 0;
}

// Yields how many steps there are to bring.
static size_t
ask(struct member *m, struct membership **ms, struct bundle_step *steps)
{
    static const struct aspect *const both[] = { &aspect_firewall, &aspect_hosts };
    struct lct_err err = { 0 };
    struct rendered r;
    size_t n = 0;

    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(aspect_render(both[i], m, &r, &err), LCT_OK);
        if (aspect_due(&r))
            assert_int_equal(r.aspect->step(&r, &steps[n++], &err), LCT_OK);
    }
    assert_int_equal(membership_of(m, ms, &err), LCT_OK);
    return n;
}

// Every node asks as plan, build and its steps do; yields the bytes held by then.
static size_t
ask_each(struct world *w)
{
    size_t before = arena_size(w->arena);
    struct bundle_step steps[2];
    struct membership *ms;

    for (size_t i = 0; i < w->n_members; i++)
        assert_int_equal(ask(&w->members[i], &ms, steps), 2);
    return arena_size(w->arena) - before;
}

static void
one_text_for(size_t n)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_step steps[2];
    struct membership *ms;
    struct world w;

    set_up(&w, a, n);
    size_t before = arena_size(a);
    ask(&w.members[0], &ms, steps);
    size_t first = arena_size(a) - before;
    size_t all = first + ask_each(&w);
    print_message("# %zu nodes: %zu bytes for the first, %zu for all\n", n, first, all);
    assert_true(strlen(ms->full) > n * 30 && strlen(ms->lines) > n * 20);
    assert_true(all < first + n * PER_NODE);
    assert_int_equal(rendered[RULESET_FULL], 1);
    assert_int_equal(rendered[RULESET_SHAPE], 1);
    assert_int_equal(rendered[RULESET_SETS], 0);
    assert_int_equal(rendered_hosts, 1);
    world_done(&w);
}

static void
a_thousand_nodes_share_one_text(void **state)
{
    one_text_for(1000);
}

static void
so_do_ten_thousand(void **state)
{
    one_text_for(10000);
}

// Those that have the shape get the sets beside it, and these are one text, too.
static void
sets_are_shared(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_step one[2], other[2];
    struct membership *ms;
    struct world w;

    set_up(&w, a, 1000);
    ask(&w.members[0], &ms, one);
    assert_int_equal(one[0].n_files, 1);
    for (size_t i = 0; i < w.n_members; i++)
        w.members[i].has[ASPECT_FIREWALL] =
            arena_printf(a, "%.*s.old", (int)strcspn(ms->firewall, "."), ms->firewall);
    ask(&w.members[1], &ms, other);
    assert_int_equal(other[0].n_files, 2);
    assert_true(ask_each(&w) < 1000 * PER_NODE);
    assert_int_equal(rendered[RULESET_FULL], 1);
    assert_int_equal(rendered[RULESET_SETS], 1);
    assert_ptr_equal(one[0].files[0].content, other[0].files[0].content);
    w.members[2].amiss = "its firewall is gone";
    ask(&w.members[2], &ms, other);
    assert_int_equal(other[0].n_files, 1);
    world_done(&w);
}

// The digests are those of what is brought.
static void
digests_are_of_the_texts(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf full = { 0 }, shape = { 0 };
    char of_full[DIGEST_TEXT], of_shape[DIGEST_TEXT], of_hosts[DIGEST_TEXT];
    struct bundle_step steps[2];
    struct lct_err err = { 0 };
    struct membership *ms;
    struct world w;

    set_up(&w, a, 3);
    ask(&w.members[2], &ms, steps);
    assert_int_equal(ruleset_render(&ms->rules, RULESET_FULL, &full, &err), LCT_OK);
    assert_int_equal(ruleset_render(&ms->rules, RULESET_SHAPE, &shape, &err), LCT_OK);
    assert_string_equal(steps[0].files[0].content, buf_str(&full));
    assert_string_equal(
        ms->firewall, arena_printf(a, "%s.%s", digest_text(buf_str(&shape), shape.len, of_shape),
                          digest_text(buf_str(&full), full.len, of_full)));
    assert_string_equal(steps[1].files[0].content, ms->lines);
    assert_string_equal(ms->hosts, digest_text(ms->lines, strlen(ms->lines), of_hosts));
    assert_string_equal(steps[1].env[1].value, "web-3");
    world_done(&w);
}

// Who reads the names has no part in them.
static void
node_plans_share_the_names(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct node_plan other = { .name = "other" };
    struct membership *ms, *of_other;
    struct bundle_step steps[2];
    struct world w;

    set_up(&w, a, 10);
    w.members[9].np = &other;
    ask(&w.members[0], &ms, steps);
    ask(&w.members[9], &of_other, steps);
    assert_ptr_not_equal(ms, of_other);
    assert_string_not_equal(ms->firewall, of_other->firewall);
    assert_ptr_equal(ms->lines, of_other->lines);
    assert_int_equal(rendered_hosts, 1);
    world_done(&w);
}

// A step that runs keeps what it was given, though others are given something newer.
static void
borrowed_texts_outlive_their_generation(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_step early[2], running[2], late[2];
    struct membership *ms, *old, *new;
    const struct machine moved = { .id = "2", .label = "web-2", .public_ipv4 = "203.0.113.9" };
    struct world w;

    set_up(&w, a, 2);
    w.known = false;
    assert_int_equal(ask(&w.members[0], &ms, early), 1);
    w.known = true;
    assert_int_equal(ask(&w.members[0], &old, running), 2);
    assert_null(strstr(early[0].files[0].content, "198.18.0.2"));
    member_adopt(&w.members[1], &moved);
    assert_int_equal(ask(&w.members[0], &new, late), 2);
    assert_non_null(strstr(running[0].files[0].content, "198.18.0.2"));
    assert_non_null(strstr(running[1].files[0].content, "192.168.128.2\tweb-2\n"));
    assert_non_null(strstr(late[0].files[0].content, "203.0.113.9"));
    assert_null(strstr(late[0].files[0].content, "198.18.0.2"));
    assert_non_null(strstr(late[1].files[0].content, "203.0.113.9\tweb-2\n"));
    assert_string_not_equal(old->firewall, new->firewall);
    assert_string_not_equal(old->hosts, new->hosts);
    w.members[0].has[ASPECT_FIREWALL] = old->firewall; // what it got, not what is newest
    assert_int_equal(ask(&w.members[0], &new, late), 2);
    world_done(&w);
}

// Before all are known, and of those who leave, an address changes nothing.
static void
only_known_addresses_make_a_generation(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    const struct machine born = { .id = "2", .label = "web-2", .public_ipv4 = "203.0.113.9" };
    struct world w;

    set_up(&w, a, 2);
    w.known = false;
    member_adopt(&w.members[1], &born);
    w.known = w.members[1].leaving = true;
    member_adopt(&w.members[1], &born);
    assert_int_equal(w.generation, 0);
    world_done(&w);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_nodes_share_one_text),
        cmocka_unit_test(so_do_ten_thousand),
        cmocka_unit_test(sets_are_shared),
        cmocka_unit_test(digests_are_of_the_texts),
        cmocka_unit_test(node_plans_share_the_names),
        cmocka_unit_test(borrowed_texts_outlive_their_generation),
        cmocka_unit_test(only_known_addresses_make_a_generation),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
