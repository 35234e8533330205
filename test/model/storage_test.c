// SPDX-License-Identifier: MIT
// Volumes and disks: what the cloud may say of them, and copies of what it says.
#include "../testing.h"

#include "base/texts.h"
#include "model/disk.h"
#include "model/resource.h"
#include "model/volume.h"

static void
test_devices(void **state)
{
    static const char *const none[] = { "", "/dev/sda", "/dev/disk/by-id/",
        "/dev/disk/by-id/../sda", "/dev/disk/by-id/a/b", "/dev/disk/by-id/a b",
        "/dev/disk/by-id/a\n", "/dev/disk/by-id/$(x)", "dev/disk/by-id/a", "/dev/disk/by-id/-a",
        "/dev/disk/by-id/." };

    assert_true(device_valid("/dev/disk/by-id/scsi-0Linode_Volume_my-data_1"));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(device_valid(none[i]));
}

static void
test_titles(void **state)
{
    static const char *const none[] = { "", "\033[31m", "a\nb", "a\xe2\x80\xae", "\xff",
        "0123456789012345678901234567890123456789012345678" };

    assert_true(title_valid("My Ubuntu 22.04 LTS Disk Profile"));
    assert_true(title_valid("Dätenträger"));
    assert_true(title_valid("012345678901234567890123456789012345678901234567"));
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(title_valid(none[i]));
}

// sha256sum of "00000000-0000-4000-9000-000000000001.1/data", cut to the form of version 8.
static void
test_uuid(void **state)
{
    static const char node[] = "00000000-0000-4000-9000-000000000001";
    char one[UUID_TEXT], other[UUID_TEXT];

    assert_string_equal(disk_uuid(node, 1, "data", one), "c86666be-84f4-8a68-8e68-ea4b70614aa7");
    assert_string_not_equal(disk_uuid(node, 2, "data", other), one);
    assert_string_not_equal(disk_uuid(node, 1, "work", other), one);
}

static void
test_traits(void **state)
{
    assert_true(volume_encrypted(volume_traits(true)));
    assert_false(volume_encrypted(volume_traits(false)));
    assert_string_equal(noun_title(NOUN_VOLUME), "volume");
    assert_string_equal(slot_name(0), "sda");
    assert_string_equal(slot_name(N_SLOTS - 1), "sdh");
}

// Nothing of what it was made of is needed any more.
static void
test_copy(void **state)
{
    _own_(arena) struct arena *a = arena_new();
    char id[] = "7", tag[] = "lct:1", device[] = "/dev/disk/by-id/x";
    const char *tags[] = { tag, NULL }, *members[] = { id, NULL };
    struct thing t = { .id = id,
        .label = "data",
        .region = "r",
        .traits = "encrypted",
        .members = members,
        .tags = tags,
        .size_gb = 20,
        .device = device,
        .ready = true };

    record_own(a, thing_record, &t);
    id[0] = tag[0] = device[0] = 'x';
    tags[0] = members[0] = NULL;
    assert_string_equal(t.id, "7");
    assert_string_equal(t.members[0], "7");
    assert_string_equal(t.tags[0], "lct:1");
    assert_string_equal(t.device, "/dev/disk/by-id/x");
    assert_true(t.ready && t.size_gb == 20);
    t.tags = NULL; // of a noun that has none
    record_own(a, thing_record, &t);
    assert_int_equal(texts_count(t.tags), 0);
    assert_non_null(t.tags);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_devices),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_uuid),
        cmocka_unit_test(test_traits),
        cmocka_unit_test(test_copy),
    };

    return RUN(tests);
}
