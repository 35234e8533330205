// SPDX-License-Identifier: MIT
// StackScripts: what a Linode runs at its first boot.
#ifndef LAB_WORLD_SCRIPT_SCRIPT_H
#define LAB_WORLD_SCRIPT_SCRIPT_H

#include "lab/world/noun.h"

// What a disk is made with; all NULL and 0: without one.
struct script_given {
    int64_t id;
    const char *text;
    const char *words; // its variables, as the shell's words
};

// script/given.c: reads stackscript_id and stackscript_data of the body; refusals are the call's.
// image: the one that the disk is made of; NULL: none.
void script_read(struct call *c, const char *image, struct script_given *out);

// script/stock.c: what is there before anybody makes any, linode/LAMP and linode/MySQL.
void script_stock(struct lab *lab);

#endif
