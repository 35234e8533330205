// SPDX-License-Identifier: MIT
// Linodes that others made, from the outside of the library: chosen, described, taken over, each
// once, whenever it is interrupted.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/account.h"
#include "lct/volume.h"
#include "volumes.h"

#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"

struct world {
    struct process *p;
    char known[96], state[96], identity[96];
    struct lct_import_args args;
};

static void
write_file(const char *path, const char *text)
{
    struct lct_err err = { 0 };

    assert_int_equal(file_write(path, text, strlen(text), 0600, &err), LCT_OK);
}

// What others have: their tags, no inventory of it.
static void
disown(struct process *p)
{
    static const char *const theirs[] = { "theirs", NULL };
    static const char *const none[] = { NULL };
    struct mem_account *a = p->nodes.account;

    process_close(p);
    process_forget(p);
    process_open(p);
    for (size_t i = 0; i < a->machines.n; i++)
        a->machines.items[i]->shown.tags = theirs;
    for (size_t i = 0; i < a->volumes.n; i++)
        a->volumes.items[i].shown.tags = none;
}

// So many Linodes, each with a volume, whose host keys are known.
static struct world
others_have(int n)
{
    struct world w = { .p = process_new() };
    _own_(buf) struct buf known = { 0 };

    volumes_create_well(w.p, n);
    disown(w.p);
    for (size_t i = 0; i < mem_account_count(w.p->nodes.account); i++)
        buf_addf(&known, "%s ssh-ed25519 %s\n",
            mem_account_machine(w.p->nodes.account, i)->public_ipv4, KEY);
    snprintf(w.known, sizeof w.known, "%s/known", w.p->dir);
    snprintf(w.state, sizeof w.state, "%s/terraform.tfstate", w.p->dir);
    snprintf(w.identity, sizeof w.identity, "%s/identity", w.p->dir);
    write_file(w.known, buf_str(&known));
    write_file(w.identity, "a key\n");
    w.args =
        (struct lct_import_args){ .tag = "theirs", .identity = w.identity, .known_hosts = w.known };
    return w;
}

// The plan, of other machines than there are.
static struct lct_plan *
larger(struct world *w, const char *text)
{
    const char *type = strstr(text, "g6-standard-1");
    _own_(free) char *other =
        mem_printf("%.*sg6-standard-2%s", (int)(type - text), text, type + strlen("g6-standard-1"));
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (lct_plan_text(w->p->t, other, strlen(other), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, other);
    return plan;
}

static struct lct_plan *
import_well(struct world *w)
{
    struct lct_answer *answer = NULL;
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    w->args.known_hosts = w->known;
    w->args.identity = w->identity;
    if (lct_cluster_import(w->p->t, "demo", &w->args, &answer, &err) < 0)
        fail_msg("%s", err.text);
    const char *text = lct_text(answer_get(answer, "plan"), "");
    if (lct_plan_text(w->p->t, text, strlen(text), "plan.yaml", NULL, &plan, &err) < 0)
        fail_msg("%s: %s", err.text, text);
    lct_answer_free(answer);
    return plan;
}

static int
fails(struct world *w, struct lct_err *err)
{
    struct lct_answer *answer = NULL;

    w->args.known_hosts = w->known;
    w->args.identity = w->identity;
    int code = lct_cluster_import(w->p->t, "demo", &w->args, &answer, err);

    lct_answer_free(answer);
    return code;
}

// ---- taken over

static void
nothing_changes_before_it_is_applied(void **state)
{
    struct world w = others_have(2);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    lct_plan_free(import_well(&w));
    assert_int_equal(texts_count(mem_account_machine(w.p->nodes.account, 0)->tags), 1);
    assert_int_equal(texts_count(volume(w.p, 0)->shown.tags), 0);
    demo_finish(lct_cluster_delete(w.p->t, "demo", NULL, &answer, &err), &answer, &err);
    assert_int_equal(mem_account_count(w.p->nodes.account), 2); // it is only forgotten
    assert_int_equal(lct_volume_list(w.p->t, &answer, &err), LCT_OK);
    assert_int_equal(lct_count(answer_get(answer, "volumes")), 0);
    lct_answer_free(answer);
    process_end(w.p);
}

// They are the cluster's, with their volumes, and none was made.
static void
assert_taken(struct world *w, size_t n)
{
    struct mem_account *a = w->p->nodes.account;

    assert_whole(w->p, n);
    assert_int_equal(mem_account_requests(a, "machine.create"), n);
    assert_int_equal(mem_account_requests(a, "volume.create"), n);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(texts_count(mem_account_machine(a, i)->tags), 3);
        assert_int_equal(texts_count(volume(w->p, i)->shown.tags), 2);
        assert_non_null(volume(w->p, i)->machine);
    }
}

