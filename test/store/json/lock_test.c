// SPDX-License-Identifier: MIT
// Others who have the lock: they are waited for, and nothing else waits.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "place.h"

struct ticking {
    struct loop *loop;
    struct timer *next;
    int n, lock;
    bool committed;
};

static void
tick(void *user)
{
    struct ticking *t = user;

    timer_stop(t->next);
    t->next = t->committed ? NULL : timer_start(t->loop, 10, tick, t);
    if (++t->n == 20)
        close(t->lock); // the other is done
}

static void
committed(void *user, const struct lct_err *err)
{
    struct ticking *t = user;

    assert_int_equal(err->code, LCT_OK);
    assert_true(t->n >= 20);
    t->committed = true;
}

static void
the_loop_goes_on_while_others_have_the_lock(void **state)
{
    struct place *p = *state;
    _own_(free) char *lock = file_at(p, "lock");
    struct ticking t = { .loop = p->loop };
    struct node n = sample_node(9);

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    t.lock = open(lock, O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(t.lock, LOCK_EX), 0);
    t.next = timer_start(p->loop, 10, tick, &t);
    _own_(batch) struct batch *b = batch_new(&p->use.context);
    batch_put(b, RECORD_NODE, &n);
    p->use.store->ops->commit(p->use.store, b, committed, &t);
    loop_run(p->loop, &t.committed);
    timer_stop(t.next);
    close_it(p);
}

static void
says_who_holds_it_up(void **state)
{
    struct place *p = *state;
    _own_(free) char *lock = file_at(p, "lock");
    struct node n = sample_node(9);

    fill_it(p);
    loop_free(p->loop);
    p->loop = loop_new_virtual(); // five seconds are over soon
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    _own_(fd) int fd = open(lock, O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_SH), 0);
    assert_int_equal(use_put(&p->use, RECORD_NODE, &n), LCT_ERETRY);
    assert_non_null(strstr(p->use.err.text, "locked by another program"));
    assert_int_equal(use_count(&p->use, ask_all(RECORD_NODE)), 2); // read it may be
    close_it(p);
}

static void
cancelled(void *user, const struct lct_err *err)
{
    assert_int_equal(err->code, LCT_ECANCELLED);
    ++*(int *)user;
}

static void
closing_cancels_what_waits(void **state)
{
    struct place *p = *state;
    _own_(free) char *lock = file_at(p, "lock");
    struct ask ask = ask_all(RECORD_NODE);
    int n = 0;

    fill_it(p);
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_count(&p->use, ask_all(RECORD_NODE)), 2);
    _own_(fd) int fd = open(lock, O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    _own_(batch) struct batch *b = batch_new(&p->use.context);
    p->use.store->ops->commit(p->use.store, b, cancelled, &n);
    p->use.store->ops->read(p->use.store, &p->use.context, p->arena, &ask, 1, cancelled, &n);
    p->use.store->ops->watch(p->use.store, 60000, cancelled, &n);
    close_it(p);
    assert_int_equal(n, 3);
}

static void
two_programs_may_make_it_at_once(void **state)
{
    struct place *p = *state;
    pid_t children[4];

    for (size_t i = 0; i < 4; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(open_it(p, STORE_WRITE) == LCT_OK ? 0 : 1);
    }
    for (size_t i = 0; i < 4; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(the_loop_goes_on_while_others_have_the_lock),
        PLACE_TEST(says_who_holds_it_up),
        PLACE_TEST(closing_cancels_what_waits),
        PLACE_TEST(two_programs_may_make_it_at_once),
    };

    return RUN(tests);
}
