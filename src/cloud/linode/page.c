// SPDX-License-Identifier: MIT
// Walking through the pages of a list that may change while we read it.
#include "cloud/linode/call_private.h"

#include <string.h>

#include "base/mem.h"

#define PAGE_SIZE 500
#define PAGES_MAX 1000
#define WALKS_MAX 3

void
page_begin(struct call *c)
{
    c->page = 1;
    c->pages = 1;
    c->results = -1;
    c->shifted = false;
    c->items = doc_list(c->arena);
    map_done(&c->ids);
    c->ids = (struct map){ 0 };
}

char *
page_query(const struct call *c)
{
    if (c->spec.first_page)
        return mem_strdup("?page=1&page_size=100");
    // The document has no choice of page for it; the API serves further ones nevertheless.
    if (c->spec.every_page && route_facts[c->spec.route].whole)
        return c->page > 1 ? mem_printf("?page=%lld", (long long)c->page) : mem_strdup("");
    if (c->spec.every_page)
        return mem_printf("?page=%lld&page_size=%d", (long long)c->page, PAGE_SIZE);
    return mem_strdup("");
}

// Without an item a list is a lie: who is not on it would be taken for gone.
static const char *
items_fault(const struct call *c, const struct doc *data)
{
    doc_each (item, data) {
        const char *fault = c->spec.fault ? c->spec.fault(c, item) : NULL;
        if (fault)
            return fault;
    }
    return NULL;
}

// "entity.id": of what lies within.
static const char *
part_of(struct call *c, const struct doc *item, const char *key)
{
    const char *dot = strchr(key, '.');

    if (!dot)
        return doc_get_text(item, key, NULL);
    return doc_get_text(
        doc_get(item, arena_strndup(c->arena, key, (size_t)(dot - key))), dot + 1, NULL);
}

// "us-east g6-nanode-1", in the call's arena; NULL: it lacks a part.
static const char *
key_of(struct call *c, const struct doc *item)
{
    static const char *const id[] = { "id", NULL };
    const char *key = "";
    bool known = false;

    for (const char *const *k = c->spec.key ? c->spec.key : id; *k; k++) {
        const char *part = part_of(c, item, *k);
        if (!part && !c->spec.parts_lack)
            return NULL;
        known |= part != NULL;
        key = *key ? arena_printf(c->arena, "%s %s", key, part ? part : "-") : part ? part : "-";
    }
    return known ? key : NULL;
}

// Items move to another page when one before them is made or deleted: the same may come twice.
static void
items_add(struct call *c, const struct doc *data)
{
    doc_each (item, data) {
        const char *key = key_of(c, item);
        if (!key || map_has(&c->ids, key))
            continue;
        map_put(&c->ids, key, c);
        doc_add(c->arena, c->items, (struct doc *)(uintptr_t)item); // both in the call's arena
    }
}

int
page_use(struct call *c, const struct doc *body, struct lct_err *err)
{
    const struct doc *data = doc_get(body, "data");
    int64_t results = doc_get_int(body, "results", -1);
    const char *fault;

    if (!data || data->kind != DOC_LIST)
        return call_malformed(c, "it is no list", err);
    if ((fault = items_fault(c, data)) != NULL)
        return call_malformed(c, arena_printf(c->arena, "of an item, %s", fault), err);
    items_add(c, data);
    if (c->results >= 0 && results != c->results)
        c->shifted = true;
    c->results = results;
    c->pages = doc_get_int(body, "pages", 1);
    if (c->pages > PAGES_MAX)
        return lct_fail(
            err, LCT_EFAILED, "GET %s: the list has more than %d pages", c->spec.path, PAGES_MAX);
    if (c->spec.every_page && c->page < c->pages && doc_count(data)) {
        c->page++;
        return 0;
    }
    if (results >= 0 && (size_t)results != doc_count(c->items))
        c->shifted = true;
    // One that was deleted meanwhile moved others to a page that we had read already.
    if (c->spec.every_page && c->shifted && ++c->walks < WALKS_MAX) {
        page_begin(c);
        return 0;
    }
    c->answer = c->items;
    return 0;
}
