// SPDX-License-Identifier: MIT
// Machines that get another system in place, each once, whatever stops it at any moment:
// interrupted, or dead with its process.
#include <sys/wait.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "base/str.h"
#include "rebuilding.h"

// ---- stopped at any moment

static bool
is_rebuilt_once(const struct process *p)
{
    bool once = is_whole(p, 2);

    for (size_t i = 0; once && i < 2; i++)
        once = rebuilds(p, machine(p, i)->shown.id) == 1;
    return once;
}

// Ids rise: the disk that it boots is newer than the other.
static bool
has_all_disks(const struct process *p)
{
    bool all = is_whole(p, 2);

    for (size_t i = 0; all && i < 2; i++) {
        const struct mem_machine *m = machine(p, i);
        all = strcmp(disk_of(m, "data"), disk_of(m, "boot")) < 0 &&
              has_disks(m, "", disk_of(m, "data"));
    }
    return all;
}

static const struct way {
    const char *before, *after;
    bool (*is_well)(const struct process *p);
} ways[] = { { EARLIER VOLUME, LATER VOLUME, is_rebuilt_once },
    { EARLIER DISKS, LATER DISKS, has_all_disks } };

static void
interrupt_at_any_moment(const struct way *w)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment += 5) {
        struct process *p = process_new();
        struct lct_err err = { 0 };
        struct moment m;
        create(p, 1, w->before);
        code = apply(p, 1, w->after, process_interrupt(p, &m, moment), &err);
        process_go_on(p);
        if (code != LCT_OK) // else the interrupt may be still to come
            apply_well(p, 1, w->after);
        assert_whole(p, 2);
        assert_true(w->is_well(p));
        assert_string_equal(found(p), "nothing");
        process_end(p);
    }
    assert_true(moment > 30);
}

static void
it_ends_alike_whatever_interrupts_it(void **state)
{
    interrupt_at_any_moment(&ways[0]);
    interrupt_at_any_moment(&ways[1]);
}

// ---- something else is wanted then

// Interrupted at each of some moments, then gone on with in another way.
static void
then(void (*go_on)(struct process *p, const struct way *w))
{
    for (size_t i = 0; i < 2; i++) {
        int code = LCT_ECANCELLED, moment = 3;
        for (; code != LCT_OK; moment += 7) {
            struct process *p = process_new();
            struct lct_err err = { 0 };
            struct moment m;
            create(p, 1, ways[i].before);
            code = apply(p, 1, ways[i].after, process_interrupt(p, &m, moment), &err);
            process_go_on(p);
            if (code != LCT_OK) // likewise
                go_on(p, &ways[i]);
            process_end(p);
        }
        assert_true(moment > 30);
    }
}

static void
go_back(struct process *p, const struct way *w)
{
    apply_well(p, 1, w->before);
    assert_whole(p, 2);
    assert_string_equal(found(p), "nothing");
    assert_int_equal(requests(p, "machine.remove"), 0);
    for (size_t i = 0; i < 2; i++)
        if (machine(p, i)->shown.image)
            assert_string_equal(machine(p, i)->shown.image, "linode/debian12");
}

static void
the_image_of_before_is_put_back(void **state)
{
    then(go_back);
}

static void
delete_all(struct process *p, const struct way *w)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    demo_finish(lct_cluster_delete(p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(p->nodes.account), 0);
}

static void
it_is_deleted(void **state)
{
    then(delete_all);
}

// ---- dead at any moment: as of stop_test

static struct {
    int told[2];  // what became of it: the heir tells
    int alive[2]; // the dead had this open
} death;

struct countdown {
    struct process *process;
    const struct way *way;
    int left;
};

static bool
is_made_whole(struct process *p, const struct way *w)
{
    struct lct_err err = { 0 };
    bool whole = apply(p, 1, w->after, NULL, &err) == LCT_OK && w->is_well(p);

    if (!whole)
        print_error("%s\n", err.text);
    return whole;
}

static void
die(const struct countdown *c)
{
    char word = 'n';

    if (fork())
        _exit(0);
    close(death.alive[1]);
    if (read(death.alive[0], &word, 1) == 0) { // nobody has it open any more
        mem_account_trouble(c->process->nodes.account, NULL, NULL);
        process_move(c->process);
        word = is_made_whole(c->process, c->way) ? 'y' : 'n';
    }
    if (write(death.told[1], &word, 1) < 0)
        _exit(1);
    _exit(0);
}

static void
count_down(struct countdown *c)
{
    if (--c->left == 0)
        die(c);
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

static void
live(const struct way *w, int moment)
{
    struct process *p = process_new();
    struct countdown c = { p, w, moment };

    create(p, 1, w->before);
    mem_account_trouble(p->nodes.account, on_request, &c);
    apply(p, 1, w->after, &(struct lct_watch){ on_event, &c }, ERR_IGNORED);
    process_go_on(p);
    process_end(p);
    if (write(death.told[1], "e", 1) < 0)
        _exit(1);
}

// 'y' when what died at this moment was made whole; 'e' when it had ended before.
static char
live_until(const struct way *w, int moment)
{
    char word = 'n';

    assert_int_equal(pipe(death.told) | pipe(death.alive), 0);
    pid_t child = fork();
    if (!child) {
        live(w, moment);
        _exit(0);
    }
    close(death.alive[1]);
    close(death.told[1]);
    assert_true(read(death.told[0], &word, 1) >= 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(death.alive[0]);
    close(death.told[0]);
    return word;
}

static void
what_died_at_any_moment_is_made_whole(void **state)
{
    for (size_t i = 0; i < 2; i++) {
        int moment = 1;
        char word;
        while ((word = live_until(&ways[i], moment)) == 'y')
            moment += 3;
        if (word != 'e')
            fail_msg("way %zu, moment %d", i, moment);
        assert_true(moment > 30);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_ends_alike_whatever_interrupts_it),
        cmocka_unit_test(the_image_of_before_is_put_back),
        cmocka_unit_test(it_is_deleted),
        cmocka_unit_test(what_died_at_any_moment_is_made_whole),
    };

    return RUN(tests);
}
