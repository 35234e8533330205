// SPDX-License-Identifier: MIT
// Certificates, by libcrypto: what is in them, and whether their keys are theirs.
#include "lab/world/balancer/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/secret.h"

static X509 *
cert_parse(const char *text)
{
    BIO *in = BIO_new_mem_buf(text, -1);
    X509 *cert = PEM_read_bio_X509(in, NULL, NULL, NULL);

    BIO_free(in);
    return cert;
}

// Asked for no password: a key that has one is none that can be used.
static int
no_password(char *to, int size, int writing, void *user)
{
    return -1;
}

static EVP_PKEY *
key_parse(const char *text)
{
    BIO *in = BIO_new_mem_buf(text, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, no_password, NULL);

    BIO_free(in);
    return key;
}

static void
hex_write(const unsigned char *bytes, unsigned n, const char *format, char *out, size_t size)
{
    for (unsigned i = 0, at = 0; i < n; i++)
        at += (unsigned)snprintf(out + at, size - at, format, bytes[i]);
}

static void
names_write(X509 *cert, const char *text, const char *key, struct certificate *out)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *whole = EVP_MD_CTX_new();
    unsigned n = 0;

    X509_NAME_get_text_by_NID(
        X509_get_subject_name(cert), NID_commonName, out->commonname, sizeof out->commonname);
    X509_digest(cert, EVP_sha1(), digest, &n);
    hex_write(digest, n, "%02X:", out->fingerprint, sizeof out->fingerprint);
    EVP_DigestInit_ex(whole, EVP_sha256(), NULL);
    EVP_DigestUpdate(whole, text, strlen(text) + 1);
    EVP_DigestUpdate(whole, key, strlen(key));
    EVP_DigestFinal_ex(whole, digest, &n);
    EVP_MD_CTX_free(whole);
    hex_write(digest, n, "%02x", out->name, sizeof out->name);
}

bool
certificate_read(const char *cert_text, const char *key_text, struct certificate *out,
    const char **field, const char **why)
{
    X509 *cert = cert_parse(cert_text);
    EVP_PKEY *key = key_parse(key_text);

    *out = (struct certificate){ 0 };
    *why = NULL;
    if (!cert) {
        *field = "ssl_cert";
        *why = "Must be a certificate in PEM format";
    } else if (!key) {
        *field = "ssl_key";
        *why = "Must be a private key in PEM format, without a passphrase";
    } else if (!X509_check_private_key(cert, key)) {
        *field = "ssl_key";
        *why = "SSL key does not match the SSL certificate";
    } else {
        names_write(cert, cert_text, key_text, out);
    }
    X509_free(cert);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return !*why;
}

int
certificate_keep(const char *folder, const struct certificate *c, const char *cert, const char *key,
    struct lct_err *err)
{
    _own_(free) char *dir = file_join(folder, "certificates"), *path = file_join(dir, c->name);
    _own_(buf) struct buf text = { 0 };
    int code = file_mkdirs(dir, 0700, err);

    buf_addf(&text, "%s\n%s\n", cert, key);
    if (!code)
        code = file_write(path, buf_str(&text), text.len, 0600, err);
    secret_wipe(text.data, text.len);
    return code;
}
