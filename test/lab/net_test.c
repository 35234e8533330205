// SPDX-License-Identifier: MIT
// The lab's network: who reaches whom. Nodes are processes here, which have a network namespace and
// nothing else of a node. Skipped without root.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "lab/net/region.h"

#define NODES_MAX 8
#define PORT 7
#define ANSWER_MS 10000 // whoever asked in vain before asks once a second
#define SILENCE_MS 500

struct net {
    struct regions regions;
    int home;
    struct {
        struct fleet_node node;
        pid_t pid;
        int space;
    } nodes[NODES_MAX];
    size_t n;
};

static struct net net;

static void
enter(int space)
{
    assert_int_equal(setns(space, CLONE_NEWNET), 0);
}

static int
space_open(pid_t pid)
{
    char path[64];
    int fd;

    snprintf(path, sizeof path, "/proc/%d/ns/net", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static struct sockaddr_storage
endpoint(const char *address, socklen_t *n)
{
    struct sockaddr_storage s = { 0 };
    struct sockaddr_in *four = (struct sockaddr_in *)&s;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&s;

    if (strchr(address, ':')) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(PORT);
        assert_int_equal(inet_pton(AF_INET6, address, &six->sin6_addr), 1);
        *n = sizeof *six;
    } else {
        four->sin_family = AF_INET;
        four->sin_port = htons(PORT);
        assert_int_equal(inet_pton(AF_INET, address, &four->sin_addr), 1);
        *n = sizeof *four;
    }
    return s;
}

// What a node does: it tells whoever knocks its number, and by which address he came.
static void __attribute__((noreturn)) node_serve(int ready, int go, size_t number)
{
    struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(PORT) };
    int no = 0, s, one;
    char byte;

    if (unshare(CLONE_NEWNET) < 0 || write(ready, "r", 1) != 1 || read(go, &byte, 1) != 1)
        _exit(1);
    s = socket(AF_INET6, SOCK_STREAM, 0);
    setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    if (bind(s, (struct sockaddr *)&any, sizeof any) < 0 || listen(s, 16) < 0 ||
        write(ready, "r", 1) != 1)
        _exit(1);
    while ((one = accept(s, NULL, NULL)) >= 0) {
        struct sockaddr_in6 from;
        socklen_t n = sizeof from;
        char text[INET6_ADDRSTRLEN];
        getpeername(one, (struct sockaddr *)&from, &n);
        inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof text);
        dprintf(one, "%zu %s", number, strncmp(text, "::ffff:", 7) == 0 ? text + 7 : text);
        close(one);
    }
    _exit(0);
}

static void
node_set_up(const struct fleet_node *n, int space)
{
    struct lct_err err = { 0 };
    struct netlink nl;

    enter(space);
    assert_int_equal(netlink_open(&nl, &err), 0);
    assert_int_equal(netlink_up(&nl, "lo", &err), 0);
    for (size_t i = 0; i < FLEET_PORTS; i++)
        if (n->ports[i].network && port_set_up(&nl, i, &n->ports[i], &err))
            fail_msg("%s", err.text);
    netlink_close(&nl);
    enter(net.home);
}

static void
node_start(const struct fleet_node *n)
{
    size_t number = net.n++;
    struct lct_err err = { 0 };
    int ready[2], go[2];
    char byte;

    assert_true(number < NODES_MAX);
    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    assert_int_equal(pipe2(go, O_CLOEXEC), 0);
    net.nodes[number].node = *n;
    net.nodes[number].node.id = (int64_t)number + 1;
    net.nodes[number].pid = fork();
    if (net.nodes[number].pid == 0)
        node_serve(ready[1], go[0], number);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    net.nodes[number].space = space_open(net.nodes[number].pid);
    for (size_t i = 0; i < FLEET_PORTS; i++)
        if (n->ports[i].network &&
            regions_plug(&net.regions, &net.nodes[number].node, i, net.nodes[number].pid, &err))
            fail_msg("%s", err.text);
    node_set_up(&net.nodes[number].node, net.nodes[number].space);
    assert_int_equal(write(go[1], "g", 1), 1);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    for (int i = 0; i < 2; i++) {
        close(ready[i]);
        close(go[i]);
    }
}

