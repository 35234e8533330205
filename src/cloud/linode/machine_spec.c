// SPDX-License-Identifier: MIT
// Linodes as the API wants them described: the bodies of create, rebuild and update.
#include "base/base64.h"
#include "base/buf.h"
#include "cloud/linode/machine_private.h"
#include "text/json.h"

void
quoted_member(struct buf *b, const char *name, const char *value)
{
    buf_addf(b, ",\"%s\":", name);
    json_quote(b, value);
}

static void
user_data_add(struct buf *b, const struct secret *user_data)
{
    size_t n;
    const char *raw = secret_reveal(user_data, &n);

    buf_adds(b, ",\"metadata\":{\"user_data\":\"");
    base64_add(b, raw, n);
    buf_adds(b, "\"}");
}

// The part without secrets; rebuild takes fewer fields than create.
static struct doc *
spec_doc(struct arena *a, const struct machine_spec *s, bool create)
{
    struct doc *d = doc_map(a);

    doc_put_bool(a, d, "booted", s->booted);
    if (s->image)
        doc_put_string(a, d, "image", s->image);
    if (s->authorized_keys && *s->authorized_keys)
        doc_put(a, d, "authorized_keys", doc_texts(a, s->authorized_keys));
    if (!create)
        return d;
    doc_put_string(a, d, "label", s->label);
    doc_put_string(a, d, "region", s->region);
    doc_put_string(a, d, "type", s->type);
    doc_put(a, d, "tags", doc_texts(a, s->tags));
    doc_put_bool(a, d, "private_ip", s->private_ip);
    doc_put_bool(a, d, "backups_enabled", s->backups);
    if (s->kernel)
        doc_put_string(a, d, "kernel", s->kernel);
    if (s->group)
        doc_put_string(a, d, "group", s->group);
    if (s->placement) {
        struct doc *group = doc_put(a, d, "placement_group", doc_map(a));
        doc_put_int(a, group, "id", id_number(s->placement));
    }
    if (s->swap_mb >= 0)
        doc_put_int(a, d, "swap_size", s->swap_mb);
    return d;
}

static size_t
secret_size(const struct secret *s)
{
    size_t n = 0;

    if (s)
        secret_reveal(s, &n);
    return n;
}

// The secrets are written behind the rest, into memory that is not moved any more, and wiped.
struct secret *
spec_body(const struct machine_spec *s, bool create)
{
    _own_(arena) struct arena *a = arena_new();
    struct buf b = { 0 };
    struct secret *body;

    json_print(&b, spec_doc(a, s, create), JSON_COMPACT);
    buf_room(&b, 6 * secret_size(s->root_password) + 2 * secret_size(s->user_data) + 256);
    b.data[--b.len] = '\0'; // the closing brace
    if (s->root_password)
        quoted_member(&b, "root_pass", secret_reveal(s->root_password, NULL));
    if (s->user_data)
        user_data_add(&b, s->user_data);
    buf_addc(&b, '}');
    body = secret_new(b.data, b.len);
    secret_wipe(b.data, b.len);
    buf_done(&b);
    return body;
}

struct secret *
update_body(const char *label, const char *const *tags)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    struct doc *d = doc_map(a);

    if (label)
        doc_put_string(a, d, "label", label);
    doc_put(a, d, "tags", doc_texts(a, tags));
    json_print(&text, d, JSON_COMPACT);
    return secret_new(text.data, text.len);
}
