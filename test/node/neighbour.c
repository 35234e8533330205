// SPDX-License-Identifier: MIT
// A neighbour who is not to be trusted: gives names in his folder another meaning, as fast as he
// can, until he is killed. For neighbour.t; never installed.
//
//   neighbour swap A B       exchanges what two names mean
//   neighbour steal FOLDER TARGET   puts a link to TARGET in the place of each stage that appears
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
swap(const char *a, const char *b)
{
    for (;;)
        renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}

static void
steal_one(const char *name, const char *target)
{
    static unsigned n;
    char taken[300];

    snprintf(taken, sizeof taken, "taken.%u.%.200s", n++, name);
    if (rename(name, taken) == 0 && symlink(target, name) < 0)
        perror(name);
}

static void
steal(const char *folder, const char *target)
{
    if (chdir(folder) < 0)
        return;
    for (;;) {
        DIR *d = opendir(".");
        for (struct dirent *e; d && (e = readdir(d));)
            if (strncmp(e->d_name, ".lct", 4) == 0)
                steal_one(e->d_name, target);
        if (d)
            closedir(d);
    }
}

int
main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "swap") == 0)
        swap(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "steal") == 0)
        steal(argv[2], argv[3]);
    fputs("usage: neighbour swap A B | steal FOLDER TARGET\n", stderr);
    return 2;
}
