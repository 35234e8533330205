// SPDX-License-Identifier: MIT
// Linodes as the API wants them described: bodies of requests.
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

// Where and how large it is to be.
static void
put_place(struct arena *a, struct doc *d, const struct machine_spec *s)
{
    doc_put_string(a, d, "label", s->label);
    doc_put_string(a, d, "region", s->region);
    doc_put_string(a, d, "type", s->type);
    if (s->generation != GENERATION_LINODE) // these have none
        doc_put_bool(a, d, "private_ip", s->private_ip);
    doc_put_bool(a, d, "backups_enabled", s->backups);
    if (s->group)
        doc_put_string(a, d, "group", s->group);
    if (s->ipv4) {
        struct doc *list = doc_put(a, d, "ipv4", doc_list(a));
        doc_add(a, list, doc_string(a, s->ipv4));
    }
    if (s->placement) {
        struct doc *group = doc_put(a, d, "placement_group", doc_map(a));
        doc_put_int(a, group, "id", id_number(s->placement));
    }
    if (s->firewall && s->generation != GENERATION_LINODE) // else each interface says it
        doc_put_int(a, d, "firewall_id", id_number(s->firewall));
}

// What goes onto its disks: nothing without an image.
static void
put_image(struct arena *a, struct doc *d, const struct machine_spec *s)
{
    doc_put_bool(a, d, "booted", s->booted && s->image);
    if (!s->image)
        return;
    doc_put_string(a, d, "image", s->image);
    if (s->authorized_keys && *s->authorized_keys)
        doc_put(a, d, "authorized_keys", doc_texts(a, s->authorized_keys));
    if (s->script)
        doc_put_int(a, d, "stackscript_id", id_number(s->script));
}

// The part without secrets.
static struct doc *
spec_doc(struct arena *a, const struct machine_spec *s, enum spec_use use)
{
    struct doc *d = doc_map(a);

    if (use != SPEC_CLONE)
        put_image(a, d, s);
    if (use != SPEC_REBUILD)
        put_place(a, d, s);
    if (use != SPEC_CREATE)
        return d;
    doc_put(a, d, "tags", doc_texts(a, s->tags));
    put_interfaces(a, d, s);
    if (s->kernel)
        doc_put_string(a, d, "kernel", s->kernel);
    if (s->maintenance)
        doc_put_string(a, d, "maintenance_policy", s->maintenance);
    if (s->encryption)
        doc_put_string(a, d, "disk_encryption", s->encryption);
    if (s->swap_mb >= 0 && s->image)
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
secret_body(const struct doc *d, const struct secret *root_password, const struct secret *user_data,
    const struct secret *answers)
{
    struct buf b = { 0 };

    json_print(&b, d, JSON_COMPACT);
    buf_room(&b,
        6 * secret_size(root_password) + 2 * secret_size(user_data) + secret_size(answers) + 256);
    b.data[--b.len] = '\0'; // the closing brace
    if (root_password)
        quoted_member(&b, "root_pass", secret_reveal(root_password, NULL));
    if (user_data)
        user_data_add(&b, user_data);
    if (answers) {
        buf_adds(&b, ",\"stackscript_data\":");
        buf_adds(&b, secret_reveal(answers, NULL));
    }
    return body_end(&b);
}

struct secret *
spec_body(const struct machine_spec *s, enum spec_use use)
{
    _own_(arena) struct arena *a = arena_new();
    const bool has_login = s->image && use != SPEC_CLONE;

    return secret_body(spec_doc(a, s, use), has_login ? s->root_password : NULL, s->user_data,
        has_login ? s->answers : NULL);
}

static void
put_schedule(struct arena *a, struct doc *d, const struct machine_care *care)
{
    struct doc *schedule;

    if (!care->backup_day && !care->backup_window)
        return;
    schedule = doc_put(a, doc_put(a, d, "backups", doc_map(a)), "schedule", doc_map(a));
    if (care->backup_day)
        doc_put_string(a, schedule, "day", care->backup_day);
    if (care->backup_window)
        doc_put_string(a, schedule, "window", care->backup_window);
}

struct secret *
care_body(const struct machine_care *care)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    if (care->says_watchdog)
        doc_put_bool(a, d, "watchdog_enabled", care->watchdog);
    if (care->maintenance)
        doc_put_string(a, d, "maintenance_policy", care->maintenance);
    put_schedule(a, d, care);
    return call_body(d);
}

struct secret *
password_body(const char *name, const struct secret *password)
{
    struct buf b = { 0 };

    buf_room(&b, 6 * secret_size(password) + 64);
    buf_addf(&b, "{\"%s\":", name);
    json_quote(&b, secret_reveal(password, NULL));
    return body_end(&b);
}

struct secret *
boot_body(const char *config)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);
    const int64_t number = id_number(config);

    doc_put_int(a, d, "config_id", number);
    return number ? call_body(d) : NULL;
}

// What is not there is left out, as Linode's own clients do.
struct doc *
slots_doc(struct arena *a, const struct slot slots[static N_SLOTS], unsigned n)
{
    struct doc *devices = doc_map(a);

    for (unsigned i = 0; i < n; i++) {
        const char *id = slots[i].disk ? slots[i].disk : slots[i].volume;
        if (!id)
            continue;
        if (!id_number(id))
            return NULL;
        struct doc *device = doc_put(a, devices, slot_name(i), doc_map(a));
        doc_put_int(a, device, slots[i].disk ? "disk_id" : "volume_id", id_number(id));
    }
    return devices;
}

struct secret *
rescue_body(const struct slot slots[static N_SLOTS])
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a), *devices = slots_doc(a, slots, N_SLOTS - 1);

    if (!devices)
        return NULL;
    doc_put(a, d, "devices", devices);
    return call_body(d);
}

struct secret *
resize_body(const struct machine_resize *how)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "type", how->type);
    doc_put_bool(a, d, "allow_auto_disk_resize", how->fit_disks);
    doc_put_string(a, d, "migration_type", how->warm ? "warm" : "cold");
    return call_body(d);
}

struct secret *
update_body(const char *label, const char *const *tags)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    if (label)
        doc_put_string(a, d, "label", label);
    doc_put(a, d, "tags", doc_texts(a, tags));
    return call_body(d);
}
