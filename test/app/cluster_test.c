// SPDX-License-Identifier: MIT
// Clusters from the outside of the library, in this process: made, shown, changed, deleted, and
// what becomes of them when the cloud refuses, an answer is lost, a script fails, somebody
// interrupts.
#include "process.h"

#include <sys/wait.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "base/str.h"

static struct process *
begin(void)
{
    static struct process p;

    process_begin(&p);
    return &p;
}

static const struct lct_value *
get(const struct lct_answer *a, const char *key)
{
    return lct_get(lct_answer_root(a), key);
}

// Creates (or goes on with) a cluster of n nodes.
static int
create(struct process *p, int n, const struct lct_watch *watch, struct lct_answer **answer,
    struct lct_err *err)
{
    struct lct_plan *plan = process_plan(p, n);
    int code = lct_cluster_create(p->t, "demo", NULL, plan, watch, answer, err);

    lct_plan_free(plan);
    return code;
}

// Says why it was not carried out.
static void
fail_op(const struct lct_answer *answer, const struct lct_err *err)
{
    const struct lct_value *first = lct_at(get(answer, "failed"), 0);

    fail_msg("%s; %s: %s", err->text, lct_text(lct_get(first, "step"), "?"),
        lct_text(lct_get(first, "message"), "?"));
}

// finish(lct_cluster_...(.., &answer, &err), &answer, &err): it went well.
static void
finish(int code, struct lct_answer **answer, const struct lct_err *err)
{
    if (code < 0)
        fail_op(*answer, err);
    lct_answer_free(*answer);
}

static void
create_well(struct process *p, int n)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (create(p, n, NULL, &answer, &err) < 0)
        fail_op(answer, &err);
    assert_int_equal(lct_count(get(answer, "nodes")), n);
    lct_answer_free(answer);
}

// All of so many nodes are started, on machines that run and are as many.
static void
assert_whole(struct process *p, size_t n)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_show(p->t, "demo", &answer, &err), LCT_OK);
    assert_string_equal(lct_text(lct_get(get(answer, "cluster"), "state"), ""), "started");
    assert_int_equal(lct_count(get(answer, "nodes")), n);
    for (size_t i = 0; i < n; i++) {
        const struct lct_value *node = lct_at(get(answer, "nodes"), i);
        assert_string_equal(lct_text(lct_get(node, "state"), ""), "started");
        assert_string_equal(lct_text(lct_get(node, "status"), ""), "running");
    }
    lct_answer_free(answer);
    assert_int_equal(mem_account_count(p->nodes.account), n);
}

static void
a_preview_changes_nothing(void **state)
{
    struct process *p = begin();
    struct lct_plan *plan = process_plan(p, 3);
    struct lct_changes *changes = NULL;
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_changes_create(p->t, "demo", NULL, plan, &changes, &err), LCT_OK);
    const struct lct_value *summary = lct_get(lct_changes_root(changes), "summary");
    assert_int_equal(lct_int(lct_get(summary, "create"), 0), 3);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 0);
    assert_int_equal(p->nodes.logins, 0);

    assert_int_equal(lct_changes_carry_out(changes, NULL, &answer, &err), LCT_OK);
    lct_answer_free(answer);
    lct_changes_free(changes);
    lct_plan_free(plan);
    assert_whole(p, 3);
    process_end(p);
}

static void
what_is_made_is_listed_and_deleted(void **state)
{
    struct process *p = begin();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 2);
    assert_whole(p, 2);
    assert_int_equal(lct_cluster_list(p->t, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(get(answer, "clusters")), 1);
    lct_answer_free(answer);

    finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
    assert_int_equal(lct_cluster_list(p->t, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(get(answer, "clusters")), 0);
    lct_answer_free(answer);
    process_end(p);
}

static void
another_process_sees_it(void **state)
{
    struct process *p = begin();

    create_well(p, 2);
    process_close(p);
    process_open(p);
    assert_whole(p, 2);
    create_well(p, 2); // that is there already
    assert_whole(p, 2);
    process_end(p);
}

static void
it_grows_and_shrinks(void **state)
{
    struct process *p = begin();
    struct lct_count four[] = { { "web", LCT_COUNT_SET, 4 }, { 0 } };
    struct lct_count one[] = { { "web", LCT_COUNT_LESS, 3 }, { 0 } };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 2);
    finish(lct_cluster_scale(p->t, "demo", four, NULL, NULL, &answer, &err), &answer, &err);
    assert_whole(p, 4);
    finish(lct_cluster_scale(p->t, "demo", one, NULL, NULL, &answer, &err), &answer, &err);
    assert_whole(p, 1);
    process_end(p);
}

