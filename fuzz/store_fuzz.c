// SPDX-License-Identifier: MIT
// Any bytes as what the JSON store keeps: the first byte says whether they are a log of commits or
// the file of a record, and of which kind. What is accepted is written as it was read.
#include "base/err.h"
#include "base/str.h"
#include "fuzz.h"
#include "store/json/log.h"
#include "store/json/name.h"
#include "store/json/record.h"

static int
is_sound(void *user, const struct change *c, struct lct_err *err)
{
    struct buf *body = user;

    MUST(name_is_ours(c->path) && !strstr(c->path, "/.") && !strstr(c->path, "//"));
    log_add_change(body, c);
    return LCT_OK;
}

static void
read_log(const char *data, size_t size)
{
    _own_(buf) struct buf body = { 0 };
    _own_(buf) struct buf log = { 0 };
    _own_(buf) struct buf again = { 0 };
    struct log_end end = { 0 }, second;
    struct lct_err err = { 0 };

    if (log_read(data, size, is_sound, &body, &end, &err) < 0) {
        MUST(err.text[0]);
        return;
    }
    MUST(end.bytes <= size && body.len <= end.bytes);
    log_begin(&log, 0);
    log_add_commit(&log, 1, &body);
    MUST(log_read(log.data, log.len, is_sound, &again, &second, &err) == LCT_OK);
    MUST(second.number == 1 && second.bytes == log.len && str_eq(buf_str(&again), buf_str(&body)));
}

static void
read_record(const struct record_shape *shape, const char *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf first = { 0 };
    _own_(buf) struct buf second = { 0 };
    void *record = arena_alloc(a, shape->size);
    struct lct_err err = { 0 };

    if (record_parse(a, shape, data, size, record, &err) < 0) {
        MUST(err.text[0]);
        return;
    }
    record_print(&first, shape, record);
    MUST(record_parse(a, shape, first.data, first.len, record, &err) == LCT_OK);
    record_print(&second, shape, record);
    MUST(str_eq(buf_str(&first), buf_str(&second)));
    buf_clear(&first);
    name_path(&first, "contexts/a/b", (enum record_kind)(shape - record_shapes), shape, record,
        shape_keys(shape));
    MUST(name_is_ours(buf_str(&first)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t which = size ? data[0] % (RECORD_KINDS + 1) : 0;

    if (size && which == RECORD_KINDS)
        read_log((const char *)data + 1, size - 1);
    else if (size)
        read_record(&record_shapes[which], (const char *)data + 1, size - 1);
    return 0;
}
