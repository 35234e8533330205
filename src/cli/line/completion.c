// SPDX-License-Identifier: MIT
// completion: the scripts that make a shell complete linodetool's command lines.
#include "base/embed.h"
#include "base/str.h"
#include "cli/cmd/run.h"

extern const struct embedded completion_files[];

int
run_completion(struct invocation *v)
{
    static const struct {
        const char *shell, *file;
    } scripts[] = { { "bash", "linodetool.bash" }, { "zsh", "_linodetool" },
        { "fish", "linodetool.fish" } };

    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        if (str_eq(v->arguments[0], scripts[i].shell)) {
            const char *text = embed_find(completion_files, scripts[i].file)->data;
            if (v->json)
                return print_json_word("script", text);
            fputs(text, stdout);
            return 0;
        }
    return tell_usage(
        v, "bash, zsh and fish are known", "no completion for %s is here", v->arguments[0]);
}