static void
an_audit_finds_what_another_hand_did(void **state)
{
    struct process *p = begin();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 1);
    _own_(free) char *id = strdup(mem_account_machine(p->nodes.account, 0)->id);
    struct cloud *other = mem_cloud_open(p->t->loop, p->nodes.account, CLOUD_WRITE);
    other->ops->machines->remove(other, id, NULL, NULL);
    loop_run(p->t->loop, NULL);
    other->ops->close(other);

    assert_int_equal(lct_cluster_audit(p->t, "demo", &answer, &err), LCT_OK);
    assert_false(lct_bool(get(answer, "agree"), true));
    assert_int_equal(lct_count(get(answer, "lost")), 1);
    lct_answer_free(answer);
    finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 1);
    process_end(p);
}

// ---- trouble

static void
assert_advice(const struct lct_err *err, enum lct_advice advice, const char *about)
{
    struct lct_advised call;

    assert_true(lct_advice_next(err->hint, 0, &call));
    assert_int_equal(call.advice, advice);
    assert_string_equal(call.about[0], about);
}

static void
an_account_limit_is_told_and_the_rest_is_done(void **state)
{
    struct process *p = begin();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    mem_account_dials(p->nodes.account)->machines_max = 2;
    assert_int_equal(create(p, 3, NULL, &answer, &err), LCT_EPARTIAL);
    assert_advice(&err, LCT_ADVICE_CLUSTER_RETRY, "demo");
    const struct lct_value *failed = lct_at(get(answer, "failed"), 0);
    assert_int_equal(lct_count(get(answer, "failed")), 1);
    assert_string_equal(lct_text(lct_get(failed, "code"), ""), "quota");
    lct_answer_free(answer);
    assert_int_equal(mem_account_count(p->nodes.account), 2);

    mem_account_dials(p->nodes.account)->machines_max = 0;
    finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 3);
    process_end(p);
}

// The first answer to each machine's creation is lost.
struct losses {
    char labels[8][64];
    size_t n;
};

static void
lose_first(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    struct losses *l = user;

    if (!str_eq(kind, "machine.create"))
        return;
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->labels[i], subject))
            return;
    snprintf(l->labels[l->n++], sizeof *l->labels, "%s", subject);
    *t = (struct mem_trouble){ .code = LCT_EAMBIGUOUS, .effect = true };
}

static void
a_lost_answer_makes_no_second_machine(void **state)
{
    struct process *p = begin();
    struct losses l = { 0 };

    mem_account_trouble(p->nodes.account, lose_first, &l);
    create_well(p, 3);
    assert_int_equal(l.n, 3);
    assert_int_equal(mem_account_requests(p->nodes.account, "machine.create"), 3);
    assert_whole(p, 3);
    process_end(p);
}

// One node cannot be hardened until it is mended.
struct broken {
    char host[64];
    bool mended;
};

static int
fail_one(void *user, const char *host, const char *step)
{
    struct broken *b = user;

    if (!*b->host)
        snprintf(b->host, sizeof b->host, "%s", host);
    return !b->mended && str_eq(step, "secure") && str_eq(host, b->host) ? 3 : 0;
}

