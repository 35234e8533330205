// SPDX-License-Identifier: MIT
// SSH public keys: the kind that the line says and the key within must be one, and whole. Anything
// else is a line that sshd passes over in silence.
#include "base/public_key.h"

#include <sodium.h>
#include <string.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"
#include "base/wire.h"

#define LONGEST 8192   // of a line; RSA of 16384 bits takes 2800
#define RSA_LEAST 2048 // bits; what ships with Debian and what RHEL's crypto policies take
#define RSA_MOST 16384 // sshd's limit
#define BLANKS " \t"

static int
cut_off(struct lct_err *err)
{
    lct_fail(err, LCT_EPLAN, "it is cut off");
    return lct_hint(err, "paste the whole line of the .pub file");
}

static int
no_key(struct lct_err *err, const char *what)
{
    lct_fail(err, LCT_EPLAN, "%s", what);
    return lct_hint(err, "paste the one line of a .pub file, such as ~/.ssh/id_ed25519.pub");
}

static bool
is_text(const struct wire *b, const char *text)
{
    return b->n == strlen(text) && memcmp(b->at, text, b->n) == 0;
}

// The bits of a number; 0 when it is none that a key could have.
static size_t
bits_of(struct wire number)
{
    size_t bits;

    if (number.n && !number.at[0]) { // what keeps it positive
        number.at++;
        number.n--;
        if (!number.n || number.at[0] < 0x80)
            return 0;
    } else if (!number.n || number.at[0] >= 0x80) {
        return 0;
    }
    bits = number.n * 8;
    for (unsigned char top = number.at[0]; !(top & 0x80); top = (unsigned char)(top << 1))
        bits--;
    return bits;
}

static int
check_rsa(struct wire *b, struct lct_err *err)
{
    struct wire exponent, modulus;
    size_t bits;

    if (!wire_take_string(b, &exponent) || !wire_take_string(b, &modulus))
        return cut_off(err);
    bits = bits_of(modulus);
    if (bits_of(exponent) < 2 || !bits || !(modulus.at[modulus.n - 1] & 1))
        return no_key(err, "the numbers in it are none of an RSA key");
    if (bits >= RSA_LEAST && bits <= RSA_MOST)
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "an RSA key has %d to %d bits, this one has %zu", RSA_LEAST, RSA_MOST,
        bits);
    return lct_hint(err, "make another: ssh-keygen -t ed25519");
}

static int
check_fixed(struct wire *b, size_t n, struct lct_err *err)
{
    struct wire key;

    if (!wire_take_string(b, &key))
        return cut_off(err);
    return key.n == n ? LCT_OK : no_key(err, "what is in it has another length than such a key");
}

static int
check_ecdsa(struct wire *b, const char *curve, size_t n, struct lct_err *err)
{
    struct wire name, point;

    if (!wire_take_string(b, &name) || !wire_take_string(b, &point))
        return cut_off(err);
    if (!is_text(&name, curve) || point.n != n || point.at[0] != 4)
        return no_key(err, "what is in it is no point of its curve");
    return LCT_OK;
}

static int
check_application(struct wire *b, struct lct_err *err)
{
    struct wire application;

    if (!wire_take_string(b, &application))
        return cut_off(err);
    return application.n ? LCT_OK : no_key(err, "it names no application");
}

// The kinds that sshd takes without being told to.
static const struct kind {
    const char *name, *curve;
    size_t bytes; // of the key or the point; 0: RSA
    bool hardware;
} kinds[] = {
    { "ssh-ed25519", NULL, 32, false },
    { "ssh-rsa", NULL, 0, false },
    { "ecdsa-sha2-nistp256", "nistp256", 65, false },
    { "ecdsa-sha2-nistp384", "nistp384", 97, false },
    { "ecdsa-sha2-nistp521", "nistp521", 133, false },
    { "sk-ssh-ed25519@openssh.com", NULL, 32, true },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", 65, true },
};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static const struct kind *
kind_of(const char *word, size_t n)
{
    for (size_t i = 0; i < N_KINDS; i++)
        if (strlen(kinds[i].name) == n && memcmp(kinds[i].name, word, n) == 0)
            return &kinds[i];
    return NULL;
}

static int
check_blob(const struct kind *k, struct wire b, struct lct_err *err)
{
    struct wire name;
    int code;

    if (!wire_take_string(&b, &name))
        return b.n >= 4 && !b.at[0] && !b.at[1] && !b.at[2] && b.at[3] < 64
                   ? cut_off(err)
                   : no_key(err, "what is in it is no key");
    if (!is_text(&name, k->name)) {
        if (!kind_of((const char *)name.at, name.n))
            return no_key(err, "what is in it is no key");
        lct_fail(err, LCT_EPLAN, "it says %s, but what is in it is %.*s", k->name, (int)name.n,
            (const char *)name.at);
        return lct_hint(err, "paste the line of the .pub file as it is");
    }
    code = k->curve    ? check_ecdsa(&b, k->curve, k->bytes, err)
           : !k->bytes ? check_rsa(&b, err)
                       : check_fixed(&b, k->bytes, err);
    if (code == LCT_OK && k->hardware)
        code = check_application(&b, err);
    if (code == LCT_OK && b.n)
        return no_key(err, "there are bytes behind the key in it");
    return code;
}

