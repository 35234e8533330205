// SPDX-License-Identifier: MIT
// Questions: before something is destroyed or paid for.
#include <unistd.h>

#include "cli/show/tell.h"

bool
can_ask(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

bool
shows_before(const struct invocation *v)
{
    return !v->quiet && (!v->json || (can_ask() && !option_given(v, "yes")));
}

bool
says_yes(const char *question)
{
    char answer[16];

    print_safe(stderr, question, false);
    fputs(" [y/N] ", stderr);
    return fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y');
}

int
confirm(const struct invocation *v, const char *question)
{
    if (option_given(v, "yes"))
        return 0;
    if (!can_ask())
        return tell_usage(v, "add --yes", "%s There is no terminal to answer on", question);
    if (says_yes(question))
        return 0;
    fputs("Nothing was done.\n", stderr);
    return 1;
}
