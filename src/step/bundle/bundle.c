// SPDX-License-Identifier: MIT
// Composes bundles.
#include "step/bundle/bundle.h"

#include <ctype.h>
#include <string.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/str.h"
#include "step/bundle/node_files.h"
#include "text/tar.h"

static bool
name_fits(const char *s)
{
    if (!*s || *s == '.' || *s == '-' || strlen(s) >= BUNDLE_ID_MAX)
        return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("._-", *s))
            return false;
    return true;
}

// A text that does not fit keeps what is readable of it and gets a digest behind.
const char *
bundle_id(const char *text, char out[static BUNDLE_ID_MAX])
{
    char digest[DIGEST_TEXT];
    size_t n = 0;
    if (name_fits(text) && strlen(text) < BUNDLE_ID_MAX - 20) {
        snprintf(out, BUNDLE_ID_MAX, "%s", text);
        return out;
    }
    for (; text[n] && n < 40; n++) {
        bool fine = isalnum((unsigned char)text[n]) || (n && strchr("._", text[n]));
        out[n] = fine ? text[n] : '-';
    }
    if (n && out[0] == '-')
        out[0] = 'x';
    snprintf(out + n, BUNDLE_ID_MAX - n, "-%.16s", digest_text(text, strlen(text), digest));
    return out;
}

// One word of sh, whatever it holds.
static void
add_quoted(struct buf *out, const char *s)
{
    buf_addc(out, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            buf_adds(out, "'\\''");
        else
            buf_addc(out, *s);
    }
    buf_addc(out, '\'');
}

// The end mark holds a digest of the content, which the content itself cannot. It stands on a line
// of its own: where that takes one line end too many, the size says so.
static void
add_file(struct buf *out, const char *name, const char *content, unsigned mode)
{
    char digest[DIGEST_TEXT];
    size_t n = strlen(content);
    bool lines = n && content[n - 1] == '\n';
    digest_text(content, n, digest);
    buf_addf(out, "lct_file %s %o", name, mode);
    if (!lines)
        buf_addf(out, " %zu", n);
    buf_addf(out, " <<'LCT-%s'\n", digest);
    buf_add(out, content, n);
    buf_addf(out, "%sLCT-%s\n", lines ? "" : "\n", digest);
}

static void
add_padded(struct buf *out, const char *data, size_t n)
{
    static const char zeros[512];

    buf_add(out, data, n);
    buf_add(out, zeros, tar_padding((int64_t)n));
}

// sh reads lines of text: the tree goes as base64 of a tar archive.
static void
add_tree(struct buf *out, const struct tree *tree, bool left)
{
    _own_(buf) struct buf tar = { 0 };

    for (size_t i = 0; i < tree->n; i++) {
        const struct tree_file *f = &tree->files[i];
        tar_put_entry(&tar, &(struct tar_entry){ f->target ? TAR_SYMLINK : TAR_FILE, f->path,
                                f->target, f->mode, (int64_t)f->size, 0 });
        add_padded(&tar, f->data, f->size);
    }
    tar_put_end(&tar);
    buf_addf(out, "lct_tree " BUNDLE_TREE " %s <<'LCT-END'\n", left ? tree->digest : "-");
    base64_add(out, tar.data, tar.len);
    buf_adds(out, "\nLCT-END\n");
}

static bool
env_name_fits(const char *s)
{
    if (!*s || isdigit((unsigned char)*s))
        return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && *s != '_')
            return false;
    return true;
}

int
bundle_env_text(struct buf *out, const struct bundle_env *env, struct lct_err *err)
{
    for (; env && env->name; env++) {
        if (!env_name_fits(env->name))
            return lct_fail(
                err, LCT_EUSAGE, "\"%s\" is no name of an environment variable", env->name);
        buf_addf(out, "export %s=", env->name);
        add_quoted(out, env->value ? env->value : "");
        buf_addc(out, '\n');
    }
    return 0;
}

static int
add_env(struct buf *out, const struct bundle_env *env, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };

    if (bundle_env_text(&text, env, err))
        return err->code;
    add_file(out, "env", buf_str(&text), 0600);
    return 0;
}

void
bundle_words_text(struct buf *out, const char *const *words)
{
    buf_adds(out, "set -- \"$@\"");
    for (; words && *words; words++) {
        buf_addc(out, ' ');
        add_quoted(out, *words);
    }
    buf_addc(out, '\n');
}

// What the runner reads once it has put together how the script is begun.
static void
add_args(struct buf *out, const char *const *args)
{
    _own_(buf) struct buf text = { 0 };

    if (!args || !*args)
        return;
    bundle_words_text(&text, args);
    add_file(out, "args", buf_str(&text), 0600);
}

static int
check_files(const struct bundle_step *s, struct lct_err *err)
{
    static const char *const own[] = { "digest", "started", "status", "status.new", "output",
        "lock", "gate", "script", "env", "args", "gone", "relay", "left", "count", "tail",
        BUNDLE_TREE };
    for (size_t i = 0; i < s->n_files; i++) {
        const char *name = s->files[i].name;
        if (!name_fits(name))
            return lct_fail(err, LCT_EUSAGE, "\"%s\" is no name of a file in a bundle", name);
        for (size_t j = 0; j < sizeof own / sizeof *own; j++)
            if (str_eq(name, own[j]))
                return lct_fail(err, LCT_EUSAGE, "a bundle's file cannot be named %s", name);
    }
    return 0;
}

// What was appended for the step is what it does: its digest is the step's.
static void
add_go(struct buf *out, size_t start, const struct bundle_step *s)
{
    static const char *const modes[] = {
        [BUNDLE_ONCE] = "once",
        [BUNDLE_REPEATABLE] = "repeatable",
        [BUNDLE_RETRY] = "retry",
        [BUNDLE_ALWAYS] = "always",
    };
    char id[BUNDLE_ID_MAX], digest[DIGEST_TEXT];
    long long seconds = s->timeout_ms > 0 ? (s->timeout_ms + 999) / 1000 : 0;
    digest_text(out->data + start, out->len - start, digest);
    // In braces: sh obeys a last line that a dying connection cut short, but not half a group.
    buf_addf(out, "{ lct_step %s ", bundle_id(s->id, id));
    add_quoted(out, s->digest ? s->digest : digest);
    buf_addf(out, " %lld %s%s; }\n", seconds, modes[s->mode], s->chatty ? " chatty" : "");
}

void
bundle_begin(struct buf *out)
{
    buf_adds(out, embed_find(node_files, "bundle.sh")->data);
}

int
bundle_add(struct buf *out, const struct bundle_step *s, struct lct_err *err)
{
    size_t start = out->len;
    if (str_empty(s->id))
        return lct_fail(err, LCT_EUSAGE, "a step of a bundle needs an id");
    if (check_files(s, err))
        return err->code;
    if (add_env(out, s->env, err)) {
        out->len = start;
        return err->code;
    }
    for (size_t i = 0; i < s->n_files; i++)
        add_file(
            out, s->files[i].name, s->files[i].content, s->files[i].mode ? s->files[i].mode : 0600);
    add_args(out, s->args);
    if (s->tree && s->way == BUNDLE_KEPT)
        buf_addf(out, "lct_kept " BUNDLE_TREE " %s\n", s->tree->digest);
    else if (s->tree)
        add_tree(out, s->tree, s->way == BUNDLE_LEFT);
    add_file(out, "script", s->script, str_starts(s->script, "#!") ? 0700 : 0600);
    add_go(out, start, s);
    return 0;
}