#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// Every key begins with the zeros of a length. What lacks its last letters is read without the rest
// of the last four: that tells whether it is a key that was cut off.
static int
check_base64(const struct kind *k, const char *text, size_t n, struct lct_err *err)
{
    bool partly = n % 4 && str_starts(text, "AAAA") && strspn(text, BASE64) >= n;
    unsigned char bytes[LONGEST];
    const char *end;
    size_t got = 0, whole = partly ? n - n % 4 : n;

    if (sodium_base642bin(bytes, sizeof bytes, text, whole, NULL, &got, &end,
            sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text + whole) {
        lct_fail(err, LCT_EPLAN, "'%.*s' is no base64", (int)(n > 40 ? 40 : n), text);
        return lct_hint(err, "paste the one line of a .pub file, such as ~/.ssh/id_ed25519.pub");
    }
    if (check_blob(k, (struct wire){ bytes, got }, err) < 0)
        return LCT_EPLAN;
    return partly ? no_key(err, "there are letters behind the key in it") : LCT_OK;
}

static bool
has_kind_later(const char *line)
{
    for (const char *p = strpbrk(line, BLANKS); p; p = strpbrk(p, BLANKS)) {
        p += strspn(p, BLANKS);
        if (kind_of(p, strcspn(p, BLANKS)))
            return true;
    }
    return false;
}

// What begins with no kind: what people paste instead.
static int
tell_kind(const char *line, struct lct_err *err)
{
    size_t n = strcspn(line, BLANKS);

    if (!n)
        return no_key(err, "there is nothing");
    if (str_starts(line, "-----BEGIN")) {
        lct_fail(err, LCT_EPLAN, "it is a private key, which stays where it is");
        return lct_hint(err, "name the file of its public half, one line that begins with ssh-");
    }
    if (str_starts(line, "---- BEGIN SSH2")) {
        lct_fail(err, LCT_EPLAN, "it has the form of RFC 4716");
        return lct_hint(err, "turn it into the one line of OpenSSH: ssh-keygen -i -f FILE");
    }
    if (strstr(line, "-cert-v01@openssh.com") && strstr(line, "-cert-v01@openssh.com") < line + n) {
        lct_fail(err, LCT_EPLAN, "it is a certificate");
        return lct_hint(err, "give the public key that it was made for");
    }
    if (n == 7 && strncmp(line, "ssh-dss", n) == 0) {
        lct_fail(err, LCT_EPLAN, "DSA keys are taken by no sshd any more");
        return lct_hint(err, "make another: ssh-keygen -t ed25519");
    }
    if (has_kind_later(line)) {
        lct_fail(err, LCT_EPLAN, "options before a key are not taken: %.*s", (int)(n > 40 ? 40 : n),
            line);
        return lct_hint(err, "give the key alone, from its kind on");
    }
    lct_fail(err, LCT_EPLAN, "'%.*s' is no kind of key", (int)(n > 40 ? 40 : n), line);
    return lct_hint(err, "paste the one line of a .pub file, such as ~/.ssh/id_ed25519.pub");
}

static int
check_line(const char *line, struct lct_err *err)
{
    size_t n = strcspn(line, BLANKS);
    const struct kind *k = kind_of(line, n);

    if (strlen(line) > LONGEST)
        return no_key(err, "it is longer than any key");
    if (!k)
        return tell_kind(line, err);
    for (const char *p = line; *p; p++)
        if (((unsigned char)*p < ' ' && *p != '\t') || *p == 0x7f)
            return no_key(err, strchr("\r\n", *p) ? "it has more than one line"
                                                  : "there is a control character in it");
    line += n + strspn(line + n, BLANKS);
    n = strcspn(line, BLANKS);
    if (!n)
        return no_key(err, "there is nothing behind its kind");
    return check_base64(k, line, n, err);
}

int
public_key_read(struct arena *a, const char *text, const char **ret, struct lct_err *err)
{
    char *line = str_trim(arena_strdup(a, text));

    *ret = line;
    return check_line(line, err);
}

bool
public_key_fits(const char *line)
{
    return line && check_line(line, ERR_IGNORED) == LCT_OK;
}

const char *
public_key_name(struct arena *a, const char *line)
{
    const char *key = line + strcspn(line, BLANKS);
    char print[FINGERPRINT_TEXT];

    key += strspn(key, BLANKS);
    size_t n = strcspn(key, BLANKS);
    return digest_fingerprint(key, n, print) ? arena_printf(a, "%s%s", print, key + n) : line;
}
