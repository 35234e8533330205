// SPDX-License-Identifier: MIT
// Tests of cli/args and cli/find: the command line against the table, and the table itself.
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"

#include "../testing.h"

struct parsed {
    struct invocation v;
    int status;
    bool done;
};

static struct parsed
parse(const char **argv)
{
    struct parsed p = { 0 };
    int argc = 0;

    while (argv[argc])
        argc++;
    p.status = command_parse(argc, (char **)(uintptr_t)argv, &p.v, &p.done);
    return p;
}

#define PARSE(...) parse((const char *[]){ "linodetool", __VA_ARGS__, NULL })

static void
words_become_a_command(void **state)
{
    struct parsed p = PARSE("cluster", "create", "prod", "plan.yaml");

    (void)state;
    assert_int_equal(p.status, 0);
    assert_false(p.done);
    assert_string_equal(p.v.command->noun, "cluster");
    assert_string_equal(p.v.command->verb, "create");
    assert_int_equal(p.v.n_arguments, 2);
    assert_string_equal(p.v.arguments[0], "prod");
    assert_string_equal(p.v.arguments[1], "plan.yaml");
    assert_null(p.v.arguments[2]);
    invocation_done(&p.v);
}

static void
options_stand_anywhere(void **state)
{
    struct parsed p = PARSE("--profile", "lab", "cluster", "--json", "create", "prod", "-y",
        "plan.yaml", "--set=a=b=c", "--set", "x=1");
    const char **set;

    (void)state;
    assert_int_equal(p.status, 0);
    assert_int_equal(p.v.n_arguments, 2);
    assert_true(p.v.json);
    assert_true(option_given(&p.v, "yes"));
    assert_false(option_given(&p.v, "dry-run"));
    assert_string_equal(option_value(&p.v, "profile"), "lab");
    set = option_values(&p.v, "set");
    assert_string_equal(set[0], "a=b=c");
    assert_string_equal(set[1], "x=1");
    assert_null(set[2]);
    free(set);
    invocation_done(&p.v);
}

static void
letters_may_be_joined(void **state)
{
    struct parsed p = PARSE("node", "ssh", "-qvlroot", "web");

    (void)state;
    assert_int_equal(p.status, 0);
    assert_true(p.v.quiet && p.v.verbose);
    assert_string_equal(option_value(&p.v, "login"), "root");
    assert_int_equal(p.v.n_arguments, 1);
    invocation_done(&p.v);
}

static void
the_last_of_two_counts(void **state)
{
    struct parsed p = PARSE("--profile=a", "node", "list", "--profile=b");

    (void)state;
    assert_string_equal(option_value(&p.v, "profile"), "b");
    invocation_done(&p.v);
}

static void
many_options_are_all_kept(void **state)
{
    const char *argv[] = { "linodetool", "node", "create", "a", "b", [5 ... 304] = "--tag=x",
        NULL };
    struct parsed p = parse(argv);
    const char **tags = option_values(&p.v, "tag");
    size_t n = 0;

    (void)state;
    while (tags[n])
        n++;
    assert_int_equal(n, 300);
    free(tags);
    invocation_done(&p.v);
}

static void
a_rest_is_a_command_of_its_own(void **state)
{
    struct parsed p = PARSE("node", "ssh", "web", "--", "ls", "-l", "--json");

    (void)state;
    assert_int_equal(p.status, 0);
    assert_false(p.v.json);
    assert_int_equal(p.v.n_arguments, 1);
    assert_string_equal(p.v.rest[0], "ls");
    assert_string_equal(p.v.rest[2], "--json");
    assert_null(p.v.rest[3]);
    invocation_done(&p.v);
}

static void
elsewhere_it_is_plain_arguments(void **state)
{
    struct parsed p = PARSE("secret", "set", "a", "--", "-secret");

    (void)state;
    assert_int_equal(p.status, 0);
    assert_null(p.v.rest);
    assert_int_equal(p.v.n_arguments, 2);
    assert_string_equal(p.v.arguments[1], "-secret");
    invocation_done(&p.v);
}

static void
a_dash_is_an_argument(void **state)
{
    struct parsed p = PARSE("secret", "set", "a", "-");

    (void)state;
    assert_int_equal(p.status, 0);
    assert_string_equal(p.v.arguments[1], "-");
    invocation_done(&p.v);
}

static void
assert_helps(struct parsed p)
{
    assert_int_equal(p.status, 0);
    assert_true(p.done);
    invocation_done(&p.v);
}

static void
help_is_given_in_many_ways(void **state)
{
    int out = dup(STDOUT_FILENO);

    (void)state;
    fflush(stdout);
    assert_non_null(freopen("/dev/null", "w", stdout));
    assert_helps(PARSE("help"));
    assert_helps(PARSE("help", "cluster"));
    assert_helps(PARSE("help", "cluster", "create"));
    assert_helps(PARSE("cluster", "--help"));
    assert_helps(PARSE("cluster", "create", "-h"));
    assert_helps(PARSE("-h", "cluster", "crate"));
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
}

static void
assert_refused(struct parsed p)
{
    assert_int_equal(p.status, 2);
    invocation_done(&p.v);
}

static void
wrong_lines_are_refused(void **state)
{
    (void)state;
    assert_refused(PARSE("cluser"));
    assert_refused(PARSE("help", "cluser"));
    assert_refused(PARSE("node", "ssh", "web", "uptime"));
    assert_refused(PARSE("cluster"));
    assert_refused(PARSE("cluster", "crate"));
    assert_refused(PARSE("cluster", "create", "prod"));
    assert_refused(PARSE("cluster", "list", "x"));
    assert_refused(PARSE("cluster", "list", "--", "x"));
    assert_refused(PARSE("cluster", "list", "--x"));
    assert_refused(PARSE("cluster", "list", "--q"));
    assert_refused(PARSE("cluster", "list", "--context"));
    assert_refused(PARSE("cluster", "list", "--json=1"));
    assert_refused(PARSE("--", "cluster", "list"));
}

// What help, completion and the manual rely on.
static void
the_table_is_sound(void **state)
{
    const char *before = "";

    (void)state;
    command_each(c)
    {
        assert_non_null(c->run);
        assert_true(*c->help && *c->example && str_ihas(c->example, c->noun));
        assert_true(c->most == -1 || c->most >= c->least);
        assert_ptr_equal(command_find(c->noun, c->verb), c);
        if (!str_eq(c->noun, before)) // nouns stand together
            for (const struct command *d = command_next(NULL); d != c; d = command_next(d))
                assert_false(str_eq(d->noun, c->noun));
        before = c->noun;
        for (const struct option *o = c->options; o && o->name; o++) {
            assert_true(*o->help);
            assert_ptr_equal(option_find(c, o->name, strlen(o->name)), o);
            for (const struct option *g = global_options; g->name; g++)
                assert_false(str_eq(g->name, o->name) || (g->letter && g->letter == o->letter));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_a_command),
        cmocka_unit_test(options_stand_anywhere),
        cmocka_unit_test(letters_may_be_joined),
        cmocka_unit_test(the_last_of_two_counts),
        cmocka_unit_test(many_options_are_all_kept),
        cmocka_unit_test(a_rest_is_a_command_of_its_own),
        cmocka_unit_test(elsewhere_it_is_plain_arguments),
        cmocka_unit_test(a_dash_is_an_argument),
        cmocka_unit_test(help_is_given_in_many_ways),
        cmocka_unit_test(wrong_lines_are_refused),
        cmocka_unit_test(the_table_is_sound),
    };

    return RUN(tests);
}
