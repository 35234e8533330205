// SPDX-License-Identifier: MIT
// The library in this process.
#include "process.h"

#include "../testing.h"
#include "base/file.h"
#include "base/mem.h"
#include "io/proc.h"

static int
open_loop(const struct drivers *d, struct loop **ret, struct lct_err *err)
{
    *ret = loop_new_virtual();
    return LCT_OK;
}

static int
open_cloud(struct lct *t, enum cloud_mode mode, const struct secret *token, const char *source,
    struct cloud **ret, struct lct_err *err)
{
    struct process *p = (struct process *)(uintptr_t)t->drivers;

    *ret = mem_cloud_open(t->loop, p->nodes.account, mode);
    return LCT_OK;
}

static int
open_shell(struct lct *t, unsigned handshakes, struct shell **ret, struct lct_err *err)
{
    struct process *p = (struct process *)(uintptr_t)t->drivers;

    *ret = nodes_shell(t->loop, &p->nodes);
    return LCT_OK;
}

void
process_begin(struct process *p)
{
    static char token[] = "LINODE_TOKEN=of-the-memory";

    *p = (struct process){ .drivers = { open_loop, open_cloud, open_shell },
        .nodes = { .account = mem_account_new() } };
    // In memory where there is such a place: how durable it is, is not what is asked here.
    snprintf(p->dir, sizeof p->dir, "%s/lct-process.XXXXXX",
        access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(p->dir));
    snprintf(p->home, sizeof p->home, "HOME=%s", p->dir);
    p->environment[0] = p->home;
    p->environment[1] = token;
    process_open(p);
}

struct process *
process_new(void)
{
    static struct process p;

    process_begin(&p);
    return &p;
}

void
process_open(struct process *p)
{
    const struct lct_conf conf = { .environment = p->environment, .processes = p->processes };
    struct lct_err err = { 0 };

    if (toolkit_open(&conf, &p->drivers, &p->t, &err) < 0)
        fail_msg("%s", err.text);
}

void
process_close(struct process *p)
{
    lct_close(p->t);
    p->t = NULL;
}

void
process_end(struct process *p)
{
    struct lct_err err;

    lct_close(p->t);
    nodes_done(&p->nodes);
    assert_int_equal(file_remove_tree(p->dir, &err), LCT_OK);
}

void
process_forget(struct process *p)
{
    _own_(free) char *inventory = mem_printf("%s/.local/share/linodetool/default", p->dir);
    struct lct_err err;

    assert_int_equal(file_remove_tree(inventory, &err), LCT_OK);
}

void
process_move(struct process *p)
{
    _own_(free) char *to = mem_printf("%s/moved", p->dir), *from = mem_printf("%s/.local", p->dir);
    char cp[] = "cp", all[] = "-a", *const argv[] = { cp, all, from, to, NULL };
    struct lct_err err = { 0 };
    int status = -1;

    if (file_mkdirs(to, 0700, &err) < 0 ||
        proc_run_sync(&(struct proc_spec){ .argv = argv }, NULL, &status, &err) < 0 || status)
        fail_msg("%s", err.text);
    snprintf(p->home, sizeof p->home, "HOME=%s/moved", p->dir);
    process_open(p);
}

static void
pass_moment(struct moment *m)
{
    if (--m->left == 0)
        lct_interrupt(m->process->t);
}

static void
on_event(void *user, const struct lct_event *e)
{
    if (e->kind == LCT_EVENT_STEP)
        pass_moment(user);
}

static void
on_request(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    pass_moment(user);
}

const struct lct_watch *
process_interrupt(struct process *p, struct moment *m, int at)
{
    *m = (struct moment){ p, at, { on_event, m } };
    mem_account_trouble(p->nodes.account, on_request, m);
    return &m->watch;
}

void
process_go_on(struct process *p)
{
    mem_account_trouble(p->nodes.account, NULL, NULL);
}

struct lct_plan *
process_plan(struct process *p, int n)
{
    _own_(free) char *text = mem_printf("name: demo\nregions:\n- region: us-east\n  nodes:\n"
                                        "  - {name: web, type: g6-nanode-1, count: %d}\n",
        n);
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, plan ? lct_plan_problems(plan) : "");
    return plan;
}

// ---- the cluster demo

const struct lct_value *
answer_get(const struct lct_answer *a, const char *key)
{
    return lct_get(lct_answer_root(a), key);
}

int
demo_create(struct process *p, int n, const struct lct_watch *watch, struct lct_answer **answer,
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
    const struct lct_value *first = lct_at(answer_get(answer, "failed"), 0);

    fail_msg("%s; %s: %s", err->text, lct_text(lct_get(first, "step"), "?"),
        lct_text(lct_get(first, "message"), "?"));
}

void
demo_finish(int code, struct lct_answer **answer, const struct lct_err *err)
{
    if (code < 0)
        fail_op(*answer, err);
    lct_answer_free(*answer);
}

void
demo_create_well(struct process *p, int n)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (demo_create(p, n, NULL, &answer, &err) < 0)
        fail_op(answer, &err);
    assert_int_equal(lct_count(answer_get(answer, "nodes")), n);
    lct_answer_free(answer);
}

void
assert_whole(struct process *p, size_t n)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    assert_int_equal(lct_cluster_show(p->t, "demo", &answer, &err), LCT_OK);
    assert_string_equal(lct_text(lct_get(answer_get(answer, "cluster"), "state"), ""), "started");
    assert_int_equal(lct_count(answer_get(answer, "nodes")), n);
    for (size_t i = 0; i < n; i++) {
        const struct lct_value *node = lct_at(answer_get(answer, "nodes"), i);
        assert_string_equal(lct_text(lct_get(node, "state"), ""), "started");
        assert_string_equal(lct_text(lct_get(node, "status"), ""), "running");
    }
    lct_answer_free(answer);
    assert_int_equal(mem_account_count(p->nodes.account), n);
}
void
assert_advice(const struct lct_err *err, enum lct_advice advice, const char *about)
{
    struct lct_advised call;

    assert_true(lct_advice_next(err->hint, 0, &call));
    assert_int_equal(call.advice, advice);
    assert_string_equal(call.about[0], about);
}