// What answers at the address, asked from this network; "": nobody.
static const char *
knock_for(int space, const char *source, const char *address, int wait)
{
    static char text[128];
    struct sockaddr_storage to, from;
    socklen_t n, m;
    struct pollfd p;
    ssize_t got = 0;

    enter(space);
    to = endpoint(address, &n);
    p = (struct pollfd){ socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0), POLLIN, 0 };
    if (source) {
        int yes = 1;
        from = endpoint(source, &m);
        ((struct sockaddr_in *)&from)->sin_port = 0;
        setsockopt(p.fd, SOL_IP, IP_FREEBIND, &yes, sizeof yes);
        assert_int_equal(bind(p.fd, (struct sockaddr *)&from, m), 0);
    }
    if ((connect(p.fd, (struct sockaddr *)&to, n) == 0 || errno == EINPROGRESS) &&
        poll(&p, 1, wait) == 1)
        got = read(p.fd, text, sizeof text - 1);
    text[got > 0 ? got : 0] = '\0';
    close(p.fd);
    enter(net.home);
    return text;
}

static const char *
knock_from(int space, const char *address)
{
    return knock_for(space, NULL, address, ANSWER_MS);
}

static const char *
knock(size_t from, const char *address)
{
    return knock_from(net.nodes[from].space, address);
}

// Nobody answers, or nothing comes back to this address.
static void
assert_silent_as(size_t from, const char *source, const char *address)
{
    assert_string_equal(knock_for(net.nodes[from].space, source, address, SILENCE_MS), "");
}

static void
assert_silent(size_t from, const char *address)
{
    assert_silent_as(from, NULL, address);
}

static int
net_make(void **state)
{
    struct lct_err err = { 0 };

    net.n = 0;
    net.home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    memset(&net.regions, 0, sizeof net.regions);
    if (regions_init(&net.regions, &err))
        fail_msg("%s", err.text);
    return 0;
}

static int
net_drop(void **state)
{
    for (size_t i = 0; i < net.n; i++) {
        kill(net.nodes[i].pid, SIGKILL);
        waitpid(net.nodes[i].pid, NULL, 0);
        close(net.nodes[i].space);
    }
    regions_done(&net.regions);
    unshare(CLONE_NEWNET);
    close(net.home);
    return 0;
}

static struct fleet_port public(const char *addresses)
{
    return (struct fleet_port){ .network = "public", .addresses = addresses, .gateway = "46" };
}

static void
nodes_start(const char *const (*nodes)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        node_start(&(struct fleet_node){ .region = nodes[i][0], .ports = { public(nodes[i][1]) } });
}

static const char *const two_regions[][2] = {
    { "east", "198.18.0.11/24 192.168.129.1/17 2001:db8:1::11/64" },
    { "east", "198.18.0.12/24 192.168.129.2/17 2001:db8:1::12/64" },
    { "west", "198.18.1.13/24 192.168.129.2/17 2001:db8:2::13/64" },
    { "west", "198.18.1.14/24 192.168.129.4/17 2001:db8:2::14/64" },
};

static void
test_public_addresses(void **state)
{
    nodes_start(two_regions, 4);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11"); // a neighbour
    assert_string_equal(knock(0, "198.18.1.13"), "2 198.18.0.11");
    assert_string_equal(knock(0, "2001:db8:1::12"), "1 2001:db8:1::11");
    assert_string_equal(knock(0, "2001:db8:2::13"), "2 2001:db8:1::11");
    assert_string_equal(knock_from(net.home, "198.18.1.13"), "2 198.18.1.1");
    assert_string_equal(knock_from(net.home, "2001:db8:2::13"), "2 2001:db8:2::1");
    assert_silent(0, "198.18.0.99"); // nobody has it
    assert_silent(0, "2001:db8:1::99");
    assert_silent(0, "192.0.2.1");
}

