// SPDX-License-Identifier: MIT
// Log-ins of machines that others made, as text.
#include "model/login.h"

#include <string.h>

const char *
login_text(struct arena *a, const struct login *login)
{
    return arena_printf(a, "%s %s", login->user, login->identity);
}

void
login_read(struct arena *a, const char *text, struct login *ret)
{
    const size_t n = strcspn(text, " ");

    ret->user = arena_strndup(a, text, n);
    ret->identity = arena_strdup(a, text[n] ? text + n + 1 : "");
}
