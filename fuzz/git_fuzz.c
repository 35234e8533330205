// SPDX-License-Identifier: MIT
// Any bytes as the name of something in git: what is one has a whole commit, an address without a
// password, a path that stays below; what is shown of any text can be shown again.
#include "model/git.h"

#include "fuzz.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "model/tree.h"

static void
name_must_hold(const struct git_name *g)
{
    const char *host = strstr(g->url, "://");

    MUST(strlen(g->commit) == GIT_COMMIT && strspn(g->commit, "0123456789abcdef") == GIT_COMMIT);
    MUST(str_starts(g->url, "https://") || str_starts(g->url, "ssh://") ||
         str_starts(g->url, "file:///"));
    MUST(host && host[3] != '-' && !strpbrk(g->url, " \n'\"?#\\$`;"));
    MUST(str_starts(g->url, "ssh://") || !strchr(g->url, '@'));
    MUST(!*g->path || !tree_path_fault(g->path));
    MUST(!strchr(g->last, '/'));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    const char *text = arena_copy(a, data, size), *shown = git_shown(a, text);
    struct git_name g;

    MUST(str_eq(git_shown(a, shown), shown));
    if (git_named(text) && git_name_read(a, text, &g, ERR_IGNORED) == LCT_OK) {
        MUST(git_shown(a, g.url) == g.url);
        name_must_hold(&g);
    }
    return 0;
}
