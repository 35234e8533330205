// SPDX-License-Identifier: MIT
// The configuration: the user's config.yaml, and the profiles, one small file each, that commands
// write.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/toolkit.h"
#include "base/advice.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/ours.h"
#include "text/schema.h"
#include "text/yaml.h"

#define CONF_MAX (1u << 20)

static const struct schema text_schema = { .type = S_TEXT };
static const char *const store_words[] = { "sqlite", "json", NULL };
static const char *const secrets_words[] = { "plain", "none", NULL };
static const char *const queue_words[] = { "parallel", "sequential", NULL };
static const struct schema store_schema = { .type = S_ENUM, .words = store_words };
static const struct schema secrets_schema = { .type = S_ENUM, .words = secrets_words };
static const struct schema queue_schema = { .type = S_ENUM, .words = queue_words };

static const struct schema_field profile_fields[] = {
    { "url", NULL, &text_schema, false, NULL, "address of the API" },
    { "token-file", NULL, &text_schema, false, NULL, "file that holds the token" },
    { "dialer", NULL, &text_schema, false, NULL, "socket that connects to nodes" },
    { NULL },
};
static const struct schema profile_schema = { .type = S_MAP, .fields = profile_fields };
static const struct schema profiles_schema = { .type = S_DICT, .item = &profile_schema };

static const struct schema_field conf_fields[] = {
    { "store", NULL, &store_schema, false, NULL, "where the inventory is kept" },
    { "secrets", NULL, &secrets_schema, false, NULL, "how secrets are kept" },
    { "queue", NULL, &queue_schema, false, NULL, "how steps are carried out" },
    { "profile", NULL, &text_schema, false, NULL, "the profile used when none is named" },
    { "profiles", NULL, &profiles_schema, false, NULL, "addresses and tokens by name" },
    { NULL },
};
static const struct schema conf_schema = { .type = S_MAP, .fields = conf_fields };

// Reads a YAML file by a schema; an absent or empty file is an empty map.
static int
read_yaml(struct arena *a, const char *path, const struct schema *schema, struct doc **ret,
    struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    _own_(buf) struct buf report = { 0 };
    struct doc_pos pos = { 0 };
    struct diags diags;

    *ret = doc_map(a);
    if (file_read(path, CONF_MAX, &text, err) < 0)
        return err->code == LCT_ENOTFOUND ? LCT_OK : err->code;
    if (yaml_parse(a, buf_str(&text), text.len, ret, &pos, err) < 0) {
        err->code = LCT_EUSAGE;
        return lct_wrap(err, "%s:%u:%u", path, pos.line, pos.col);
    }
    if (doc_is_null(*ret))
        *ret = doc_map(a);
    diags_init(&diags, a);
    if (schema_check(schema, *ret, &diags))
        return LCT_OK;
    diags_print(&report, &diags, &(struct doc_source){ path, buf_str(&text), text.len }, 3);
    return lct_fail(err, LCT_EUSAGE, "the configuration has mistakes:\n%s", buf_str(&report));
}

static char *
profile_path(const struct lct *t, const char *name)
{
    return mem_printf("%s/profiles/%s.yaml", t->config_dir, name);
}

static bool
profile_name_ok(const char *name)
{
    return *name && strlen(name) < 64 && name[0] != '.' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               strlen(name);
}

// What cannot be read is not taken for the default: that is another account.
int
profile_current(struct lct *t, char **ret, struct lct_err *err)
{
    _own_(free) char *path = mem_printf("%s/profile", t->config_dir);
    _own_(buf) struct buf text = { 0 };

    if (file_read(path, 256, &text, err) < 0) {
        *ret = err->code == LCT_ENOTFOUND ? mem_strdup("default") : NULL;
        return *ret ? LCT_OK : err->code;
    }
    _own_(free) char *line = buf_take(&text);
    const char *name = str_trim(line);
    if (!profile_name_ok(name)) {
        lct_fail(err, LCT_EUSAGE, "%s names no profile", path);
        return lct_hint(err, "%s chooses one", ADVICE(PROFILE_USE));
    }
    *ret = mem_strdup(name);
    return LCT_OK;
}

static void
profile_take(struct lct *t, const struct doc *d)
{
    struct profile *p = &t->profile;
    const char *url = doc_get_text(d, "url", NULL), *token = doc_get_text(d, "token-file", NULL),
               *dialer = doc_get_text(d, "dialer", NULL);

    if (url)
        p->url = arena_strdup(t->arena, url);
    if (token) {
        _own_(free) char *path = env_path(t->environment, t->config_dir, token);
        p->token_file = arena_strdup(t->arena, path);
    }
    if (dialer)
        p->dialer = arena_strdup(t->arena, dialer);
}

