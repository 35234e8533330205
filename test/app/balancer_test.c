// SPDX-License-Identifier: MIT
// NodeBalancers of a cluster from the outside of the library: made with their ports, sending to the
// nodes that are ready, draining those that go.
#include <unistd.h>

#include "../certificates.h"
#include "../testing.h"
#include "balancers.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"

static void
a_balancer_sends_to_the_nodes_that_are_ready(void **state)
{
    struct process *p = process_new();

    balancer_create_well(p, 3, TWO_PORTS);
    assert_whole(p, 3);
    assert_balanced(p, 3);
    assert_string_equal(balancer_front(p)->shown.label, "front");
    assert_int_equal(texts_count(balancer_front(p)->shown.tags), 1);
    process_end(p);
}

static void
a_second_apply_changes_nothing(void **state)
{
    struct process *p = process_new();

    balancer_create_well(p, 2, TWO_PORTS);
    const unsigned adds = balancer_requests(p, "balancer.member"),
                   ports = balancer_requests(p, "balancer.port");
    balancer_apply_well(p, "g6-standard-1", 2, TWO_PORTS);
    assert_int_equal(balancer_requests(p, "balancer.member"), adds);
    assert_int_equal(balancer_requests(p, "balancer.port"), ports);
    assert_int_equal(balancer_requests(p, "balancer.member.update"), 0);
    assert_int_equal(balancer_requests(p, "balancer.create"), 1);
    process_end(p);
}

static void
what_the_plan_says_of_it_is_changed_in_place(void **state)
{
    struct process *p = process_new();

    balancer_create_well(p, 2, TWO_PORTS);
    balancer_apply_well(p, "g6-standard-1", 2,
        "throttle: 7, ports: [{port: 80, algorithm: leastconn, check: {path: /health}}, 8080]");
    assert_int_equal(balancer_front(p)->shown.throttle, 7);
    assert_int_equal(balancer_front(p)->ports.n, 2);
    assert_string_equal(balancer_port_of(p, 80)->shown.set.algorithm, "leastconn");
    assert_string_equal(balancer_port_of(p, 80)->shown.set.check.path, "/health");
    assert_true(balancer_sends_to_all(p, 80, 80));
    assert_true(balancer_sends_to_all(p, 8080, 8080));
    assert_int_equal(balancer_requests(p, "balancer.create"), 1);
    process_end(p);
}

// ---- certificates

#define HTTPS "port: 443, protocol: https, certificate: %s/site.pem, key: %s/site.key"

struct site {
    struct process *p;
    char balancer[300];
};

static void
put_file(struct process *p, const char *name, const char *text)
{
    _own_(free) char *path = mem_printf("%s/%s", p->dir, name);
    struct lct_err err = { 0 };

    assert_int_equal(file_write(path, text, strlen(text), 0600, &err), LCT_OK);
}

static struct site
site_new(void)
{
    struct site s = { .p = process_new() };

    snprintf(s.balancer, sizeof s.balancer, HTTPS, s.p->dir, s.p->dir);
    put_file(s.p, "site.pem", SITE_PEM);
    put_file(s.p, "site.key", SITE_KEY);
    return s;
}

static void
a_certificate_is_pushed_when_it_is_another_one(void **state)
{
    struct site s = site_new();

    balancer_create_well(s.p, 1, s.balancer);
    assert_string_equal(balancer_port_of(s.p, 443)->shown.fingerprint, SITE_FINGERPRINT);
    balancer_apply_well(s.p, "g6-standard-1", 1, s.balancer);
    assert_int_equal(balancer_requests(s.p, "balancer.port.update"), 0);
    put_file(s.p, "site.pem", OTHER_PEM);
    put_file(s.p, "site.key", OTHER_KEY);
    balancer_apply_well(s.p, "g6-standard-1", 1, s.balancer);
    assert_int_equal(balancer_requests(s.p, "balancer.port.update"), 1);
    assert_string_equal(balancer_port_of(s.p, 443)->shown.commonname, "other.example");
    process_end(s.p);
}

static void
another_hands_certificate_is_seen_and_put_right(void **state)
{
    struct site s = site_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    balancer_create_well(s.p, 1, s.balancer);
    balancer_front(s.p)->ports.items[0].shown.fingerprint = "00:11:22";
    assert_int_equal(lct_cluster_audit(s.p->t, "demo", &answer, &err), LCT_OK);
    const struct lct_value *found = lct_at(answer_get(answer, "resources"), 0);
    assert_string_equal(lct_text(lct_get(found, "what"), ""), "port");
    assert_non_null(strstr(lct_text(lct_get(found, "message"), ""), "certificate of site.example"));
    lct_answer_free(answer);
    balancer_apply_well(s.p, "g6-standard-1", 1, s.balancer);
    assert_string_equal(balancer_port_of(s.p, 443)->shown.fingerprint, SITE_FINGERPRINT);
    process_end(s.p);
}

