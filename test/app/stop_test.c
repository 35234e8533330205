// SPDX-License-Identifier: MIT
// Clusters whose creation stops, at each moment in turn: interrupted, or dead with its process.
// Moments are what is told of steps, and requests that arrive at the cloud: then others are on
// their way, or have had their effect and nobody heard of it.
#include <sys/wait.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "process.h"

struct countdown {
    struct process *process;
    int left; // moments; then:
    void (*stop)(struct process *p);
};

static void
count_down(struct countdown *c)
{
    if (--c->left == 0)
        c->stop(c->process);
}

static void
on_event(void *user, const struct lct_event *e)
{
    if (e->kind == LCT_EVENT_STEP)
        count_down(user);
}

static void
on_request(void *user, const char *kind, const char *subject, struct mem_trouble *t)
{
    count_down(user);
}

static int
create_counted(struct countdown *c, struct lct_answer **answer, struct lct_err *err)
{
    mem_account_trouble(c->process->nodes.account, on_request, c);
    int code = demo_create(c->process, 2, &(struct lct_watch){ on_event, c }, answer, err);
    mem_account_trouble(c->process->nodes.account, NULL, NULL);
    return code;
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

    for (int moment = 1; code != LCT_OK; moment++) {
        struct process *p = process_new();
        struct countdown c = { p, moment, interrupt };
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };

        code = create_counted(&c, &answer, &err);
        lct_answer_free(answer);
        if (code != LCT_OK) {
            assert_int_equal(code, LCT_ECANCELLED);
            assert_advice(&err, LCT_ADVICE_CLUSTER_RESUME, "demo");
            demo_finish(lct_cluster_resume(p->t, "demo", NULL, &answer, &err), &answer, &err);
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
    bool whole = code == LCT_OK && mem_account_count(p->nodes.account) == 2;

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
        mem_account_trouble(p->nodes.account, NULL, NULL);
        process_move(p);
        word = is_made_whole(p) ? 'y' : 'n';
    }
    if (write(death.told[1], &word, 1) < 0)
        _exit(1);
    _exit(0);
}

// 'y' when what died at this moment was made whole; 'e' when it had ended before.
static char
live_until(int moment)
{
    struct process *p = process_new();
    char word = 'e';

    assert_int_equal(pipe(death.told) | pipe(death.alive), 0);
    pid_t child = fork();
    if (!child) {
        struct countdown c = { p, moment, die };
        struct lct_answer *answer;
        create_counted(&c, &answer, ERR_IGNORED);
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
what_died_at_any_moment_is_made_whole(void **state)
{
    int moment = 1;
    char word;

    while ((word = live_until(moment)) == 'y')
        moment++;
    assert_int_equal(word, 'e');
    assert_true(moment > 20);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_interrupted_is_resumed),
        cmocka_unit_test(what_died_at_any_moment_is_made_whole),
    };

    return RUN(tests);
}
