// SPDX-License-Identifier: MIT
// Between the files of call*.c: the life of a call.
#ifndef CLOUD_LINODE_CALL_PRIVATE_H
#define CLOUD_LINODE_CALL_PRIVATE_H

#include "cloud/linode/client.h"

// call.c
const char *call_method(const struct call *c);
bool call_is_read(const struct call *c);
void call_send(struct call *c);
void call_end(struct call *c, const struct lct_err *err);

// call_line.c: those of one route wait for its budget, one behind the other
void line_join(struct call *c);
void line_leave(struct call *c);
void line_again(void *user); // a call that has been sent before: it goes first
void line_advance(struct linode *l, enum route r);

// call_answer.c
http_fn call_answered;

// page.c: lists of the API: every page, each item once
void page_begin(struct call *c);

// "?page=2&page_size=500", or "" for what is no list; free() it.
char *page_query(const struct call *c);

// Takes a page's items. Sets c->answer (the list of all items) after the last page; while it is
// NULL the next page is wanted.
int page_use(struct call *c, const struct doc *body, struct lct_err *err);

#endif
