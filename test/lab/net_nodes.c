// SPDX-License-Identifier: MIT
// Nodes that are processes with a network namespace, and nothing else of a node.
#include "net_nodes.h"

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

#define PORT 7
#define ANSWER_MS 10000 // whoever asked in vain before asks once a second

struct net net;

void
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

void
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

void
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
const char *
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

const char *
knock_from(int space, const char *address)
{
    return knock_for(space, NULL, address, ANSWER_MS);
}

const char *
knock(size_t from, const char *address)
{
    return knock_from(net.nodes[from].space, address);
}

// Nobody answers, or nothing comes back to this address.
void
assert_silent_as(size_t from, const char *source, const char *address)
{
    assert_string_equal(knock_for(net.nodes[from].space, source, address, SILENCE_MS), "");
}

void
assert_silent(size_t from, const char *address)
{
    assert_silent_as(from, NULL, address);
}

int
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

int
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
