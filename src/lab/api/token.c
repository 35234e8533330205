// SPDX-License-Identifier: MIT
// Tokens are kept as digests; each is shown once, when it is made.
#include "lab/api/token.h"

#include <sodium.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "lab/api/route.h"
#include "lab/call/page.h"
#include "lab/world/event.h"

static const char *const areas[] = { "account", "child_account", "databases", "domains", "events",
    "firewall", "images", "ips", "linodes", "lke", "longview", "monitor", "nodebalancers",
    "object_storage", "stackscripts", "volumes", "vpc" };

void
token_new(struct random *r, char out[static TOKEN_TEXT])
{
    unsigned char bytes[TOKEN_TEXT / 2];

    r->fill(r, bytes, sizeof bytes);
    sodium_bin2hex(out, TOKEN_TEXT, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
}

static int64_t
token_keep(
    struct lab *lab, const char *token, const char *label, const char *scopes, const char *expiry)
{
    char digest[DIGEST_TEXT], now[WORLD_TIME];

    return world_insert(&lab->world,
        "INSERT INTO token (digest, shown, label, scopes, created, expiry) "
        "VALUES (?, substr(?, 1, 16), ?, ?, ?, ?)",
        "tttttt", digest_text(token, strlen(token), digest), token, label, scopes,
        world_time(&lab->world, now), expiry);
}

static bool
token_is_known(struct lab *lab, const char *token)
{
    char digest[DIGEST_TEXT];

    return world_int(&lab->world, 0, "SELECT 1 FROM token WHERE digest = ?", "t",
        digest_text(token, strlen(token), digest));
}

int
token_file_ensure(struct lab *lab, const char *path, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    char token[TOKEN_TEXT];

    if (file_read(path, TOKEN_TEXT, &text, ERR_IGNORED) == LCT_OK &&
        token_is_known(lab, buf_str(&text)))
        return LCT_OK;
    token_new(loop_random(lab->loop), token);
    world_begin(&lab->world);
    token_keep(lab, token, "lct-lab", "*", NULL);
    event_note(lab, "token_create", NULL, NULL);
    if (!world_end(&lab->world))
        return lct_fail(err, LCT_EFAILED, "the lab's world cannot be written");
    return file_write(path, token, strlen(token), 0600, err);
}

bool
token_recognize(struct call *c, const char *authorization)
{
    char digest[DIGEST_TEXT], now[WORLD_TIME];
    const struct doc *row;

    if (!authorization)
        return true;
    if (!str_istarts(authorization, "Bearer "))
        return false;
    authorization += strlen("Bearer ");
    row = world_one(&c->lab->world, c->arena,
        "SELECT id, scopes FROM token WHERE digest = ? AND (expiry IS NULL OR expiry > ?)", "tt",
        digest_text(authorization, strlen(authorization), digest), world_time(&c->lab->world, now));
    c->token = doc_get_int(row, "id", 0);
    c->scopes = doc_get_text(row, "scopes", "");
    return row != NULL;
}

// ---- scopes

static bool
scope_includes(const char *scope, size_t n, const char *wanted, size_t m)
{
    size_t area = strcspn(wanted, ":");

    if (n == 1 && *scope == '*')
        return true;
    if (m == 1 && *wanted == '*') // anybody with a token
        return true;
    if (n <= area || strncmp(scope, wanted, area + 1) != 0)
        return false;
    scope += area + 1;
    n -= area + 1;
    return (n == 1 && *scope == '*') || (n == 10 && strncmp(scope, "read_write", n) == 0) ||
           (n == m - area - 1 && strncmp(scope, wanted + area + 1, n) == 0);
}

static bool
any_includes(const char *scopes, const char *wanted, size_t m)
{
    for (const char *p = scopes; *p; p += strspn(p, " ,")) {
        size_t n = strcspn(p, " ,");
        if (scope_includes(p, n, wanted, m))
            return true;
        p += n;
    }
    return false;
}

bool
scopes_include(const char *scopes, const char *wanted)
{
    for (const char *p = wanted; *p; p += strspn(p, " ,")) {
        size_t m = strcspn(p, " ,");
        if (!any_includes(scopes, p, m))
            return false;
        p += m;
    }
    return true;
}

static bool
scope_is_valid(const char *scope)
{
    const char *colon = strchr(scope, ':');
    size_t n = colon ? (size_t)(colon - scope) : 0;

    if (str_eq(scope, "*"))
        return true;
    if (!colon || (!str_eq(colon, ":read_only") && !str_eq(colon, ":read_write")))
        return false;
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++)
        if (strlen(areas[i]) == n && strncmp(areas[i], scope, n) == 0)
            return true;
    return false;
}

