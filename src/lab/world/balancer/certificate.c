// SPDX-License-Identifier: MIT
// Certificates and their keys as the lab takes and keeps them.
#include "lab/world/balancer/certificate.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/secret.h"

static void
name_write(const char *cert, const char *key, char out[static CERTIFICATE_NAME])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *whole = EVP_MD_CTX_new();
    unsigned n = 0;

    EVP_DigestInit_ex(whole, EVP_sha256(), NULL);
    EVP_DigestUpdate(whole, cert, strlen(cert) + 1);
    EVP_DigestUpdate(whole, key, strlen(key));
    EVP_DigestFinal_ex(whole, digest, &n);
    EVP_MD_CTX_free(whole);
    for (unsigned i = 0; i < n; i++)
        snprintf(out + 2 * (size_t)i, 3, "%02x", digest[i]);
}

static const char *
fault(const char *cert, const char *key, const char **field)
{
    *field = "ssl_key";
    switch (pem_fit(cert, key)) {
    case PEM_NO_CERTIFICATE:
        *field = "ssl_cert";
        return "Must be a certificate in PEM format";
    case PEM_NO_KEY:
        return "Must be a private key in PEM format, without a passphrase";
    case PEM_OTHER_KEY:
        return "SSL key does not match the SSL certificate";
    case PEM_FITS:
        break;
    }
    return NULL;
}

bool
certificate_read(const char *cert, const char *key, struct certificate *out, const char **field,
    const char **why)
{
    *out = (struct certificate){ 0 };
    *why = fault(cert, key, field);
    if (!*why && !pem_certificate_read(cert, &out->is)) {
        *field = "ssl_cert";
        *why = "Must be a certificate in PEM format";
    }
    if (!*why)
        name_write(cert, key, out->name);
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