static void
a_script_that_fails_fails_its_node_alone(void **state)
{
    struct process *p = begin();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct broken b = { 0 };

    p->nodes.status = fail_one;
    p->nodes.user = &b;
    assert_int_equal(create(p, 3, NULL, &answer, &err), LCT_EPARTIAL);
    assert_int_equal(lct_count(get(answer, "failed")), 1);
    assert_non_null(strstr(err.text, "2 of 3 nodes are ready"));
    lct_answer_free(answer);

    b.mended = true;
    finish(lct_cluster_retry(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_whole(p, 3);
    process_end(p);
}

static void
machines_that_the_inventory_forgot_are_in_the_way(void **state)
{
    struct process *p = begin();
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    create_well(p, 1);
    process_close(p);
    process_forget(p);
    process_open(p);
    assert_int_equal(create(p, 1, NULL, &answer, &err), LCT_EEXISTS);
    assert_null(answer);
    assert_advice(&err, LCT_ADVICE_CLUSTER_ADOPT, "demo");
    assert_int_equal(mem_account_count(p->nodes.account), 1);

    const struct lct_adopt_args any = { 0 };
    assert_int_equal(lct_cluster_adopt_preview(p->t, "demo", &any, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(get(answer, "nodes")), 1);
    lct_answer_free(answer);
    process_end(p);
}

// ---- stops, each at another event

struct countdown {
    struct process *process;
    int left; // events; then:
    void (*stop)(struct process *p);
};

static void
count_down(void *user, const struct lct_event *e)
{
    struct countdown *c = user;

    if (e->kind == LCT_EVENT_STEP && --c->left == 0)
        c->stop(c->process);
}

static void
interrupt(struct process *p)
{
    lct_interrupt(p->t);
}

static void
what_was_interrupted_is_resumed(void **state)
{
    int code = LCT_ECANCELLED;

    for (int event = 1; code != LCT_OK; event++) {
        struct process *p = begin();
        struct countdown c = { p, event, interrupt };
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };

        code = create(p, 2, &(struct lct_watch){ count_down, &c }, &answer, &err);
        lct_answer_free(answer);
        if (code != LCT_OK) {
            assert_int_equal(code, LCT_ECANCELLED);
            assert_advice(&err, LCT_ADVICE_CLUSTER_RESUME, "demo");
            finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
        }
        assert_whole(p, 2);
        process_end(p);
    }
}

// A death: the process goes on as a copy of itself, in which all that it knew is forgotten, but the
// account and what is on the disk.
static struct {
    int told[2];  // what became of it: the heir tells
    int alive[2]; // the dead had this open
} death;

static bool
is_made_whole(struct process *p)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    struct lct_plan *plan = process_plan(p, 2);
    int code = lct_cluster_create(p->t, "demo", NULL, plan, NULL, &answer, &err);
    bool whole = code == LCT_OK && mem_account_count(p->nodes.account) == 2 &&
                 mem_account_requests(p->nodes.account, "machine.create") == 2;

    if (!whole)
        print_error("%s; machines: %zu\n", err.text, mem_account_count(p->nodes.account));
    return whole;
}

static void
die(struct process *p)
{
    char word = 'n';

    if (fork())
        _exit(0);
    close(death.alive[1]);
    if (read(death.alive[0], &word, 1) == 0) { // nobody has it open any more
        process_move(p);
        word = is_made_whole(p) ? 'y' : 'n';
    }
    if (write(death.told[1], &word, 1) < 0)
        _exit(1);
    _exit(0);
}

// 'y' when what died at this event was made whole; 'e' when it had ended before.
static char
live_until(int event)
{
    struct process *p = begin();
    char word = 'e';

    assert_int_equal(pipe(death.told) | pipe(death.alive), 0);
    pid_t child = fork();
    if (!child) {
        struct countdown c = { p, event, die };
        struct lct_answer *answer;
        create(p, 2, &(struct lct_watch){ count_down, &c }, &answer, ERR_IGNORED);
        _exit(0);
    }
    close(death.alive[1]);
    close(death.told[1]);
    assert_true(read(death.told[0], &word, 1) >= 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(death.alive[0]);
    close(death.told[0]);
    process_end(p);
    return word;
}

static void
what_died_at_any_event_is_made_whole(void **state)
{
    int event = 1;
    char word;

    while ((word = live_until(event)) == 'y')
        event++;
    assert_int_equal(word, 'e');
    assert_true(event > 10);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_preview_changes_nothing),
        cmocka_unit_test(what_is_made_is_listed_and_deleted),
        cmocka_unit_test(another_process_sees_it),
        cmocka_unit_test(it_grows_and_shrinks),
        cmocka_unit_test(an_audit_finds_what_another_hand_did),
        cmocka_unit_test(an_account_limit_is_told_and_the_rest_is_done),
        cmocka_unit_test(a_lost_answer_makes_no_second_machine),
        cmocka_unit_test(a_script_that_fails_fails_its_node_alone),
        cmocka_unit_test(machines_that_the_inventory_forgot_are_in_the_way),
        cmocka_unit_test(what_was_interrupted_is_resumed),
        cmocka_unit_test(what_died_at_any_event_is_made_whole),
    };

    return RUN(tests);
}
