// SPDX-License-Identifier: MIT
// What HAProxy and nft are told: each case a file of ports, beside it what becomes of them. And
// what HAProxy says of nodes.
#include "../testing.h"

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "lab/balance/haproxy.h"
#include "lab/balance/stat.h"
#include "lab/balance/udp.h"
#include "text/json.h"

static const char *
kept(struct arena *a, const char *name, const char *ending)
{
    _own_(buf) struct buf text = { 0 };
    const char *path = arena_printf(a, "%s/balance/%s.%s", getenv("KEPT"), name, ending);

    assert_int_equal(file_read(path, SIZE_MAX, &text, ERR_IGNORED), LCT_OK);
    return arena_strdup(a, buf_str(&text));
}

static const struct doc *
ports(struct arena *a, const char *name)
{
    const char *text = kept(a, name, "json");
    struct doc *d;

    assert_int_equal(json_parse(a, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED), 0);
    return d;
}

static void
haproxy(void **state)
{
    static const char *const cases[] = { "none", "http", "sticky", "modes", "checks", "tcp",
        "https", "throttle", "udp" };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        _own_(arena) struct arena *a = arena_new();
        _own_(buf) struct buf out = { 0 };
        haproxy_render(&out, "/lab/us-ord", ports(a, cases[i]));
        assert_string_equal(buf_str(&out), kept(a, cases[i], "cfg"));
    }
}

static void
nft(void **state)
{
    static const char *const cases[] = { "none", "udp", "udp_throttle" };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        _own_(arena) struct arena *a = arena_new();
        _own_(buf) struct buf out = { 0 };
        udp_render(&out, ports(a, cases[i]));
        assert_string_equal(buf_str(&out), kept(a, cases[i], "nft"));
    }
}

static void
node_note(void *user, int64_t node, const char *status)
{
    buf_addf(user, "%lld %s, ", (long long)node, status);
}

static const char *
statuses(struct arena *a, const char *answer)
{
    _own_(buf) struct buf said = { 0 };

    stat_read(answer, node_note, &said);
    return arena_strdup(a, buf_str(&said));
}

static void
nodes_are_told(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(
        statuses(a, "# pxname,svname,qcur,status,weight,check_status,\n"
                    "port-7,node-1,0,UP,50,L7OK,\nport-7,node-2,0,UP 1/3,50,L4CON,\n"
                    "port-7,node-3,0,DOWN,50,L4TOUT,\nport-7,node-4,0,DOWN 1/2,50,L7OK,\n"
                    "port-7,node-5,0,no check,50,,\nport-7,node-6,0,UP,50,INI,\n"
                    "port-7,node-7,0,MAINT,50,,\nport-8,node-8,0,DRAIN,0,L4OK,\n"
                    "port-8,other,0,UP,0,L4OK,\nport-8,node-x,0,UP,0,L4OK,\n\n"),
        "1 UP, 2 UP, 3 DOWN, 4 DOWN, 5 UP, 6 Unknown, 7 DOWN, 8 UP, ");
}

static void
a_configuration_is_known_by_its_description(void **state)
{
    assert_true(stat_is_of("# svname,\n\nName: HAProxy\ndescription: ab12\nTasks: 3\n", "ab12"));
    assert_true(stat_is_of("\ndescription: ab12", "ab12"));
    assert_false(stat_is_of("\ndescription: ab123\n", "ab12"));
    assert_false(stat_is_of("\ndescription: \n", "ab12"));
    assert_false(stat_is_of("# svname,\nport-7,description: ab12,\n", "ab12"));
}

static void
strange_answers(void **state)
{
    _own_(arena) struct arena *a = arena_new();

    assert_string_equal(statuses(a, ""), "");
    assert_string_equal(statuses(a, "\n"), "");
    assert_string_equal(statuses(a, "# pxname,svname\nport-7,node-1\n"), "");
    assert_string_equal(
        statuses(a, "# pxname,svname,status,check_status\nport-7,node-1"), "1 DOWN, ");
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(haproxy),
        cmocka_unit_test(nft),
        cmocka_unit_test(nodes_are_told),
        cmocka_unit_test(a_configuration_is_known_by_its_description),
        cmocka_unit_test(strange_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