// ---- /profile/tokens

#define SELECT_TOKEN "SELECT id, scopes, created, label, shown AS token, expiry FROM token "

static struct doc *
token_need(struct call *c)
{
    struct doc *token =
        world_one(&c->lab->world, c->arena, SELECT_TOKEN "WHERE id = ?", "i", call_id(c, 0));

    if (!token)
        call_not_found(c);
    return token;
}

static void
token_list(struct call *c)
{
    static const char *const fields[] = { "created", "label", NULL };

    page_answer(c, world_list(&c->lab->world, c->arena, SELECT_TOKEN "ORDER BY id", ""), fields);
}

static void
token_get(struct call *c)
{
    struct doc *token = token_need(c);

    if (token)
        c->answer = token;
}

static bool
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "label", FIELD_TEXT, .min = 1, .max = 100 },
        { "scopes", FIELD_TEXT, .min = 1, .max = 1000 },
        { "expiry", FIELD_TEXT, .min = 19, .max = 20 },
        { 0 },
    };
    char **words;
    size_t n;

    if (!call_check(c, c->body, "", fields))
        return false;
    n = str_split(c->arena, doc_get_text(c->body, "scopes", "*"), " ,", &words);
    for (size_t i = 0; i < n; i++)
        if (!scope_is_valid(words[i]))
            call_error(c, "scopes", "%s is not a valid scope", words[i]);
    return !call_failed(c);
}

static void
token_add(struct call *c)
{
    char token[TOKEN_TEXT];
    int64_t id;

    if (!add_check(c))
        return;
    token_new(loop_random(c->lab->loop), token);
    id = token_keep(c->lab, token, doc_get_text(c->body, "label", ""),
        doc_get_text(c->body, "scopes", "*"), doc_get_text(c->body, "expiry", NULL));
    c->answer = world_one(&c->lab->world, c->arena, SELECT_TOKEN "WHERE id = ?", "i", id);
    doc_put_string(c->arena, c->answer, "token", arena_strdup(c->arena, token));
    event_note(c->lab, "token_create", NULL, NULL);
}

static void
token_put(struct call *c)
{
    static const struct field fields[] = { { "label", FIELD_TEXT, .min = 1, .max = 100 }, { 0 } };

    if (!token_need(c) || !call_check(c, c->body, "", fields))
        return;
    world_do(&c->lab->world, "UPDATE token SET label = coalesce(?, label) WHERE id = ?", "ti",
        doc_get_text(c->body, "label", NULL), call_id(c, 0));
    event_note(c->lab, "token_update", NULL, NULL);
    c->answer = token_need(c);
}

static void
token_delete(struct call *c)
{
    if (!token_need(c))
        return;
    world_do(&c->lab->world, "DELETE FROM token WHERE id = ?", "i", call_id(c, 0));
    event_note(c->lab, "token_delete", NULL, NULL);
}

static const struct route routes[] = {
    { "GET", "profile/tokens", READ("account"), RATE_LIST, false, token_list },
    { "POST", "profile/tokens", WRITE("account"), RATE_OTHER, false, token_add },
    { "GET", "profile/tokens/{}", READ("account"), RATE_OTHER, false, token_get },
    { "PUT", "profile/tokens/{}", WRITE("account"), RATE_OTHER, false, token_put },
    { "DELETE", "profile/tokens/{}", WRITE("account"), RATE_OTHER, false, token_delete },
    { 0 },
};

// A reset leaves them: by them its clients know the lab.
const struct noun token_noun = { .routes = routes };
