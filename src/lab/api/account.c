// SPDX-License-Identifier: MIT
// The one account and the one user of the lab.
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "lab/api/route.h"
#include "lab/world/event.h"
#include "text/json.h"

#define STARTED "2026-01-01T00:00:00"

static void
answer_text(struct call *c, const char *text)
{
    json_parse(c->arena, text, strlen(text), SIZE_MAX, false, &c->answer, ERR_IGNORED);
}

// What was changed of it is kept as a setting of this name.
static void
kept_answer(struct call *c, const char *name, const char *fallback)
{
    const char *text =
        world_text(&c->lab->world, c->arena, "SELECT value FROM setting WHERE name = ?", "t", name);

    answer_text(c, text ? text : fallback);
}

// Overwrites what the body names of it; false: it is refused.
static bool
kept_change(struct call *c, const char *name, const char *fallback, const struct field *fields)
{
    _own_(buf) struct buf text = { 0 };

    if (!call_check(c, c->body, "", fields))
        return false;
    kept_answer(c, name, fallback);
    for (const struct field *f = fields; f->name; f++)
        if (!doc_is_null(doc_get(c->body, f->name)))
            doc_put(c->arena, c->answer, f->name, doc_copy(c->arena, doc_get(c->body, f->name)));
    json_print(&text, c->answer, JSON_COMPACT);
    world_do(&c->lab->world,
        "INSERT INTO setting (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        "tt", name, buf_str(&text));
    return true;
}

static void
account_get(struct call *c)
{
    answer_text(c,
        "{\"company\": \"lct-lab\", \"email\": \"lab@example.com\", \"first_name\": \"Local\", "
        "\"last_name\": \"Lab\", \"address_1\": \"127.0.0.1\", \"address_2\": \"\", "
        "\"city\": \"\", \"state\": \"\", \"zip\": \"\", \"country\": \"US\", \"phone\": \"\", "
        "\"balance\": 0, \"tax_id\": \"\", \"billing_source\": \"linode\", "
        "\"credit_card\": {\"last_four\": null, \"expiry\": null}, \"balance_uninvoiced\": 0, "
        "\"active_since\": \"" STARTED "\", \"capabilities\": [\"Linodes\"], "
        "\"active_promotions\": [], \"euuid\": \"00000000-0000-4000-8000-000000000000\"}");
}

static const char profile_default[] =
    "{\"uid\": 1, \"username\": \"" LAB_USER "\", \"email\": \"lab@example.com\", "
    "\"verified_phone_number\": null, \"timezone\": \"GMT\", \"email_notifications\": false, "
    "\"referrals\": {\"code\": \"\", \"url\": \"\", \"total\": 0, \"completed\": 0, "
    "\"pending\": 0, \"credit\": 0}, \"ip_whitelist_enabled\": false, "
    "\"lish_auth_method\": \"disabled\", \"authorized_keys\": null, "
    "\"two_factor_auth\": false, \"restricted\": false, "
    "\"authentication_type\": \"password\", \"user_type\": \"default\"}";

static void
profile_get(struct call *c)
{
    kept_answer(c, "profile", profile_default);
}

static void
profile_put(struct call *c)
{
    static const char *const methods[] = { "password_keys", "keys_only", "disabled", NULL };
    static const struct field fields[] = {
        { "email", FIELD_TEXT, .min = 3, .max = 128 },
        { "timezone", FIELD_TEXT, .min = 1, .max = 64 },
        { "email_notifications", FIELD_BOOL },
        { "ip_whitelist_enabled", FIELD_BOOL },
        { "lish_auth_method", FIELD_TEXT, .words = methods },
        { "authorized_keys", FIELD_TEXTS },
        { "two_factor_auth", FIELD_BOOL },
        { "restricted", FIELD_BOOL },
        { 0 },
    };

    kept_change(c, "profile", profile_default, fields);
}

// The user may do everything.
static void
profile_grants(struct call *c)
{
    c->status = 204;
    c->answer = NULL;
}

// ---- settings

static const char settings_default[] =
    "{\"managed\": false, \"network_helper\": true, \"longview_subscription\": null, "
    "\"backups_enabled\": false, \"object_storage\": \"disabled\", "
    "\"interfaces_for_new_linodes\": \"legacy_config_default_but_linode_allowed\", "
    "\"maintenance_policy\": \"linode/migrate\"}";

static void
account_settings_get(struct call *c)
{
    kept_answer(c, "account", settings_default);
}

static void
account_settings_put(struct call *c)
{
    static const char *const interfaces[] = { "legacy_config_only",
        "legacy_config_default_but_linode_allowed", "linode_default_but_legacy_config_allowed",
        "linode_only", NULL };
    static const char *const policies[] = { "linode/migrate", "linode/power_off_on", NULL };
    static const struct field fields[] = {
        { "network_helper", FIELD_BOOL },
        { "backups_enabled", FIELD_BOOL },
        { "interfaces_for_new_linodes", FIELD_TEXT, .words = interfaces },
        { "maintenance_policy", FIELD_TEXT, .words = policies },
        { 0 },
    };

    if (kept_change(c, "account", settings_default, fields))
        event_note(c->lab, "account_settings_update", NULL, NULL);
}

// What becomes of a Linode when its host is mended.
static void
maintenance_policies(struct call *c)
{
    answer_text(c, "{\"data\": ["
                   "{\"slug\": \"linode/migrate\", \"label\": \"Migrate\", \"type\": \"migrate\", "
                   "\"description\": \"It is moved to another host while it runs.\", "
                   "\"notification_period_sec\": 3600, \"is_default\": true}, "
                   "{\"slug\": \"linode/power_off_on\", \"label\": \"Power Off / Power On\", "
                   "\"type\": \"power_off_on\", \"description\": \"It is off for a while.\", "
                   "\"notification_period_sec\": 1800, \"is_default\": false}], "
                   "\"page\": 1, \"pages\": 1, \"results\": 2}");
}

static const struct route routes[] = {
    { "GET", "maintenance/policies", "*", RATE_OTHER, false, maintenance_policies },
    { "GET", "account", READ("account"), RATE_OTHER, false, account_get },
    { "GET", "account/settings", READ("account"), RATE_OTHER, false, account_settings_get },
    { "PUT", "account/settings", WRITE("account"), RATE_OTHER, false, account_settings_put },
    { "GET", "profile", "*", RATE_OTHER, false, profile_get },
    { "PUT", "profile", WRITE("account"), RATE_OTHER, false, profile_put },
    { "GET", "profile/grants", "*", RATE_OTHER, false, profile_grants },
    { 0 },
};

const struct noun account_noun = { .routes = routes };
