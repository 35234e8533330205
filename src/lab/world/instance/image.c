// SPDX-License-Identifier: MIT
// What a Linode gets from an image: who may log in, user-data, disks and a configuration.
#include "lab/world/instance.h"

#include <crypt.h>
#include <ctype.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/disk.h"

#define USER_DATA_MAX 16384 // decoded

// Linode does not tell its rule; this one refuses what no rule would let pass.
static bool
is_strong(const char *password)
{
    bool lower = false, upper = false, digit = false, other = false, seen[256] = { false };
    int different = 0;

    for (const unsigned char *p = (const unsigned char *)password; *p; p++) {
        lower = lower || islower(*p);
        upper = upper || isupper(*p);
        digit = digit || isdigit(*p);
        other = other || !isalnum(*p);
        different += !seen[*p];
        seen[*p] = true;
    }
    return different >= 5 && lower + upper + digit + other >= 2;
}

static const char *
password_hash(struct call *c, const char *password)
{
    struct crypt_data *data = mem_alloc(sizeof *data);
    char salt[CRYPT_GENSALT_OUTPUT_SIZE], drawn[16];
    struct random *r = loop_random(c->lab->loop);
    const char *hash, *kept = NULL;

    r->fill(r, drawn, sizeof drawn);
    if (crypt_gensalt_rn("$6$", 0, drawn, sizeof drawn, salt, sizeof salt)) {
        hash = crypt_r(password, salt, data);
        if (hash && hash[0] == '$')
            kept = arena_strdup(c->arena, hash);
    }
    sodium_memzero(data, sizeof *data);
    free(data);
    return kept;
}

const char *
instance_password_read(struct call *c, const char *field)
{
    const char *password = doc_get_text(c->body, field, NULL), *hash;

    if (!password)
        return NULL;
    if (!is_strong(password)) {
        call_error(c, field, "Password does not meet strength requirement");
        return NULL;
    }
    hash = password_hash(c, password);
    if (!hash)
        call_error(c, field, "%s is not valid", field);
    return hash;
}

bool
sshkey_is_valid(const char *key)
{
    static const char *const kinds[] = { "ssh-ed25519 ", "ssh-rsa ", "ssh-dss ", "ecdsa-sha2-nistp",
        "sk-ssh-ed25519@openssh.com ", "sk-ecdsa-sha2-nistp256@openssh.com " };
    const char *blob = strchr(key, ' ');

    if (str_eq(key, "ssh-rsa")) // lets nobody in, and Linode takes it
        return true;
    if (!blob || strpbrk(key, "\r\n") || strspn(blob + 1, "AAAA") < 4)
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_starts(key, kinds[i]))
            return true;
    return false;
}

static void
key_add(struct call *c, struct buf *out, const struct doc *key, size_t n)
{
    _own_(free) char *copy = mem_strdup(doc_text(key, ""));
    const char *text = str_trim(copy);

    if (sshkey_is_valid(text))
        buf_addf(out, "%s\n", text);
    else
        call_error(c, "authorized_keys", "SSH Key %zu is not valid", n);
}

static void
users_keys_add(struct call *c, struct buf *out)
{
    doc_each (user, doc_get(c->body, "authorized_users")) {
        if (!str_eq(doc_text(user, ""), LAB_USER)) {
            call_error(c, "authorized_users", "Username %s is not valid", doc_text(user, ""));
            continue;
        }
        const struct doc *keys =
            world_list(&c->lab->world, c->arena, "SELECT ssh_key FROM sshkey ORDER BY id", "");
        doc_each (key, keys)
            buf_addf(out, "%s\n", doc_get_text(key, "ssh_key", ""));
    }
}

static const char *
keys_read(struct call *c)
{
    _own_(buf) struct buf keys = { 0 };
    size_t n = 0;

    doc_each (key, doc_get(c->body, "authorized_keys"))
        key_add(c, &keys, key, ++n);
    users_keys_add(c, &keys);
    return arena_strdup(c->arena, buf_str(&keys));
}

static bool
user_data_fits(struct call *c, const char *text)
{
    size_t n = strlen(text), len;
    unsigned char *data = arena_alloc(c->arena, n + 1);

    if (sodium_base642bin(data, n, text, n, "\r\n ", &len, NULL, sodium_base64_VARIANT_ORIGINAL) !=
        0)
        call_error(c, "metadata.user_data", "user_data must be a valid base64 encoded string");
    else if (len > USER_DATA_MAX)
        call_error(c, "metadata.user_data", "Length must be 0-%d bytes", USER_DATA_MAX);
    return !call_failed(c);
}

static const char *
user_data_read(struct call *c, const struct doc *region, const struct doc *image)
{
    static const struct field fields[] = { { "user_data", FIELD_TEXT }, { 0 } };
    const struct doc *metadata = doc_get(c->body, "metadata");
    const char *text = doc_get_text(metadata, "user_data", NULL);

    if (!call_check(c, metadata, "metadata.", fields) || str_empty(text))
        return NULL;
    if (region && !catalogue_can(region, "Metadata"))
        call_error(c, "region", "Metadata is not available in this region");
    if (image && !catalogue_can(image, "cloud-init"))
        call_error(c, "image", "Image does not support cloud-init");
    return user_data_fits(c, text) ? text : NULL;
}

void
instance_image_read(struct call *c, const struct doc *region, struct instance_image *out)
{
    const char *id = doc_get_text(c->body, "image", NULL);

    *out = (struct instance_image){ .authorized_keys = "" };
    if (id) {
        out->image = catalogue_find(c->lab->catalogue.images, id);
        if (!out->image)
            call_error(c, "image", "image is not valid");
        out->root_hash = instance_password_read(c, "root_pass");
        out->authorized_keys = keys_read(c);
        if (!doc_get_text(c->body, "root_pass", NULL) &&
            !doc_count(doc_get(c->body, "authorized_keys")) &&
            !doc_count(doc_get(c->body, "authorized_users")))
            call_error(
                c, NULL, "Must provide valid root_pass, authorized_keys, or authorized_users");
    }
    out->user_data = user_data_read(c, region, out->image);
    script_read(c, id, &out->script);
}

void
instance_disks_make(struct call *c, int64_t linode, const struct instance_image *image,
    int64_t plan_size, int64_t swap_size, int64_t boot_size, const char *kernel)
{
    const char *label = doc_get_text(image->image, "label", "");
    struct disk_wish main = { .label = arena_printf(c->arena, "%.40s Disk", label),
        .filesystem = "ext4",
        .size = boot_size ? boot_size : plan_size - swap_size,
        .image = image };
    struct disk_wish swap = {
        .label = arena_printf(c->arena, "%lld MB Swap Image", (long long)swap_size),
        .filesystem = "swap",
        .size = swap_size,
    };
    int64_t first = disk_insert(c->lab, linode, &main);

    config_insert(c, linode, arena_printf(c->arena, "My %.36s Profile", label), kernel, first,
        swap_size ? disk_insert(c->lab, linode, &swap) : 0);
}