static void
test_private_addresses_end_with_their_region(void **state)
{
    nodes_start(two_regions, 4);
    assert_string_equal(knock(0, "192.168.129.2"), "1 192.168.129.1");
    assert_string_equal(knock(3, "192.168.129.2"), "2 192.168.129.4");
    assert_silent(0, "192.168.129.4");
    assert_string_equal(knock_for(net.home, NULL, "192.168.129.2", SILENCE_MS), "");
    assert_silent_as(0, "192.168.129.1", "198.18.1.13");
}

static void
test_nobody_has_the_address_of_another(void **state)
{
    nodes_start(two_regions, 4);
    assert_silent_as(0, "198.18.0.12", "198.18.1.13");
    assert_silent_as(0, "198.18.0.77", "198.18.1.13");
    assert_silent_as(0, "192.168.129.77", "192.168.129.2");
    assert_silent_as(0, "2001:db8:1::12", "2001:db8:2::13");
    assert_silent_as(0, "2001:db8:9::12", "2001:db8:2::13");
}

static void
test_without_a_private_address(void **state)
{
    static const char *const nodes[][2] = {
        { "east", "198.18.0.11/24 192.168.129.1/17" },
        { "east", "198.18.0.12/24" },
    };

    nodes_start(nodes, 2);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
    assert_silent(1, "192.168.129.1");
}

static void
test_a_port_comes_and_goes(void **state)
{
    struct lct_err err = { 0 };

    nodes_start(two_regions, 2);
    regions_unplug(&net.regions, &net.nodes[1].node, 0);
    assert_silent(0, "198.18.0.12");
    if (regions_plug(&net.regions, &net.nodes[1].node, 0, net.nodes[1].pid, &err))
        fail_msg("%s", err.text);
    node_set_up(&net.nodes[1].node, net.nodes[1].space);
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
}

static void
test_a_network_lies_in_one_region(void **state)
{
    struct fleet_node thief = { .id = 9, .region = "west", .ports = { public("198.18.0.16/24") } };
    struct lct_err err = { 0 };

    nodes_start(two_regions, 1);
    assert_int_equal(regions_plug(&net.regions, &thief, 0, getpid(), &err), LCT_EUSAGE);
    assert_string_equal(err.text, "the network of 198.18.0.16/24 belongs to another region");
}

// ---- VPCs and VLANs

static void
vpc_node(const char *vpc, const char *address, const char *nat)
{
    node_start(&(struct fleet_node){ .region = "east",
        .ports = { { .network = vpc, .addresses = address, .nat = nat, .gateway = "4" } } });
}

static void
test_a_vpc_is_apart(void **state)
{
    vpc_node("vpc 1", "10.0.0.2/24", NULL);
    vpc_node("vpc 1", "10.0.0.3/24", NULL);
    vpc_node("vpc 1", "10.0.1.2/24", NULL); // another subnet
    vpc_node("vpc 2", "10.0.0.3/24", NULL); // the address of another VPC's
    vpc_node("vpc 2", "10.0.0.9/24", NULL);
    nodes_start(two_regions, 1); // node 5
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_string_equal(knock(0, "10.0.1.2"), "2 10.0.0.2");
    assert_string_equal(knock(2, "10.0.0.3"), "1 10.0.1.2");
    assert_string_equal(knock(4, "10.0.0.3"), "3 10.0.0.9");
    assert_silent(0, "10.0.0.9");
    assert_silent(4, "10.0.1.2");
    assert_silent(0, "198.18.0.11"); // no way out
    assert_silent(5, "10.0.0.2");    // and none in
    assert_silent_as(1, "10.0.0.2", "10.0.1.2");
}

