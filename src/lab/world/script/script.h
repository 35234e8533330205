// SPDX-License-Identifier: MIT
// What the parts of StackScripts share.
#ifndef LAB_WORLD_SCRIPT_SCRIPT_H
#define LAB_WORLD_SCRIPT_SCRIPT_H

#include "lab/lab.h"
#include "text/doc.h"

// udf.c: what a StackScript asks for, a list of maps as the API shows them, in the script's order.
// fault: what is wrong with them; NULL: nothing.
struct doc *udf_read(struct arena *a, const char *script, const char **fault);

// stock.c: what is there before anybody makes any, linode/LAMP and linode/MySQL.
void script_stock(struct lab *lab);

#endif
