// SPDX-License-Identifier: MIT
// Descriptors over a socket: with bytes, without, one at a time.
#include "base/pass.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../testing.h"

static int
set_up(void **state)
{
    static int pair[2];

    *state = pair;
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair);
}

static int
tear_down(void **state)
{
    const int *pair = *state;

    close(pair[0]);
    close(pair[1]);
    return 0;
}

static void
test_a_descriptor_goes_with_the_bytes(void **state)
{
    const int *pair = *state;
    char text[8] = "";
    int ends[2], fd;

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(pass_send(pair[0], "take", 4, ends[1], 0), 4);
    assert_int_equal(pass_receive(pair[1], text, sizeof text, 0, &fd), 4);
    assert_string_equal(text, "take");
    assert_true(fd >= 0 && fd != ends[1]);
    assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
    assert_int_equal(write(fd, "x", 1), 1);
    assert_int_equal(read(ends[0], text, sizeof text), 1);
    close(fd);
    close(ends[0]);
    close(ends[1]);
}

static void
test_bytes_go_alone(void **state)
{
    const int *pair = *state;
    char text[8] = "";
    int fd = 7;

    assert_int_equal(pass_send(pair[0], "no", 2, -1, 0), 2);
    assert_int_equal(pass_receive(pair[1], text, sizeof text, 0, &fd), 2);
    assert_int_equal(fd, -1);
    assert_int_equal(pass_receive(pair[1], text, sizeof text, MSG_DONTWAIT, &fd), -1);
    assert_int_equal(fd, -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_descriptor_goes_with_the_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bytes_go_alone, set_up, tear_down),
    };

    return RUN(tests);
}
