// SPDX-License-Identifier: MIT
// What a StackScript asks for: its <UDF name="db" label="Name" default="x" oneof="x,y" /> lines.
#ifndef LAB_WORLD_SCRIPT_UDF_H
#define LAB_WORLD_SCRIPT_UDF_H

#include "text/doc.h"

// A list of maps as the API shows them, in the script's order. fault: what is wrong with them;
// NULL: nothing.
struct doc *udf_read(struct arena *a, const char *script, const char **fault);

#endif
