// SPDX-License-Identifier: MIT
// version.
#include "cli/cmd/run.h"

int
run_version(struct invocation *v)
{
    if (v->json)
        return print_json_word("version", lct_version());
    printf("linodetool %s\n", lct_version());
    return 0;
}
