// SPDX-License-Identifier: MIT
// The plain provider keeps to the contract of the secrets port.
#include "../../contract/secrets_contract.h"
#include "../../testing.h"
#include "base/file.h"
#include "secrets/plain/open.h"

static struct secrets *
open_in(struct loop *l, const char *folder)
{
    _own_(free) char *dir = file_join(folder, "deep/secrets");
    struct secrets *s = NULL;
    struct lct_err err = { 0 };

    if (secrets_plain_open(l, dir, &s, &err) < 0)
        fail_msg("%s", err.text);
    return s;
}

int
main(void)
{
    return secrets_contract(open_in);
}
