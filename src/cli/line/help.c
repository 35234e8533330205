// SPDX-License-Identifier: MIT
// Help texts, made from the command table.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"

#define LEFT_WIDTH 36

static void
print_options(const char *title, const struct option *list)
{
    if (!list || !list->name)
        return;
    printf("\n%s\n", title);
    for (; list->name; list++) {
        char left[64], letter[] = { '-', list->letter, ',', ' ', '\0' };
        snprintf(left, sizeof left, "%s--%s%s%s", list->letter ? letter : "    ", list->name,
            list->value ? " " : "", list->value ? list->value : "");
        printf("  %-30s %s%s\n", left, list->help, list->many ? "; may be repeated" : "");
    }
}

static void
print_usage_line(const struct command *c)
{
    char left[96];

    snprintf(left, sizeof left, "%s%s%s %s", c->noun, *c->verb ? " " : "", c->verb, c->arguments);
    if (strlen(left) > LEFT_WIDTH)
        printf("  %s\n  %-*s %s\n", left, LEFT_WIDTH, "", c->help);
    else
        printf("  %-*s %s\n", LEFT_WIDTH, left, c->help);
}

int
help_command(const struct command *c)
{
    printf("Usage: linodetool %s%s%s%s%s%s\n\n%s\n", c->noun, *c->verb ? " " : "", c->verb,
        *c->arguments ? " " : "", c->arguments, c->options ? " [OPTIONS]" : "", c->help);
    if (c->more)
        printf("\n%s\n", c->more);
    print_options("Options", c->options);
    print_options("Everywhere", global_options);
    printf("\nExample\n  %s\n", c->example);
    return 0;
}

int
help_noun(const char *noun)
{
    printf("Usage: linodetool %s VERB [ARGUMENTS] [OPTIONS]\n\n", noun);
    command_each(c) if (str_eq(c->noun, noun)) print_usage_line(c);
    print_options("Everywhere", global_options);
    printf("\nlinodetool %s VERB --help tells more of one, with an example.\n", noun);
    return 0;
}

int
help_all(void)
{
    const char *before = NULL;

    puts("linodetool - clusters on Linode, made from plans\n\n"
         "Usage: linodetool NOUN VERB [ARGUMENTS] [OPTIONS]\n");
    command_each(c)
    {
        if (c->hidden)
            continue;
        if (before && *c->verb && !str_eq(c->noun, before))
            putchar('\n');
        print_usage_line(c);
        before = c->noun;
    }
    print_options("Everywhere", global_options);
    puts("\nFirst steps\n"
         "  linodetool lab start                    try everything on a local Linode, no account\n"
         "  linodetool secret set personal-token -  or log in to the real one\n\n"
         "linodetool NOUN VERB --help tells more of one command; man linodetool tells all.");
    return 0;
}
