// SPDX-License-Identifier: MIT
// The cloud by Linode's API: how it is opened.
#ifndef CLOUD_LINODE_LINODE_H
#define CLOUD_LINODE_LINODE_H

#include "port/cloud.h"

struct linode_conf {
    const char *url;            // "https://api.linode.com", no path
    const struct secret *token; // NULL: only what is public (copied)
    const char *token_source;   // where it is from, for hints: "LINODE_TOKEN"; copied
    enum cloud_mode mode;
    const char *user_agent;
    const char *const *environment; // of io/http.h; borrowed as long as it is open
};

// The driver over API v4. LCT_EUSAGE: the address is neither https nor of this very
// machine; a token crosses no network in the clear.
int linode_open(
    struct loop *l, const struct linode_conf *conf, struct cloud **ret, struct lct_err *err);

// The catalogue shipped with the program (share/catalogue, as the API answered on its date), for
// work without a network; *ret is yours (arena_free(c->arena)), `embedded` is set.
int linode_catalogue_shipped(struct catalogue **ret, struct lct_err *err);

#endif