static void
assert_plan_says(const struct site *s, const char *what)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, type: g6-standard-1}\n"
                                        "  nodebalancers:\n  - {name: front, nodes: web, %s}\n",
        s->balancer);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(
        lct_plan_text(s->p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err), LCT_EPLAN);
    assert_non_null(strstr(lct_plan_problems(plan), what));
    assert_null(strstr(lct_plan_problems(plan), "PRIVATE"));
    lct_plan_free(plan);
}

static void
a_key_that_does_not_fit_is_refused_before_anything_is_made(void **state)
{
    struct site s = site_new();

    put_file(s.p, "site.key", OTHER_KEY);
    assert_plan_says(&s, "is not the key of the certificate");
    put_file(s.p, "site.key", "none\n");
    assert_plan_says(&s, "no private key");
    process_end(s.p);
}

static void
a_certificate_that_ended_is_refused(void **state)
{
    struct site s = site_new();

    put_file(s.p, "site.pem", ENDED_PEM);
    assert_plan_says(&s, "(site.example) ended on 2001-01-01");
    process_end(s.p);
}

// The plan that a cluster keeps goes on without its key, unless the port has to be made.
static void
a_key_is_kept_nowhere(void **state)
{
    struct site s = site_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct moment m;
    _own_(free) char *key = mem_printf("%s/site.key", s.p->dir);

    assert_true(balancer_create_demo(s.p, 1, s.balancer, process_interrupt(s.p, &m, 1), &err) < 0);
    process_go_on(s.p);
    assert_int_equal(unlink(key), 0);
    assert_true(lct_cluster_resume(s.p->t, "demo", NULL, &answer, &err) < 0);
    const struct lct_value *failed = lct_at(answer_get(answer, "failed"), 0);
    assert_non_null(strstr(lct_text(lct_get(failed, "message"), ""), "the key of the certificate"));
    lct_answer_free(answer);
    answer = NULL;
    put_file(s.p, "site.key", SITE_KEY);
    demo_finish(lct_cluster_resume(s.p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_string_equal(balancer_port_of(s.p, 443)->shown.fingerprint, SITE_FINGERPRINT);
    process_end(s.p);
}

// ---- who goes

struct watcher {
    struct process *p;
    int64_t drained_ms;
    unsigned early; // machines that went while something was sent to them
};

static bool
is_sent_to(struct process *p, const struct machine *m)
{
    const size_t n = strlen(m->private_ipv4);

    vec_each (port, &balancer_front(p)->ports)
        vec_each (node, &port->nodes)
            if (!strncmp(node->address, m->private_ipv4, n) && node->address[n] == ':')
                return true;
    return false;
}

static void
watch_requests(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct watcher *w = user;
    const int64_t now = loop_now_ms(w->p->t->loop);

    if (str_eq(kind, "balancer.member.update") && !w->drained_ms)
        w->drained_ms = now;
    if (str_eq(kind, "machine.remove"))
        for (size_t i = 0; i < mem_account_count(w->p->nodes.account); i++) {
            const struct machine *m = mem_account_machine(w->p->nodes.account, i);
            if (str_eq(m->label, subject))
                w->early += is_sent_to(w->p, m) || now < w->drained_ms + 40000;
        }
}

static void
nodes_that_go_are_drained_first(void **state)
{
    struct process *p = process_new();
    struct watcher w = { .p = p };

    balancer_create_well(p, 4, TWO_PORTS);
    mem_account_trouble(p->nodes.account, watch_requests, &w);
    balancer_apply_well(p, "g6-standard-1", 2, TWO_PORTS);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_true(w.drained_ms > 0);
    assert_int_equal(w.early, 0);
    assert_balanced(p, 2);
    balancer_apply_well(p, "g6-standard-1", 3, TWO_PORTS);
    assert_balanced(p, 3);
    process_end(p);
}

static void
one_that_is_deleted_by_itself_is_drained_too(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct watcher w = { .p = p };

    balancer_create_well(p, 2, "port: 80");
    _own_(free) char *label = mem_strdup(mem_account_machine(p->nodes.account, 1)->label);
    mem_account_trouble(p->nodes.account, watch_requests, &w);
    demo_finish(lct_node_delete(p->t, label, NULL, &answer, &err), &answer, &err);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_true(w.drained_ms > 0);
    assert_true(balancer_sends_to_all(p, 80, 80));
    process_end(p);
}

static void
a_replaced_node_comes_back(void **state)
{
    struct process *p = process_new();

    balancer_create_well(p, 2, TWO_PORTS);
    balancer_apply_well(p, ANOTHER_MACHINE, 2, TWO_PORTS);
    assert_balanced(p, 2);
    process_end(p);
}

static void
note_away(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct process *p = user;
    size_t away = 0;

    if (!str_eq(kind, "machine.resize"))
        return;
    vec_each (node, &balancer_front(p)->ports.items[0].nodes)
        away += str_eq(node->mode, "drain");
    assert_int_equal(away, 1); // this one, and no other
}

static void
a_resized_node_is_drained_and_taken_back(void **state)
{
    struct process *p = process_new();

    balancer_create_well(p, 3, TWO_PORTS);
    const unsigned adds = balancer_requests(p, "balancer.member");
    mem_account_trouble(p->nodes.account, note_away, p);
    balancer_apply_well(p, "g6-standard-2", 3, TWO_PORTS);
    mem_account_trouble(p->nodes.account, NULL, NULL);
    assert_int_equal(balancer_requests(p, "machine.resize"), 3);
    assert_int_equal(balancer_requests(p, "balancer.member"), adds);
    assert_balanced(p, 3);
    process_end(p);
}

static void
a_deletion_leaves_none(void **state)
{
    struct process *p = process_new();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    balancer_create_well(p, 2, TWO_PORTS);
    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    assert_int_equal(p->nodes.account->balancers.n, 0);
    process_end(p);
}

static void
one_that_the_plan_has_no_more_goes(void **state)
{
    struct process *p = process_new();
    struct lct_plan *plan;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    balancer_create_well(p, 2, TWO_PORTS);
    plan = process_plan(p, 2);
    demo_finish(lct_cluster_apply(p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
    lct_plan_free(plan);
    assert_int_equal(p->nodes.account->balancers.n, 0);
    assert_int_equal(mem_account_count(p->nodes.account), 2);
    process_end(p);
}

// ---- other hands

static void
a_strangers_label_is_passed_by(void **state)
{
    static const char *const none[] = { NULL };
    struct process *p = process_new();
    struct mem_account *a = p->nodes.account;

    vec_push(&a->balancers, ((struct mem_balancer){ .shown = { .id = "stranger",
                                                        .label = "front",
                                                        .region = "us-east",
                                                        .traits = "",
                                                        .members = none,
                                                        .tags = none,
                                                        .address = "198.19.9.9",
                                                        .ready = true } }));
    balancer_create_well(p, 1, "port: 80");
    assert_int_equal(a->balancers.n, 2);
    assert_string_equal(a->balancers.items[1].shown.label, "us-east-front");
    assert_int_equal(a->balancers.items[0].ports.n, 0);
    process_end(p);
}

static void
what_another_hand_changed_is_put_back(void **state)
{
    struct process *p = process_new();
    struct mem_port *web;

    balancer_create_well(p, 2, TWO_PORTS);
    web = &balancer_front(p)->ports.items[0];
    web->shown.set.algorithm = "source";
    web->nodes.items[0].mode = "reject";
    vec_remove(&web->nodes, 1);
    vec_push(&web->nodes,
        ((struct balancer_node){ "other", "other", "192.168.250.250:80", "accept", "UP", 100 }));
    balancer_apply_well(p, "g6-standard-1", 2, TWO_PORTS);
    assert_string_equal(balancer_front(p)->ports.items[0].shown.set.algorithm, "roundrobin");
    assert_balanced(p, 2);
    process_end(p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_balancer_sends_to_the_nodes_that_are_ready),
        cmocka_unit_test(a_second_apply_changes_nothing),
        cmocka_unit_test(what_the_plan_says_of_it_is_changed_in_place),
        cmocka_unit_test(a_certificate_is_pushed_when_it_is_another_one),
        cmocka_unit_test(another_hands_certificate_is_seen_and_put_right),
        cmocka_unit_test(a_key_that_does_not_fit_is_refused_before_anything_is_made),
        cmocka_unit_test(a_certificate_that_ended_is_refused),
        cmocka_unit_test(a_key_is_kept_nowhere),
        cmocka_unit_test(nodes_that_go_are_drained_first),
        cmocka_unit_test(one_that_is_deleted_by_itself_is_drained_too),
        cmocka_unit_test(a_replaced_node_comes_back),
        cmocka_unit_test(a_resized_node_is_drained_and_taken_back),
        cmocka_unit_test(a_deletion_leaves_none),
        cmocka_unit_test(one_that_the_plan_has_no_more_goes),
        cmocka_unit_test(a_strangers_label_is_passed_by),
        cmocka_unit_test(what_another_hand_changed_is_put_back),
    };

    return RUN(tests);
}