static void
test_a_public_address_stands_for_one_in_a_vpc(void **state)
{
    struct fleet_node *n;
    struct lct_err err = { 0 };

    vpc_node("vpc 1", "10.0.0.2/24", "198.18.0.21/24");
    vpc_node("vpc 1", "10.0.0.3/24", NULL);
    vpc_node("vpc 2", "10.0.0.2/24", "198.18.0.22/24");
    nodes_start(two_regions, 4); // nodes 3 to 6
    assert_string_equal(knock(3, "198.18.0.21"), "0 198.18.0.11");
    assert_string_equal(knock(5, "198.18.0.21"), "0 198.18.1.13");
    assert_string_equal(knock_from(net.home, "198.18.0.21"), "0 198.18.0.1");
    assert_string_equal(knock(0, "198.18.0.11"), "3 198.18.0.21");
    assert_string_equal(knock(0, "198.18.1.13"), "5 198.18.0.21");
    assert_string_equal(knock(0, "198.18.0.22"), "2 198.18.0.21");
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_silent(1, "198.18.0.11");

    n = &net.nodes[0].node;
    regions_unplug(&net.regions, n, 0);
    assert_silent(3, "198.18.0.21");
    n->ports[0].nat = "198.18.0.23/24";
    if (regions_plug(&net.regions, n, 0, net.nodes[0].pid, &err))
        fail_msg("%s", err.text);
    node_set_up(n, net.nodes[0].space);
    assert_string_equal(knock(3, "198.18.0.23"), "0 198.18.0.11");
    assert_silent(3, "198.18.0.21");
}

// On the Internet by one port, in a VPC and a VLAN by the others.
static void
test_three_ports(void **state)
{
    for (int i = 0; i < 2; i++)
        node_start(&(struct fleet_node){ .region = "east",
            .ports = { public(i ? "198.18.0.12/24" : "198.18.0.11/24"),
                { .network = "vpc 1", .addresses = i ? "10.0.0.3/24" : "10.0.0.2/24" },
                { .network = "vlan back", .addresses = i ? "10.9.0.3/24" : "10.9.0.2/24" } } });
    vpc_node("vpc 1", "10.0.1.2/24", NULL);
    node_start(&(struct fleet_node){
        .region = "west", .ports = { { .network = "vlan back", .addresses = "10.9.0.4/24" } } });
    node_start(&(struct fleet_node){
        .region = "east", .ports = { { .network = "vlan other", .addresses = "10.9.0.3/24" } } });
    assert_string_equal(knock(0, "198.18.0.12"), "1 198.18.0.11");
    assert_string_equal(knock(0, "10.0.0.3"), "1 10.0.0.2");
    assert_string_equal(knock(0, "10.0.1.2"), "2 10.0.0.2");
    assert_string_equal(knock(0, "10.9.0.3"), "1 10.9.0.2");
    assert_silent(0, "10.9.0.4"); // a VLAN ends with its region
    assert_silent(4, "10.9.0.2");
}

// What is routed to a port beside its addresses.
static void
test_routed_networks(void **state)
{
    struct fleet_port p = public("198.18.0.11/24 2001:db8:1::11/64");

    p.routed = "2001:db8:9:1::/64";
    node_start(&(struct fleet_node){ .region = "east", .ports = { p } });
    nodes_start(two_regions + 1, 1);
    enter(net.nodes[0].space);
    assert_int_equal(system("ip -6 addr add 2001:db8:9:1::5/128 dev lo"), 0);
    enter(net.home);
    assert_string_equal(knock(1, "2001:db8:9:1::5"), "0 2001:db8:1::12");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_public_addresses, net_make, net_drop),
        cmocka_unit_test_setup_teardown(
            test_private_addresses_end_with_their_region, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_nobody_has_the_address_of_another, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_without_a_private_address, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_port_comes_and_goes, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_network_lies_in_one_region, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_a_vpc_is_apart, net_make, net_drop),
        cmocka_unit_test_setup_teardown(
            test_a_public_address_stands_for_one_in_a_vpc, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_three_ports, net_make, net_drop),
        cmocka_unit_test_setup_teardown(test_routed_networks, net_make, net_drop),
    };

    if (geteuid() != 0 || unshare(CLONE_NEWNET | CLONE_NEWNS) < 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) {
        puts("1..0 # SKIP needs root");
        return 0;
    }
    return RUN(tests);
}
