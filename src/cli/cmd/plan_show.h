// SPDX-License-Identifier: MIT
// plan show: how a group is told, and what all of its parts are told with. What is not said is not
// shown.
#ifndef CLI_CMD_PLAN_SHOW_H
#define CLI_CMD_PLAN_SHOW_H

#include "cli/cmd/run.h"

const char *shown_text(const struct lct_value *v, const char *key); // NULL: none
void show_after(const char *before, const char *text);
void show_list(const char *before, const struct lct_value *list); // with commas
void show_line(const char *before, const struct lct_value *list); // alone in its line
void show_begin(const char *word, const char *name);              // "  WORD NAME:"
void show_each(
    const struct lct_value *map, const char *key, void (*print)(const struct lct_value *));

void show_step(const struct lct_value *step); // of init: or hooks:
void show_group(const struct lct_value *group);

#endif