static int
profile_load(struct lct *t, const struct doc *conf, const char *name, struct lct_err *err)
{
    _own_(free) char *path = profile_path(t, name);
    const struct doc *listed = doc_get(doc_get(conf, "profiles"), name);
    struct doc *own;

    if (!profile_name_ok(name))
        return lct_fail(err, LCT_EUSAGE, "%s is no name for a profile", name);
    t->profile.name = arena_strdup(t->arena, name);
    if (!listed && !file_exists(path) && !str_eq(name, "default")) {
        lct_fail(err, LCT_ENOTFOUND, "there is no profile %s", name);
        if (str_eq(name, "lab"))
            return lct_hint(err, "start the lab: %s", ADVICE(LAB_START));
        return lct_hint(err, "%s shows those there are", ADVICE(PROFILE_LIST));
    }
    profile_take(t, listed);
    if (read_yaml(t->arena, path, &profile_schema, &own, err) < 0)
        return err->code;
    profile_take(t, own);
    return LCT_OK;
}

// A path from the caller, from the environment's XDG folder, kept in the arena.
static const char *
folder(struct lct *t, const char *given, const char *kind)
{
    _own_(free) char *path = given ? mem_strdup(given) : env_folder(t->environment, kind, OUR_NAME);

    return arena_strdup(t->arena, path);
}

static const char *
folder_of(struct lct *t, const char *file)
{
    const char *slash = strrchr(file, '/');

    return slash ? arena_strndup(t->arena, file, (size_t)(slash - file)) : ".";
}

// For programs that start elsewhere.
static const char *
absolute(struct lct *t, const char *file)
{
    _own_(free) char *path = realpath(file, NULL);

    return arena_strdup(t->arena, path ? path : file);
}

int
conf_load(struct lct *t, const struct lct_conf *conf, struct lct_err *err)
{
    const char *file = conf->config_file;
    _own_(free) char *current = NULL;
    struct doc *doc;

    t->config_dir = file ? folder_of(t, file) : folder(t, NULL, "config");
    if (!file)
        file = arena_printf(t->arena, "%s/config.yaml", t->config_dir);
    else if (!file_exists(file))
        return lct_fail(err, LCT_EUSAGE, "there is no configuration file %s", file);
    else
        t->config_file = absolute(t, file);
    if (read_yaml(t->arena, file, &conf_schema, &doc, err) < 0)
        return err->code;
    t->data_dir = folder(t, conf->data_dir, "data");
    t->cache_dir = folder(t, NULL, "cache");
    t->store_kind = arena_strdup(t->arena, doc_get_text(doc, "store", "sqlite"));
    t->secrets_kind = arena_strdup(t->arena, doc_get_text(doc, "secrets", "plain"));
    t->sequential =
        conf->sequential || str_eq(doc_get_text(doc, "queue", "parallel"), "sequential");
    const char *wanted = conf->profile ? conf->profile : env_get(t->environment, "LINODE_PROFILE");
    if (!wanted)
        wanted = doc_get_text(doc, "profile", NULL);
    if (!wanted) {
        if (profile_current(t, &current, err) < 0)
            return err->code;
        wanted = current;
    }
    return profile_load(t, doc, wanted, err);
}

int
profile_write(struct lct *t, const struct profile *p, struct lct_err *err)
{
    _own_(free) char *dir = mem_printf("%s/profiles", t->config_dir);
    _own_(free) char *path = profile_path(t, p->name);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    struct doc *d = doc_map(a);

    if (file_mkdirs(dir, 0700, err) < 0)
        return err->code;
    if (p->url)
        doc_put_string(a, d, "url", p->url);
    if (p->token_file)
        doc_put_string(a, d, "token-file", p->token_file);
    if (p->dialer)
        doc_put_string(a, d, "dialer", p->dialer);
    yaml_print(&text, d);
    return file_write(path, buf_str(&text), text.len, 0600, err);
}

int
profile_remove(struct lct *t, const char *name, struct lct_err *err)
{
    _own_(free) char *path = profile_path(t, name);
    _own_(free) char *current = NULL;
    _own_(free) char *pointer = mem_printf("%s/profile", t->config_dir);

    if (profile_current(t, &current, err) < 0)
        return err->code;
    // What points to it goes first: a profile that is chosen and gone would be in everybody's way.
    if (str_eq(current, name) && unlink(pointer) < 0 && errno != ENOENT)
        return lct_fail(err, LCT_EFAILED, "cannot remove %s: %s", pointer, strerror(errno));
    if (unlink(path) < 0 && errno != ENOENT)
        return lct_fail(err, LCT_EFAILED, "cannot remove %s: %s", path, strerror(errno));
    return LCT_OK;
}
