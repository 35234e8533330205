// What scripts said.
#include "store/sqlite/sqlite.h"

int
sqlite_output_put(struct store *store, const struct step_output *o, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    char cluster[UUID_TEXT];
    struct query q;
    int code = sqlite_operation_cluster(s, o->operation, cluster, err);

    if (code == LCT_OK)
        code = sqlite_write(s, cluster, err);
    if (code != LCT_OK)
        return code;
    q = query_begin(s,
        "INSERT INTO outputs (context, operation, step, place, status, late_ms, text, cut) "
        "VALUES ((SELECT context FROM operations WHERE id = ?1), ?1, ?2, ?3, ?4, ?5, ?6, ?7) "
        "ON CONFLICT (operation, step) DO UPDATE SET place = excluded.place, "
        "status = excluded.status, late_ms = excluded.late_ms, text = excluded.text, "
        "cut = excluded.cut");
    query_int(&q, o->operation);
    query_text(&q, o->step);
    query_text(&q, o->place);
    query_int(&q, o->status);
    query_int(&q, o->late_ms);
    query_text(&q, o->text);
    query_int(&q, o->cut);
    return query_write(&q, err);
}

int
sqlite_output_list(struct store *store, struct arena *a, int64_t operation,
    struct step_output **ret, size_t *n, struct lct_err *err)
{
    VEC(struct step_output) found = { 0 };
    struct query q = query_begin(sqlite_of(store),
        "SELECT step, place, status, late_ms, text, cut FROM outputs WHERE operation = ? "
        "ORDER BY rowid");

    query_int(&q, operation);
    while (query_row(&q)) {
        struct step_output *o = vec_add(&found);
        o->operation = operation;
        o->step = row_text(&q, a);
        o->place = row_text(&q, a);
        o->status = (int)row_int(&q);
        o->late_ms = row_int(&q);
        o->text = row_text(&q, a);
        o->cut = row_int(&q) != 0;
    }
    *n = found.n;
    *ret = rows_keep(a, found.items, found.n, sizeof **ret);
    return query_end(&q, err);
}