static void
it_is_taken_over_interrupted_at_any_moment(void **state)
{
    int code = LCT_ECANCELLED, moment = 1;

    for (; code != LCT_OK; moment++) {
        struct world w = others_have(2);
        struct moment m;
        struct lct_answer *answer = NULL;
        struct lct_err err = { 0 };
        struct lct_plan *plan = import_well(&w);
        code = lct_cluster_apply(
            w.p->t, "demo", plan, process_interrupt(w.p, &m, moment), &answer, &err);
        process_go_on(w.p);
        lct_answer_free(answer);
        if (code != LCT_OK)
            demo_finish(
                lct_cluster_apply(w.p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
        assert_taken(&w, 2);
        lct_plan_free(plan);
        process_end(w.p);
    }
    assert_true(moment > 10);
}

static void
what_else_the_plan_says_comes_afterwards(void **state)
{
    struct world w = others_have(2);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    w.args.known_hosts = w.known;
    w.args.identity = w.identity;
    assert_int_equal(lct_cluster_import(w.p->t, "demo", &w.args, &answer, &err), LCT_OK);
    struct lct_plan *plan = larger(&w, lct_text(answer_get(answer, "plan"), ""));
    lct_answer_free(answer);
    for (int i = 0; i < 2; i++) {
        demo_finish(lct_cluster_apply(w.p->t, "demo", plan, NULL, &answer, &err), &answer, &err);
        assert_taken(&w, 2);
        assert_string_equal(mem_account_machine(w.p->nodes.account, 0)->type,
            i ? "g6-standard-2" : "g6-standard-1");
    }
    lct_plan_free(plan);
    process_end(w.p);
}

// ---- refused

static void
strangers_are_not_trusted(void **state)
{
    struct world w = others_have(2);
    struct lct_err err = { 0 };
    _own_(free) char *known = mem_printf("%s ssh-ed25519 %s\n@revoked * ssh-ed25519 %s\n",
        mem_account_machine(w.p->nodes.account, 0)->public_ipv4, KEY, KEY);

    write_file(w.known, "# nobody\n|1|not|hashed ssh-ed25519 x\n192.0.2.1\n");
    assert_int_equal(fails(&w, &err), LCT_EAUTH);
    assert_non_null(strstr(err.text, "no ssh-ed25519 host key of"));
    write_file(w.known, known);
    assert_int_equal(fails(&w, &err), LCT_EAUTH);
    process_end(w.p);
}

static void
what_is_a_clusters_is_not_imported(void **state)
{
    struct world w = others_have(1);
    static const char *const ours[] = { "theirs", "lct:2f7a1e4c-0000-4000-8000-000000000001",
        NULL };
    struct lct_err err = { 0 };

    w.p->nodes.account->machines.items[0]->shown.tags = ours;
    assert_int_equal(fails(&w, &err), LCT_EEXISTS);
    assert_non_null(strstr(err.text, "is of a cluster already"));
    process_end(w.p);
}

static void
a_state_of_terraforms_is_read(void **state)
{
    struct world w = others_have(2);
    struct lct_err err = { 0 };
    static const char *const bad[] = { "", "[]", "{\"resources\": 5}", "{\"resources\": [7]}",
        "{\"resources\": [{\"type\": \"linode_instance\", \"instances\": [{}]}]}" };
    _own_(free) char *good = mem_printf("{\"resources\": [{\"type\": \"linode_instance\", "
                                        "\"instances\": [{\"attributes\": {\"id\": \"%s\"}}]}]}",
        mem_account_machine(w.p->nodes.account, 1)->id);

    w.args.tag = NULL;
    w.args.terraform = w.state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_file(w.state, bad[i]);
        assert_int_not_equal(fails(&w, &err), LCT_OK);
    }
    write_file(w.state, "{\"resources\": [{\"type\": \"linode_instance\", \"instances\": "
                        "[{\"attributes\": {\"id\": \"77\", \"label\": \"gone\"}}]}]}");
    assert_int_equal(fails(&w, &err), LCT_ENOTFOUND);
    assert_non_null(strstr(err.text, "Linode 77 (gone)"));
    write_file(w.state, good);
    lct_plan_free(import_well(&w));
    process_end(w.p);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_changes_before_it_is_applied),
        cmocka_unit_test(it_is_taken_over_interrupted_at_any_moment),
        cmocka_unit_test(what_else_the_plan_says_comes_afterwards),
        cmocka_unit_test(strangers_are_not_trusted),
        cmocka_unit_test(what_is_a_clusters_is_not_imported),
        cmocka_unit_test(a_state_of_terraforms_is_read),
    };

    return RUN(tests);
}
