// SPDX-License-Identifier: MIT
// The driver of JSON files keeps to the store's contract.
#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/file.h"
#include "base/own.h"
#include "store/json/open.h"

static struct store *
open_in(struct loop *l, const char *folder, enum store_mode mode)
{
    _own_(free) char *path = file_join(folder, "data/inventory");
    struct store *s = NULL;
    struct lct_err err = { 0 };

    if (json_store_open(l, path, mode, &s, &err) < 0)
        fail_msg("%s", err.text);
    return s;
}

int
main(void)
{
    return store_contract(open_in);
}
