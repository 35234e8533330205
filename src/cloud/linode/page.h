// SPDX-License-Identifier: MIT
// Lists of the API: every page, each item once.
#ifndef CLOUD_LINODE_PAGE_H
#define CLOUD_LINODE_PAGE_H

#include "cloud/linode/client.h"

void page_begin(struct call *c);

// "?page=2&page_size=500", or "" for what is no list; free() it.
char *page_query(const struct call *c);

// Takes a page's items. Sets c->answer (the list of all items) after the last page; while it is
// NULL the next page is wanted.
int page_use(struct call *c, const struct doc *body, struct lct_err *err);

#endif
