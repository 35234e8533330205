// SPDX-License-Identifier: MIT
// Tests of text/tar: what is written is read again, in pieces of any size; nothing is believed.
#include "text/tar.h"

#include "../testing.h"

// What a reader told, as text: "KIND NAME MODE SIZE>TARGET{content}".
static int
on_entry(void *user, const struct tar_entry *e, struct lct_err *err)
{
    static const char kinds[] = { 'f', 'd', 'l', 'h', '?' };

    (void)err;
    buf_addf(user, "%c %s %o %lld", kinds[e->kind], e->name, e->mode, (long long)e->size);
    if (e->kind == TAR_SYMLINK || e->kind == TAR_HARDLINK)
        buf_addf(user, ">%s", e->target);
    buf_addf(user, "{");
    return LCT_OK;
}

static int
on_data(void *user, const char *data, size_t n, struct lct_err *err)
{
    (void)err;
    buf_add(user, data, n);
    return LCT_OK;
}

static int
on_done(void *user, struct lct_err *err)
{
    (void)err;
    buf_addf(user, "}\n");
    return LCT_OK;
}

static int
read_in_pieces(const struct buf *archive, size_t piece, struct buf *told, struct lct_err *err)
{
    const struct tar_sink sink = { on_entry, on_data, on_done, told };
    _own_(tar_reader) struct tar_reader *r = tar_reader_new(&sink);

    for (size_t at = 0; at < archive->len; at += piece) {
        size_t n = archive->len - at < piece ? archive->len - at : piece;
        if (tar_reader_feed(r, archive->data + at, n, err) < 0)
            return err->code;
    }
    return tar_reader_ended(r) ? LCT_OK : lct_fail(err, LCT_EFAILED, "not ended");
}

static void
put_file(struct buf *out, const char *name, const char *content)
{
    static const char zeros[512];
    const struct tar_entry e = {
        .kind = TAR_FILE, .name = name, .mode = 0640, .size = (int64_t)strlen(content)
    };

    tar_put_entry(out, &e);
    buf_add(out, content, strlen(content));
    buf_add(out, zeros, tar_padding(e.size));
}

static void
make(struct buf *out)
{
    char name[301] = "", target[201] = "";

    memset(name, 'n', sizeof name - 1);
    memset(target, 't', sizeof target - 1);
    tar_put_entry(out, &(struct tar_entry){ .kind = TAR_FOLDER, .name = "d", .mode = 0755 });
    put_file(out, "d/empty", "");
    put_file(out, "d/file", "some content");
    put_file(out, name, "long name");
    tar_put_entry(out, &(struct tar_entry){ .kind = TAR_SYMLINK, .name = "l", .target = target });
    tar_put_entry(
        out, &(struct tar_entry){ .kind = TAR_HARDLINK, .name = "h", .target = "d/file" });
    tar_put_end(out);
}

static void
test_read_again(void **state)
{
    _own_(buf) struct buf archive = { 0 }, whole = { 0 };
    struct lct_err err = { 0 };

    (void)state;
    make(&archive);
    assert_int_equal(read_in_pieces(&archive, archive.len, &whole, &err), LCT_OK);
    assert_non_null(strstr(buf_str(&whole), "d d 755 0{}\n"));
    assert_non_null(strstr(buf_str(&whole), "f d/empty 640 0{}\n"));
    assert_non_null(strstr(buf_str(&whole), "f d/file 640 12{some content}\n"));
    assert_non_null(strstr(buf_str(&whole), "nnn 640 9{long name}\n"));
    assert_non_null(strstr(buf_str(&whole), "tttt{}\n"));
    assert_non_null(strstr(buf_str(&whole), ">d/file{}\n"));
    for (size_t piece = 1; piece < 1100; piece += 37) {
        _own_(buf) struct buf told = { 0 };
        assert_int_equal(read_in_pieces(&archive, piece, &told, &err), LCT_OK);
        assert_string_equal(buf_str(&told), buf_str(&whole));
    }
}

static void
test_cut(void **state)
{
    _own_(buf) struct buf archive = { 0 };
    struct lct_err err = { 0 };

    (void)state;
    make(&archive);
    for (archive.len -= 1024; archive.len > 100; archive.len -= 100) {
        _own_(buf) struct buf told = { 0 };
        assert_int_not_equal(read_in_pieces(&archive, 512, &told, &err), LCT_OK);
    }
}

static void
test_not_believed(void **state)
{
    _own_(buf) struct buf archive = { 0 }, told = { 0 };
    struct lct_err err = { 0 };

    (void)state;
    make(&archive);
    archive.data[0] ^= 1; // the sum no longer fits
    assert_int_equal(read_in_pieces(&archive, archive.len, &told, &err), LCT_EFAILED);
    assert_string_equal(err.text, "what came is no tar archive");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_again),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_not_believed),
    };

    return cmocka_run_group_tests_name("text/tar", tests, NULL, NULL);
}
