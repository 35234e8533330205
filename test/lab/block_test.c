// SPDX-License-Identifier: MIT
// Files that are disks: made, resized, copied; what is on them; and a node's list of swap areas.
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "lab/block/device.h"
#include "lab/block/work.h"
#include "lab/fleet/mounting.h"

#define MB "1048576"

struct files {
    char top[64];
    char *disk, *copy, *swaps;
    struct lct_err err;
};

static int
files_make(void **state)
{
    struct files *f = NEW(struct files);

    snprintf(f->top, sizeof f->top, "/tmp/lct-block-XXXXXX");
    assert_non_null(mkdtemp(f->top));
    f->disk = mem_printf("%s/disks/1.img", f->top);
    f->copy = mem_printf("%s/disks/2.img", f->top);
    f->swaps = mem_printf("%s/swaps", f->top);
    *state = f;
    return 0;
}

static int
files_remove(void **state)
{
    struct files *f = *state;

    file_remove_tree(f->top, ERR_IGNORED);
    free(f->disk);
    free(f->copy);
    free(f->swaps);
    free(f);
    return 0;
}

static int
done(struct files *f, const char *verb, const char *file, const char *third, const char *fourth)
{
    struct work w;
    int status;

    f->err = (struct lct_err){ 0 };
    assert_int_equal(
        work_start(&w, (const char *[]){ verb, file, third, fourth, NULL }, &f->err), 0);
    assert_int_equal(waitpid(w.pid, &status, 0), w.pid);
    return work_end(&w, status, &f->err);
}

static struct signature
signature_of(const char *path)
{
    _own_(fd) int fd = open(path, O_RDONLY);
    struct signature what;

    assert_true(fd >= 0);
    signature_read(fd, &what);
    return what;
}

static struct stat
stat_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st;
}

static void
an_empty_one(void **state)
{
    struct files *f = *state;

    assert_int_equal(done(f, "make", f->disk, "10737418240", "raw"), 0);
    assert_true(stat_of(f->disk).st_size == INT64_C(10737418240));
    assert_int_equal(stat_of(f->disk).st_blocks, 0);
    assert_int_equal(stat_of(f->disk).st_mode & 0777, 0600);
    assert_string_equal(signature_of(f->disk).uuid, "");
    assert_int_equal(done(f, "remove", f->disk, NULL, NULL), 0);
    assert_false(file_exists(f->disk));
    assert_int_equal(done(f, "remove", f->disk, NULL, NULL), 0);
}

static void
file_systems(void **state)
{
    static const char *const kinds[] = { "ext2", "ext3", "ext4", "swap" };
    struct files *f = *state;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_int_equal(done(f, "make", f->disk, "67108864", kinds[i]), 0);
        assert_int_equal(strlen(signature_of(f->disk).uuid), 36);
        assert_int_equal(signature_of(f->disk).swap, i == 3);
    }
}

// What is on it, by its UUID, is what was on it.
static void
resized(void **state)
{
    static const char *const kinds[] = { "ext4", "swap" };
    struct files *f = *state;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_int_equal(done(f, "make", f->disk, "67108864", kinds[i]), 0);
        struct signature before = signature_of(f->disk);
        assert_int_equal(done(f, "resize", f->disk, "134217728", kinds[i]), 0);
        assert_int_equal(stat_of(f->disk).st_size, 134217728);
        assert_string_equal(signature_of(f->disk).uuid, before.uuid);
        assert_int_equal(done(f, "resize", f->disk, "67108864", kinds[i]), 0);
        assert_int_equal(stat_of(f->disk).st_size, 67108864);
        assert_string_equal(signature_of(f->disk).uuid, before.uuid);
    }
}

// A file system that does not fit is not cut off.
static void
too_small(void **state)
{
    struct files *f = *state;

    assert_int_equal(done(f, "make", f->disk, "67108864", "ext4"), 0);
    assert_int_equal(done(f, "resize", f->disk, MB, "ext4"), LCT_EFAILED);
    assert_string_equal(f->err.text, "what is on the disk does not fit");
    assert_int_equal(stat_of(f->disk).st_size, 67108864);
}

static void
copied(void **state)
{
    struct files *f = *state;

    assert_int_equal(done(f, "make", f->disk, "67108864", "ext4"), 0);
    assert_int_equal(done(f, "copy", f->copy, f->disk, NULL), 0);
    assert_string_equal(signature_of(f->copy).uuid, signature_of(f->disk).uuid);
    assert_int_equal(stat_of(f->copy).st_size, 67108864);
    assert_int_equal(done(f, "copy", f->copy, "/nowhere", NULL), LCT_EFAILED);
    assert_non_null(strstr(f->err.text, "/nowhere"));
}

static void
device_lines(void **state)
{
    struct device d;

    assert_true(device_parse("sdb /a/1.img", &d));
    assert_string_equal(d.name, "sdb");
    assert_string_equal(d.path, "/a/1.img");
    assert_string_equal(d.id, "");
    device_free(&d);
    assert_true(device_parse("sdc /a/2.img scsi-x\nsdd /a/3.img", &d));
    assert_string_equal(d.path, "/a/2.img");
    assert_string_equal(d.id, "scsi-x");
    device_free(&d);
    assert_false(device_parse("", &d));
    assert_false(device_parse("sdb", &d));
    assert_false(device_parse("muchtoolong /a", &d));
}

static char *
swaps_of(const struct files *f)
{
    struct buf text = { 0 };

    assert_int_equal(file_read(f->swaps, 65536, &text, ERR_IGNORED), 0);
    return buf_take(&text);
}

static void
swap_areas(void **state)
{
    struct files *f = *state;
    _own_(free) char *on = NULL, *off = NULL;
    _own_(fd) int list = -1;

    assert_int_equal(done(f, "make", f->disk, MB, "swap"), 0);
    assert_int_equal(done(f, "make", f->copy, MB, "raw"), 0);
    assert_int_equal(swapping_begin(f->swaps, ERR_IGNORED), 0);
    list = open(f->swaps, O_RDWR);
    assert_int_equal(swapping_on(list, f->copy), EINVAL);
    assert_int_equal(swapping_on(list, "/nowhere"), ENOENT);
    assert_int_equal(swapping_on(list, "/tmp"), EINVAL);
    assert_int_equal(swapping_on(list, f->disk), 0);
    assert_int_equal(swapping_on(list, f->disk), EBUSY);
    on = swaps_of(f);
    assert_non_null(strstr(on, "file\t\t1020\t\t0\t\t-2\n"));
    assert_int_equal(swapping_off(list, f->copy), EINVAL);
    assert_int_equal(swapping_off(list, f->disk), 0);
    off = swaps_of(f);
    assert_string_equal(off, "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_make, files_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_empty_one),
        TEST(file_systems),
        TEST(resized),
        TEST(too_small),
        TEST(copied),
        TEST(device_lines),
        TEST(swap_areas),
    };

    return RUN(tests);
}
