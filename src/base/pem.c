// SPDX-License-Identifier: MIT
// What is in certificates.
#include "base/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#include "base/err.h"
#include "base/file.h"
#include "base/secret.h"

#define KEY_MAX 65536 // bytes of its file

static X509 *
certificate_parse(const char *text)
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

// Whoever made it chose the bytes, and people are shown them.
static void
subject_write(X509 *cert, struct pem_certificate *ret)
{
    X509_NAME_get_text_by_NID(
        X509_get_subject_name(cert), NID_commonName, ret->subject, sizeof ret->subject);
    for (char *c = ret->subject; *c; c++)
        if (*c < ' ' || *c > '~')
            *c = '?';
}

static void
fingerprint_write(X509 *cert, struct pem_certificate *ret)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned n = 0;

    X509_digest(cert, EVP_sha1(), digest, &n);
    for (unsigned i = 0; i < n; i++)
        snprintf(ret->fingerprint + 3 * (size_t)i, 4, "%02X%s", digest[i], i + 1 < n ? ":" : "");
}

bool
pem_certificate_read(const char *text, struct pem_certificate *ret)
{
    X509 *cert = certificate_parse(text);
    struct tm ends;
    bool well;

    *ret = (struct pem_certificate){ 0 };
    well = cert && ASN1_TIME_to_tm(X509_get0_notAfter(cert), &ends);
    if (well) {
        subject_write(cert, ret);
        fingerprint_write(cert, ret);
        ret->ends_ms = (int64_t)timegm(&ends) * 1000;
    }
    X509_free(cert);
    ERR_clear_error();
    return well;
}

enum pem_fit
pem_fit(const char *certificate, const char *key)
{
    X509 *cert = certificate_parse(certificate);
    EVP_PKEY *parsed = key_parse(key);
    enum pem_fit ret = !cert                                  ? PEM_NO_CERTIFICATE
                       : !parsed                              ? PEM_NO_KEY
                       : X509_check_private_key(cert, parsed) ? PEM_FITS
                                                              : PEM_OTHER_KEY;

    X509_free(cert);
    EVP_PKEY_free(parsed);
    ERR_clear_error();
    return ret;
}

// There is room for all of it beforehand: what grows leaves copies behind.
int
pem_key_read(const char *path, struct secret **ret, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    struct stat st;
    int code;

    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return lct_fail(err, LCT_EUSAGE, "cannot read %s: it is no file", path);
    buf_room(&text, 4 * KEY_MAX);
    code = file_read(path, KEY_MAX, &text, err);
    if (code == LCT_OK)
        *ret = secret_new(buf_str(&text), text.len);
    secret_wipe(text.data, text.cap);
    return code;
}
