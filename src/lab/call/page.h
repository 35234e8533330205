// SPDX-License-Identifier: MIT
// Lists, filtered and cut into pages.
#ifndef LAB_CALL_PAGE_H
#define LAB_CALL_PAGE_H

#include "lab/call/call.h"

// Answers with the page of the list that the caller asked for. fields: the ones X-Filter may name,
// NULL-terminated.
void page_answer(struct call *c, const struct doc *list, const char *const *fields);

#endif
