// SPDX-License-Identifier: MIT
// Characters that nobody sees, in words of a plan: such a word matches none that looks the same.
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "plan/load/load.h"

// Keys of texts for people and programs, which may hold what they like.
static bool
is_free(const char *key)
{
    static const char *const keys[] = { "description", "help", "content", "script", "local",
        "cloudinit", "command", "body", "user_data", "user-data", "vars", "args" };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (str_eq(keys[i], key))
            return true;
    return false;
}

static void
check_word(struct loading *l, const struct doc *d, const char *noun)
{
    char what[UNSEEN_TEXT];
    const char *text = doc_text(d, ""), *found = utf8_unseen(text, what);

    if (!found || strchr(text, '\n'))
        return;
    struct doc_pos pos = d->pos;
    pos.col = load_column(l, d, (size_t)(found - text));
    diag_hint(l->diags, diags_add(l->diags, DIAG_ERROR, pos, "%s that holds %s", noun, what),
        "it is not seen, or taken for a blank: type the word again");
}

void
load_unseen(struct loading *l, const struct doc *d)
{
    if (d->kind == DOC_TEXT)
        check_word(l, d, "a word");
    for (size_t i = 0; i < doc_count(d); i++) {
        if (d->kind == DOC_MAP)
            check_word(l, d->keys[i], "a key");
        if (d->kind != DOC_MAP || !is_free(d->keys[i]->text))
            load_unseen(l, d->items[i]);
    }
}
