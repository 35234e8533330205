// SPDX-License-Identifier: MIT
// What a node answers that is to prove itself: computed here by the programs that it has.
#include "../testing.h"

#include "base/str.h"
#include "step/aspect/identity.h"

#define KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxKM5JK+kuyge7GtNrAGm5Zo8Mymnw4Kqb/7krIn2Ne"
#define OTHER_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFxKM5JK+kuyge7GtNrAGm5Zo8Mymnw4Kqb/7krIn2Nf"
#define NONCE "33333333-3333-4333-8333-333333333333"

struct scene {
    struct arena *arena;
    struct secret *root, *identity;
    struct node node;
    char answer[128];
    size_t n;
};

// As share/node/prove.sh would.
static void
answer(struct scene *sc, const char *nonce, const char *key, const struct secret *identity)
{
    char *command = arena_printf(sc->arena,
        "printf '%%s\n%%s\n%%s' '%s' '%s' '%s' | sha256sum | cut -d ' ' -f 1", nonce, key,
        secret_reveal(identity, NULL));
    FILE *f = popen(command, "r");

    assert_non_null(f);
    sc->n = fread(sc->answer, 1, sizeof sc->answer, f);
    assert_int_equal(pclose(f), 0);
}

static int
set_up(void **state)
{
    struct scene *sc = calloc(1, sizeof *sc);

    sc->arena = arena_new();
    sc->root = secret_new("0123456789abcdef", 16);
    sc->node = (struct node){ .uuid = "22222222-2222-4222-8222-222222222222", .generation = 1 };
    sc->identity = identity_of(sc->root, &sc->node);
    answer(sc, NONCE, KEY, sc->identity);
    *state = sc;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *sc = *state;

    secret_free(sc->root);
    secret_free(sc->identity);
    arena_free(sc->arena);
    free(sc);
    return 0;
}

static void
test_the_right_answer(void **state)
{
    const struct scene *sc = *state;

    assert_true(identity_proves(sc->identity, NONCE, KEY, sc->answer, sc->n));
    assert_int_equal(strlen(secret_reveal(sc->identity, NULL)), 65);
}

static void
test_wrong_ones(void **state)
{
    const struct scene *sc = *state;

    assert_false(identity_proves(sc->identity, NONCE, OTHER_KEY, sc->answer, sc->n));
    assert_false(identity_proves(
        sc->identity, "44444444-3333-4333-8333-333333333333", KEY, sc->answer, sc->n));
    assert_false(identity_proves(sc->identity, NONCE, KEY, sc->answer, sc->n - 1));
    assert_false(identity_proves(sc->identity, NONCE, KEY, "", 0));
    assert_false(identity_proves(sc->identity, NONCE, KEY, "cat: no such file\n", 18));
}

static void
test_each_machine_has_its_own(void **state)
{
    struct scene *sc = *state;
    struct node other = sc->node;

    other.generation = 2;
    _own_(secret) struct secret *next = identity_of(sc->root, &other);
    assert_false(identity_proves(next, NONCE, KEY, sc->answer, sc->n));
    _own_(secret) struct secret *root = secret_new("0123456789abcdeF", 16);
    _own_(secret) struct secret *elsewhere = identity_of(root, &sc->node);
    assert_false(identity_proves(elsewhere, NONCE, KEY, sc->answer, sc->n));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = { TEST(test_the_right_answer), TEST(test_wrong_ones),
        TEST(test_each_machine_has_its_own) };

    return RUN(tests);
}
