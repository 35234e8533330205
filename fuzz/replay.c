// SPDX-License-Identifier: MIT
// Runs a fuzz target over every file of the folders given: the corpus as an ordinary test.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

#define FILE_MAX (16u << 20)

static int
replay_file(const char *dir, const char *name)
{
    _own_(free) char *path = file_join(dir, name);
    _own_(buf) struct buf content = { 0 };
    struct lct_err err = { 0 };

    if (file_read(path, FILE_MAX, &content, &err) < 0) {
        fprintf(stderr, "%s: %s\n", path, err.text);
        return -1;
    }
    // A copy of exactly this size, so that reading beyond its end is noticed.
    _own_(free) uint8_t *exact = malloc(content.len ? content.len : 1);
    if (content.len)
        memcpy(exact, content.data, content.len);
    LLVMFuzzerTestOneInput(exact, content.len);
    return 0;
}

static int
replay_folder(const char *dir)
{
    DIR *d = opendir(dir);
    int n = 0;

    if (!d) {
        perror(dir);
        return -1;
    }
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        if (replay_file(dir, e->d_name) < 0) {
            n = -1;
            break;
        }
        n++;
    }
    closedir(d);
    return n;
}

int
main(int argc, char **argv)
{
    int total = 0;

    for (int i = 1; i < argc; i++) {
        int n = replay_folder(argv[i]);
        if (n < 0)
            return EXIT_FAILURE;
        total += n;
    }
    printf("%d inputs\n", total);
    return total ? EXIT_SUCCESS : EXIT_FAILURE;
}
