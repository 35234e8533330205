// SPDX-License-Identifier: MIT
// A driver whose answers come late keeps to the contract, too: the contract asks for no others.
#include "../contract/secrets_contract.h"
#include "../testing.h"
#include "base/str.h"
#include "late.h"

static struct late_store store = { .late_ms = 2 };

static struct secrets *
open_in(struct loop *l, const char *folder)
{
    static char last[64];

    if (!str_eq(folder, last))
        late_forget(&store);
    snprintf(last, sizeof last, "%s", folder);
    return late_open(l, &store);
}

int
main(void)
{
    int status = secrets_contract(open_in);

    late_forget(&store);
    return status;
}
