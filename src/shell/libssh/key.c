// SPDX-License-Identifier: MIT
// Keys made here: seeds derived from a cluster's root secret, ed25519 pairs out of seeds, in the
// formats of OpenSSH (PROTOCOL.key of its source).
#include <sodium.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/wire.h"
#include "port/shell.h"

#define KEY_TYPE "ssh-ed25519"
#define COMMENT_MAX 200

static void
wire_public(struct buf *b, const unsigned char *pk)
{
    wire_add_string(b, KEY_TYPE, strlen(KEY_TYPE));
    wire_add_string(b, pk, crypto_sign_PUBLICKEYBYTES);
}

// Two equal check words, the pair, the comment, and padding 1, 2, 3 ... to a multiple of 8. The
// check words come from the public key, so that one seed makes one file.
static void
wire_private(struct buf *b, const unsigned char *pk, const unsigned char *sk, const char *comment)
{
    unsigned char check[crypto_generichash_BYTES];
    crypto_generichash(check, sizeof check, pk, crypto_sign_PUBLICKEYBYTES, NULL, 0);
    buf_add(b, check, 4);
    buf_add(b, check, 4);
    wire_public(b, pk);
    wire_add_string(b, sk, crypto_sign_SECRETKEYBYTES);
    wire_add_string(b, comment, strlen(comment));
    for (char pad = 1; b->len % 8; pad++)
        buf_addc(b, pad);
}

static char *
base64_of(const struct buf *b)
{
    size_t size = sodium_base64_encoded_len(b->len, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_alloc(size);
    return sodium_bin2base64(
        text, size, (const unsigned char *)b->data, b->len, sodium_base64_VARIANT_ORIGINAL);
}

static void
buf_wipe(struct buf *b)
{
    if (b->data)
        secret_wipe(b->data, b->cap);
    buf_done(b);
}

static struct secret *
armored(const struct buf *blob)
{
    char *base64 = base64_of(blob);
    size_t n = strlen(base64);
    struct buf text = { 0 };
    buf_room(&text, 2 * n + 128); // so that it never moves and leaves a copy behind
    buf_adds(&text, "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    for (size_t at = 0; at < n; at += 70)
        buf_addf(&text, "%.70s\n", base64 + at);
    buf_adds(&text, "-----END OPENSSH PRIVATE KEY-----\n");
    struct secret *s = secret_new(text.data, text.len);
    buf_wipe(&text);
    secret_wipe(base64, n);
    free(base64);
    return s;
}

static struct secret *
private_make(const unsigned char *pk, const unsigned char *sk, const char *comment)
{
    static const char magic[] = "openssh-key-v1"; // its NUL belongs to it
    struct buf public = { 0 }, private = { 0 }, blob = { 0 };
    buf_room(&private, 1024);
    buf_room(&blob, 2048);
    wire_public(&public, pk);
    wire_private(&private, pk, sk, comment);
    buf_add(&blob, magic, sizeof magic);
    wire_add_string(&blob, "none", 4); // cipher
    wire_add_string(&blob, "none", 4); // key derivation
    wire_add_string(&blob, "", 0);
    wire_add_u32(&blob, 1);
    wire_add_string(&blob, public.data, public.len);
    wire_add_string(&blob, private.data, private.len);
    struct secret *s = armored(&blob);
    buf_done(&public);
    buf_wipe(&private);
    buf_wipe(&blob);
    return s;
}

static char *
public_make(const unsigned char *pk, const char *comment)
{
    _own_(buf) struct buf blob = { 0 };
    wire_public(&blob, pk);
    _own_(free) char *base64 = base64_of(&blob);
    return *comment ? mem_printf(KEY_TYPE " %s %s", base64, comment)
                    : mem_printf(KEY_TYPE " %s", base64);
}

static bool
comment_fits(const char *s)
{
    if (strlen(s) > COMMENT_MAX)
        return false;
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || *s == 0x7f)
            return false;
    return true;
}

int
ssh_key_from_seed(const unsigned char seed[static 32], const char *comment,
    struct secret **private_key, char **public_key, struct lct_err *err)
{
    unsigned char pk[crypto_sign_PUBLICKEYBYTES], sk[crypto_sign_SECRETKEYBYTES];
    if (sodium_init() < 0)
        return lct_fail(err, LCT_EFAILED, "the cryptographic library does not start");
    if (!comment_fits(comment))
        return lct_fail(err, LCT_EUSAGE,
            "the comment of a key is one line of at most %d characters", COMMENT_MAX);
    crypto_sign_seed_keypair(pk, sk, seed);
    *private_key = private_make(pk, sk, comment);
    *public_key = public_make(pk, comment);
    secret_wipe(sk, sizeof sk);
    return 0;
}

void
ssh_seed_derive(const struct secret *root, const char *purpose, const char *subject,
    unsigned char seed[static 32])
{
    size_t n;
    const char *content = secret_reveal(root, &n);
    unsigned char key[crypto_generichash_KEYBYTES];
    crypto_generichash_state state;
    crypto_generichash(key, sizeof key, (const unsigned char *)content, n, NULL, 0);
    crypto_generichash_init(&state, key, sizeof key, 32);
    // Each part with its NUL: no two pairs make the same text.
    crypto_generichash_update(&state, (const unsigned char *)"lct ssh seed 1", 15);
    crypto_generichash_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const unsigned char *)subject, strlen(subject) + 1);
    crypto_generichash_final(&state, seed, 32);
    secret_wipe(key, sizeof key);
    secret_wipe(&state, sizeof state);
}
