// SPDX-License-Identifier: MIT
// What happened in the account: /account/events.
#include "base/buf.h"
#include "base/str.h"
#include "cloud/linode/client.h"
#include "cloud/linode/fault.h"

// NULL: none.
static const char *
message_read(struct arena *a, const struct doc *d)
{
    _own_(buf) struct buf text = { 0 };
    const char *message = doc_get_text(d, "message", "");

    buf_addf(&text, "%.300s", message);
    text_clean(&text);
    return *message ? arena_strdup(a, buf_str(&text)) : NULL;
}

static void
event_read(struct arena *a, const struct doc *d, struct cloud_event *e)
{
    const struct doc *entity = doc_get(d, "entity");
    const char *action = text_copy(a, d, "action"), *status = text_copy(a, d, "status");

    *e = (struct cloud_event){
        .id = doc_get_int(d, "id", 0),
        .action = action ? action : "",
        .status = status ? status : "",
        .entity_type = text_copy(a, entity, "type"),
        .entity_id = id_text(a, entity, "id"),
        .message = message_read(a, d),
        .created = text_copy(a, d, "created"),
        .percent = (int)doc_get_int(d, "percent_complete", 0),
    };
    if (e->percent < 0 || e->percent > 100)
        e->percent = 0;
}

static int
by_id(const void *a, const void *b)
{
    int64_t x = ((const struct cloud_event *)a)->id, y = ((const struct cloud_event *)b)->id;

    return (x > y) - (x < y);
}

typedef bool event_is_fn(const struct cloud_event *e, const char *want);

static bool
event_is_any(const struct cloud_event *e, const char *want)
{
    return true;
}

static bool
event_is_action(const struct cloud_event *e, const char *want)
{
    return str_eq(e->action, want);
}

static bool
event_is_of_machine(const struct cloud_event *e, const char *want)
{
    return str_eq(e->entity_type, "linode") && str_eq(e->entity_id, want);
}

static void
read_those(struct call *c, const struct lct_err *err, event_is_fn *is)
{
    cloud_events_fn *fn = (cloud_events_fn *)c->spec.fn;
    struct cloud_event *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        event_read(c->arena, item, &list[n]);
        n += list[n].id > 0 && is(&list[n], c->spec.want);
    }
    qsort(list, n, sizeof *list, by_id);
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

static void
read_events(struct call *c, const struct lct_err *err)
{
    read_those(c, err, event_is_any);
}

static void
read_of_action(struct call *c, const struct lct_err *err)
{
    read_those(c, err, event_is_action);
}

static void
read_of_machine(struct call *c, const struct lct_err *err)
{
    read_those(c, err, event_is_of_machine);
}

static struct op *
since(struct cloud *c, int64_t since, cloud_events_fn *fn, void *user)
{
    char filter[128] = "{\"+order_by\":\"id\",\"+order\":\"desc\"}";

    if (since > 0)
        snprintf(filter, sizeof filter,
            "{\"id\":{\"+gte\":%lld},\"+order_by\":\"id\",\"+order\":\"asc\"}",
            (long long)since + 1);
    return call_start((struct linode *)c, &(struct call_spec){ .route = ROUTE_EVENTS,
                                              .path = "/account/events",
                                              .filter = filter,
                                              .every_page = since > 0,
                                              .first_page = since <= 0,
                                              .read = read_events,
                                              .fn = (call_any_fn *)fn,
                                              .user = user });
}

static struct op *
rebuilds(struct cloud *c, cloud_events_fn *fn, void *user)
{
    return call_start((struct linode *)c,
        &(struct call_spec){ .route = ROUTE_EVENTS,
            .path = "/account/events",
            .filter = "{\"action\":\"linode_rebuild\",\"+order_by\":\"id\",\"+order\":\"asc\"}",
            .want = "linode_rebuild",
            .every_page = true,
            .read = read_of_action,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
of_machine(struct cloud *c, const char *id, cloud_events_fn *fn, void *user)
{
    const int64_t number = id_number(id);
    char filter[160];

    snprintf(filter, sizeof filter,
        "{\"entity.type\":\"linode\",\"entity.id\":%lld,\"+order_by\":\"id\",\"+order\":\"desc\"}",
        (long long)number);
    return call_start((struct linode *)c, &(struct call_spec){ .route = ROUTE_EVENTS,
                                              .path = "/account/events",
                                              .filter = filter,
                                              .want = id,
                                              .id = number ? 0 : ID_NONE,
                                              .first_page = true,
                                              .read = read_of_machine,
                                              .fn = (call_any_fn *)fn,
                                              .user = user });
}

static struct op *
mishaps(struct cloud *c, cloud_events_fn *fn, void *user)
{
    return call_start((struct linode *)c,
        &(struct call_spec){ .route = ROUTE_EVENTS,
            .path = "/account/events",
            .filter = "{\"+or\":[{\"action\":\"host_reboot\"},{\"action\":\"lassie_reboot\"}],"
                      "\"+order_by\":\"id\",\"+order\":\"desc\"}",
            .first_page = true,
            .read = read_events,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const struct event_ops linode_events = {
    .since = since, .rebuilds = rebuilds, .machine = of_machine, .mishaps = mishaps
};
