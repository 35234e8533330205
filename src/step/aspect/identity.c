// SPDX-License-Identifier: MIT
// The proof: a digest over a nonce, the host key that the session showed, and the secret. Who only
// passes sessions on cannot show a host key of his own and get the proof for it: our log-in is
// bound to the key that the node itself showed.
#include "step/aspect/identity.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "port/shell.h"
#include "step/bundle/node_files.h"

#define SEED 32

struct secret *
identity_of(const struct secret *root, const struct node *n)
{
    unsigned char seed[SEED];
    char subject[UUID_TEXT + 16], hex[SEED * 2 + 2];
    struct secret *ret;

    snprintf(subject, sizeof subject, "%s.%u", n->uuid, n->generation);
    ssh_seed_derive(root, "identity", subject, seed);
    for (size_t i = 0; i < SEED; i++)
        snprintf(hex + i * 2, 3, "%02x", seed[i]);
    hex[SEED * 2] = '\n';
    ret = secret_new(hex, SEED * 2 + 1);
    secret_wipe(seed, sizeof seed);
    secret_wipe(hex, sizeof hex);
    return ret;
}

const char *
identity_question(struct arena *a, const char *nonce)
{
    return arena_printf(a, "LCT_NONCE=%s\n%s", nonce, embed_find(node_files, "prove.sh")->data);
}

bool
identity_proves(const struct secret *identity, const char *nonce, const char *host_key,
    const char *answer, size_t n)
{
    struct buf all = { 0 };
    char wanted[DIGEST_TEXT];

    buf_room(&all, 1024); // it is not moved any more
    buf_addf(&all, "%s\n%.400s\n%s", nonce, host_key, secret_reveal(identity, NULL));
    digest_text(buf_str(&all), all.len, wanted);
    secret_wipe(all.data, all.cap);
    buf_done(&all);
    return n == DIGEST_TEXT && answer[n - 1] == '\n' &&
           memcmp(answer, wanted, DIGEST_TEXT - 1) == 0;
}
