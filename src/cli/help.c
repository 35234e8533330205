// Help texts, made from the command table.
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"

static void
print_options(const char *title, const struct option *list)
{
    if (!list || !list->name)
        return;
    printf("\n%s\n", title);
    for (; list->name; list++) {
        char left[64];
        snprintf(left, sizeof left, "%s%c%s--%s%s%s", list->letter ? "-" : "",
            list->letter ? list->letter : ' ', list->letter ? ", " : "   ", list->name,
            list->value ? " " : "", list->value ? list->value : "");
        printf("  %-28s %s\n", left, list->help);
    }
}

int
command_help(const struct command *c)
{
    printf("Usage: linodetool %s%s%s %s%s\n\n%s\n", c->noun, *c->verb ? " " : "", c->verb,
        c->arguments, c->options ? " [OPTIONS]" : "", c->help);
    print_options("Options", c->options);
    print_options("Everywhere", global_options);
    printf("\nExample\n  %s\n", c->example);
    return 0;
}

int
help_all(void)
{
    puts("linodetool - clusters on Linode, made from plans\n\n"
         "Usage: linodetool NOUN VERB [ARGUMENTS] [OPTIONS]\n");
    for (const struct command *c = commands; c->noun; c++) {
        char left[96];
        if (c != commands && !str_eq(c->noun, c[-1].noun))
            putchar('\n');
        snprintf(
            left, sizeof left, "%s%s%s %s", c->noun, *c->verb ? " " : "", c->verb, c->arguments);
        if (strlen(left) > 36)
            printf("  %s\n  %-36s %s\n", left, "", c->help);
        else
            printf("  %-36s %s\n", left, c->help);
    }
    print_options("Everywhere", global_options);
    puts(
        "\nFirst steps\n"
        "  linodetool lab start                 a local Linode: try everything without an account\n"
        "  linodetool secret set personal-token -   or log in to the real one\n\n"
        "linodetool NOUN VERB --help tells more of one command; man linodetool tells all.");
    return 0;
}
