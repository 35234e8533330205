// SPDX-License-Identifier: MIT
// Messages between daemon and supervisor: what was packed comes out; what is broken is refused.
#include "../testing.h"
#include "lab/fleet/wire.h"

static const struct fleet_node node = {
    .id = INT64_C(1) << 40,
    .region = "us-east",
    .hostname = "web-1",
    .ports = { { .network = "public", .addresses = "198.18.0.5/24 2001:db8::5/64" },
        { .network = "vpc 7", .nat = "198.18.0.6/24", .gateway = "4" } },
    .authorized_keys = "",
    .user_data = "I2Nsb3VkLWNvbmZpZwo=",
    .disk = 7,
    .devices = "sdb /a\nsdc /b id",
    .cloud_init = true,
};

static void
test_round_trip(void **state)
{
    struct wire out = wire_of_node(WIRE_BOOT, &node), in;
    _own_(buf) struct buf packet = { 0 };
    struct fleet_node n;

    out.serial = 7;
    wire_pack(&out, &packet);
    assert_true(wire_unpack(packet.data, packet.len, &in));
    assert_int_equal(in.kind, WIRE_BOOT);
    assert_int_equal(in.serial, 7);
    n = wire_node(&in);
    assert_true(n.id == node.id);
    assert_int_equal(n.disk, 7);
    assert_string_equal(n.devices, "sdb /a\nsdc /b id");
    assert_string_equal(n.hostname, "web-1");
    assert_string_equal(n.user_data, "I2Nsb3VkLWNvbmZpZwo=");
    assert_string_equal(n.authorized_keys, "");
    assert_string_equal(n.ports[0].addresses, "198.18.0.5/24 2001:db8::5/64");
    assert_null(n.ports[1].addresses);
    assert_string_equal(n.ports[1].network, "vpc 7");
    assert_string_equal(n.ports[1].nat, "198.18.0.6/24");
    assert_string_equal(n.ports[1].gateway, "4");
    assert_null(n.ports[2].network);
    assert_true(n.cloud_init);
    assert_false(n.unbootable);
}

static void
test_every_cut_is_refused(void **state)
{
    struct wire out = wire_of_node(WIRE_PROVISION, &node), in;
    _own_(buf) struct buf packet = { 0 };

    wire_pack(&out, &packet);
    for (size_t n = 0; n < packet.len; n++)
        assert_false(wire_unpack(packet.data, n, &in));
    buf_addc(&packet, 'x');
    assert_false(wire_unpack(packet.data, packet.len, &in));
}

static void
test_unknown_kind_is_refused(void **state)
{
    struct wire out = { .kind = WIRE_KINDS }, in;
    _own_(buf) struct buf packet = { 0 };

    wire_pack(&out, &packet);
    assert_false(wire_unpack(packet.data, packet.len, &in));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_cut_is_refused),
        cmocka_unit_test(test_unknown_kind_is_refused),
    };

    return RUN(tests);
}
