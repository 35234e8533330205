// SPDX-License-Identifier: MIT
// Host keys made by the node itself.
#include "step/aspect/hostkey.h"

#include <string.h>

#include "base/str.h"
#include "step/bundle/node_files.h"

#define KEY_MAX 200 // an ed25519 line has 80 characters

struct bundle_step
hostkey_new_step(struct arena *a, const char *hostname)
{
    struct bundle_env *env = arena_array(a, 2, sizeof *env);

    env[0] = (struct bundle_env){ "LCT_HOSTNAME", hostname };
    return (struct bundle_step){
        .id = "hostkey-new",
        .script = embed_find(node_files, "hostkey_new.sh")->data,
        .env = env,
        .timeout_ms = 30000,
        .mode = BUNDLE_ALWAYS,
    };
}

static bool
is_base64(const char *s)
{
    size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    return n >= 64 && !s[n];
}

int
hostkey_read(struct arena *a, const char *output, const char **ret, struct lct_err *err)
{
    char **word;

    if (strlen(output) < KEY_MAX && str_split(a, output, " \r\n", &word) == 2 &&
        str_eq(word[0], "ssh-ed25519") && is_base64(word[1])) {
        *ret = arena_printf(a, "%s %s", word[0], word[1]);
        return LCT_OK;
    }
    return lct_fail(err, LCT_EFAILED, "the node does not tell its new host key");
}

struct bundle_step
hostkey_switch_step(struct arena *a, const char *public_key, const struct secret *identity)
{
    struct bundle_file *file = ARENA_NEW(a, struct bundle_file);

    struct bundle_env *env = arena_array(a, 2, sizeof *env);

    *file = (struct bundle_file){ "identity", secret_reveal(identity, NULL), 0600 };
    env[0] = (struct bundle_env){ "LCT_HOST_KEY", public_key };
    return (struct bundle_step){
        .id = "hostkey-switch",
        .script = embed_find(node_files, "hostkey_switch.sh")->data,
        .files = file,
        .n_files = 1,
        .env = env,
        .timeout_ms = 30000,
        .mode = BUNDLE_ALWAYS,
    };
}

const char *
hostkey_next(struct arena *a, const char *trusted)
{
    char **line;
    size_t n = str_split(a, trusted ? trusted : "", "\n", &line);

    return n > 1 ? line[n - 1] : NULL;
}
